//! What authors are told before a form is served: everything that is unknown, forgotten, contradictory
//! or cannot be shown.
//!
//! Only forms of the folder are looked at. A version that a draft or a submission was begun with must
//! load for as long as it is kept, also when Pforte has become stricter since.

mod alternatives;
mod checks;
mod circle;
mod committee;
mod decision;
mod field;
mod files;
mod fitting;
mod keywords;
mod names;
mod options;
mod pages;
mod payment;
mod placeholder;
mod process;
mod question;
mod retention;
mod second_step;
mod vocabulary;
mod walk;

pub use self::keywords::{DESK_RECORD, RESERVED, is_name};
pub use self::pages::RESERVED as RESERVED_PAGES;
pub use self::vocabulary::{FORMATS, Place, WITHOUT_WORDS, check as check_keyword};

use super::compile::parts::{DeskPages, Parts};
use super::compile::schema::Document;
use super::form::Form;
use super::problem::Problem;
use crate::domain::Channel;
use pages::Placed;

/// The first look, at the words of the files: mistakes here would make others out of nothing.
pub fn first_look(parts: &Parts) -> Vec<Problem> {
    let file = format!("{}/schema.json", parts.id);
    let mut problems = match Document::new(&parts.schema, &file) {
        Ok(document) => keywords::check(&document),
        Err(problems) => problems,
    };
    match parts.file() {
        Ok(form) => problems.extend(checks::first_look(parts, &form)),
        Err(problem) => problems.push(problem),
    }
    problems.extend(parts.desk().err());
    problems.extend(parts.departments().err());
    problems
}

/// The second look, at a compiled form. `desk` are the pages that the desk adds to it.
pub fn second_look(form: &Form, desk: &DeskPages) -> Vec<Problem> {
    let schema_file = format!("{}/schema.json", form.id);
    let form_file = format!("{}/form.json", form.id);
    let document = Document { root: &form.schema, file: &schema_file };
    let mut problems = walk::check(form, &document);
    problems.extend(pages::check(form, &placed(form, desk, &form_file), &form_file));
    let from_desk = match form.channel {
        Channel::Assisted => desk.advice.len(),
        Channel::Online | Channel::Staff | Channel::SecondStep | Channel::Inquiry | Channel::Api => 0,
    };
    problems.extend(names::check(form, &document, &form_file, from_desk));
    problems.extend(retention::check(form, &form_file));
    problems.extend(availability(form, &form_file));
    problems.extend(second_step::check(form, &form_file));
    problems.extend(process::check(form, &form_file));
    problems.extend(decision::check(form, &form_file));
    problems.extend(decision::names(form, &schema_file));
    problems.extend(payment::check(form, &form_file));
    problems.extend(checks::second_look(form, &form_file));
    problems.extend(committee::check(form, &form_file));
    problems
}

/// A service that can never be begun, or cannot be and says nothing, helps nobody.
fn availability(form: &Form, form_file: &str) -> Option<Problem> {
    let told = &form.file.availability;
    let at = |reason: &str, remedy: &str| Some(Problem::at(form_file, "/availability", reason, remedy));
    let is_silent = told.text.as_ref().is_none_or(|text| text.trim().is_empty());
    match (told.opens, told.closes) {
        (Some(opens), Some(closes)) if closes < opens => {
            at("the last day comes before the first.", "Name the days in order.")
        }
        _ if told.state.is_some() && is_silent => {
            at("people are not told why they cannot begin.", "Say it in \"text\".")
        }
        (None, None) if told.state.is_none() && told.text.is_some() => {
            at("the text is never shown.", "Name \"opens\", \"closes\" or \"state\", or take it out.")
        }
        _ => None,
    }
}

/// The pages of the form's channel, with the places where they were written.
fn placed<'a>(form: &'a Form, desk: &DeskPages, form_file: &'a str) -> Vec<Placed<'a>> {
    let before = match form.channel {
        Channel::Assisted => desk.before.len(),
        Channel::Online | Channel::Staff | Channel::SecondStep | Channel::Inquiry | Channel::Api => 0,
    };
    let behind = before + form.file.pages.len();
    let place = |i: usize| match i {
        _ if i < before => ("assisted.json", format!("/before/{i}")),
        _ if form.channel == Channel::SecondStep => (form_file, "/second_step".to_owned()),
        _ if i < behind => (form_file, format!("/pages/{}", i - before)),
        _ => ("assisted.json", format!("/after/{}", i - behind)),
    };
    let placed = form.pages.iter().enumerate().map(|(i, page)| {
        let (file, pointer) = place(i);
        Placed { page, file, pointer }
    });
    placed.collect()
}
