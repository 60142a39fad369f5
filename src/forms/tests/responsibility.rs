//! Where it goes and what it says about itself.

use serde_json::json;

use super::sample::{complete, path, sample, state};
use crate::domain::{Answers, MatterKey};
use crate::forms::responsibility::{applicant_email, applicant_name, duplicate_key, papers_to_follow};

#[test]
fn the_first_rule_that_holds_decides_and_every_tag_is_set() {
    let form = sample();
    let (department, tags) = {
        let state = state(form, complete());
        (state.route.department.clone(), state.route.tags.clone())
    };
    assert_eq!((department.0.as_str(), tags), ("fb40", vec!["viel".to_owned()]));
    let mut answers = complete();
    answers["pass"] = json!("yes");
    assert_eq!(state(form, answers).route.department.0, "fb66");
}

#[test]
fn the_applicant_and_the_papers_are_found() {
    let form = sample();
    let answers = state(form, complete()).answers;
    assert_eq!(applicant_name(form, &answers).as_deref(), Some("Anna Öztürk"));
    assert_eq!(applicant_email(form, &answers).as_deref(), Some("anna@beispiel.de"));
    assert_eq!(papers_to_follow(form, &answers), [(path("paper"), "Fahrkarten im Original".to_owned())]);
    assert_eq!(applicant_name(form, &Answers::default()), None);
}

#[test]
fn the_same_matter_has_the_same_key() {
    let form = sample();
    let secret = MatterKey::from_bytes([4; 32]);
    let key = |answers| duplicate_key(form, &state(form, answers).answers, &secret);
    let first = key(complete());
    assert_eq!(first.as_ref().map(String::len), Some(64));
    let mut other = complete();
    other["distance"] = json!(3);
    assert_eq!(key(other.clone()), first);
    other["applicant"]["family_name"] = json!(" ÖZTÜRK");
    assert_eq!(key(other.clone()), first, "capitals and blanks are no other person");
    let mut double = complete();
    double["applicant"]["family_name"] = json!("Groß-Öztürk");
    let spelled = key(double.clone());
    for same in ["Gross Ozturk", "GROSS\u{2011}ÖZTÜRK", "Groß - O\u{308}ztürk"] {
        double["applicant"]["family_name"] = json!(same);
        assert_eq!(key(double.clone()), spelled, "{same}");
    }
    assert_ne!(spelled, first);
    let elsewhere = MatterKey::from_bytes([5; 32]);
    assert_ne!(duplicate_key(form, &state(form, complete()).answers, &elsewhere), first, "the key counts");
    other["applicant"]["birth"] = json!("1990-04-04");
    assert_ne!(key(other), first);
    assert_eq!(key(json!({})), None);
}
