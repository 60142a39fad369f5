//! The figures of departments, as a page and as a table.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::period::Period;
use super::{DepartmentFiguresPage, csv};
use crate::accounts::SignedIn;
use crate::casework::{self, DepartmentFigures};
use crate::sheets::SheetKind;
use crate::web::error::WebError;
use crate::web::extract::Lead;
use crate::web::response::page_response;
use crate::web::site::Site;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct FiguresQuery {
    /// `2025-10`, `2025-q4`, `2025`. Anything else is the current month.
    #[serde(default)]
    pub zeitraum: String,
}

/// `GET /postkorb/zahlen`.
pub async fn show(
    site: web::Data<Site>,
    Lead(person): Lead,
    query: web::Query<FiguresQuery>,
) -> Result<HttpResponse, WebError> {
    let today = site.today();
    let period = Period::named(&query.zeitraum, today);
    let figures = found(&site, &person, period).await?;
    page_response(&DepartmentFiguresPage::new(&site, &person, (period, today), figures), StatusCode::OK)
}

/// `GET /postkorb/zahlen/tabelle`: the same numbers as a file.
pub async fn table(
    site: web::Data<Site>,
    Lead(person): Lead,
    query: web::Query<FiguresQuery>,
) -> Result<HttpResponse, WebError> {
    let period = Period::named(&query.zeitraum, site.today());
    let figures = found(&site, &person, period).await?;
    let name = format!("attachment; filename=\"zahlen-{}.csv\"", period.word());
    Ok(HttpResponse::Ok()
        .content_type(SheetKind::Csv.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(csv(&site, period, figures).map_err(|_| WebError::Internal)?))
}

async fn found(site: &Site, person: &SignedIn, period: Period) -> Result<Vec<DepartmentFigures>, WebError> {
    let (scope, asked) = (person.scope(), period.asked(site.today()));
    Ok(site.db.read(move |conn| casework::figures(&scope, conn, &asked)).await?)
}
