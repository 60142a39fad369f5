//! Saving the checks of a case.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::Attempt;
use super::conflict::{Intent, Seen};
use super::handler::{case_id, read, render, trouble};
use crate::casework::{self, Checking};
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// `POST /postkorb/{case}/pruefung`: saves the checks, as far as they were filled in. What is wrong is told at its
/// field, and whoever was slower than somebody else sees both versions.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen: Seen = read(&posted, "fassung")?;
    let own = |(name, _): &(String, String)| name.starts_with("check.") || name.starts_with("accepted.");
    let pairs: Vec<_> = posted.0.into_iter().filter(own).collect();
    let (scope, library, now, typed) = (person.scope(), site.library.clone(), site.now(), pairs.clone());
    let check =
        move |conn: &mut _| casework::check::check(&scope, conn, &library, id, (&typed, seen.revision), now);
    match site.db.write(check).await {
        Ok(Checking::Saved) => Ok(see_other(&format!("{}#pruefung-summe", urls::case(id)))),
        Ok(Checking::Wrong(typed)) => {
            let attempt = Attempt { check: Some(*typed), ..Attempt::default() };
            render(&site, &person, id, StatusCode::UNPROCESSABLE_ENTITY, attempt).await
        }
        Err(error) => {
            let intent = Some((seen, Intent::Check(pairs)));
            trouble(&site, &person, id, error, Attempt { intent, ..Attempt::default() }).await
        }
    }
}
