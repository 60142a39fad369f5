//! Fuzzing of posted pages: a body becomes controls, the controls become answers, the answers a state and a page.

use std::sync::LazyLock;

use actix_web::web::Bytes;
use serde_json::Value;

use crate::domain::{Answers, Channel, Path};
use crate::forms::cases::{self, FormCase};
use crate::forms::form::Form;
use crate::forms::parse::{apply, read_page};
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::tests::shipped::catalogue;
use crate::forms::view::{elements, sections};
use crate::tests::fuzzing::{Chance, fuzz};
use crate::web::body::{MAX_CONTROLS, Posted};

/// What stands in bodies that nobody means well with.
const PIECES: [&[u8]; 24] = [
    b"&",
    b"=",
    b"%",
    b"+",
    b"%00",
    b"%FF",
    b"%F0%9F%98%80",
    b"\xff",
    b"\0",
    b"&_action=add%3A",
    b"&_action=remove%3A",
    b".0.",
    b".99999999999999999999.",
    b"..",
    b".day=31",
    b".month=2",
    b".search=ir",
    b".searched=x",
    b".instead=later",
    b"=true&",
    b"=-1&",
    b"=1e400",
    b"=2026-02-31",
    b"=%27%3B--",
];

/// The shipped forms, each with the answers of its cases.
fn forms() -> &'static [(&'static Form, Vec<FormCase>)] {
    static FORMS: LazyLock<Vec<(&Form, Vec<FormCase>)>> = LazyLock::new(|| {
        let all = catalogue().all().map(|service| service.form(Channel::Online));
        let cases =
            |form: &Form| cases::read(&FormSource::Embedded, &form.id).unwrap().into_values().collect();
        all.map(|form| (&**form, cases(form))).collect()
    });
    &FORMS
}

/// What a browser sends of a page: the answers as far as there are some, by the names of their controls.
fn body(state: &FormState, chance: &mut Chance) -> Vec<u8> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    // In order, so that a seed makes the same body again.
    let mut paths: Vec<&Path> = state.applicable.paths().collect();
    paths.sort();
    for path in &paths {
        let value = match state.answers.at(&path.to_string()) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Object(_) | Value::Array(_)) => continue,
            Some(other) => other.to_string(),
            None if chance.once_in(2) => continue,
            None => (*chance.pick(&["", "1", "x", "true", "2026-11-23", "7,50 €"])).to_owned(),
        };
        body.append_pair(&path.to_string(), &value);
        for (part, digits) in ["year", "month", "day"].iter().zip(value.split('-')) {
            body.append_pair(&path.key(part).to_string(), digits);
        }
    }
    if let Some(path) = paths.get(chance.below(1000)) {
        let action = if chance.once_in(2) { format!("add:{path}") } else { format!("remove:{path}.0") };
        body.append_pair("_action", &action);
    }
    body.finish().into_bytes()
}

fn post(form: &Form, case: &FormCase, chance: &mut Chance) {
    let mut remembered = Remembered::typed(Answers(case.answers.clone()));
    let before = FormState::new(form, &remembered, case.today);
    let mut body = body(&before, chance);
    let pieces = PIECES.map(<[u8]>::to_vec);
    for _ in 0..chance.below(6) {
        chance.spoil(&mut body, &pieces);
    }
    let Ok(posted) = Posted::parse(&Bytes::from(body)) else { return };
    assert!(posted.0.len() <= MAX_CONTROLS);
    assert!(posted.0.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
    let page = chance.pick(&form.pages);
    let item = chance.once_in(4).then(|| chance.below(3));
    if let Some(action) = read_page(form, &page.id, item, &posted.0, &mut remembered, &before).action {
        apply(&action, form, &mut remembered);
    }
    let state = FormState::new(form, &remembered, case.today);
    assert!(state.errors.iter().all(|error| form.page(&error.page).is_some() && !error.message.is_empty()));
    let _ = elements(form, &state, &remembered, page, item, true);
    let _ = sections(form, &state.answers);
    let kept = serde_json::to_string(&remembered).unwrap();
    assert_eq!(
        serde_json::from_str::<Remembered>(&kept).unwrap(),
        remembered,
        "a draft keeps what was typed"
    );
}

#[test]
fn fuzzed_posted_pages() {
    fuzz("posted pages", |chance| {
        let (form, cases) = chance.pick(forms());
        post(form, chance.pick(cases), chance);
    });
}
