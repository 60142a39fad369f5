//! Beginning with the answers of an earlier application, by the person's choice.
//!
//! What a browser filed within the hours in which its receipt opens can be begun with without more ado: it shows
//! all answers anyway. Longer only what somebody had kept, with a token of its own.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::receipt::receipts_since;
use super::start::{Beginning, StartError, start};
use crate::clock::day_in_germany;
use crate::domain::{Answers, DraftId, ReceiptNumber, Scope, Token};
use crate::forms::form::{Form, PublicService};
use crate::forms::view::{SectionView, sections};
use crate::forms::{reuse, view};
use crate::library::{Library, LibraryError};
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

impl Browser {
    fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.visitor.iter().chain(&self.keeper)
    }
}

/// What an application of a service may begin with.
#[derive(Debug, Clone)]
pub struct Offer {
    /// What the earlier application was for.
    pub service: String,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// The answers in words, by page.
    pub sections: Vec<SectionView>,
    answers: Answers,
}

/// What an application of a service may begin with today: the last one for it, or what the last one for another
/// service says about the person. Nothing, if there is no word in it.
pub fn offer(
    browser: &Browser,
    conn: &mut Conn,
    library: &Library,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Option<Offer>, LibraryError> {
    let today = day_in_germany(now);
    for of_form in [Some(form.id.as_str()), None] {
        for scope in browser.scopes() {
            let found = store::reuse::find(scope, conn, of_form, receipts_since(now), now)?;
            let Some(found) = found else { continue };
            let earlier = library.form(conn, &found.version, form.channel)?;
            let answers: Answers =
                serde_json::from_slice(&found.content).map_err(|_| LibraryError::Unreadable)?;
            let offer = offer_of(form, &earlier, &answers, today);
            if !offer.sections.is_empty() {
                return Ok(Some(Offer { filed_at: found.filed_at, ..offer }));
            }
        }
    }
    Ok(None)
}

fn offer_of(form: &Form, earlier: &Form, answers: &Answers, today: NaiveDate) -> Offer {
    let answers = match form.id == earlier.id {
        true => reuse::of_same(form, answers, today),
        false => reuse::of_other(form, earlier, answers, today),
    };
    let sections = view::answered(view::without_secrets(form, sections(form, &answers)));
    let (service, filed_at) = (earlier.file.title.clone(), DateTime::UNIX_EPOCH);
    Offer { service, filed_at, sections, answers }
}

/// Begins an application with the answers on some pages of what is offered. A draft that is there goes on as it is.
pub fn start_with(
    browser: &Browser,
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    service: &PublicService,
    (pages, submit_key): (&[String], &Token),
    now: DateTime<Utc>,
) -> Result<DraftId, StartError> {
    let form = &service.online;
    let answers = offer(browser, conn, library, form, now)?.map(|offer| offer.answers).unwrap_or_default();
    let beginning = Beginning::With(reuse::on_pages(form, &answers, pages));
    start(scope, conn, library, service, &beginning, submit_key, now)
}

/// Keeps what this browser filed under a number, for the browser with the keeper's token. `false`, if it does not
/// open any more.
pub fn keep(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    keeper: &Token,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let until = now + Duration::days(REUSE_DAYS);
    store::reuse::keep(scope, conn, number, receipts_since(now), &keeper.hash(), until)
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

/// Whether anything is kept in this browser: a token that keeps nothing is never used again.
pub fn keeps_anything(keeper: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    store::reuse::keeps_anything(keeper, conn, now)
}

/// Lets everything go that is kept in this browser.
pub fn let_go(keeper: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    store::reuse::let_go(keeper, conn)
}
