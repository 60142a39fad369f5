//! The services that the desk begins with: the clerk's last ones, and those that words mean.

use super::shortcuts::shortcuts;
use crate::desk::Habits;
use crate::forms::form::PublicService;
use crate::forms::search::Query;
use crate::web::site::Site;
use crate::web::{urls, words};

/// The key that leads to the search together with Alt.
pub const SEARCH_KEY: char = 's';

/// The way to a service.
#[derive(Debug, Clone)]
pub struct ServiceLink {
    /// Its name.
    pub title: String,
    /// Where an application begins.
    pub href: String,
    /// The key that follows it together with Alt; of the last ones only.
    pub key: Option<char>,
    /// That it cannot be begun today, and why in short.
    pub not_open: Option<String>,
}

/// The services of the desk's page.
#[derive(Debug, Clone, Default)]
pub struct Services {
    /// What was searched for.
    pub query: String,
    /// The last ones of this clerk.
    pub recent: Vec<ServiceLink>,
    /// All of them, or those that were meant, what fits best first.
    pub found: Vec<ServiceLink>,
}

impl Services {
    /// What the page offers for these habits and words.
    pub fn of(site: &Site, habits: &Habits, query: &str) -> Self {
        let catalogue = site.library.catalogue();
        let query: String = query.trim().chars().take(200).collect();
        let asked = Query::of(&query);
        let link = |service: &PublicService| ServiceLink::to(site, service);
        let candidates = catalogue.services().map(|service| {
            let file = &service.online.file;
            (asked.read(&[file]), link(service))
        });
        let recent: Vec<_> =
            habits.recent.iter().filter_map(|form| catalogue.find_id(form)).map(link).collect();
        let keys = shortcuts(recent.iter().map(|service| service.title.as_str()), &[SEARCH_KEY]);
        let recent = recent.into_iter().zip(keys).map(|(service, key)| ServiceLink { key, ..service });
        Self {
            recent: if query.is_empty() { recent.collect() } else { Vec::new() },
            found: asked.choose(candidates.collect()).services,
            query,
        }
    }
}

impl ServiceLink {
    fn to(site: &Site, service: &PublicService) -> Self {
        let file = &service.online.file;
        let not_open = words::not_open(file.availability.on(site.today()));
        Self {
            title: file.title.clone(),
            href: urls::desk_begin(&file.slug),
            key: None,
            not_open: not_open.map(|(told, _)| told.to_string()),
        }
    }
}
