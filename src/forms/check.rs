//! Everything that can be said about a folder of forms before citizens meet them.

use super::author::PLACEHOLDER;
use super::cases;
use super::catalogue::Catalogue;
use super::lists;
use super::problem::Problem;
use super::source::FormSource;
use super::takes;
use super::translation::{self, Completeness};

/// What was checked, and what is wrong.
#[derive(Debug, Default)]
pub struct Report {
    /// How many forms were read.
    pub forms: usize,
    /// How many cases were run.
    pub cases: usize,
    /// How far each language is, in the product and in each form.
    pub languages: Vec<Completeness>,
    /// Files with texts that are still to be written, and how many: no mistake, but nothing for citizens.
    pub unwritten: Vec<(String, usize)>,
    /// Every mistake that was found.
    pub problems: Vec<Problem>,
}

/// Loads every form for both channels and runs its cases.
pub fn check(source: &FormSource) -> Report {
    let catalogue = Catalogue::load(source);
    let ids = source.form_ids().unwrap_or_default();
    let languages = translation::completeness_of_product(catalogue.languages());
    let mut report = Report {
        forms: ids.len(),
        cases: 0,
        languages,
        unwritten: ids.iter().flat_map(|id| unwritten(source, id)).collect(),
        problems: catalogue.problems().to_vec(),
    };
    report.problems.extend(ids.is_empty().then(|| nothing_here(source)));
    report.problems.extend(translation::shared(source).1);
    report.problems.extend(lists::unused(source));
    report.problems.extend(takes::review(source, &catalogue));
    for service in catalogue.all() {
        let form = &service.online;
        report.problems.extend(translation::review(source, form));
        report.languages.extend(translation::completeness(source, form));
        match cases::read(source, &form.id) {
            Ok(all) => {
                report.cases += all.len();
                report.problems.extend(cases::run_all(&form.bundle, &all));
            }
            Err(problems) => report.problems.extend(problems),
        }
    }
    report
}

/// A folder without forms is a wrong path, and no reason to be content.
fn nothing_here(source: &FormSource) -> Problem {
    let way_out = match source.exists("form.json") {
        true => "This is the folder of one form: name the folder above it, in which departments.json is.",
        false => "A form is a folder with a form.json: name the folder in which the forms are.",
    };
    Problem::at(".", "", "here is no form.", way_out)
}

/// The files of a form that hold texts as `pforte forms new` left them.
fn unwritten(source: &FormSource, id: &str) -> Vec<(String, usize)> {
    let files = ["form", "schema"].map(|name| format!("{id}/{name}.json"));
    let count = |name: String| {
        let text = source.text(&name).unwrap_or_default();
        let count = String::from_utf8_lossy(&text).matches(PLACEHOLDER).count();
        (count > 0).then_some((name, count))
    };
    files.into_iter().filter_map(count).collect()
}
