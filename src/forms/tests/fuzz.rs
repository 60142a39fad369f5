//! Fuzzing of form files: the shipped ones of every kind, spoiled. Each form is compiled or refused with a reason,
//! and what is compiled can be used.

use std::collections::BTreeMap;
use std::path::Path as Folder;
use std::sync::LazyLock;

use serde_json::Value;

use super::hostile::pieces;
use super::sample::today;
use crate::domain::Channel;
use crate::forms::bundle::bundle;
use crate::forms::catalogue::Catalogue;
use crate::forms::check::check;
use crate::forms::form::Form;
use crate::forms::parse::read_page;
use crate::forms::problem::Problem;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::strict_json;
use crate::forms::view::{elements, sections};
use crate::tests::fuzzing::{Chance, fuzz};

type Files = BTreeMap<String, Value>;

/// What a file is, as its name tells.
fn kind(name: &str) -> &'static str {
    match name.split('/').collect::<Vec<_>>()[..] {
        [_, "cases", _] => "a case",
        ["texts", _] => "texts of all forms",
        [_, "texts", _] => "texts of a form",
        ["blocks", _] => "a block",
        ["lists", _] => "a list",
        [_, "form.json"] => "a form file",
        [_, "schema.json"] => "a schema",
        ["departments.json"] => "the departments",
        ["assisted.json"] => "the record of the desk",
        _ => "something else",
    }
}

const KINDS: [&str; 9] = [
    "a case",
    "texts of all forms",
    "texts of a form",
    "a block",
    "a list",
    "a form file",
    "a schema",
    "the departments",
    "the record of the desk",
];

/// Cases of a form that are run: each costs time.
const CASES: usize = 3;

/// Every form by itself, with what all share: the shipped ones, and that with every keyword.
fn forms() -> &'static [Files] {
    static FORMS: LazyLock<Vec<Files>> = LazyLock::new(|| {
        let fixtures = Folder::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms");
        let sources = [FormSource::Embedded, FormSource::Folder(fixtures)];
        sources
            .iter()
            .flat_map(|source| source.form_ids().unwrap().into_iter().map(|id| files(source, &id)))
            .collect()
    });
    &FORMS
}

fn files(source: &FormSource, id: &str) -> Files {
    let texts = |folder: String| {
        let tags = source.json_files(&folder).into_iter();
        tags.map(move |tag| format!("{folder}/{tag}.json")).collect::<Vec<_>>()
    };
    let mut names = source.shared_files();
    names.extend(["form", "schema"].map(|file| format!("{id}/{file}.json")));
    names.extend(source.case_files(id).into_iter().take(CASES));
    names.extend(texts(format!("{id}/texts")));
    names.extend(texts("texts".to_owned()));
    names.into_iter().map(|name| (name.clone(), source.json(&name).unwrap())).collect()
}

fn size(files: &Files) -> usize {
    files
        .iter()
        .filter(|(name, _)| kind(name) == "a schema")
        .map(|(_, schema)| schema.to_string().len())
        .sum()
}

fn spoiled(chance: &mut Chance) -> Files {
    // A small form is tried sooner.
    let two = [chance.pick(forms()), chance.pick(forms())];
    let mut files = two.into_iter().min_by_key(|files| size(files)).unwrap().clone();
    let other = chance.pick(forms());
    let pieces = pieces();
    for _ in 0..=chance.below(3) {
        let wanted = *chance.pick(&KINDS);
        let names: Vec<String> = files.keys().filter(|name| kind(name) == wanted).cloned().collect();
        if names.is_empty() {
            continue;
        }
        let others: Vec<&Value> = other.values().collect();
        let (name, other) = (chance.pick(&names), *chance.pick(&others));
        chance.spoil_json(files.get_mut(name).unwrap(), &pieces, other);
    }
    files
}

fn are_told(problems: &[Problem]) {
    for problem in problems {
        assert!(!problem.file.is_empty() && !problem.reason.is_empty(), "{problem}");
    }
}

/// Sends a page and looks at it.
fn use_it(form: &Form, chance: &mut Chance) {
    let Some(page) = (!form.pages.is_empty()).then(|| chance.pick(&form.pages)) else { return };
    let mut remembered = Remembered::begin(form);
    let typed = *chance.pick(&["", "1", "x", "2026-11-23", "true"]);
    let before = FormState::new(form, &remembered, today());
    let posted: Vec<(String, String)> =
        before.applicable.paths().map(|path| (path.to_string(), typed.to_owned())).collect();
    read_page(form, &page.id, None, &posted, &mut remembered, &before);
    let state = FormState::new(form, &remembered, today());
    let _ = elements(form, &state, &remembered, page, None, true);
    let _ = sections(form, &state.answers);
}

#[test]
fn every_kind_of_file_is_spoiled() {
    for wanted in KINDS {
        assert!(forms().iter().any(|files| files.keys().any(|name| kind(name) == wanted)), "{wanted}");
    }
    assert!(forms().iter().flat_map(Files::keys).all(|name| KINDS.contains(&kind(name))));
}

/// One channel of the one form of a source, if it can be compiled.
fn compile(source: &FormSource, chance: &mut Chance) -> Option<Form> {
    let bundle =
        bundle(source, &source.form_ids().unwrap()[0]).map_err(|problems| are_told(&problems)).ok()?;
    let channel = *chance.pick(&[Channel::Online, Channel::Assisted, Channel::SecondStep]);
    Form::from_bundle(&bundle, channel).map_err(|problems| are_told(&problems)).ok()
}

#[test]
fn fuzzed_form_files() {
    fuzz("form files", |chance| {
        let source = FormSource::Memory(spoiled(chance));
        match chance.below(6) {
            0 => are_told(&check(&source).problems),
            1 => {
                let catalogue = Catalogue::load(&source);
                are_told(catalogue.problems());
                let is_lost = catalogue.all().count() == 0 && catalogue.problems().is_empty();
                assert!(!is_lost, "no form is lost without a word");
                for service in catalogue.all() {
                    let again = Form::from_bundle(&service.online.bundle, Channel::Online);
                    assert!(again.is_ok(), "what is pinned is compiled again: {again:?}");
                }
            }
            _ => drop(compile(&source, chance).map(|form| use_it(&form, chance))),
        }
    });
}

#[test]
fn fuzzed_json_texts() {
    let texts: Vec<Vec<u8>> =
        forms().iter().flat_map(Files::values).map(|file| file.to_string().into_bytes()).collect();
    let pieces: Vec<Vec<u8>> = [
        &b"{"[..],
        b"}",
        b"[",
        b"\"",
        b",",
        b":",
        b"\\u0000",
        b"\\ud800",
        b"1e999",
        b"-0",
        b"\xff",
        b"null",
        b"{\"a\":1,\"a\":2}",
    ]
    .map(<[u8]>::to_vec)
    .into();
    fuzz("JSON texts", |chance| {
        let mut text = chance.pick(&texts).clone();
        for _ in 0..chance.below(4) {
            chance.spoil(&mut text, &pieces);
        }
        let (strict, lax) = (strict_json::read(&text), serde_json::from_slice::<Value>(&text));
        match (strict, lax) {
            (Ok(strict), Ok(lax)) => assert_eq!(strict, lax),
            (Ok(strict), Err(error)) => panic!("{strict} is no JSON: {error}"),
            (Err(error), Ok(_)) => assert!(error.line() > 0, "{error}"),
            (Err(_), Err(_)) => {}
        }
    });
}
