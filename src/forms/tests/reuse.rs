//! What a new application begins with, from every case of every shipped form.

use serde_json::{Value, json};

use super::sample::today;
use super::shipped::catalogue;
use crate::domain::Answers;
use crate::forms::cases;
use crate::forms::compile::patterns;
use crate::forms::field::{Kind, Privacy};
use crate::forms::form::Form;
use crate::forms::places::{lies_below, node_at, places};
use crate::forms::reuse::{self, Reusable};
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};

/// Nothing in it was said for one application only, in rows neither, unless the form takes it from the `other` one
/// by name; and nothing in it is wrong by itself.
fn must_be_reusable(form: &Form, reusable: &Reusable, other: &str, of: &str) {
    let takes: Vec<_> = form.file.takes.get(other).into_iter().flatten().collect();
    let is_named = |pattern: &str| {
        takes.iter().any(|(field, _)| lies_below(pattern, field) || lies_below(field, pattern))
    };
    let answers = &reusable.answers;
    let value = answers.to_value();
    for (pattern, node) in patterns(&form.root) {
        let is_said_once = matches!(node.kind, Kind::Declaration | Kind::Files(_))
            || matches!(node.privacy, Some(Privacy::Bank | Privacy::Special))
            || (node.anew && !is_named(&pattern) || node.later || node.write_only || node.compute.is_some());
        for path in places(&value, &pattern) {
            assert!(!is_said_once || answers.get(&path).is_none(), "{of}: {path} is taken over");
        }
    }
    let state = FormState::new(form, &Remembered::typed(reusable.among.clone()), today());
    for error in &state.errors {
        let node = node_at(form, &error.path);
        let is_single = node.is_some_and(|node| !matches!(node.kind, Kind::Group(_) | Kind::List(_)));
        assert!(!is_single || answers.get(&error.path).is_none(), "{of}: {error:?}");
    }
}

#[test]
fn earlier_answers_hold_nothing_that_is_said_anew_and_nothing_wrong() {
    let mut taken = 0;
    for service in catalogue().services() {
        let form = &service.online;
        for (file, case) in cases::read(&FormSource::Embedded, &form.id).unwrap() {
            let state = FormState::new(form, &Remembered::typed(Answers(case.answers.clone())), today());
            let same = reuse::of_same(form, &state.answers, today());
            must_be_reusable(form, &same, &form.id, &file);
            taken += usize::from(!same.answers.0.is_empty());
        }
    }
    assert!(taken > 400, "only {taken} cases give anything to begin with");
}

#[test]
fn a_person_is_the_same_for_every_service() {
    let services: Vec<_> = catalogue().services().map(|service| &service.online).collect();
    let mut taken = 0;
    for earlier in &services {
        let (file, case) =
            cases::read(&FormSource::Embedded, &earlier.id).unwrap().swap_remove_index(0).unwrap();
        let state = FormState::new(earlier, &Remembered::typed(Answers(case.answers)), today());
        for form in services.iter().filter(|form| form.id != earlier.id) {
            let other = reuse::of_other(form, earlier, &state.answers, today());
            must_be_reusable(form, &other, &earlier.id, &format!("{file} for {}", form.id));
            taken += usize::from(!other.answers.0.is_empty());
        }
    }
    assert!(taken > 20, "only {taken} of one service give anything to another");
}

fn said(form_id: &str, case: &str, more: &[(&str, Value)]) -> Answers {
    let mut cases = cases::read(&FormSource::Embedded, form_id).unwrap();
    let case = cases.swap_remove(&format!("{form_id}/cases/{case}.json")).unwrap();
    let mut answers = Answers(case.answers);
    for (path, value) in more {
        assert!(answers.set(&path.parse().unwrap(), value.clone()), "{path}");
    }
    answers
}

fn form(form_id: &str) -> &'static Form {
    &catalogue().find_id(form_id).unwrap().online
}

#[test]
fn an_address_is_one_address_with_its_house_number() {
    let (school, parking) = (form("school_transport_refund"), form("resident_parking_permit"));
    let elsewhere = json!({"street": "Anderswo", "house_number": "7", "address_supplement": "bei Nebenmann",
        "postal_code": "38100", "city": "Braunschweig"});
    let more = [("pupil.same_address", json!(false)), ("pupil.address", elsewhere)];
    let earlier = said("school_transport_refund", "ticket_outside_capped", &more);
    let own = earlier.at("applicant.address").unwrap().clone();
    assert!(own.get("address_supplement").is_none() && own.get("house_number").is_some());
    let taken = reuse::of_other(parking, school, &earlier, today()).answers;
    assert_eq!(taken.at("applicant.address"), Some(&own));
    assert_eq!(taken.at("applicant.person.family_name"), earlier.at("applicant.person.family_name"));
}

#[test]
fn what_depends_on_a_question_that_is_asked_anew_is_remembered() {
    let defect = form("defect_report");
    let taken = reuse::of_same(defect, &said("defect_report", "antwort_per_mail", &[]), today());
    assert_eq!(taken.answers.0.keys().collect::<Vec<_>>(), ["applicant"]);
}

#[test]
fn a_home_is_no_seat_of_an_organisation() {
    let (school, culture) = (form("school_transport_refund"), form("culture_project_grant"));
    let earlier = said("school_transport_refund", "ticket_outside_capped", &[]);
    let taken = reuse::of_other(culture, school, &earlier, today()).answers;
    assert_eq!(taken.at("applicant.address"), None, "{taken:?}");
}

#[test]
fn only_the_chosen_pages_are_taken_over() {
    let form = &catalogue().find_id("school_transport_refund").unwrap().online;
    let cases = cases::read(&FormSource::Embedded, &form.id).unwrap();
    let case = &cases["school_transport_refund/cases/ticket_outside_capped.json"];
    let all = reuse::of_same(form, &Answers(case.answers.clone()), today()).answers;
    assert!(all.at("pupil").is_some() && all.at("applicant.person.family_name").is_some());
    let chosen = reuse::on_pages(form, &all, &["antragstellende-person".to_owned(), "nirgends".to_owned()]);
    assert_eq!(chosen.0.keys().collect::<Vec<_>>(), ["applicant"]);
}

/// What a report begins with of the application in a case.
fn begun_report(case: &str) -> Answers {
    let (report, grant) = (form("culture_use_report"), form("culture_project_grant"));
    let typed = Remembered::typed(said("culture_project_grant", case, &[]));
    let filed = FormState::new(grant, &typed, today()).answers;
    reuse::of_other(report, grant, &filed, today()).answers
}

#[test]
fn a_report_begins_with_the_plan_of_the_application() {
    let begun = begun_report("verein_vollstaendig");
    assert_eq!(begun.at("project_title"), Some(&json!("Okerklang")));
    assert_eq!(begun.at("applicant.recipient"), Some(&json!("Klangwerk Oker e. V.")));
    assert_eq!(begun.at("applicant.address.house_number"), Some(&json!("12 a")));
    assert_eq!(begun.at("applicant.contact.email"), Some(&json!("kontakt@klangwerk.example")));
    let rows = begun.at("finance").and_then(Value::as_array).unwrap();
    assert_eq!(rows.len(), 10, "{rows:?}");
    assert_eq!(rows[0], json!({"kind": "cost", "position": "Honorare der Band", "plan": 180_000}));
    assert_eq!(rows[8], json!({"kind": "income", "position": "Eintritt und Teilnahme", "plan": 60000}));
    assert_eq!(rows[9], json!({"kind": "income", "position": "Muster-Stiftung", "plan": 70000}));
    // What was granted, and when what happened, the application did not know; the bank is a secret.
    for unknown in ["grant_reference", "amount_granted", "period_actual", "report", "bank", "decl"] {
        assert_eq!(begun.at(unknown), None, "{unknown}");
    }
}

#[test]
fn a_report_plans_nothing_with_money_that_was_refused() {
    let begun = begun_report("abgelehnte_mittel_zaehlen_nicht");
    assert_eq!(begun.at("finance.9.plan"), Some(&json!(0)));
}

#[test]
fn a_single_person_reports_for_nobody_else() {
    let begun = begun_report("einzelperson_vollstaendig");
    assert_eq!(begun.at("applicant.acting_as"), Some(&json!("self")));
    assert_eq!(begun.at("applicant.recipient"), None);
    assert_eq!(begun.at("applicant.contact_person.given_names"), Some(&json!("Mika")));
}
