//! The start page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{CatalogueGroup, CataloguePage, ServiceCard};
use crate::forms::definition::FormFile;
use crate::web::error::WebError;
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;

/// What is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Search {
    /// Words, as people type them.
    #[serde(default)]
    pub q: String,
}

/// `GET /`: all services by life situation, or those that hold every word.
pub async fn show(site: web::Data<Site>, search: web::Query<Search>) -> Result<HttpResponse, WebError> {
    let query: String = search.q.trim().chars().take(200).collect();
    let words: Vec<String> = query.split_whitespace().map(folded).collect();
    let mut cards: Vec<(String, ServiceCard)> = Vec::new();
    let mut groups: Vec<CatalogueGroup> = Vec::new();
    let (library, language) = (site.spoken_library(), language::current());
    for service in site.library.catalogue().services() {
        let spoken = library.in_words(&service.online);
        let form = &spoken.file;
        let found = |word: &String| holds(form, word) || holds(&service.online.file, word);
        if !words.iter().all(found) {
            continue;
        }
        let card = ServiceCard {
            title: form.title.clone(),
            summary: form.summary.clone(),
            href: urls::service(&form.slug),
            lang: (spoken.language != language).then(|| spoken.language.tag().to_owned()),
        };
        cards.push((form.group.clone(), card));
    }
    // What the reader can read comes first.
    cards.sort_by_key(|(_, card)| card.lang.is_some());
    for (title, card) in cards {
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.services.push(card),
            None => groups.push(CatalogueGroup { title, services: vec![card] }),
        }
    }
    let page = CataloguePage {
        chrome: Chrome::new(t("Leistungen")),
        query,
        groups,
        desk: site.library.catalogue().desk(),
    };
    page_response(&page, StatusCode::OK)
}

/// In small letters, and with umlauts as people type them where the keyboard has none.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    small.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
}

/// Whether a word stands in what people read or say of a service.
fn holds(form: &FormFile, word: &str) -> bool {
    let is_in = |text: &str| folded(text).contains(word);
    is_in(&form.title) || is_in(&form.summary) || form.keywords.iter().any(|text| is_in(text))
}
