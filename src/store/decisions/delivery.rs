//! The way of a decision to its applicant: provided and fetched, or else to be posted (§ 41 VwVfG). Each step is a conditional
//! update with its event, so of fetching and ending at the same moment one wins.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;

use super::{TABLE, find};
use crate::clock::day_in_germany;
use crate::domain::{
    CaseEventKind, CaseId, CaseState, DeliveryWay, EventActor, Scope, UNTOLD_DAYS, counts_after_fetching,
    fetch_by,
};
use crate::store::cases;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::events;
use crate::store::rows::{maybe, maybe_instant, micros, parse};
use crate::store::schema::{case_events, cases as cases_table, decisions};

/// Whether the applicant agreed to fetch the decision: what they said last (§ 41 (2a) VwVfG wants their consent). It
/// is read from the history, where it can be proved.
pub fn allows_retrieval(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(false);
    }
    let (yes, no) = (CaseEventKind::RetrievalAllowed.as_str(), CaseEventKind::RetrievalDeclined.as_str());
    let last: Option<String> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(case_events::kind.eq_any([yes, no])))
        .order((case_events::at.desc(), case_events::id.desc()))
        .select(case_events::kind)
        .first(conn)
        .optional()?;
    Ok(last.as_deref() == Some(yes))
}

/// The day since which the letter of a case is to be posted, or on its way abroad and not known to have arrived, if it
/// is; for [`cases::settle`].
pub(in crate::store) fn to_post_since(conn: &mut Conn, case: &str) -> Result<Option<NaiveDate>, StoreError> {
    type Found = (Option<String>, Option<i64>, Option<String>);
    let by_post = decisions::way.eq(DeliveryWay::Post.as_str()).or(decisions::ended_at.is_not_null());
    let found: Option<Found> = decisions::table
        .find(case)
        .filter(by_post.assume_not_null())
        .filter(decisions::fetched_at.is_null().and(decisions::counts_on.is_null()))
        .select((decisions::decided_on, decisions::ended_at, decisions::posted_on))
        .first(conn)
        .optional()?;
    let Some((decided_on, ended_at, posted_on)) = found else { return Ok(None) };
    if posted_on.is_some() {
        return maybe(TABLE, "posted_on", posted_on.as_deref());
    }
    match maybe_instant(TABLE, "ended_at", ended_at)? {
        Some(ended_at) => Ok(Some(day_in_germany(ended_at))),
        None => maybe(TABLE, "decided_on", decided_on.as_deref()),
    }
}

/// Notes whether the applicant of this scope agrees to fetch the decision; `false` for everybody else, and once it is
/// decided. Nothing is noted twice.
pub fn note_consent(
    scope: &Scope,
    conn: &mut Conn,
    allows: bool,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(id) = scope.own_case() else { return Ok(false) };
    // The case's row is changed first, so that whoever decides at this moment either was faster, or is told that the
    // case was changed: no decision overlooks a consent that was withdrawn.
    let is_open = cases_table::state.eq_any(CaseState::OPEN.map(CaseState::as_str));
    let open = cases_table::table.find(id.to_string()).filter(is_open);
    let changes = allows_retrieval(scope, conn, id)? != allows;
    let more = i64::from(changes);
    let set = cases_table::revision.eq(cases_table::revision + more);
    if diesel::update(open).set(set).execute(conn)? != 1 {
        return Ok(false);
    }
    if allows_retrieval(scope, conn, id)? != allows {
        let kind = if allows { CaseEventKind::RetrievalAllowed } else { CaseEventKind::RetrievalDeclined };
        events::append(scope, conn, id, now, kind, None)?;
    }
    Ok(true)
}

/// Notes that a mail server took the notice that a decision is provided: its ten days run from now. For the product
/// itself; nothing happens the second time.
pub fn note_notified(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let untold = decisions::provided_at
        .is_not_null()
        .and(decisions::notified_at.is_null())
        .and(decisions::fetched_at.is_null())
        .and(decisions::ended_at.is_null());
    let until = fetch_by(day_in_germany(now)).to_string();
    let changed = diesel::update(decisions::table.find(case.to_string()).filter(untold))
        .set((decisions::notified_at.eq(Some(micros(now))), decisions::fetch_by.eq(Some(until))))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The applicant fetches the decision, with the event; `false` where it was fetched before, is not provided, or the
/// time is over.
pub fn fetch(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Some(case) = scope.own_case() else { return Ok(false) };
    let today = day_in_germany(now);
    let signed = find(scope, conn, case)?.and_then(|found| found.signed);
    if !signed.is_some_and(|signed| signed.delivery.may_be_fetched(today)) {
        return Ok(false);
    }
    let counts_on = counts_after_fetching(today).to_string();
    let waiting = decisions::provided_at
        .is_not_null()
        .and(decisions::fetched_at.is_null())
        .and(decisions::ended_at.is_null())
        .and(decisions::posted_on.is_null());
    let changed = diesel::update(decisions::table.find(case.to_string()).filter(waiting))
        .set((decisions::fetched_at.eq(Some(micros(now))), decisions::counts_on.eq(Some(&counts_on))))
        .execute(conn)?;
    if changed == 1 {
        events::append(scope, conn, case, now, CaseEventKind::LetterFetched, Some(&counts_on))?;
    }
    Ok(changed == 1)
}

/// Cases whose decision was provided and not fetched in time, at most `most`; or of which nobody could be told. For the
/// product itself.
pub fn due(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<Vec<CaseId>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let today = day_in_germany(now).to_string();
    let untold_since = micros(now - Duration::days(UNTOLD_DAYS));
    let is_over = decisions::fetch_by.lt(today);
    let is_untold = decisions::notified_at.is_null().and(decisions::provided_at.lt(untold_since));
    let ids: Vec<String> = decisions::table
        .filter(decisions::provided_at.is_not_null())
        .filter(decisions::fetched_at.is_null().and(decisions::ended_at.is_null()))
        .filter(is_over.assume_not_null().or(is_untold.assume_not_null()))
        .order(decisions::provided_at.asc())
        .limit(most)
        .select(decisions::case_id)
        .load(conn)?;
    ids.iter().map(|id| parse(TABLE, "case_id", id)).collect()
}

/// Ends the provision of a decision, with the event: the letter goes by post. `false` where it was fetched or ended
/// meanwhile. For the product itself.
pub fn end(scope: &Scope, conn: &mut Conn, case: CaseId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    // The case's row first, as whoever settles wants it; nothing of it is changed for those who look at it.
    let row = cases_table::table.find(case.to_string());
    diesel::update(row).set(cases_table::changed_at.eq(cases_table::changed_at)).execute(conn)?;
    let waiting = decisions::provided_at
        .is_not_null()
        .and(decisions::fetched_at.is_null())
        .and(decisions::ended_at.is_null());
    let changed = diesel::update(decisions::table.find(case.to_string()).filter(waiting))
        .set(decisions::ended_at.eq(Some(micros(now))))
        .execute(conn)?;
    if changed == 1 {
        cases::settle(conn, &case.to_string())?;
        events::insert(conn, case, now, EventActor::System, CaseEventKind::ProvisionEnded, None)?;
    }
    Ok(changed == 1)
}
