//! The visit of an applicant: from number and code to the end.

use chrono::{DateTime, Duration, Utc};

use crate::domain::{
    CaseId, MatterKey, ReceiptNumber, Scope, StatusCode, Token, TokenHash, VISIT_HOURS, VISIT_IDLE_MINUTES,
};
use crate::intake::{may_try, receipts_since};
use crate::store::attempts::{self, Place, Trying};
use crate::store::case_visits::CaseVisit;
use crate::store::{Conn, Db, StoreError, case_visits, submissions};

/// Seconds after which a request is noted as one: not each of them is a write.
const TOUCH_SECONDS: i64 = 60;

/// The visit of an applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The case that it may look at.
    pub case: CaseId,
    /// The token of its forms.
    pub csrf: String,
    /// Names it.
    pub token: TokenHash,
}

impl Visit {
    /// On whose behalf data is read and changed.
    pub fn scope(&self) -> Scope {
        Scope::Applicant(self.case)
    }
}

/// Random tokens for a visit that begins, and the one before in the same browser, which ends.
#[derive(Debug, Clone)]
pub struct FreshVisit {
    /// Its own: never one that the browser had before.
    pub token: Token,
    /// That of its forms.
    pub csrf: Token,
    /// The one before.
    pub old: Option<TokenHash>,
}

/// What became of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// The visit has begun.
    Opened,
    /// Nobody has this number, or the code is not its own: which of them is not told.
    Unknown,
    /// Too many attempts at this number: none is looked at for a minute.
    Throttled,
}

/// Begins a visit by number and code. What is wrong is counted at the number, also at one that nobody has; what is right
/// opens also while others guess (see `may_try`).
pub fn enter(
    conn: &mut Conn,
    matters: &MatterKey,
    (number, code): (&ReceiptNumber, &StatusCode),
    fresh: &FreshVisit,
    now: DateTime<Utc>,
) -> Result<Entered, StoreError> {
    let place = Place::of(Trying::Status(number.as_str()));
    let found = case_visits::find_coded(&Scope::System, conn, number)?;
    // A number that nobody has costs the same work.
    let (case, round) = found.unwrap_or((CaseId::random(), 0));
    let is_right = StatusCode::of(matters, case, round).is(code);
    if found.is_none() || !is_right {
        if !may_try(conn, &place, now)? {
            return Ok(Entered::Throttled);
        }
        tracing::warn!("a code of an application opened nothing");
        return Ok(Entered::Unknown);
    }
    attempts::delete(conn, &place)?;
    begin(conn, (case, round), fresh, now)?;
    Ok(Entered::Opened)
}

/// Begins a visit for the browser that filed the application, as long as its receipt opens there; `false` for every
/// other one.
pub fn enter_after_filing(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    fresh: &FreshVisit,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !matches!(scope, Scope::Visitor(_)) {
        return Ok(false);
    }
    let found = submissions::find_receipt(scope, conn, number, receipts_since(now))?;
    let Some(found) = found else { return Ok(false) };
    begin(conn, (found.case, found.code_round), fresh, now)?;
    Ok(true)
}

fn begin(
    conn: &mut Conn,
    (case, round): (CaseId, i64),
    fresh: &FreshVisit,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if let Some(old) = &fresh.old {
        case_visits::delete(conn, old)?;
    }
    let tokens = (&fresh.token.hash(), fresh.csrf.reveal());
    case_visits::insert(&Scope::Applicant(case), conn, tokens, round, now)
}

/// Ends a visit.
pub fn leave(conn: &mut Conn, visit: &TokenHash) -> Result<(), StoreError> {
    case_visits::delete(conn, visit)
}

/// The visit of a token, if it still holds. Reads only, unless its person was quiet for a minute.
pub async fn current(db: &Db, token: TokenHash, now: DateTime<Utc>) -> Result<Option<Visit>, StoreError> {
    let key = token.clone();
    let found = db.glance(move |conn| case_visits::find(conn, &key)).await?;
    let Some(found) = found.filter(|found| holds(found, now)) else { return Ok(None) };
    if now - found.seen_at >= Duration::seconds(TOUCH_SECONDS) {
        let key = token.clone();
        db.write(move |conn| case_visits::touch(conn, &key, now)).await?;
    }
    Ok(Some(Visit { case: found.case, csrf: found.csrf_token, token }))
}

fn holds(visit: &CaseVisit, now: DateTime<Utc>) -> bool {
    now - visit.seen_at < Duration::minutes(VISIT_IDLE_MINUTES)
        && now - visit.created_at < Duration::hours(VISIT_HOURS)
}
