//! The answers of a case with the checks beside them, and the sums on what is accepted.

use super::Attempt;
use crate::casework::check::typed_checks;
use crate::casework::{CaseFile, CheckFile};
use crate::clock::{day_in_germany, german_time};
use crate::domain::Path;
use crate::forms::applicable::Applicable;
use crate::forms::checking::{AcceptedRow, CHECKED, CheckForm, PAGE, Sum};
use crate::forms::display::euros;
use crate::forms::form::Form;
use crate::forms::places::page_of;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{self, AdviceView, Control, Element, FieldView, SectionView};
use crate::web::components::Part;
use crate::web::components::summary::Summary;

/// A page of the application, and what is checked beside it.
#[derive(Debug, Default)]
pub struct Beside {
    /// The answers; none for what stands beside no answer that is shown.
    pub section: Option<SectionView>,
    /// What is checked.
    pub checks: Vec<FieldView>,
    /// What is accepted.
    pub rows: Vec<AcceptView>,
    /// Hints of the form at these answers.
    pub hints: Vec<String>,
}

impl Beside {
    /// Whether nothing is to be checked here.
    pub fn has_nothing(&self) -> bool {
        self.checks.is_empty() && self.rows.is_empty()
    }

    /// The answers, to be shown; `files` is the address that files stand behind.
    pub fn summary(&self, files: &str) -> Option<Summary<'_>> {
        let files_href = Some(files.to_owned());
        self.section.as_ref().map(|section| Summary { section, change_href: None, files_href })
    }

    /// The checks, to be shown.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.checks.iter().map(Part::from)
    }
}

/// A row of the answers, and what is accepted of it.
#[derive(Debug)]
pub struct AcceptView {
    /// „Fahrkarte 1: 49,00 €“.
    pub title: String,
    /// It lowers the amount, and the reason is still to be named.
    pub lacks_reason: bool,
    /// More is accepted than was asked for.
    pub is_raised: bool,
    /// The accepted values and the reason.
    pub fields: Vec<FieldView>,
}

impl AcceptView {
    /// The questions, to be shown.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

/// What is asked and what is accepted, side by side.
#[derive(Debug)]
pub struct SumRow {
    /// What.
    pub label: String,
    /// As it was asked.
    pub asked: String,
    /// As it is accepted.
    pub accepted: String,
    /// It is the amount of the decision.
    pub is_amount: bool,
}

/// The checks of a case.
#[derive(Debug, Default)]
pub struct CheckView {
    /// The pages of the application with their checks, and last what stands beside none of them.
    pub pages: Vec<Beside>,
    /// What was checked, in words, where whoever looks at it may not change it.
    pub said: Vec<SectionView>,
    /// There is something to check, and it may be changed.
    pub may_check: bool,
    /// „Gespeichert am …, von …“.
    pub saved: Option<String>,
    /// The applicant changed their answers since.
    pub is_outdated: bool,
    /// The sums.
    pub sums: Vec<SumRow>,
    /// Why the amount is not the last word, if it is not.
    pub unfinished: Option<&'static str>,
}

impl CheckView {
    /// The checks of a case; takes its answers in words out of it. After an attempt, with what was typed.
    pub fn new(file: &mut CaseFile, attempt: &Attempt) -> Self {
        let sections = std::mem::take(&mut file.sections);
        let plain = |sections: Vec<SectionView>| {
            let pages = sections.into_iter();
            pages.map(|section| Beside { section: Some(section), ..Beside::default() }).collect()
        };
        let Some((check, state)) = file.form.check.as_deref().zip(file.check.as_ref()) else {
            return Self { pages: plain(sections), ..Self::default() };
        };
        let saved = state.saved.as_ref().map(|(who, at)| format!("Gespeichert {} · {who}", german_time(*at)));
        let (sums, unfinished) = (sums(file, state), unfinished(check, state));
        let shared = Self { saved, is_outdated: state.is_outdated, sums, unfinished, ..Self::default() };
        if !state.may_check {
            let said = if state.saved.is_some() {
                view::sections(&check.form, &state.remembered.answers)
            } else {
                Vec::new()
            };
            return Self { pages: plain(sections), said, ..shared };
        }
        Self { pages: beside(file, check, state, attempt, sections), may_check: true, ..shared }
    }

    /// The checks of a case on paper: in words.
    pub fn printed(file: &CaseFile) -> Self {
        let Some((check, state)) = file.form.check.as_deref().zip(file.check.as_ref()) else {
            return Self::default();
        };
        let Some((who, at)) = &state.saved else { return Self::default() };
        Self {
            said: view::sections(&check.form, &state.remembered.answers),
            saved: Some(format!("Gespeichert {} · {who}", german_time(*at))),
            sums: sums(file, state),
            unfinished: unfinished(check, state),
            ..Self::default()
        }
    }

    /// Every question, for the list of what is wrong.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        self.pages
            .iter()
            .flat_map(|page| page.checks.iter().chain(page.rows.iter().flat_map(|row| &row.fields)))
    }

    /// What was checked, to be shown.
    pub fn said(&self) -> impl Iterator<Item = Summary<'_>> {
        self.said.iter().map(|section| Summary { section, change_href: None, files_href: None })
    }
}

/// The pages of the application with what stands beside them.
fn beside(
    file: &CaseFile,
    check: &CheckForm,
    state: &CheckFile,
    attempt: &Attempt,
    sections: Vec<SectionView>,
) -> Vec<Beside> {
    let form = &file.form;
    let mut pages: Vec<Beside> = sections
        .into_iter()
        .map(|section| Beside {
            hints: hints(form, &file.advice, &section.page),
            section: Some(section),
            ..Beside::default()
        })
        .collect();
    pages.push(Beside::default());
    let last = pages.len() - 1;
    let number_of = |page: Option<&str>| {
        let is_it = |beside: &Beside| beside.section.as_ref().map(|s| s.page.as_str()) == page;
        page.and_then(|_| pages.iter().position(is_it)).unwrap_or(last)
    };
    let (checks, accepts) = fields(file, check, state, attempt);
    let checks: Vec<_> =
        checks.into_iter().map(|(path, field)| (number_of(page_id(form, path.as_ref())), field)).collect();
    let accepts: Vec<_> =
        accepts.into_iter().map(|(path, row)| (number_of(page_id(form, Some(&path))), row)).collect();
    for (number, field) in checks {
        if let Some(page) = pages.get_mut(number) {
            page.checks.push(field);
        }
    }
    for (number, row) in accepts {
        if let Some(page) = pages.get_mut(number) {
            page.rows.push(row);
        }
    }
    pages.retain(|page| page.section.is_some() || !page.has_nothing());
    pages
}

/// The page on which an answer stands.
fn page_id<'a>(form: &'a Form, path: Option<&Path>) -> Option<&'a str> {
    let (page, _) = page_of(form, path?)?;
    form.pages.get(page).map(|page| page.id.as_str())
}

/// The hints of the form on a page, in words: beside the answers that they are about.
fn hints(form: &Form, advice: &[AdviceView], page: &str) -> Vec<String> {
    let is_here = |hint: &&AdviceView| page_id(form, Some(&hint.path)) == Some(page);
    advice.iter().filter(is_here).map(|hint| hint.text.clone()).collect()
}

/// A question, and the answer that it stands beside.
type Placed = (Option<Path>, FieldView);

/// The questions, each with the answer that it stands beside. What stands beside an answer that does not apply is not
/// asked.
fn fields(
    file: &CaseFile,
    check: &CheckForm,
    state: &CheckFile,
    attempt: &Attempt,
) -> (Vec<Placed>, Vec<(Path, AcceptView)>) {
    let remembered = attempt.check.as_ref().unwrap_or(&state.remembered);
    let today = day_in_germany(file.case.filed_at);
    let judged = FormState::new(&check.form, remembered, today);
    let Some(page) = check.form.page(PAGE) else { return (Vec::new(), Vec::new()) };
    let shown = view::elements(&check.form, &judged, remembered, page, None, attempt.check.is_some());
    let mut flat = Vec::new();
    flatten(shown, &mut flat);
    let checked = Path::root().key(CHECKED);
    let (own, accepted): (Vec<_>, Vec<_>) =
        flat.into_iter().partition(|field| field.path.starts_with(&checked));
    (placed(file, check, own), accept_views(check, state, &accepted))
}

/// What is checked, each with the answer that it stands beside.
fn placed(file: &CaseFile, check: &CheckForm, own: Vec<FieldView>) -> Vec<Placed> {
    let applies = Applicable::to(&file.form, &file.answers);
    let mut checks = Vec::new();
    for field in own {
        let name = field.path.to_string();
        let place = name.strip_prefix("check.").and_then(|name| check.beside.get(name));
        let place: Option<Path> = place.and_then(|pattern| pattern.parse().ok());
        if place.as_ref().is_none_or(|place| applies.contains(place)) {
            checks.push((place, field));
        }
    }
    checks
}

/// What is accepted, a row for each row of the answers.
fn accept_views(check: &CheckForm, state: &CheckFile, accepted: &[FieldView]) -> Vec<(Path, AcceptView)> {
    let mut rows = Vec::<(Path, AcceptView)>::new();
    for row in &state.accepted.rows {
        let Some(column) = check.accepted.iter().find(|column| column.of == row.path.pattern()) else {
            continue;
        };
        let (value, reason) = (column.value_path(&row.path), column.reason_path(&row.path));
        let mine = accepted.iter().filter(|field| field.path == value).cloned();
        match rows.last_mut().filter(|(_, view)| view.fields.iter().any(|field| field.path == reason)) {
            Some((_, view)) => {
                let before = view.fields.len() - 1;
                view.fields.splice(before..before, mine);
                view.title = format!("{}, {}", view.title, row.asked);
                view.lacks_reason |= row.lacks_reason();
                view.is_raised |= row.is_raised;
            }
            None => {
                let reason = accepted.iter().filter(|field| field.path == reason).cloned();
                let fields = mine.chain(reason).collect();
                rows.push((row.path.clone(), accept_view(row, state, fields)));
            }
        }
    }
    rows
}

fn accept_view(row: &AcceptedRow, state: &CheckFile, fields: Vec<FieldView>) -> AcceptView {
    AcceptView {
        title: format!("{}: {}", row.title, row.asked),
        lacks_reason: row.lacks_reason() && state.saved.is_some(),
        is_raised: row.is_raised,
        fields,
    }
}

fn flatten(elements: Vec<Element>, found: &mut Vec<FieldView>) {
    for element in elements {
        match element {
            Element::Field(field) => found.push(field),
            Element::Group(group) => flatten(group.elements, found),
            Element::List(list) => {
                for row in list.rows {
                    let before = found.len();
                    flatten(row.elements, found);
                    // The ears hear the row with each of its questions, and the list of mistakes names it.
                    for field in found.iter_mut().skip(before) {
                        if let (Control::Line { .. }, Some(error)) = (&field.control, field.error.as_mut()) {
                            *error = format!("{}: {error}", row.title);
                        }
                    }
                }
            }
            Element::Computed(_) => {}
        }
    }
}

/// What is asked and accepted, the amount of the decision last.
fn sums(file: &CaseFile, state: &CheckFile) -> Vec<SumRow> {
    let row = |sum: &Sum| SumRow {
        label: sum.label.clone(),
        asked: sum.asked.clone(),
        accepted: sum.accepted.clone(),
        is_amount: false,
    };
    let mut rows: Vec<SumRow> = state.accepted.sums.iter().map(row).collect();
    if file.form.check.as_ref().is_some_and(|check| check.amount.is_some()) {
        let said = |cents: Option<i64>| cents.map(|cents| euros(cents.into())).unwrap_or_default();
        rows.push(SumRow {
            label: "Betrag nach der Prüfung".to_owned(),
            asked: said(state.accepted.asked),
            accepted: said(state.accepted.amount),
            is_amount: true,
        });
    }
    rows
}

/// Why the checks of a case are not the last word, if they are not.
pub fn unfinished_of(file: &CaseFile) -> Option<&'static str> {
    let (check, state) = file.form.check.as_deref().zip(file.check.as_ref())?;
    unfinished(check, state)
}

fn unfinished(check: &CheckForm, state: &CheckFile) -> Option<&'static str> {
    let accepted = &state.accepted;
    if check.amount.is_none() && check.accepted.is_empty() {
        return None;
    }
    match () {
        () if state.saved.is_none() => Some("Die Prüfung ist noch nicht gespeichert."),
        () if state.is_outdated => Some("Die Angaben wurden nach dieser Prüfung geändert."),
        () if accepted.rows.iter().any(AcceptedRow::lacks_reason) => {
            Some("Zu mindestens einer Kürzung fehlt noch der Grund.")
        }
        () if check.amount.is_some() && accepted.amount.is_none() => {
            Some("Der Betrag lässt sich noch nicht berechnen.")
        }
        () => None,
    }
}

/// What somebody wrote into the checks and what stands there now, as far as the two differ, in words.
pub fn both(file: &CaseFile, posted: &[(String, String)]) -> (String, String) {
    let checks = file.form.check.as_deref().zip(file.check.as_ref());
    let Some(((check, state), mine)) = checks.zip(typed_checks(file, posted)) else {
        return Default::default();
    };
    let today = day_in_germany(file.case.filed_at);
    let lines = |remembered: &Remembered| lines(check, &FormState::new(&check.form, remembered, today));
    let (mine, theirs) = (lines(&mine), lines(&state.remembered));
    let only = |all: &[(Path, String)], others: &[(Path, String)]| {
        let said = all.iter().filter(|line| !others.contains(line)).map(|(_, text)| text.as_str());
        said.collect::<Vec<_>>().join("; ")
    };
    (only(&mine, &theirs), only(&theirs, &mine))
}

fn lines(check: &CheckForm, state: &FormState) -> Vec<(Path, String)> {
    let blocks = view::sections(&check.form, &state.answers).into_iter().flat_map(|section| section.blocks);
    let said = blocks.flat_map(|block| {
        let title = block.title.map(|title| format!("{title}, ")).unwrap_or_default();
        block.answers.into_iter().map(move |answer| {
            let said =
                if answer.lines.is_empty() { "keine Angabe".to_owned() } else { answer.lines.join(" ") };
            (answer.path, format!("{title}{}: {said}", answer.label))
        })
    });
    said.collect()
}
