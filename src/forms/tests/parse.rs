//! A posted page becomes typed answers.

use proptest::prelude::*;
use serde_json::json;

use super::sample::{complete, errors, path, post, sample, today, typed};
use crate::forms::parse::{Action, apply, read_page};
use crate::forms::state::{FormState, Remembered};

#[test]
fn answers_are_typed_by_the_kind_of_their_field() {
    let form = sample();
    let mut remembered = Remembered::begin(form);
    post(
        form,
        "person",
        &mut remembered,
        &[
            ("applicant.family_name", "  Öztürk "),
            ("applicant.birth.day", "3."),
            ("applicant.birth.month", "April"),
            ("applicant.birth.year", "1990"),
            ("applicant.bank.iban", "de02 1203 0000 0000 2020 51"),
        ],
    );
    post(
        form,
        "fahrkarten",
        &mut remembered,
        &[
            ("pass", "no"),
            ("distance", "14,20 km"),
            ("tickets.0.month.month", "9"),
            ("tickets.0.month.year", "2025"),
            ("tickets.0.price", "49 €"),
        ],
    );
    post(form, "ende", &mut remembered, &[("consent", "true"), ("paper", "later")]);
    assert_eq!(
        remembered.answers.to_value(),
        json!({
            "applicant": {"family_name": "Öztürk", "birth": "1990-04-03", "bank": {"iban": "DE02120300000000202051"}},
            "pass": "no", "distance": 14.2, "tickets": [{"month": "2025-09", "price": 4900}],
            "consent": true, "paper": "later"
        })
    );
    assert!(remembered.texts.is_empty());
}

#[test]
fn what_cannot_be_read_is_kept_as_text_and_replaced_by_the_next_answer() {
    let form = sample();
    let mut remembered = typed(complete());
    let state = post(form, "fahrkarten", &mut remembered, &[("distance", "weit"), ("pass", "maybe")]);
    assert_eq!(errors(&state), ["pass: enum", "distance: type"]);
    assert_eq!(remembered.answers.at("distance"), None);
    assert_eq!(remembered.texts.get("distance").map(String::as_str), Some("weit"));
    let state = post(form, "fahrkarten", &mut remembered, &[("distance", "7"), ("pass", "yes")]);
    assert_eq!(errors(&state), Vec::<String>::new());
    assert!(remembered.texts.is_empty());
    post(form, "fahrkarten", &mut remembered, &[("distance", " ")]);
    assert_eq!(remembered.answers.at("distance"), None);
}

#[test]
fn an_unticked_box_means_no_but_only_where_it_was_shown() {
    let form = sample();
    let mut answers = complete();
    answers["pass"] = json!("partly");
    answers["pass_months"] = json!(["aug", "sep"]);
    let mut remembered = typed(answers);
    post(
        form,
        "fahrkarten",
        &mut remembered,
        &[("pass", "no"), ("pass_months", "sep"), ("pass_months", "aug")],
    );
    post(form, "fahrkarten", &mut remembered, &[("pass", "partly")]);
    assert_eq!(remembered.answers.at("pass_months"), Some(&json!(["aug", "sep"])), "it was not shown");
    let state = post(form, "fahrkarten", &mut remembered, &[("pass", "partly")]);
    assert_eq!(errors(&state), ["pass_months: minItems"]);
    let state = post(form, "ende", &mut remembered, &[]);
    assert!(errors(&state).contains(&"consent: required".to_owned()));
}

#[test]
fn fields_of_other_pages_and_names_of_nothing_are_not_stored() {
    let form = sample();
    let mut remembered = typed(complete());
    let before = FormState::new(form, &remembered, today());
    let posted = ["consent", "applicant.family_name", "tickets.7.price", "total", "__proto__", "a..b"]
        .map(|name| (name.to_owned(), "1".to_owned()));
    let input = read_page(form, "fahrkarten", None, &posted, &mut remembered, &before);
    assert_eq!(input.unknown, ["consent", "applicant.family_name", "tickets.7.price", "total", "a..b"]);
    assert_eq!(remembered, typed(complete()));
}

#[test]
fn an_empty_row_that_was_only_shown_is_not_begun() {
    let form = sample();
    let mut remembered = Remembered::begin(form);
    let empty = [("tickets.0.month.month", ""), ("tickets.0.month.year", ""), ("tickets.0.price", "")];
    let state = post(form, "fahrkarten", &mut remembered, &empty);
    assert!(errors(&state).contains(&"tickets: minItems".to_owned()));
    let state = post(form, "fahrkarten", &mut remembered, &[("tickets.0.price", "viel")]);
    assert!(errors(&state).contains(&"tickets.0.price: type".to_owned()));
    assert!(errors(&state).contains(&"tickets.0.month: required".to_owned()));
}

#[test]
fn rows_are_added_up_to_the_most_and_removed_with_their_texts() {
    let form = sample();
    let mut remembered = Remembered::begin(form);
    let before = FormState::new(form, &remembered, today());
    let posted = [("_action".to_owned(), "add:tickets".to_owned())];
    let input = read_page(form, "fahrkarten", None, &posted, &mut remembered, &before);
    let add = input.action.unwrap();
    assert_eq!(add, Action::Add(path("tickets")));
    assert_eq!(apply(&add, form, &mut remembered), Some(1), "the row that was shown counts");
    assert_eq!(apply(&add, form, &mut remembered), Some(2));
    assert_eq!(apply(&add, form, &mut remembered), None, "three are the most");
    let texts = [("tickets.1.price", "eins"), ("tickets.2.price", "zwei"), ("tickets.2.month.year", "25")];
    post(form, "fahrkarten", &mut remembered, &texts);
    assert_eq!(apply(&Action::parse("remove:tickets.1").unwrap(), form, &mut remembered), Some(1));
    let left: Vec<_> = remembered.texts.iter().map(|(key, text)| format!("{key}={text}")).collect();
    assert_eq!(left, ["tickets.1.month.year=25", "tickets.1.price=zwei"]);
    assert_eq!(apply(&Action::parse("remove:tickets:7").unwrap(), form, &mut remembered), None);
}

#[test]
fn the_page_of_a_row_takes_this_row_only() {
    let form = sample();
    let mut remembered = Remembered::begin(form);
    let add = Action::Add(path("events"));
    assert_eq!((apply(&add, form, &mut remembered), apply(&add, form, &mut remembered)), (Some(0), Some(1)));
    let before = FormState::new(form, &remembered, today());
    let posted = [("events.0.name", "Probe"), ("events.1.name", "Konzert")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let input = read_page(form, "termine", Some(1), &posted, &mut remembered, &before);
    assert_eq!(input.unknown, ["events.0.name"]);
    assert_eq!(remembered.answers.at("events"), Some(&json!([{}, {"name": "Konzert"}])));
    let input = read_page(form, "termine", None, &posted, &mut remembered, &before);
    assert_eq!(input.unknown.len(), 2, "the overview has no fields of rows");
}

fn name() -> impl Strategy<Value = String> {
    let known = [
        "applicant.birth.day",
        "applicant.birth.year",
        "applicant.bank.iban",
        "pass",
        "pass_months",
        "distance",
        "tickets.0.price",
        "tickets.1.month.month",
        "tickets.2.price",
        "tickets.3.price",
        "tickets.99999.price",
        "tickets",
        "events.0.name",
        "_action",
        "consent",
        "paper",
        "applicant",
    ];
    prop_oneof![8 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,12}"]
}

fn value() -> impl Strategy<Value = String> {
    let known = [
        "",
        "1",
        "true",
        "later",
        "aug",
        "none",
        "add:tickets",
        "remove:tickets:0",
        "add:applicant",
        "1.9.2025",
    ];
    prop_oneof![4 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,12}"]
}

proptest! {
    #[test]
    fn any_post_is_taken_without_panic_and_without_too_many_rows(
        posts in proptest::collection::vec(
            (0_usize..5, proptest::option::of(0_usize..4), proptest::collection::vec((name(), value()), 0..12)), 1..5)
    ) {
        let form = sample();
        let mut remembered = Remembered::begin(form);
        for (page, item, pairs) in posts {
            let page = ["person", "fahrkarten", "termine", "ende", "nirgends"][page];
            let before = FormState::new(form, &remembered, today());
            let input = read_page(form, page, item, &pairs, &mut remembered, &before);
            if let Some(action) = input.action {
                apply(&action, form, &mut remembered);
            }
            let rows = |name: &str| remembered.answers.at(name).and_then(|v| v.as_array()).map_or(0, Vec::len);
            prop_assert!(rows("tickets") <= 3 && rows("events") <= 2);
            let state = FormState::new(form, &remembered, today());
            let impossible = ["falseSchema", "additionalProperties"];
            prop_assert!(state.errors.iter().all(|error| !impossible.contains(&error.keyword.as_str())));
            let stored = serde_json::to_string(&remembered).unwrap();
            prop_assert_eq!(serde_json::from_str::<Remembered>(&stored).unwrap(), remembered.clone());
        }
    }
}
