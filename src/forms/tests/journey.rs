//! The way through the pages.

use serde_json::json;

use super::sample::{chain, complete, sample, state};
use crate::forms::journey::{Item, Journey};

fn saved(pages: &[&str]) -> Vec<String> {
    pages.iter().map(|page| (*page).to_owned()).collect()
}

#[test]
fn pages_open_one_after_the_other() {
    let form = sample();
    let state = state(form, complete());
    let journey = Journey::new(form, &state, &saved(&["person"]));
    assert_eq!(journey.first_open().map(|page| page.id.as_str()), Some("fahrkarten"));
    assert!(journey.may_visit("person") && journey.may_visit("fahrkarten"));
    assert!(!journey.may_visit("termine") && !journey.may_visit("nirgends"));
    assert_eq!(journey.next_after("person").map(|page| page.id.as_str()), Some("fahrkarten"));
    assert_eq!(journey.previous("fahrkarten").map(|page| page.id.as_str()), Some("person"));
    assert!(journey.previous("person").is_none() && journey.next_after("ende").is_none());
    assert_eq!(journey.progress(Some("fahrkarten")), (2, 5));
    assert_eq!(journey.progress(None), (5, 5));
    let all = Journey::new(form, &state, &saved(&["person", "fahrkarten", "termine", "ende"]));
    assert!(all.first_open().is_none());
}

#[test]
fn a_page_with_an_error_is_open_again_but_not_for_what_counts_on_sending() {
    let form = sample();
    let pages = saved(&["person", "fahrkarten", "termine", "ende"]);
    let mut answers = complete();
    answers["tickets"][0]["price"] = json!(20_000);
    let at_submit = state(form, answers.clone());
    assert!(Journey::new(form, &at_submit, &pages).first_open().is_none());
    answers["tickets"][0]["price"] = json!(1);
    let wrong = state(form, answers);
    assert_eq!(
        Journey::new(form, &wrong, &pages).first_open().map(|page| page.id.as_str()),
        Some("fahrkarten")
    );
}

#[test]
fn each_row_has_its_page() {
    let form = sample();
    let mut answers = complete();
    answers["events"] = json!([{"name": "Probe"}, {}]);
    let state = state(form, answers);
    let journey = Journey::new(form, &state, &saved(&["person", "fahrkarten", "termine"]));
    let items = &journey.stop("termine").unwrap().items;
    assert_eq!(items, &[Item { index: 0, done: true }, Item { index: 1, done: false }]);
    assert!(journey.may_visit_item("termine", 1) && !journey.may_visit_item("termine", 2));
    assert!(!journey.stop("termine").unwrap().done);
    assert_eq!(state.errors_on("termine", None).count(), 0);
    assert_eq!(state.errors_on("termine", Some(1)).count(), 1);
}

#[test]
fn a_page_without_a_field_that_applies_is_skipped() {
    let rules = json!([{"if": {"required": ["a"]}, "then": {"properties": {"b": false}}}]);
    let mut form = chain(&["a", "b"], rules);
    let mut second = form.pages[0].clone();
    form.pages[0].fields = vec!["a".to_owned()];
    second.id = "zwei".to_owned();
    second.fields = vec!["b".to_owned()];
    form.pages.push(second);
    let both = state(&form, json!({}));
    assert_eq!(Journey::new(&form, &both, &[]).stops().len(), 2);
    let one = state(&form, json!({"a": "x"}));
    let journey = Journey::new(&form, &one, &saved(&["alles"]));
    assert_eq!(journey.stops().len(), 1);
    assert!(journey.first_open().is_none() && !journey.may_visit("zwei"));
}
