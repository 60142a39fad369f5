//! The history of cases, and who read them. Entries are only ever added, each as a link of the chain ([`super::chain`]).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::chain;
use super::conn::Conn;
use super::error::StoreError;
use super::reassignments;
use super::rows::{instant, maybe, micros, parse};
use super::salted::{self, SaltedDetail};
use super::schema::case_events;
use crate::domain::chain::EventFacts;
use crate::domain::{CaseEventKind, CaseId, CaseState, ClerkId, EventActor, FileId, Role, Scope};

const TABLE: &str = "case_events";

/// An entry.
#[derive(Debug, Clone)]
pub struct CaseEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: EventActor,
    /// What.
    pub kind: CaseEventKind,
    /// The text that belongs to it.
    pub detail: Option<String>,
}

impl CaseEvent {
    /// The state in which the case was from then on, where it was a step.
    pub fn state(&self) -> Option<CaseState> {
        let word = self.detail.as_deref().unwrap_or_default().split(' ').next().unwrap_or_default();
        match self.kind {
            CaseEventKind::Received | CaseEventKind::Released | CaseEventKind::Reassigned => {
                Some(CaseState::Received)
            }
            CaseEventKind::Claimed => Some(CaseState::InProgress),
            CaseEventKind::Moved | CaseEventKind::Returned => word.parse().ok(),
            _ => None,
        }
    }
}

/// Adds an entry by this scope; [`StoreError::Denied`] where the case does not exist for it.
pub fn append(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    at: DateTime<Utc>,
    kind: CaseEventKind,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    if super::cases::find(scope, conn, case)?.is_none() {
        return Err(StoreError::Denied);
    }
    insert(conn, case, at, scope.actor(), kind, detail)
}

/// Adds an entry; [`append`] and [`super::filing`] have looked at the scope.
pub(super) fn insert(
    conn: &mut Conn,
    case: CaseId,
    at: DateTime<Utc>,
    actor: EventActor,
    kind: CaseEventKind,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    insert_named(conn, case, at, actor, kind, detail).map(|_| ())
}

/// Adds an entry and tells its id; [`append`] and [`super::filing`] have looked at the scope.
pub(super) fn insert_named(
    conn: &mut Conn,
    case: CaseId,
    at: DateTime<Utc>,
    actor: EventActor,
    kind: CaseEventKind,
    detail: Option<&str>,
) -> Result<String, StoreError> {
    let (word, clerk) = written(actor);
    let (id, case) = (Uuid::now_v7().to_string(), case.to_string());
    let told = detail.map(SaltedDetail::new).transpose()?;
    let hash = told.as_ref().map(SaltedDetail::hash);
    let sealed = told.map(|told| told.seal(conn, &case)).transpose()?;
    let facts = EventFacts {
        id: &id,
        case_id: &case,
        at: micros(at),
        actor: word,
        clerk_id: clerk.as_deref(),
        kind: kind.as_str(),
        detail_hash: hash.as_deref(),
    };
    let digest = facts.digest();
    diesel::insert_into(case_events::table)
        .values((
            case_events::id.eq(facts.id),
            case_events::case_id.eq(facts.case_id),
            case_events::at.eq(facts.at),
            case_events::actor.eq(facts.actor),
            case_events::clerk_id.eq(facts.clerk_id),
            case_events::kind.eq(facts.kind),
            case_events::detail.eq(sealed),
            case_events::detail_hash.eq(facts.detail_hash),
            case_events::digest.eq(&digest),
        ))
        .execute(conn)?;
    chain::wait(id.clone(), digest);
    Ok(id)
}

/// Adds to each of some cases that it was saved in a file with others; the kind of the file in words.
/// [`StoreError::Denied`] where one does not exist for this scope.
pub fn note_listed(
    scope: &Scope,
    conn: &mut Conn,
    ids: &[CaseId],
    kind: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if super::cases::count_among(scope, conn, ids)? != ids.len() {
        return Err(StoreError::Denied);
    }
    for id in ids {
        insert(conn, *id, at, scope.actor(), CaseEventKind::Listed, Some(kind))?;
    }
    Ok(())
}

/// What was read in the scope of a member of staff, and must not be shown before an event tells of it: [`show`] is
/// the only way to get at it.
#[derive(Debug)]
pub struct Unseen<T> {
    case: CaseId,
    file: Option<FileId>,
    what: T,
}

impl<T> Unseen<T> {
    /// Something of a case.
    pub fn new(case: CaseId, what: T) -> Self {
        Self { case, file: None, what }
    }

    /// A file of a case.
    pub fn file(case: CaseId, file: FileId, what: T) -> Self {
        Self { case, file: Some(file), what }
    }
}

/// Notes that the person of this scope reads something of a case, and gives it to be shown; `None` where the case does
/// not, or no longer, exist for them: neither in their department nor because they are asked about it.
pub fn show<T>(
    scope: &Scope,
    conn: &mut Conn,
    unseen: Unseen<T>,
    at: DateTime<Utc>,
) -> Result<Option<T>, StoreError> {
    let case = unseen.case;
    let is_theirs = super::cases::find(scope, conn, case)?.is_some()
        || super::cases::find_asked(scope, conn, case)?.is_some();
    let Some(staff) = scope.staff().filter(|_| is_theirs) else { return Ok(None) };
    let (clerk, file) = (staff.clerk, unseen.file.map(|file| file.to_string()));
    let kind = if file.is_some() { CaseEventKind::FileRead } else { CaseEventKind::Read };
    insert(conn, case, at, scope.actor(), kind, file.as_deref())?;
    tracing::info!(target: "pforte::audit", %clerk, %case, file, %kind, "somebody reads a case");
    Ok(Some(unseen.what))
}

/// Erases what events of a case say in words: when the case is erased, whose look at the scope this is. The events stay,
/// with the hashes of what they said, and one more, by this actor, tells of the erasure; without it
/// [`crate::domain::chain`] counts as broken. How many said something.
pub(super) fn erase(
    conn: &mut Conn,
    case: CaseId,
    (actor, kind): (EventActor, CaseEventKind),
    at: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let nothing: Option<Vec<u8>> = None;
    let speaking = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(case_events::detail.is_not_null()));
    let erased = diesel::update(speaking).set(case_events::detail.eq(&nothing)).execute(conn)?;
    insert(conn, case, at, actor, kind, None)?;
    Ok(erased)
}

/// Who caused an event, as it is stored: a word, and the id of a clerk.
pub(super) fn written(actor: EventActor) -> (&'static str, Option<String>) {
    match actor {
        EventActor::Applicant => ("applicant", None),
        EventActor::Clerk(clerk) => ("clerk", Some(clerk.to_string())),
        EventActor::System => ("system", None),
    }
}

/// The same, read back.
pub(super) fn actor_of(word: &str, clerk: Option<&str>) -> Result<EventActor, StoreError> {
    match (word, maybe(TABLE, "clerk_id", clerk)?) {
        ("applicant", _) => Ok(EventActor::Applicant),
        ("system", _) => Ok(EventActor::System),
        ("clerk", Some(clerk)) => Ok(EventActor::Clerk(clerk)),
        _ => Err(StoreError::Inconsistent { table: TABLE, column: "actor" }),
    }
}

/// Who had the draft of a case in hand at the desk before it was sent; the caller has looked at the scope.
pub(super) fn hands_at_desk(conn: &mut Conn, case: CaseId) -> Result<Vec<ClerkId>, StoreError> {
    // Also who typed an answer for the person.
    let kinds = CaseEventKind::AT_DESK.into_iter().chain([CaseEventKind::InquiryAnswered]);
    let kinds: Vec<&str> = kinds.map(CaseEventKind::as_str).collect();
    let clerks: Vec<Option<String>> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()).and(case_events::kind.eq_any(kinds)))
        .filter(case_events::clerk_id.is_not_null())
        .select(case_events::clerk_id)
        .distinct()
        .load(conn)?;
    clerks.iter().flatten().map(|clerk| parse(TABLE, "clerk_id", clerk)).collect()
}

type Row = (i64, String, Option<String>, String, Option<Vec<u8>>);

fn read(conn: &mut Conn, (at, actor, clerk, kind, detail): Row) -> Result<CaseEvent, StoreError> {
    Ok(CaseEvent {
        at: instant(TABLE, "at", at)?,
        actor: actor_of(&actor, clerk.as_deref())?,
        kind: parse(TABLE, "kind", &kind)?,
        detail: salted::open_text(conn, detail.as_deref())?,
    })
}

/// The history of a case, oldest first, without who read it, and without notes that stayed in another department; empty if the case does not exist for this scope, and for an
/// applicant: it holds notes of the department and names.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<CaseEvent>, StoreError> {
    let found = super::cases::find(scope, conn, case)?.filter(|_| scope.own_case().is_none());
    let Some(found) = found else { return Ok(Vec::new()) };
    let rows: Vec<(String, Row)> = case_events::table
        .filter(case_events::case_id.eq(case.to_string()))
        .filter(case_events::kind.ne_all(CaseEventKind::READING.map(CaseEventKind::as_str)))
        .order((case_events::at.asc(), case_events::id.asc()))
        .select((
            case_events::id,
            (
                case_events::at,
                case_events::actor,
                case_events::clerk_id,
                case_events::kind,
                case_events::detail,
            ),
        ))
        .load(conn)?;
    let events =
        rows.into_iter().map(|(id, row)| Ok((id, read(conn, row)?))).collect::<Result<_, StoreError>>()?;
    reassignments::without_left_behind(conn, case, &found.department, events)
}

/// Who read a case last, newest first and at most `limit`, and how often it was read in all; for leads of its
/// department, and the product itself.
pub fn readings(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    limit: i64,
) -> Result<Option<(Vec<CaseEvent>, i64)>, StoreError> {
    let is_lead = scope.staff().is_some_and(|staff| staff.role == Role::Lead);
    if !(is_lead || *scope == Scope::System) || super::cases::find(scope, conn, case)?.is_none() {
        return Ok(None);
    }
    let kinds = CaseEventKind::READING.map(CaseEventKind::as_str);
    let of_case = case_events::case_id.eq(case.to_string()).and(case_events::kind.eq_any(kinds));
    let all: i64 = case_events::table.filter(of_case.clone()).count().get_result(conn)?;
    let rows: Vec<Row> = case_events::table
        .filter(of_case)
        .order((case_events::at.desc(), case_events::id.desc()))
        .limit(limit)
        .select((
            case_events::at,
            case_events::actor,
            case_events::clerk_id,
            case_events::kind,
            case_events::detail,
        ))
        .load(conn)?;
    let events: Result<_, StoreError> = rows.into_iter().map(|row| read(conn, row)).collect();
    Ok(Some((events?, all)))
}
