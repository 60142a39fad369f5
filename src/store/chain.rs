//! The chain of events ([`crate::domain::chain`]): the gate gives each event its place before the commit.
//!
//! Events that were added wait on the thread of the writer, so a transaction without events costs nothing, and an
//! event that came into the table by other hands is never given a place.

use std::cell::RefCell;
use std::collections::HashMap;

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::salted::SaltedDetail;
use super::schema::{audit_head, case_events};
use super::sealed;
use crate::domain::chain::{EventFacts, link};
use crate::domain::{CaseEventKind, ChainHead, Scope};

/// The one row of the head.
const HEAD: i64 = 1;

/// An event that was added and has no place yet.
struct Waiting {
    id: String,
    digest: String,
}

thread_local! {
    /// The events of the transaction that this thread is in.
    static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
}

/// Lets an event that was added wait for its place.
pub(super) fn wait(id: String, digest: String) {
    WAITING.with_borrow_mut(|waiting| waiting.push(Waiting { id, digest }));
}

/// How many events wait.
pub(super) fn waiting() -> usize {
    WAITING.with_borrow(Vec::len)
}

/// Forgets those that came after the first `count`: they were taken back.
pub(super) fn forget_from(count: usize) {
    WAITING.with_borrow_mut(|waiting| waiting.truncate(count));
}

/// Gives the events of this transaction their places, in the order in which they were added.
///
/// Moving the head locks its row until the commit, so on PostgreSQL transactions of other threads and processes go
/// behind one another from here on. It is the last lock that a transaction takes: whoever holds it waits for nobody,
/// so nobody waits in a circle.
pub(super) fn seal(conn: &mut Conn) -> Result<(), StoreError> {
    let waiting = WAITING.with_borrow_mut(std::mem::take);
    if waiting.is_empty() {
        return Ok(());
    }
    let inconsistent = || StoreError::Inconsistent { table: "audit_head", column: "seq" };
    let count = i64::try_from(waiting.len()).map_err(|_| inconsistent())?;
    let head = audit_head::table.find(HEAD);
    if diesel::update(head).set(audit_head::seq.eq(audit_head::seq + count)).execute(conn)? != 1 {
        return Err(inconsistent());
    }
    let (last, mut chain): (i64, String) =
        head.select((audit_head::seq, audit_head::chain)).get_result(conn)?;
    for (seq, event) in (last - count + 1..).zip(&waiting) {
        chain = link(&chain, seq, &event.digest);
        let unsealed = case_events::table.find(&event.id).filter(case_events::seq.is_null());
        let place = (case_events::seq.eq(seq), case_events::chain.eq(&chain));
        if diesel::update(unsealed).set(place).execute(conn)? != 1 {
            return Err(StoreError::Inconsistent { table: "case_events", column: "seq" });
        }
    }
    diesel::update(head).set(audit_head::chain.eq(&chain)).execute(conn)?;
    Ok(())
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = case_events)]
struct Row {
    id: String,
    case_id: String,
    at: i64,
    actor: String,
    clerk_id: Option<String>,
    kind: String,
    detail: Option<Vec<u8>>,
    detail_hash: Option<String>,
    digest: String,
    seq: Option<i64>,
    chain: Option<String>,
}

/// An event as it stands in the chain.
#[derive(Debug, Clone)]
pub struct ChainedEvent {
    row: Row,
    /// The hash of what it says; none where that cannot be read.
    told: Option<String>,
}

impl ChainedEvent {
    fn read(conn: &mut Conn, row: Row) -> Result<Self, StoreError> {
        let told = row.detail.as_deref().map(|sealed| SaltedDetail::open(conn, sealed));
        let told = match told.transpose() {
            Err(StoreError::Inconsistent { .. } | StoreError::Erased) => None,
            told => told?.as_ref().map(SaltedDetail::hash),
        };
        Ok(Self { row, told })
    }

    /// Its place; 0, which no event has, for one without.
    pub fn seq(&self) -> i64 {
        self.row.seq.unwrap_or_default()
    }

    /// Its link; empty for one without.
    pub fn chain(&self) -> &str {
        self.row.chain.as_deref().unwrap_or_default()
    }

    /// The hash of all that it says, as it was given to the chain.
    pub fn digest(&self) -> &str {
        &self.row.digest
    }

    /// The case.
    pub fn case_id(&self) -> &str {
        &self.row.case_id
    }

    /// Whether its detail was erased.
    pub fn is_erased(&self) -> bool {
        self.row.detail.is_none() && self.row.detail_hash.is_some()
    }

    /// Whether it says what it said when it was added.
    pub fn is_unchanged(&self) -> bool {
        let row = &self.row;
        let facts = EventFacts {
            id: &row.id,
            case_id: &row.case_id,
            at: row.at,
            actor: &row.actor,
            clerk_id: row.clerk_id.as_deref(),
            kind: &row.kind,
            detail_hash: row.detail_hash.as_deref(),
        };
        let says_the_same = row.detail.is_none() || self.told.is_some() && self.told == row.detail_hash;
        says_the_same && facts.digest() == row.digest
    }
}

fn is_system(scope: &Scope) -> Result<(), StoreError> {
    if *scope == Scope::System { Ok(()) } else { Err(StoreError::Denied) }
}

/// The head of the chain.
pub fn head(scope: &Scope, conn: &mut Conn) -> Result<ChainHead, StoreError> {
    is_system(scope)?;
    let row: Option<(i64, String)> = audit_head::table
        .find(HEAD)
        .select((audit_head::seq, audit_head::chain))
        .get_result(conn)
        .optional()?;
    let (seq, chain) = row.ok_or(StoreError::Inconsistent { table: "audit_head", column: "id" })?;
    Ok(ChainHead { seq, chain })
}

/// The events behind the place `after`, in order, at most `limit`.
pub fn behind(
    scope: &Scope,
    conn: &mut Conn,
    after: i64,
    limit: i64,
) -> Result<Vec<ChainedEvent>, StoreError> {
    is_system(scope)?;
    let rows: Vec<Row> = case_events::table
        .filter(case_events::seq.gt(after))
        .order(case_events::seq.asc())
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?;
    sealed::prepare(conn, rows.iter().filter_map(|row| row.detail.as_deref()))?;
    rows.into_iter().map(|row| ChainedEvent::read(conn, row)).collect()
}

/// Whether there are events without a place: the gate leaves none behind.
pub fn has_strays(scope: &Scope, conn: &mut Conn) -> Result<bool, StoreError> {
    is_system(scope)?;
    let stray: Option<String> = case_events::table
        .filter(case_events::seq.is_null())
        .select(case_events::id)
        .first(conn)
        .optional()?;
    Ok(stray.is_some())
}

/// Of these cases those of whose erasure an event tells, with the place of the last such event.
pub fn erasures(
    scope: &Scope,
    conn: &mut Conn,
    cases: &[String],
) -> Result<HashMap<String, i64>, StoreError> {
    is_system(scope)?;
    let found: Vec<(String, Option<i64>)> = case_events::table
        .filter(case_events::case_id.eq_any(cases))
        .filter(case_events::kind.eq_any(CaseEventKind::ERASURE.map(CaseEventKind::as_str)))
        .filter(case_events::seq.is_not_null())
        .order(case_events::seq.asc())
        .select((case_events::case_id, case_events::seq))
        .load(conn)?;
    Ok(found.into_iter().map(|(case, seq)| (case, seq.unwrap_or_default())).collect())
}
