//! The figures of the desk, as a page and as a table for other programs.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{FiguresPage, csv, month, word};
use crate::accounts::SignedIn;
use crate::desk::figures::{Figures, figures};
use crate::web::error::WebError;
use crate::web::extract::DeskLead;
use crate::web::response::page_response;
use crate::web::site::Site;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct FiguresQuery {
    /// The month: `2026-11`. Anything else is the current one.
    #[serde(default)]
    pub monat: String,
}

/// `GET /auswertung/schalter`.
pub async fn show(
    site: web::Data<Site>,
    DeskLead(person): DeskLead,
    query: web::Query<FiguresQuery>,
) -> Result<HttpResponse, WebError> {
    let today = site.today();
    let first = month(&query.monat, today);
    let found = found(&site, &person, first).await?;
    page_response(&FiguresPage::new(&person, first, today, found), StatusCode::OK)
}

/// `GET /auswertung/schalter/tabelle`: the same numbers as a file.
pub async fn table(
    site: web::Data<Site>,
    DeskLead(person): DeskLead,
    query: web::Query<FiguresQuery>,
) -> Result<HttpResponse, WebError> {
    let first = month(&query.monat, site.today());
    let found = found(&site, &person, first).await?;
    let name = format!("attachment; filename=\"auswertung-schalter-{}.csv\"", word(first));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(csv(first, found)))
}

async fn found(site: &Site, person: &SignedIn, first: NaiveDate) -> Result<Option<Figures>, WebError> {
    let (scope, library, today) = (person.scope(), site.library.clone(), site.today());
    Ok(site.db.read(move |conn| figures(&scope, conn, &library, first, today)).await?)
}
