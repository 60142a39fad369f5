//! Declaring oneself biased on a case, and lifting a declaration.

use actix_web::{HttpResponse, web};

use super::Attempt;
use super::bias::BiasPost;
use super::handler::{case_id, trouble};
use crate::casework::{self, WorkError};
use crate::domain::ClerkId;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// `POST /postkorb/{case}/befangen`: the case's page says from then on that it is locked.
pub async fn declare(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let text = |name| posted.value(name).unwrap_or_default().to_owned();
    let post = BiasPost {
        reason: text("befangen.grund"),
        remark: text("befangen.bemerkung"),
        confirmed: posted.value("befangen.bestaetigt") == Some("true"),
    };
    let (scope, now, remark) = (person.scope(), site.now(), post.remark.clone());
    let outcome = match post.complete() {
        Some(reason) => {
            let declare =
                move |conn: &mut _| casework::declare_bias(&scope, conn, id, (reason, &remark), now);
            site.db.write(declare).await
        }
        None => Err(WorkError::Text),
    };
    match outcome {
        Ok(()) => Ok(see_other(&urls::case(id))),
        Err(error) => {
            trouble(&site, &person, id, error, Attempt { bias: Some(post), ..Attempt::default() }).await
        }
    }
}

/// `POST /postkorb/{case}/befangenheit-aufheben`: a lead mends the wrong click of a colleague.
pub async fn lift(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let whose = posted.value("wessen").unwrap_or_default().to_owned();
    let clerk: Option<ClerkId> = whose.parse().ok();
    let typed = posted.value(&format!("aufheben.{whose}")).unwrap_or_default().to_owned();
    let (scope, now, reason) = (person.scope(), site.now(), typed.clone());
    let outcome = match clerk {
        Some(clerk) => {
            let lift = move |conn: &mut _| casework::lift_bias(&scope, conn, id, (clerk, &reason), now);
            site.db.write(lift).await
        }
        None => Err(WorkError::Changed),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}#verlauf", urls::case(id)))),
        Err(error) => {
            let attempt = Attempt { lift: Some((whose, typed)), ..Attempt::default() };
            trouble(&site, &person, id, error, attempt).await
        }
    }
}
