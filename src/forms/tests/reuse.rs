//! What a new application begins with, from every case of every shipped form.

use super::sample::today;
use super::shipped::catalogue;
use crate::domain::{Answers, Path};
use crate::forms::cases;
use crate::forms::compile::patterns;
use crate::forms::field::{Kind, Privacy};
use crate::forms::form::Form;
use crate::forms::reuse;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};

/// Nothing in it was said for one application only, and nothing in it is wrong by itself.
fn must_be_reusable(form: &Form, answers: &Answers, of: &str) {
    for (pattern, node) in patterns(&form.root) {
        let is_said_once = matches!(node.kind, Kind::Declaration | Kind::Files(_))
            || matches!(node.privacy, Some(Privacy::Bank | Privacy::Special))
            || (node.anew || node.later || node.write_only || node.compute.is_some());
        if let Ok(path) = pattern.parse::<Path>() {
            assert!(!is_said_once || answers.get(&path).is_none(), "{of}: {pattern} is taken over");
        }
    }
    let state = FormState::new(form, &Remembered::typed(answers.clone()), today());
    for error in &state.errors {
        let node = form.root.find(&error.path.pattern());
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
            must_be_reusable(form, &same, &file);
            taken += usize::from(!same.0.is_empty());
        }
    }
    assert!(taken > 400, "only {taken} cases give anything to begin with");
}

#[test]
fn a_person_is_the_same_for_every_service() {
    let services: Vec<_> = catalogue().services().map(|service| &service.online).collect();
    for earlier in &services {
        let (file, case) =
            cases::read(&FormSource::Embedded, &earlier.id).unwrap().swap_remove_index(0).unwrap();
        let state = FormState::new(earlier, &Remembered::typed(Answers(case.answers)), today());
        for form in services.iter().filter(|form| form.id != earlier.id) {
            let other = reuse::of_other(form, earlier, &state.answers, today());
            must_be_reusable(form, &other, &format!("{file} for {}", form.id));
        }
    }
}

#[test]
fn only_the_chosen_pages_are_taken_over() {
    let form = &catalogue().find_id("school_transport_refund").unwrap().online;
    let cases = cases::read(&FormSource::Embedded, &form.id).unwrap();
    let case = &cases["school_transport_refund/cases/ticket_outside_capped.json"];
    let all = reuse::of_same(form, &Answers(case.answers.clone()), today());
    assert!(all.at("pupil").is_some() && all.at("applicant.person.family_name").is_some());
    let chosen = reuse::on_pages(form, &all, &["antragstellende-person".to_owned(), "nirgends".to_owned()]);
    assert_eq!(chosen.0.keys().collect::<Vec<_>>(), ["applicant"]);
}
