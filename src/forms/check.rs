//! Everything that can be said about a folder of forms before citizens meet them.

use super::cases;
use super::catalogue::Catalogue;
use super::lists;
use super::problem::Problem;
use super::source::FormSource;
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
    /// Every mistake that was found.
    pub problems: Vec<Problem>,
}

/// Loads every form for both channels and runs its cases.
pub fn check(source: &FormSource) -> Report {
    let catalogue = Catalogue::load(source);
    let forms = source.form_ids().map_or(0, |ids| ids.len());
    let languages = translation::completeness_of_product(catalogue.languages());
    let mut report = Report { forms, cases: 0, languages, problems: catalogue.problems().to_vec() };
    report.problems.extend(translation::shared(source).1);
    report.problems.extend(lists::unused(source));
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
