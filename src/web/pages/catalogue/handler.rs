//! The start page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{CatalogueGroup, CataloguePage, ServiceCard};
use crate::forms::search::Query;
use crate::web::error::WebError;
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::{urls, words};

/// What is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Search {
    /// Words, as people type them.
    #[serde(default)]
    pub q: String,
}

/// `GET /`: all services by life situation, or those that somebody means.
pub async fn show(site: web::Data<Site>, search: web::Query<Search>) -> Result<HttpResponse, WebError> {
    let query: String = search.q.trim().chars().take(200).collect();
    let asked = Query::of(&query);
    let (library, language) = (site.spoken_library(), language::current());
    let mut candidates = Vec::new();
    for service in site.library.catalogue().services() {
        let spoken = library.in_words(&service.online);
        let form = &spoken.file;
        let card = ServiceCard {
            title: form.title.clone(),
            summary: form.summary.clone(),
            not_open: words::not_open(form.availability.on(site.today())).map(|(told, _)| told),
            href: urls::service(&form.slug),
            lang: (spoken.language != language).then(|| spoken.language.tag().to_owned()),
        };
        candidates.push((asked.read(&[form, &service.online.file]), (form.group.clone(), card)));
    }
    let mut found = asked.choose(candidates);
    // What the reader can read comes first, and of that what fits best.
    found.services.sort_by_key(|(_, card)| card.lang.is_some());
    let page = CataloguePage {
        chrome: Chrome::new(t("Leistungen")),
        groups: groups(found.services, query.is_empty()),
        query,
        missed: found.missed,
        desk: site.library.catalogue().desk(),
    };
    page_response(&page, StatusCode::OK)
}

/// The services by life situation, or all in one: what was found stays in the order in which it fits.
fn groups(cards: Vec<(String, ServiceCard)>, by_situation: bool) -> Vec<CatalogueGroup> {
    let mut groups: Vec<CatalogueGroup> = Vec::new();
    for (situation, card) in cards {
        let title = by_situation.then_some(situation);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.services.push(card),
            None => groups.push(CatalogueGroup { title, services: vec![card] }),
        }
    }
    groups
}
