//! An application on which somebody else is asked to say something: to read it, and the way to the questions.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::forms::view::SectionView;
use crate::intake::second_step::Asked;
use crate::web::components::paragraphs::Paragraphs;
use crate::web::components::summary::Summary;
use crate::web::layout::StaffChrome;
use crate::web::pages::{STAFF_FORMS, staff_chrome};
use crate::web::urls::{self, Place};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/second_step/second_step.html")]
pub struct SecondStepPage {
    chrome: StaffChrome,
    intro: Vec<String>,
    service: String,
    applicant: String,
    number: String,
    filed_at: String,
    sections: Vec<SectionView>,
    has_hidden: bool,
    action: String,
    go_on: Option<String>,
}

impl SecondStepPage {
    /// The page for who is asked.
    pub fn new(person: &SignedIn, asked: Asked) -> Self {
        let step = asked.form.file.second_step.as_ref();
        let title = step.map(|step| step.title.clone()).unwrap_or_default();
        Self {
            chrome: staff_chrome(person, &title).crumb(STAFF_FORMS, urls::STAFF_FORMS).here(title),
            intro: step.map(|step| step.intro.clone()).unwrap_or_default(),
            service: asked.form.file.title.clone(),
            applicant: asked.applicant.unwrap_or_default(),
            number: asked.number.to_string(),
            filed_at: german_time(asked.filed_at),
            sections: asked.sections,
            has_hidden: step.is_some_and(|step| !step.hidden.is_empty()),
            action: urls::second_step(asked.case),
            go_on: asked.draft.map(|draft| Place::Staff { draft }.check()),
        }
    }

    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary { section, change_href: None, files_href: None })
    }
}
