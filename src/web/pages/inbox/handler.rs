//! The department's inbox.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::InboxPage;
use crate::casework;
use crate::store::StoreError;
use crate::store::cases::{CaseFilter, CaseView};
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;

/// Cases on one page of the inbox.
pub const PER_PAGE: i64 = 20;

/// What the address of the inbox says. Everything unknown falls back to the default: an old bookmark
/// shows the inbox and not an error.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct InboxQuery {
    /// `neu`, `meine`, `alle`, `erledigt`.
    #[serde(default)]
    pub ansicht: String,
    /// `alt` for oldest first.
    #[serde(default)]
    pub reihenfolge: String,
    /// A form's id.
    #[serde(default)]
    pub leistung: String,
    /// A receipt number as typed.
    #[serde(default)]
    pub nummer: String,
    /// The page, from 1.
    #[serde(default)]
    pub seite: String,
}

impl InboxQuery {
    /// The view that is asked for.
    pub fn view(&self) -> CaseView {
        match self.ansicht.as_str() {
            "meine" => CaseView::Mine,
            "alle" => CaseView::Open,
            "erledigt" => CaseView::Done,
            _ => CaseView::New,
        }
    }

    /// The page, from 1.
    pub fn page(&self) -> i64 {
        self.seite.parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1)
    }

    /// The cases that are asked for. A service that does not exist is none to look for.
    fn filter(&self, site: &Site) -> CaseFilter {
        let service = site.library.catalogue().find_id(&self.leistung);
        CaseFilter {
            view: self.view(),
            newest_first: self.reihenfolge != "alt",
            form_id: service.map(|service| service.online.id.clone()),
            number: None,
            page: self.page(),
            per_page: PER_PAGE,
        }
    }
}

/// `GET /postkorb`: a receipt number leads straight to its case.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    query: web::Query<InboxQuery>,
) -> Result<HttpResponse, WebError> {
    let mut number_error = None;
    if !query.nummer.trim().is_empty() {
        match query.nummer.parse() {
            Ok(number) => {
                let (scope, mut filter) = (person.scope(), query.filter(&site));
                (filter.view, filter.form_id, filter.page) = (CaseView::All, None, 1);
                filter.number = Some(number);
                let found = site.db.read(move |conn| casework::inbox(&scope, conn, &filter)).await?;
                match found.rows.first() {
                    Some(case) => return Ok(see_other(&crate::web::urls::case(case.id))),
                    None => {
                        number_error =
                            Some("Zu dieser Eingangsnummer gibt es in Ihrem Fachbereich keinen Vorgang.")
                    }
                }
            }
            Err(_) => {
                number_error =
                    Some("Das ist keine Eingangsnummer. Prüfen Sie die Zeichen, zum Beispiel K7M-3QX-9AB.")
            }
        }
    }
    let (scope, mut filter) = (person.scope(), query.filter(&site));
    let inbox = site
        .db
        .read(move |conn| {
            let mut inbox = casework::inbox(&scope, conn, &filter)?;
            // An old link may name a page that is gone since: the last one is what is left.
            if inbox.rows.is_empty() && filter.page > 1 {
                filter.page = last_page(inbox.total);
                inbox = casework::inbox(&scope, conn, &filter)?;
            }
            Ok::<_, StoreError>((inbox, filter.page))
        })
        .await?;
    let page = InboxPage::new(&site, &person, &query, inbox, number_error);
    page_response(&page, StatusCode::OK)
}

/// The number of the last page, from 1.
pub fn last_page(total: i64) -> i64 {
    ((total + PER_PAGE - 1) / PER_PAGE).max(1)
}
