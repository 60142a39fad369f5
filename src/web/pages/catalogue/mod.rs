//! The start page: all services by life situation, and the search.

pub mod handler;

use std::borrow::Cow;

use askama::Template;

use crate::domain::Department;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::{filters, language};

/// All services, or those that were found.
#[derive(Debug, Template)]
#[template(path = "pages/catalogue/catalogue.html")]
pub struct CataloguePage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// What was searched for; empty, if nothing was.
    pub query: String,
    /// What was searched for and is not here, as it was typed.
    pub missed: Vec<String>,
    /// The services by life situation, or what was found.
    pub groups: Vec<CatalogueGroup>,
    /// Where people get help in person.
    pub desk: Option<&'a Department>,
}

/// The services of one life situation, or what was found.
#[derive(Debug)]
pub struct CatalogueGroup {
    /// The life situation; none where the best comes first, whatever it is about.
    pub title: Option<String>,
    /// Its services.
    pub services: Vec<ServiceCard>,
}

impl CatalogueGroup {
    /// The tag of the title's language, where the page is in another one: that of its services.
    fn lang(&self) -> Option<&str> {
        self.services.first().and_then(|service| service.lang.as_deref())
    }
}

/// A service in the catalogue.
#[derive(Debug)]
pub struct ServiceCard {
    /// Its name.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Why nobody can begin it now.
    pub not_open: Option<Cow<'static, str>>,
    /// The address of its page.
    pub href: String,
    /// The tag of its language, where the page is in another one.
    pub lang: Option<String>,
}

impl CataloguePage<'_> {
    /// How many services are shown.
    fn found(&self) -> usize {
        self.groups.iter().map(|group| group.services.len()).sum()
    }

    /// The result of a search in words.
    fn result(&self) -> String {
        match self.found() {
            0 => t("Keine Leistung gefunden").into_owned(),
            1 => t("1 Leistung gefunden").into_owned(),
            found => language::fill("{found} Leistungen gefunden", &[("found", &found.to_string())]),
        }
    }

    /// Says to which words there is nothing, where there is something to others.
    fn gap(&self) -> Option<String> {
        let is_partial = !self.missed.is_empty() && self.found() > 0;
        let words = self.missed.join(", ");
        is_partial.then(|| language::fill("Nicht gefunden: {words}", &[("words", &words)]))
    }
}
