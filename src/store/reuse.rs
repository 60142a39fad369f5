//! What a browser may begin its next application with: what it filed lately, and what its user had kept longer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, micros};
use super::schema::{cases, submissions};
use super::sealed;
use crate::domain::{Channel, FormVersion, ReceiptNumber, Scope, TokenHash};

const TABLE: &str = "submissions";

/// Answers to begin with.
#[derive(Debug, Clone)]
pub struct Reusable {
    /// The version that was answered.
    pub version: FormVersion,
    /// The answers, as opaque bytes.
    pub content: Vec<u8>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
}

/// What this browser filed last online: since an instant, or earlier if it was kept. Of one form, or of any.
pub fn find(
    scope: &Scope,
    conn: &mut Conn,
    form_id: Option<&str>,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Reusable>, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(None) };
    let lately = submissions::visitor_hash.eq(&hash.0).and(submissions::filed_at.ge(micros(since)));
    let kept = submissions::reuse_hash.eq(&hash.0).and(submissions::reusable_until.gt(micros(now)));
    let mut query = submissions::table
        .filter(submissions::channel.eq(Channel::Online.as_str()))
        .filter(lately.or(kept))
        .order(submissions::filed_at.desc())
        .select((submissions::version, submissions::content, submissions::filed_at))
        .into_boxed();
    if let Some(form_id) = form_id {
        query = query.filter(submissions::form_id.eq(form_id));
    }
    let row: Option<(String, Vec<u8>, i64)> = query.first(conn).optional()?;
    let read = |(version, content, filed_at): (String, Vec<u8>, i64)| {
        Ok(Reusable {
            version: FormVersion(version),
            content: sealed::open(&content, TABLE)?,
            filed_at: instant(TABLE, "filed_at", filed_at)?,
        })
    };
    row.map(read).transpose()
}

/// Keeps what this browser filed under a number since an instant, for the browser with the token of `keeper`. What
/// it had kept of the same form is let go. `false`, if there is no such application.
pub fn keep(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    since: DateTime<Utc>,
    keeper: &TokenHash,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(false) };
    let found: Option<(String, String)> = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(submissions::visitor_hash.eq(&hash.0).and(submissions::filed_at.ge(micros(since))))
        .select((submissions::id, submissions::form_id))
        .first(conn)
        .optional()?;
    let Some((id, form_id)) = found else { return Ok(false) };
    let older = submissions::table
        .filter(submissions::reuse_hash.eq(&keeper.0).and(submissions::form_id.eq(form_id)));
    diesel::update(older).set(nothing_kept()).execute(conn)?;
    diesel::update(submissions::table.find(id))
        .set((
            submissions::reuse_hash.eq(Some(&keeper.0)),
            submissions::reusable_until.eq(Some(micros(until))),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Until when this browser's user had kept what was filed under a number; `None` if not at all.
pub fn kept_until(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Scope::Visitor(keeper) = scope else { return Ok(None) };
    let until: Option<Option<i64>> = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(submissions::reuse_hash.eq(&keeper.0).and(submissions::reusable_until.gt(micros(now))))
        .select(submissions::reusable_until)
        .first(conn)
        .optional()?;
    until.flatten().map(|until| instant(TABLE, "reusable_until", until)).transpose()
}

/// Whether this browser's user has anything kept.
pub fn keeps_anything(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let Scope::Visitor(keeper) = scope else { return Ok(false) };
    let kept = submissions::table
        .filter(submissions::reuse_hash.eq(&keeper.0).and(submissions::reusable_until.gt(micros(now))));
    let found: Option<String> = kept.select(submissions::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Lets everything go that this browser's user had kept. The applications stay with the departments.
pub fn let_go(scope: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    let Scope::Visitor(keeper) = scope else { return Ok(()) };
    let kept = submissions::table.filter(submissions::reuse_hash.eq(&keeper.0));
    diesel::update(kept).set(nothing_kept()).execute(conn)?;
    Ok(())
}

/// Lets go what is kept no longer. Answers how many rows at most `most`.
pub fn sweep(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let over: Vec<String> = submissions::table
        .filter(submissions::reusable_until.le(micros(now)))
        .limit(most)
        .select(submissions::id)
        .load(conn)?;
    Ok(diesel::update(submissions::table.filter(submissions::id.eq_any(over)))
        .set(nothing_kept())
        .execute(conn)?)
}

type Nothing = (
    diesel::dsl::Eq<submissions::reuse_hash, Option<String>>,
    diesel::dsl::Eq<submissions::reusable_until, Option<i64>>,
);

fn nothing_kept() -> Nothing {
    (submissions::reuse_hash.eq(None), submissions::reusable_until.eq(None))
}
