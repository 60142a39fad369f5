//! A service: what it is, who may apply, what is needed, and the way into the form.

pub(in crate::web) mod absent;
pub mod handler;
mod linked_data;

use std::borrow::Cow;

use askama::Template;
use chrono::NaiveDate;

use self::linked_data::LinkedData;
use crate::domain::Department;
use crate::forms::definition::{FormFile, SubmissionKind};
use crate::web::components::paragraphs::{Bullets, Paragraphs, Steps};
use crate::web::components::privacy_points::PrivacyPoints;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::{Discard, Forget, Hidden};
use crate::web::{filters, language};
use crate::web::{urls, words};

/// The page of a service.
#[derive(Debug, Template)]
#[template(path = "pages/service/service.html")]
pub struct ServicePage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// All texts.
    pub form: &'a FormFile,
    /// The department that usually decides, for questions.
    pub department: Option<&'a Department>,
    /// Where people get help in person.
    pub desk: Option<&'a Department>,
    /// What machines read of it.
    pub linked_data: LinkedData,
    /// Why it cannot be begun: what is the matter, and the details. Nothing where it can.
    pub not_open: Option<NotOpen>,
    /// Where the start button posts to.
    pub start_action: String,
    /// What an application may begin with.
    pub reusable: Option<Reusable>,
    /// Hidden fields of the start button.
    pub hidden: Hidden,
    /// Where an application that was begun in this browser goes on.
    pub resume_href: Option<String>,
    /// Until when it is kept, if nothing is changed any more.
    pub kept_until: Option<String>,
    /// Where an application was begun in this browser: the button that deletes it.
    pub discard: Option<Discard>,
    /// Where an application was begun in this browser: the button for somebody else's computer.
    pub forget: Option<Forget>,
}

/// What an application may begin with.
#[derive(Debug)]
pub struct Reusable {
    /// Where it is shown.
    pub href: String,
    /// What the earlier application was for.
    pub earlier: String,
    /// The day on which it was filed.
    pub day: String,
}

/// Tells why a service cannot be begun.
#[derive(Debug)]
pub struct NotOpen {
    /// What is the matter.
    pub title: Cow<'static, str>,
    /// Until or since when, and what the authors say.
    pub paragraphs: Vec<String>,
}

impl NotOpen {
    /// What there is to tell of a service on a day in Germany.
    pub fn of(file: &FormFile, day: NaiveDate) -> Option<Self> {
        let (title, when) = words::not_open(file.availability.on(day))?;
        Some(Self { title, paragraphs: when.into_iter().chain(file.availability.text.clone()).collect() })
    }
}

impl ServicePage<'_> {
    /// What people do online: „Online beantragen“.
    fn online(&self) -> Cow<'static, str> {
        match self.form.kind {
            SubmissionKind::Application => t("Online beantragen"),
            SubmissionKind::Notice => t("Online anzeigen"),
            SubmissionKind::Report | SubmissionKind::Statement | SubmissionKind::Record => t("Online melden"),
        }
    }
}
