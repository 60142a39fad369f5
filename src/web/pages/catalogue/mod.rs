//! The start page: all services by life situation, and the search.

pub mod handler;

use askama::Template;

use crate::domain::Department;
use crate::web::layout::Chrome;

/// All services, or those that were found.
#[derive(Debug, Template)]
#[template(path = "pages/catalogue/catalogue.html")]
pub struct CataloguePage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// What was searched for; empty, if nothing was.
    pub query: String,
    /// The services by life situation.
    pub groups: Vec<CatalogueGroup>,
    /// Where people get help in person.
    pub desk: Option<&'a Department>,
}

/// The services of one life situation.
#[derive(Debug)]
pub struct CatalogueGroup {
    /// The life situation.
    pub title: String,
    /// Its services.
    pub services: Vec<ServiceCard>,
}

/// A service in the catalogue.
#[derive(Debug)]
pub struct ServiceCard {
    /// Its name.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// The address of its page.
    pub href: String,
}

impl CataloguePage<'_> {
    /// How many services are shown.
    fn found(&self) -> usize {
        self.groups.iter().map(|group| group.services.len()).sum()
    }

    /// The result of a search in words.
    fn result(&self) -> String {
        match self.found() {
            0 => "Keine Leistung gefunden".to_owned(),
            1 => "1 Leistung gefunden".to_owned(),
            found => format!("{found} Leistungen gefunden"),
        }
    }
}
