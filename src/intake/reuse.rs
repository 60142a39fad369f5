//! Beginning with the answers of an earlier application, by the person's choice.
//!
//! Within the hours in which a receipt opens its service can be begun again without more ado: it shows all answers
//! anyway. Longer, and for other services, only what somebody had kept, with a token of its own.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::receipt::receipts_since;
use super::start::{Beginning, StartError, start};
use crate::clock::day_in_germany;
use crate::domain::{Answers, DraftId, ReceiptNumber, Scope, Token};
use crate::forms::form::{Form, PublicService};
use crate::forms::reuse::Reusable;
use crate::forms::view::{SectionView, sections};
use crate::forms::{reuse, view};
use crate::library::{Library, LibraryError};
use crate::store::reuse::{Earlier, Keeping};
use crate::store::{self, Conn, StoreError};

/// How long answers are kept to begin with, if somebody wants it, in days: 13 months. Applications that are made
/// once a year are made again within it.
pub const REUSE_DAYS: i64 = 395;

/// A browser by its tokens: the one of what it began and filed, and the one of what was kept in it.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// What it began and filed.
    pub visitor: Option<Scope>,
    /// What was kept in it.
    pub keeper: Option<Scope>,
}

/// What an application of a service may begin with.
#[derive(Debug, Clone)]
pub struct Offer {
    /// What the earlier application was for.
    pub service: String,
    /// When it was filed; names the offer.
    pub filed_at: DateTime<Utc>,
    /// The answers in words, by page.
    pub sections: Vec<SectionView>,
    answers: Answers,
}

/// What an application of a service may begin with today: what this browser filed for it lately, what was kept of it,
/// or what was kept of another service: the newest of those that the form takes something from, else what is about
/// the person. Nothing, if there is no word in it. An earlier application
/// that cannot be read any more is passed over: this is a convenience.
pub fn offer(
    browser: &Browser,
    conn: &mut Conn,
    library: &Library,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Option<Offer>, StoreError> {
    let today = day_in_germany(now);
    let mut earlier = Vec::new();
    if let Some(visitor) = &browser.visitor {
        earlier.extend(store::reuse::filed(visitor, conn, &form.id, receipts_since(now))?);
    }
    if let Some(keeper) = &browser.keeper {
        let is_near = |kept: &Earlier| kept.form_id == form.id || form.file.takes.contains_key(&kept.form_id);
        let (near, others): (Vec<_>, Vec<_>) =
            store::reuse::kept(keeper, conn, now)?.into_iter().partition(is_near);
        earlier.extend(near.into_iter().chain(others));
    }
    for found in earlier {
        match offer_of(conn, library, form, &found, today) {
            Ok(offer) if offer.sections.is_empty() => {}
            Ok(offer) => return Ok(Some(offer)),
            Err(error) => tracing::warn!(%error, form.id = %found.form_id, "earlier answers cannot be read"),
        }
    }
    Ok(None)
}

fn offer_of(
    conn: &mut Conn,
    library: &Library,
    form: &Form,
    found: &Earlier,
    today: NaiveDate,
) -> Result<Offer, LibraryError> {
    let earlier = library.form(conn, &found.version, form.channel)?;
    let said: Answers = serde_json::from_slice(&found.content).map_err(|_| LibraryError::Unreadable)?;
    let Reusable { answers, among } = match form.id == found.form_id {
        true => reuse::of_same(form, &said, today),
        false => reuse::of_other(form, &earlier, &said, today),
    };
    let sections = view::only(view::without_secrets(form, sections(form, &among)), &answers);
    Ok(Offer { service: earlier.file.title.clone(), filed_at: found.filed_at, sections, answers })
}

/// Begins an application with the answers on some pages of the offer that was shown. A draft that is there goes on as
/// it is. `None`, if another offer or none stands there now.
pub fn start_with(
    browser: &Browser,
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    service: &PublicService,
    (shown, pages, submit_key): (DateTime<Utc>, &[String], &Token),
    now: DateTime<Utc>,
) -> Result<Option<DraftId>, StartError> {
    let form = &service.online;
    let offer = offer(browser, conn, library, form, now)?.filter(|offer| offer.filed_at == shown);
    let Some(offer) = offer else { return Ok(None) };
    let beginning = Beginning::With(reuse::on_pages(form, &offer.answers, pages));
    start(scope, conn, library, service, &beginning, submit_key, now).map(Some)
}

/// Keeps what this browser filed under a number with a fresh token, and moves to it what `before` keeps: a token that
/// somebody else put there or noted opens nothing any more. No longer than the application itself is kept. `false`,
/// if it does not open any more.
pub fn keep(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    number: &ReceiptNumber,
    (before, keeper): (Option<&Token>, &Token),
    now: DateTime<Utc>,
) -> Result<bool, LibraryError> {
    let since = receipts_since(now);
    let Some(found) = store::submissions::find_receipt(scope, conn, number, since)? else { return Ok(false) };
    let form = library.form(conn, &found.version, found.channel)?;
    let days = REUSE_DAYS.min(i64::from(form.file.retention.case_days));
    let keeping = Keeping {
        before: before.map(Token::hash),
        keeper: keeper.hash(),
        until: found.filed_at + Duration::days(days),
    };
    Ok(store::reuse::keep(scope, conn, number, since, &keeping)?)
}

/// Until when what was filed under a number is kept in this browser, if it is.
pub fn kept_until(
    keeper: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    store::reuse::kept_until(keeper, conn, number, now)
}

/// Lets everything go that is kept in this browser.
pub fn let_go(keeper: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    store::reuse::let_go(keeper, conn)
}
