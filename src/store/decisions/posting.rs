//! The letter of a decision by post: given to the post, the day of it put right, and arrived (§ 41 (2) VwVfG). Each step is
//! a conditional update with its event.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{TABLE, broken, find};
use crate::domain::{CaseEventKind, CaseState, Delivery, DeliveryStage, Posting, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::events;
use crate::store::rows::maybe;
use crate::store::schema::{case_events, decisions};

/// Notes that the letter of a case, as it was read, was posted, with the event; `false` where the case was changed since,
/// is not for this person to work on, or no letter waits to be posted.
pub fn post(
    scope: &Scope,
    conn: &mut Conn,
    (case, posting): (&CaseRecord, Posting),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let signed = find(scope, conn, case.id)?.and_then(|found| found.signed);
    let Some(signed) = signed.filter(|signed| signed.delivery.stage() == DeliveryStage::ToPost) else {
        return Ok(false);
    };
    if posting.on < signed.on || !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let unposted = decisions::letter
        .is_not_null()
        .and(decisions::fetched_at.is_null())
        .and(decisions::posted_on.is_null());
    let days = written(posting.on, posting.counts_on());
    let changed = diesel::update(decisions::table.find(case.id.to_string()).filter(unposted))
        .set((decisions::posted_on.eq(Some(&days.0)), decisions::counts_on.eq(days.1.as_ref())))
        .execute(conn)?;
    if changed != 1 {
        return Err(broken("posted_on"));
    }
    cases::settle(conn, &case.id.to_string())?;
    let detail = [Some(days.0), days.1].into_iter().flatten().collect::<Vec<_>>().join(" ");
    events::append(scope, conn, case.id, now, CaseEventKind::LetterPosted, Some(&detail))?;
    Ok(true)
}

/// Puts right when, or where to, the letter of a decided case, as it was read, was posted, with the event; the day on
/// which it counts follows, but a later day on which it is known to have arrived stays. `false` where the case was changed
/// since, is closed, is not for this person to work on, or nothing would change.
pub fn correct(
    scope: &Scope,
    conn: &mut Conn,
    (case, posting): (&CaseRecord, Posting),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let signed = find(scope, conn, case.id)?.and_then(|found| found.signed);
    let Some(signed) = signed else { return Ok(false) };
    let Some(was) = signed.delivery.posted_on else { return Ok(false) };
    let arrived = arrived_on(conn, case)?;
    let counts_on = posting.counts_on().max(arrived);
    let is_same = was == posting.on && signed.delivery.counts_on == counts_on;
    let is_possible = posting.on >= signed.on && arrived.is_none_or(|arrived| posting.on <= arrived);
    if case.state != CaseState::Decided || is_same || !is_possible || !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let days = written(posting.on, counts_on);
    let as_it_was = decisions::posted_on.eq(Some(was.to_string()));
    let changed =
        diesel::update(decisions::table.find(case.id.to_string()).filter(as_it_was.assume_not_null()))
            .set((decisions::posted_on.eq(Some(&days.0)), decisions::counts_on.eq(days.1.as_ref())))
            .execute(conn)?;
    if changed != 1 {
        return Err(broken("posted_on"));
    }
    let detail = [Some(was.to_string()), Some(days.0), days.1];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" ");
    events::append(scope, conn, case.id, now, CaseEventKind::PostingCorrected, Some(&detail))?;
    Ok(true)
}

/// Notes that a posted letter arrived: later than the fourth day, then that day counts (§ 41 (2) sentence 3 VwVfG); or
/// abroad, where no other day counts. `false` where the case was changed since, or the day is none of these.
pub fn arrived(
    scope: &Scope,
    conn: &mut Conn,
    (case, on): (&CaseRecord, NaiveDate),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let signed = find(scope, conn, case.id)?.and_then(|found| found.signed);
    let Some(delivery) = signed.map(|signed| signed.delivery).filter(|known| may_have_arrived(known, on))
    else {
        return Ok(false);
    };
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    diesel::update(decisions::table.find(case.id.to_string()))
        .set(decisions::counts_on.eq(Some(on.to_string())))
        .execute(conn)?;
    let kind = match delivery.counts_on {
        Some(_) => CaseEventKind::LetterLate,
        None => CaseEventKind::LetterArrived,
    };
    events::append(scope, conn, case.id, now, kind, Some(&on.to_string()))?;
    Ok(true)
}

/// Whether a letter on its way can have arrived on this day, as far as that says anything new.
pub fn may_have_arrived(delivery: &Delivery, on: NaiveDate) -> bool {
    match (delivery.posted_on, delivery.counts_on) {
        (Some(_), Some(known)) => on > known,
        (Some(posted), None) => on >= posted,
        (None, _) => false,
    }
}

/// The day on which the letter of a case is known to have arrived, from its history.
fn arrived_on(conn: &mut Conn, case: &CaseRecord) -> Result<Option<NaiveDate>, StoreError> {
    let kinds = [CaseEventKind::LetterLate.as_str(), CaseEventKind::LetterArrived.as_str()];
    let last: Option<Option<String>> = case_events::table
        .filter(case_events::case_id.eq(case.id.to_string()).and(case_events::kind.eq_any(kinds)))
        .order((case_events::at.desc(), case_events::id.desc()))
        .select(case_events::detail)
        .first(conn)
        .optional()?;
    maybe(TABLE, "arrived", last.flatten().as_deref())
}

fn written(posted_on: NaiveDate, counts_on: Option<NaiveDate>) -> (String, Option<String>) {
    (posted_on.to_string(), counts_on.map(|day| day.to_string()))
}
