//! The pages: one folder each, with the page's struct and its template.

pub mod accessibility;
pub mod admin;
pub mod answer;
pub mod bulk;
pub mod case;
pub mod catalogue;
pub mod check_answers;
pub mod committee;
pub mod data_rights;
pub mod decide;
pub mod department_figures;
pub mod deputy;
pub mod desk;
pub mod desk_code;
pub mod desk_inquiry;
pub mod error_page;
pub mod figures;
pub mod form_page;
pub mod given_away;
pub mod handover;
pub mod imprint;
pub mod inbox;
pub mod incomplete;
pub mod inquire;
pub mod kept_input;
pub mod list_file;
pub mod paper_form;
pub mod payment_lists;
pub mod privacy;
pub mod receipt;
pub mod reissue;
pub mod resume;
pub mod reuse;
pub mod saved;
pub mod second_step;
pub mod service;
pub mod sheet;
pub mod sign_in;
pub mod staff_forms;
pub mod status;
pub mod text;
pub mod views;
pub mod workload;

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::accounts::SignedIn;
use crate::domain::{Role, Token};
use crate::web::extract::{CSRF_FIELD, csrf_of_visitor};
use crate::web::filters;
use crate::web::layout::{NavigationLink, StaffChrome};
use crate::web::{urls, words};

/// Hidden fields of a form: the token against forged requests, the revision, and what else goes along.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/hidden.html")]
pub struct Hidden(Vec<(Cow<'static, str>, String)>);

impl HtmlSafe for Hidden {}

impl Hidden {
    /// The fields with their names, in order.
    pub fn new<N: Into<Cow<'static, str>>>(fields: impl IntoIterator<Item = (N, String)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// One more field.
    #[must_use]
    pub fn and(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }
}

/// The button that gives a draft up: it is deleted at once.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/discard.html")]
pub struct Discard {
    /// Where it is given up.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
}

impl HtmlSafe for Discard {}

/// The button with which a browser forgets what was begun and filed in it: drafts are deleted, receipts
/// no longer open.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/forget.html")]
pub struct Forget {
    hidden: Hidden,
}

impl HtmlSafe for Forget {}

impl Forget {
    /// For the browser with this token.
    pub fn by(token: &Token) -> Self {
        Self { hidden: Hidden::new([(CSRF_FIELD, csrf_of_visitor(token))]) }
    }
}

/// What the services for staff are called together.
pub const STAFF_FORMS: &str = "Formulare für Beschäftigte";

/// The area of the desk in the navigation.
const DESK: (&str, &str) = ("Schalter", urls::DESK);

/// The frame of a page for this member of staff.
pub fn staff_chrome(person: &SignedIn, title: &str) -> StaffChrome {
    let mut areas = match person.role {
        Role::Desk => vec![DESK],
        Role::DeskLead => vec![DESK, ("Auswertung", urls::FIGURES)],
        Role::Caseworker | Role::Lead => vec![("Postkorb", urls::INBOX)],
        Role::Admin => vec![("Verwaltung", urls::ADMIN)],
    };
    if person.may_assist() && !areas.contains(&DESK) {
        areas.push(DESK);
    }
    let link = |(label, href): (&str, &str)| NavigationLink {
        label: label.to_owned(),
        href: href.to_owned(),
        current: title == label,
    };
    StaffChrome {
        title: title.to_owned(),
        person: person.name.clone(),
        role: words::role(person.role).to_owned(),
        csrf: person.csrf.clone(),
        navigation: areas.into_iter().chain([(STAFF_FORMS, urls::STAFF_FORMS)]).map(link).collect(),
        ..StaffChrome::default()
    }
}
