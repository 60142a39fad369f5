//! The letter of a decision by post: given to the post, the day of it put right, arrived, or come back (§ 41 (2) VwVfG).
//! Each step is a conditional update with its event.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{broken, find};
use crate::domain::{CaseEventKind, CaseState, Delivery, DeliveryStage, Posting, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::events;
use crate::store::schema::decisions;

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
    let days = written(posting.on, posting.counts_on(None));
    let changed = diesel::update(decisions::table.find(case.id.to_string()).filter(unposted))
        .set((
            decisions::posted_on.eq(Some(&days.0)),
            decisions::goes_abroad.eq(posting.goes_abroad),
            decisions::counts_on.eq(days.1.as_ref()),
        ))
        .execute(conn)?;
    if changed != 1 {
        return Err(broken("posted_on"));
    }
    cases::settle(conn, &case.id.to_string())?;
    let detail = [Some(days.0), days.1].into_iter().flatten().collect::<Vec<_>>().join(" ");
    events::append(scope, conn, case.id, now, CaseEventKind::LetterPosted, Some(&detail))?;
    Ok(true)
}

/// Puts right when, or where to, the letter of a decided case, as it was read, was posted, and when it is known to have
/// arrived, with the event; the day on which it counts follows. `false` where the case was changed since, is not for this
/// person to work on, a day cannot be, or nothing would change.
pub fn correct(
    scope: &Scope,
    conn: &mut Conn,
    (case, posting, arrived): (&CaseRecord, Posting, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let signed = find(scope, conn, case.id)?.and_then(|found| found.signed);
    let Some(signed) = signed else { return Ok(false) };
    let delivery = &signed.delivery;
    let Some(was) = delivery.posted_on else { return Ok(false) };
    let is_same =
        (was, delivery.goes_abroad, delivery.arrived_on) == (posting.on, posting.goes_abroad, arrived);
    let is_possible = posting.on >= signed.on && arrived.is_none_or(|arrived| posting.on <= arrived);
    let is_decided = matches!(case.state, CaseState::Decided | CaseState::Closed);
    if !is_decided || is_same || !is_possible || !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let days = written(posting.on, posting.counts_on(arrived));
    let as_it_was = decisions::posted_on.eq(Some(was.to_string()));
    let changed =
        diesel::update(decisions::table.find(case.id.to_string()).filter(as_it_was.assume_not_null()))
            .set((
                decisions::posted_on.eq(Some(&days.0)),
                decisions::goes_abroad.eq(posting.goes_abroad),
                decisions::arrived_on.eq(arrived.map(|day| day.to_string())),
                decisions::counts_on.eq(days.1.as_ref()),
            ))
            .execute(conn)?;
    if changed != 1 {
        return Err(broken("posted_on"));
    }
    cases::settle(conn, &case.id.to_string())?;
    let detail = [Some(was.to_string()), Some(days.0), days.1];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" ");
    events::append(scope, conn, case.id, now, CaseEventKind::PostingCorrected, Some(&detail))?;
    Ok(true)
}

/// Notes that the posted letter of a decided case, as it was read, came back or never arrived: it counts on no day any more
/// (§ 41 (2) sentence 3 VwVfG) and is to be posted again. `false` where the case was changed since, is not for this person
/// to work on, or no letter is on its way.
pub fn returned(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let signed = find(scope, conn, case.id)?.and_then(|found| found.signed);
    let Some(was) = signed.and_then(|signed| signed.delivery.posted_on) else { return Ok(false) };
    if case.state != CaseState::Decided || !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    let was = was.to_string();
    let as_it_was = decisions::posted_on.eq(Some(&was));
    let changed =
        diesel::update(decisions::table.find(case.id.to_string()).filter(as_it_was.assume_not_null()))
            .set((
                decisions::posted_on.eq(None::<String>),
                decisions::goes_abroad.eq(false),
                decisions::arrived_on.eq(None::<String>),
                decisions::counts_on.eq(None::<String>),
            ))
            .execute(conn)?;
    if changed != 1 {
        return Err(broken("posted_on"));
    }
    cases::settle(conn, &case.id.to_string())?;
    events::append(scope, conn, case.id, now, CaseEventKind::LetterReturned, Some(&was))?;
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
        .set((decisions::arrived_on.eq(Some(on.to_string())), decisions::counts_on.eq(Some(on.to_string()))))
        .execute(conn)?;
    cases::settle(conn, &case.id.to_string())?;
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

fn written(posted_on: NaiveDate, counts_on: Option<NaiveDate>) -> (String, Option<String>) {
    (posted_on.to_string(), counts_on.map(|day| day.to_string()))
}
