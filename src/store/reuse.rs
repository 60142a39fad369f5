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
pub struct Earlier {
    /// The form.
    pub form_id: String,
    /// The version that was answered.
    pub version: FormVersion,
    /// The answers, as opaque bytes.
    pub content: Vec<u8>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
}

/// Most applications that are kept in a browser: one a form.
const MOST: i64 = 50;

type Row = (String, String, Vec<u8>, i64);

fn read(conn: &mut Conn, (form_id, version, content, filed_at): Row) -> Result<Earlier, StoreError> {
    Ok(Earlier {
        form_id,
        version: FormVersion(version),
        content: sealed::open(conn, &content, TABLE)?,
        filed_at: instant(TABLE, "filed_at", filed_at)?,
    })
}

/// What this browser filed last online with a form since an instant.
pub fn filed(
    scope: &Scope,
    conn: &mut Conn,
    form_id: &str,
    since: DateTime<Utc>,
) -> Result<Option<Earlier>, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(None) };
    let row: Option<Row> = submissions::table
        .filter(submissions::visitor_hash.eq(&hash.0).and(submissions::filed_at.ge(micros(since))))
        .filter(submissions::form_id.eq(form_id).and(submissions::channel.eq(Channel::Online.as_str())))
        .order(submissions::filed_at.desc())
        .select((submissions::form_id, submissions::version, submissions::content, submissions::filed_at))
        .first(conn)
        .optional()?;
    row.map(|row| read(conn, row)).transpose()
}

/// What somebody had kept in this browser, one application a form, the newest first.
pub fn kept(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Earlier>, StoreError> {
    let Scope::Visitor(keeper) = scope else { return Ok(Vec::new()) };
    let rows: Vec<Row> = submissions::table
        .filter(submissions::reuse_hash.eq(&keeper.0).and(submissions::reusable_until.gt(micros(now))))
        .order(submissions::filed_at.desc())
        .limit(MOST)
        .select((submissions::form_id, submissions::version, submissions::content, submissions::filed_at))
        .load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

/// For whom something is kept, and until when.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The token that the browser had for what it keeps.
    pub before: Option<TokenHash>,
    /// The token that it has from now on: whoever knows the old one, who may have put it there, reads nothing.
    pub keeper: TokenHash,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// Keeps what this browser filed under a number since an instant, beside what it keeps already; an earlier
/// application with the same form is let go. `false`, if there is no such application: then nothing changes.
pub fn keep(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    since: DateTime<Utc>,
    keeping: &Keeping,
) -> Result<bool, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(false) };
    let found: Option<(String, String)> = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(submissions::visitor_hash.eq(&hash.0).and(submissions::filed_at.ge(micros(since))))
        .select((submissions::id, submissions::form_id))
        .get_result(conn)
        .optional()?;
    let Some((id, form_id)) = found else { return Ok(false) };
    if let Some(before) = &keeping.before {
        let same = submissions::reuse_hash.eq(&before.0).and(submissions::form_id.eq(form_id));
        diesel::update(submissions::table.filter(same)).set(nothing_kept()).execute(conn)?;
        diesel::update(submissions::table.filter(submissions::reuse_hash.eq(&before.0)))
            .set(submissions::reuse_hash.eq(Some(&keeping.keeper.0)))
            .execute(conn)?;
    }
    diesel::update(submissions::table.find(id))
        .set((
            submissions::reuse_hash.eq(Some(&keeping.keeper.0)),
            submissions::reusable_until.eq(Some(micros(keeping.until))),
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
        .get_result(conn)
        .optional()?;
    until.flatten().map(|until| instant(TABLE, "reusable_until", until)).transpose()
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
