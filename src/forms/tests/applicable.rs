//! What applies, and what becomes of answers that do not.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::{chain, complete, errors, path, sample, state, typed};
use crate::forms::state::FormState;

/// `when` is asked with this answer; only then `field` may be there.
fn only_if(name: &str, value: &str, field: &str) -> Value {
    json!({
        "if": {"properties": {name: {"const": value}}, "required": [name]},
        "else": {"properties": {field: false}}
    })
}

#[test]
fn a_chain_of_conditions_settles() {
    // B is asked with A, C with B, D only without B.
    let without_b = json!({"if": {"required": ["b"]}, "then": {"properties": {"d": false}}});
    let form =
        chain(&["a", "b", "c", "d"], json!([only_if("a", "x", "b"), only_if("b", "x", "c"), without_b]));
    let all = |a: &str| json!({"a": a, "b": "x", "c": "x", "d": "x"});
    assert_eq!(state(&form, all("x")).answers.to_value(), json!({"a": "x", "b": "x", "c": "x"}));
    assert_eq!(state(&form, all("y")).answers.to_value(), json!({"a": "y", "d": "x"}));
    assert_eq!(errors(&state(&form, all("y"))), Vec::<String>::new());
}

#[test]
fn a_chain_settles_in_any_order_of_the_conditions() {
    let form = chain(
        &["e", "d", "c", "b", "a"],
        json!([
            only_if("d", "x", "e"),
            only_if("c", "x", "d"),
            only_if("b", "x", "c"),
            only_if("a", "x", "b")
        ]),
    );
    let all = json!({"a": "x", "b": "x", "c": "x", "d": "x", "e": "x"});
    assert_eq!(state(&form, all.clone()).answers.to_value(), all);
    let mut off = all;
    off["a"] = json!("y");
    assert_eq!(state(&form, off).answers.to_value(), json!({"a": "y"}));
}

#[test]
fn a_chain_settles_however_long_it_is() {
    let names: Vec<String> = (0..100).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let conditions: Vec<Value> = names.windows(2).map(|pair| only_if(pair[0], "x", pair[1])).collect();
    let form = chain(&names, json!(conditions));
    let mut all: Value = names.iter().map(|name| ((*name).to_owned(), json!("x"))).collect();
    assert_eq!(state(&form, all.clone()).answers.to_value(), all);
    all["f0"] = json!("y");
    assert_eq!(state(&form, all.clone()).answers.to_value(), json!({"f0": "y"}));
    all["f0"] = json!("x");
    all["f98"] = json!("y");
    assert_eq!(state(&form, all).answers.to_value().as_object().unwrap().len(), 99);
}

#[test]
fn a_change_of_mind_brings_answers_back() {
    let form = sample();
    let mut answers = complete();
    answers["pass_months"] = json!(["aug"]);
    let mut remembered = typed(answers);
    let today = super::sample::today();
    let no = FormState::new(form, &remembered, today);
    assert!(!no.applies(&path("pass_months")));
    assert_eq!(no.answers.at("pass_months"), None);
    assert_eq!(errors(&no), Vec::<String>::new());
    remembered.answers.set(&path("pass"), json!("partly"));
    let partly = FormState::new(form, &remembered, today);
    assert_eq!(partly.answers.at("pass_months"), Some(&json!(["aug"])));
    assert!(partly.is_required(&path("pass_months")));
}

#[test]
fn conditions_that_contradict_each_other_still_settle() {
    let form = chain(
        &["a", "b"],
        json!([
            {"if": {"required": ["a"]}, "then": {"properties": {"b": false}}},
            {"if": {"required": ["b"]}, "then": {"properties": {"a": false}}}
        ]),
    );
    assert_eq!(errors(&state(&form, json!({"a": "x", "b": "x"}))), Vec::<String>::new());
    assert_eq!(state(&form, json!({"a": "x"})).answers.to_value(), json!({"a": "x"}));
}

#[test]
fn required_groups_and_lists_are_always_there_optional_ones_only_with_an_answer() {
    let form = sample();
    let empty = state(form, json!({"applicant": {"bank": {}}, "events": []}));
    assert_eq!(
        empty.answers.to_value(),
        json!({"applicant": {}, "tickets": [], "total": 0, "total_in_order": true})
    );
    assert!(!empty.is_required(&path("applicant.bank.iban")));
    assert!(empty.is_required(&path("applicant.family_name")));
    let begun = state(form, json!({"applicant": {"bank": {"holder": "Anna"}}, "events": [{}]}));
    assert!(errors(&begun).contains(&"applicant.bank.iban: required".to_owned()));
    assert!(errors(&begun).contains(&"events.0.name: required".to_owned()));
}

#[test]
fn computed_values_stand_where_their_field_stands() {
    let state = state(sample(), complete());
    assert_eq!(state.answers.at("total"), Some(&json!(10_700)));
    let names: Vec<&String> = state.answers.0.keys().collect();
    assert_eq!(
        names,
        ["applicant", "pass", "distance", "tickets", "total", "total_in_order", "paper", "consent"]
    );
}

#[test]
fn a_typed_computed_value_does_not_count() {
    let mut answers = complete();
    answers["total"] = json!(1);
    assert_eq!(state(sample(), answers).answers.at("total"), Some(&json!(10_700)));
}

fn answer() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("x")), Just(Some("y"))]
}

proptest! {
    // Each case compiles a form of its own.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_that_does_not_apply_is_kept_or_validated(
        values in proptest::collection::vec(answer(), 5),
        conditions in proptest::collection::vec((0_usize..5, 0_usize..5, any::<bool>()), 0..6),
    ) {
        let names = ["a", "b", "c", "d", "e"];
        // A condition looks only at fields before the one it rules.
        let rules = conditions.iter().filter(|(from, to, _)| from < to).map(|(from, to, present)| {
            let field = names[*to];
            if *present {
                json!({"if": {"required": [names[*from]]}, "then": {"properties": {field: false}}})
            } else {
                only_if(names[*from], "x", field)
            }
        });
        let form = chain(&names, std::iter::once(json!({})).chain(rules).collect());
        let typed = names.iter().zip(&values).filter_map(|(n, v)| Some(((*n).to_owned(), json!((*v)?))));
        let typed: serde_json::Map<_, _> = typed.collect();
        let state = state(&form, Value::Object(typed.clone()));
        prop_assert_eq!(errors(&state), Vec::<String>::new());
        for name in names {
            let expected = typed.get(name).filter(|_| state.applies(&path(name)));
            prop_assert_eq!(state.answers.at(name), expected);
        }
    }
}
