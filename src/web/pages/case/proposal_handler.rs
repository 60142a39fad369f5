//! Saving what is proposed to a committee for a case.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::Attempt;
use super::conflict::{Intent, Seen};
use super::handler::{case_id, read, render, trouble};
use super::proposal::{AMOUNT, PANEL, ProposalPost, REASON, in_words};
use crate::casework::proposal::{NewProposal, Proposing, propose};
use crate::forms::parse::read_cents;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// `POST /postkorb/{case}/vorschlag`: what is wrong is told at its field, and whoever was slower than somebody else sees
/// both versions.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen: Seen = read(&posted, "fassung")?;
    let text = |name: &str| posted.value(name).unwrap_or_default().trim().replace("\r\n", "\n");
    let mut post = ProposalPost {
        amount: text(AMOUNT),
        reason: text(REASON),
        panel: text(PANEL).replace('\n', " "),
        mistakes: Vec::new(),
    };
    let cents = read_cents(&post.amount).ok().and_then(|cents| i64::try_from(cents).ok());
    let amount = cents.filter(|_| !post.amount.is_empty());
    let typed = NewProposal { amount, reason: post.reason.clone(), panel: post.panel.clone() };
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let act = move |conn: &mut _| propose(&scope, conn, &library, id, (&typed, seen.revision), now);
    match site.db.write(act).await {
        Ok(Proposing::Saved) => Ok(see_other(&format!("{}#ausschuss", urls::case(id)))),
        Ok(Proposing::Wrong(mistakes)) => {
            post.mistakes = mistakes;
            let attempt = Attempt { proposal: Some(post), ..Attempt::default() };
            render(&site, &person, id, StatusCode::UNPROCESSABLE_ENTITY, attempt).await
        }
        Err(error) => {
            let mine =
                format!("Vorschlag: {}", in_words(&format!("{} €", post.amount), &post.reason, &post.panel));
            let intent = Some((seen, Intent::Proposal(mine)));
            let attempt = Attempt { proposal: Some(post), intent, ..Attempt::default() };
            trouble(&site, &person, id, error, attempt).await
        }
    }
}
