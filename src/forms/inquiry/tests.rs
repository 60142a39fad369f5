use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Asking, asked_sections, changes, markable, only, titles};
use crate::domain::{Answers, Path};
use crate::forms::form::Form;
use crate::forms::journey::Journey;
use crate::forms::parse::read_page;
use crate::forms::state::{FormState, Remembered};
use crate::forms::tests::sample::{complete, path, sample, today, typed};
use crate::forms::view::{Element, sections};

/// Answers of the sample that are complete.
fn filed() -> Answers {
    FormState::new(sample(), &typed(complete()), today()).answers
}

fn asking<'a>(answers: &'a Answers, marked: &'a [Path]) -> Asking<'a> {
    Asking::new(sample(), answers, marked, (today(), today()))
}

/// Everything that can be marked in these answers.
fn all_marks(form: &Form, answers: &Answers) -> Vec<Path> {
    let blocks = markable(form, answers).into_iter().flat_map(|section| section.blocks);
    blocks.flat_map(|block| block.marks).map(|mark| mark.path).collect()
}

/// Posts to every page what somebody made up, as an answer to an inquiry.
fn post(answers: &Answers, marked: &[Path], pairs: &[(String, String)]) -> (Remembered, Vec<Path>) {
    let (asking, before) = (asking(answers, marked), Remembered::typed(answers.clone()));
    let judged = asking.judge(&before, &[]);
    let allowed = asking.allowed(&judged.more);
    let mut scratch = before.clone();
    for stop in Journey::new(sample(), &judged.state, &[]).stops() {
        for item in std::iter::once(None).chain(stop.items.iter().map(|item| Some(item.index))) {
            read_page(sample(), &stop.page.id, item, pairs, &mut scratch, &judged.state);
        }
    }
    (only(&allowed, &before, &scratch), allowed)
}

fn leaves(value: &Value, at: &Path, found: &mut Vec<Path>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| leaves(value, &at.key(name), found)),
        Value::Array(rows) => {
            rows.iter().enumerate().for_each(|(row, value)| leaves(value, &at.index(row), found))
        }
        _ => found.push(at.clone()),
    }
}

#[test]
fn questions_lists_and_rows_can_be_marked_and_nothing_that_is_computed() {
    let answers = filed();
    let marks: Vec<String> = all_marks(sample(), &answers).iter().map(Path::to_string).collect();
    for name in ["applicant.given_name", "tickets", "tickets.0.price", "tickets.1.month", "paper"] {
        assert!(marks.contains(&name.to_owned()), "{name} in {marks:?}");
    }
    assert!(!marks.contains(&"total".to_owned()), "{marks:?}");
    let told = titles(sample(), &answers, &[path("tickets.1.price"), path("paper")]);
    assert_eq!(told.len(), 2);
    assert!(told[0].starts_with("Fahrkarte 2: "), "{told:?}");
}

#[test]
fn an_answer_counts_from_the_day_of_filing_or_from_today() {
    let (answers, marked) = (filed(), [path("tickets.0.price")]);
    let asked = asking(&answers, &marked).judge(&Remembered::typed(answers.clone()), &[]);
    assert!(asked.state.errors.is_empty(), "{:?}", asked.state.errors);
    assert!(asked.more.is_empty(), "{:?}", asked.more);
}

#[test]
fn a_question_that_begins_to_apply_is_asked_and_stays_asked() {
    let (answers, marked) = (filed(), [path("pass")]);
    let mut remembered = Remembered::typed(answers.clone());
    remembered.answers.set(&path("pass"), json!("partly"));
    let asked = asking(&answers, &marked).judge(&remembered, &[]);
    assert_eq!(asked.more, [path("pass_months")]);
    let wrong: Vec<String> = asked.state.errors.iter().map(|error| error.path.to_string()).collect();
    assert_eq!(wrong, ["pass_months"]);
    remembered.answers.set(&path("pass_months"), json!(["aug"]));
    let asked = asking(&answers, &marked).judge(&remembered, &asked.more);
    assert_eq!(asked.more, [path("pass_months")]);
    assert!(asked.state.errors.is_empty(), "{:?}", asked.state.errors);
}

#[test]
fn what_is_wrong_only_because_of_the_change_is_asked_too() {
    let (answers, marked) = (filed(), [path("tickets.0.price")]);
    let mut remembered = Remembered::typed(answers.clone());
    remembered.answers.set(&path("tickets.0.price"), json!(19000));
    let asked = asking(&answers, &marked).judge(&remembered, &[]);
    assert_eq!(asked.more, [path("tickets")], "the rule about the sum reports at the list");
    assert_eq!(asked.state.errors.len(), 1);
    assert!(!asked.state.errors[0].at_submit, "it is told at once");
}

/// A value that was wrong for a moment opens a place; once it is right again, nothing that was not asked for is changed.
#[test]
fn a_detour_over_a_wrong_value_changes_nothing_that_was_not_marked() {
    let (answers, marked) = (filed(), [path("tickets.0.price")]);
    let asking = asking(&answers, &marked);
    let mut remembered = Remembered::typed(answers.clone());
    remembered.answers.set(&path("tickets.0.price"), json!(19000));
    let opened = asking.judge(&remembered, &[]).more;
    assert_eq!(opened, [path("tickets")]);
    // With the change it brings up, the other row is changed for a reason.
    remembered.answers.set(&path("tickets.1.price"), json!(100));
    let still = asking.judge(&remembered, &opened);
    assert_eq!((still.more, still.state.errors.len()), (opened.clone(), 0));
    // Without it, it was not asked for.
    remembered.answers.set(&path("tickets.0.price"), answers.get(&path("tickets.0.price")).unwrap().clone());
    let back = asking.judge(&remembered, &opened);
    assert_eq!(back.more, []);
    let kept = asking.only_allowed(&back.more, &remembered).answers;
    assert_eq!(kept.get(&path("tickets.1.price")), answers.get(&path("tickets.1.price")));
}

#[test]
fn what_was_missing_before_and_is_not_asked_for_holds_nobody_up() {
    let mut answers = filed();
    answers.remove(&path("applicant.birth"));
    let marked = [path("applicant.family_name")];
    let mut remembered = Remembered::typed(answers.clone());
    assert!(asking(&answers, &marked).judge(&remembered, &[]).state.errors.is_empty());
    remembered.answers.remove(&path("applicant.family_name"));
    let asked = asking(&answers, &marked).judge(&remembered, &[]);
    let wrong: Vec<String> = asked.state.errors.iter().map(|error| error.path.to_string()).collect();
    assert_eq!(wrong, ["applicant.family_name"]);
}

#[test]
fn the_pages_are_cut_to_what_is_asked() {
    let (answers, marked) = (filed(), [path("tickets.1.price"), path("applicant.email")]);
    let remembered = Remembered::typed(answers.clone());
    let asked = asking(&answers, &marked).judge(&remembered, &[]);
    let shown = asked_sections(sample(), &asked.state, &remembered, &marked, true);
    assert_eq!(shown.len(), 2);
    let Element::Group(person) = &shown[0].elements[0] else { panic!("{:?}", shown[0]) };
    assert_eq!(person.elements.len(), 1);
    let Element::Group(row) = &shown[1].elements[0] else { panic!("{:?}", shown[1]) };
    assert_eq!((row.title.as_deref(), row.elements.len()), (Some("Fahrkarte 2"), 1));
}

#[test]
fn changes_are_told_with_what_was_and_what_is() {
    let old = filed();
    let mut remembered = Remembered::typed(old.clone());
    remembered.answers.set(&path("tickets.1.price"), json!(5900));
    let new = FormState::new(sample(), &remembered, today()).answers;
    let told = changes(sample(), (&old, sections(sample(), &old)), (&new, sections(sample(), &new)));
    let told: Vec<_> = told.into_iter().flat_map(|section| section.changes).collect();
    assert_eq!(told[0].path, path("tickets.1.price"));
    assert!(told[0].old[0].contains("58,00") && told[0].new[0].contains("59,00"), "{told:?}");
    assert!(told.iter().skip(1).all(|change| change.computed), "{told:?}");
}

/// A name of a control: of the sample, or made up.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "applicant.given_name",
            "applicant.family_name",
            "applicant.email",
            "applicant.birth.day",
            "applicant.birth.month",
            "applicant.birth.year",
            "pass",
            "pass_months",
            "distance",
            "tickets.0.price",
            "tickets.0.month.month",
            "tickets.0.month.year",
            "tickets.1.price",
            "tickets.2.price",
            "total",
            "events.0",
            "events.0.name",
            "paper",
            "paper.instead",
            "consent",
            "_action",
            "tickets",
            "applicant",
        ])
        .prop_map(str::to_owned),
        "[a-z._0-9]{0,20}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "",
            "true",
            "false",
            "yes",
            "no",
            "later",
            "1",
            "12",
            "2026",
            "58,00",
            "remove:tickets.0",
            "add:tickets",
            "Bea",
            "bea@beispiel.example",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is marked and whatever is posted: nothing outside of the allowed places changes.
    #[test]
    fn nothing_but_what_was_asked_for_changes(
        marked in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        pairs in proptest::collection::vec((name(), text()), 0..24),
    ) {
        let answers = filed();
        let marks = all_marks(sample(), &answers);
        let marked: Vec<Path> = marked.iter().map(|index| index.get(&marks).clone()).collect();
        let (after, allowed) = post(&answers, &marked, &pairs);
        let (mut before_places, mut after_places) = (Vec::new(), Vec::new());
        leaves(&answers.to_value(), &Path::root(), &mut before_places);
        leaves(&after.answers.to_value(), &Path::root(), &mut after_places);
        for place in before_places.iter().chain(&after_places) {
            let is_allowed = allowed.iter().any(|path| place.starts_with(path));
            if !is_allowed {
                prop_assert_eq!(answers.get(place), after.answers.get(place), "{} of {:?}", place, &marked);
            }
        }
        for name in after.texts.keys() {
            let place: Path = name.parse().unwrap();
            prop_assert!(allowed.iter().any(|path| place.starts_with(path)), "{}", name);
        }
        // What comes of it is judged without a panic, and what it brings up lies outside of what was marked.
        let asked = asking(&answers, &marked).judge(&after, &[]);
        for path in &asked.more {
            prop_assert!(!marked.iter().any(|place| path.starts_with(place)));
        }
    }
}
