//! The outbox: what waits to leave the house. Written with the case or for a draft, worked by [`crate::outbox`].

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::keys::{self, Key, OfHouse};
use super::rows::{instant, micros, parse};
use super::schema::outbox;
use super::sealed;
use crate::domain::{CaseId, DraftId, OutboxId, Role, Scope};

const TABLE: &str = "outbox";
const PENDING: &str = "pending";
const SENT: &str = "sent";
const FAILED: &str = "failed";

/// Why a message failed whose worker died over it.
const UNREPORTED: &str = "the worker ended in the middle of the last attempt";

/// What a message is about. It goes with it: nothing is sent about what is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An application that was filed.
    Case(CaseId),
    /// One that was begun and left for now.
    Draft(DraftId),
    /// What is due of somebody, or of a department.
    Digest(String),
}

/// A message to send.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Its id.
    pub id: OutboxId,
    /// Which mail: `acknowledgement`, `department_notice`, `second_step_request`, `second_step_notice`, `case_news`,
    /// `withdrawal_notice`, `withdrawal_acknowledgement`; what is due `due_digest`, `operator_digest`; about a draft `draft_link`, `draft_reminder`.
    pub kind: String,
    /// To whom.
    pub recipient: String,
    /// The tag of the language they read.
    pub language: String,
    /// The same on every attempt (RFC 5322, 3.6.4).
    pub message_id: String,
    /// Now.
    pub created_at: DateTime<Utc>,
}

impl NewMessage {
    /// A message with an id of its own; `language` is a tag, `domain` is ours, for the name of the mail.
    pub fn new(kind: &str, recipient: String, language: &str, domain: &str, now: DateTime<Utc>) -> Self {
        let id = OutboxId::new();
        let message_id = format!("<{id}@{domain}>");
        let (kind, language) = (kind.to_owned(), language.to_owned());
        Self { id, kind, recipient, language, message_id, created_at: now }
    }
}

/// A message that a worker has claimed.
#[derive(Debug, Clone)]
pub struct ClaimedMessage {
    /// Its id.
    pub id: OutboxId,
    /// Which mail.
    pub kind: String,
    /// What it is about.
    pub subject: Subject,
    /// To whom.
    pub recipient: String,
    /// The tag of the language they read.
    pub language: String,
    /// The same on every attempt.
    pub message_id: String,
    /// Attempts so far, this one included.
    pub attempts: i32,
}

/// A message that finally failed, without its recipient.
#[derive(Debug, Clone)]
pub struct FailedMessage {
    /// Its id.
    pub id: OutboxId,
    /// Which mail.
    pub kind: String,
    /// Attempts.
    pub attempts: i32,
    /// Why the last one failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Puts a message into the outbox; a part of [`super::filing`] and of [`super::draft_addresses`].
pub(super) fn insert(conn: &mut Conn, subject: Subject, new: &NewMessage) -> Result<(), StoreError> {
    let key = key_of(conn, &subject)?;
    let (case, draft, digest) = match subject {
        Subject::Case(id) => (Some(id.to_string()), None, None),
        Subject::Draft(id) => (None, Some(id.to_string()), None),
        Subject::Digest(addressee) => (None, None, Some(addressee)),
    };
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(new.id.to_string()),
            outbox::kind.eq(&new.kind),
            outbox::case_id.eq(case),
            outbox::draft_id.eq(draft),
            outbox::digest_for.eq(digest),
            outbox::recipient.eq(Some(sealed::seal(&key, TABLE, new.recipient.as_bytes())?)),
            outbox::language.eq(&new.language),
            outbox::message_id.eq(&new.message_id),
            outbox::attempts.eq(0),
            outbox::state.eq(PENDING),
            outbox::next_at.eq(micros(new.created_at)),
            outbox::created_at.eq(micros(new.created_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The key by which what a message tells is sealed: that of the case or draft that it goes with.
fn key_of(conn: &mut Conn, subject: &Subject) -> Result<Key, StoreError> {
    match subject {
        Subject::Case(id) => keys::of_case(conn, &id.to_string()),
        Subject::Draft(id) => keys::of_draft(conn, &id.to_string()),
        Subject::Digest(_) => keys::of_house(conn, OfHouse::House),
    }
}

/// Puts a message about a case of this scope into the outbox; [`StoreError::Denied`] where there is none for it.
pub fn about_case(scope: &Scope, conn: &mut Conn, case: CaseId, new: &NewMessage) -> Result<(), StoreError> {
    if super::cases::find(scope, conn, case)?.is_none() {
        return Err(StoreError::Denied);
    }
    insert(conn, Subject::Case(case), new)
}

/// Whether a message of this kind about a case still waits for its first attempt. The row is held until the
/// transaction ends, so that it is not sent before what it is to tell of is written.
pub fn waits_about(conn: &mut Conn, case: CaseId, kind: &str) -> Result<bool, StoreError> {
    let waiting = outbox::state.eq(PENDING).and(outbox::attempts.eq(0));
    let of_case = outbox::case_id.eq(case.to_string()).and(outbox::kind.eq(kind));
    let held = diesel::update(outbox::table.filter(of_case.and(waiting)))
        .set(outbox::attempts.eq(0))
        .execute(conn)?;
    Ok(held > 0)
}

/// Whether a mail of this kind about a case waits and nobody has tried to send it yet; for whoever only looks.
pub fn is_waiting_about(conn: &mut Conn, case: CaseId, kind: &str) -> Result<bool, StoreError> {
    let waiting = outbox::state.eq(PENDING).and(outbox::attempts.eq(0));
    let of_case = outbox::case_id.eq(case.to_string()).and(outbox::kind.eq(kind));
    let found: i64 = outbox::table.filter(of_case.and(waiting)).count().get_result(conn)?;
    Ok(found > 0)
}

/// The tag of the language in which the arrival of a case was acknowledged; `None` where nobody was told of it.
pub fn language_of_applicant(conn: &mut Conn, case: CaseId) -> Result<Option<String>, StoreError> {
    let of_case = outbox::case_id.eq(case.to_string()).and(outbox::kind.eq("acknowledgement"));
    Ok(outbox::table.filter(of_case).select(outbox::language).first(conn).optional()?)
}

/// Takes back what waits to be sent about a draft.
pub(super) fn delete_about_draft(conn: &mut Conn, draft: DraftId) -> Result<(), StoreError> {
    let unsent = outbox::draft_id.eq(draft.to_string()).and(outbox::state.ne(SENT));
    diesel::delete(outbox::table.filter(unsent)).execute(conn)?;
    Ok(())
}

/// Takes out what was written to an addressee about what was due: a newer mail says it better.
pub(super) fn delete_digests_for(conn: &mut Conn, addressee: &str) -> Result<(), StoreError> {
    diesel::delete(outbox::table.filter(outbox::digest_for.eq(addressee))).execute(conn)?;
    Ok(())
}

/// Deletes mails about what was due that were written before then and wait no more.
pub(super) fn delete_digests_before(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), StoreError> {
    let old = outbox::digest_for.is_not_null().and(outbox::created_at.lt(micros(before)));
    diesel::delete(outbox::table.filter(old.and(outbox::state.ne(PENDING)))).execute(conn)?;
    Ok(())
}

/// Whether a message still waits, in the hands of the one who claimed it as this attempt. The row is held until
/// the transaction ends: whoever takes the message back meanwhile waits, and then sees what was written for it. A
/// mere look would miss what another process has not yet committed.
pub fn hold(conn: &mut Conn, id: OutboxId, attempt: i32) -> Result<bool, StoreError> {
    let in_hand = outbox::state.eq(PENDING).and(outbox::attempts.eq(attempt));
    let held = diesel::update(outbox::table.find(id.to_string()).filter(in_hand))
        .set(outbox::attempts.eq(attempt))
        .execute(conn)?;
    Ok(held == 1)
}

/// Takes a message out that has nothing to tell any more, unless it is in another attempt.
pub fn delete_obsolete(conn: &mut Conn, id: OutboxId, attempt: i32) -> Result<(), StoreError> {
    let in_hand = outbox::state.eq(PENDING).and(outbox::attempts.eq(attempt));
    diesel::delete(outbox::table.find(id.to_string()).filter(in_hand)).execute(conn)?;
    Ok(())
}

/// Whether a message's time has come.
pub fn is_due(conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let due = outbox::table
        .filter(outbox::state.eq(PENDING).and(outbox::next_at.le(micros(now))))
        .filter(outbox::claimed_until.is_null().or(outbox::claimed_until.le(micros(now))));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(conn)?)
}

/// Whether the newest message about a draft finally failed.
pub(super) fn has_failed_about_draft(conn: &mut Conn, draft: DraftId) -> Result<bool, StoreError> {
    let newest = outbox::table
        .filter(outbox::draft_id.eq(draft.to_string()))
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .select(outbox::state)
        .first::<String>(conn)
        .optional()?;
    Ok(newest.is_some_and(|state| state == FAILED))
}

/// Claims the next message whose time has come, for `lease`, and counts the attempt: a worker that dies
/// over it loses its claim when the lease is over, but the attempt was one, and after `most` of them it is not claimed
/// again. Of several workers exactly
/// one gets a message: the conditional update decides. What tells of an application goes before what anybody can
/// ask for about a draft.
pub fn claim_next(
    conn: &mut Conn,
    now: DateTime<Utc>,
    lease: Duration,
    most: i32,
) -> Result<Option<ClaimedMessage>, StoreError> {
    let due = outbox::state
        .eq(PENDING)
        .and(outbox::attempts.lt(most))
        .and(outbox::next_at.le(micros(now)))
        .and(outbox::claimed_until.is_null().or(outbox::claimed_until.le(micros(now))));
    type Row = (
        String,
        String,
        (Option<String>, Option<String>, Option<String>),
        Option<Vec<u8>>,
        String,
        String,
        i32,
    );
    let candidates: Vec<Row> = outbox::table
        .filter(due)
        .order((outbox::draft_id.is_not_null(), outbox::next_at.asc()))
        .limit(5)
        .select((
            outbox::id,
            outbox::kind,
            (outbox::case_id, outbox::draft_id, outbox::digest_for),
            outbox::recipient,
            outbox::language,
            outbox::message_id,
            outbox::attempts,
        ))
        .load(conn)?;
    for (id, kind, about, recipient, language, message_id, attempts) in candidates {
        let changed = diesel::update(outbox::table.filter(outbox::id.eq(&id)).filter(due))
            .set((outbox::claimed_until.eq(micros(now + lease)), outbox::attempts.eq(outbox::attempts + 1)))
            .execute(conn)?;
        if changed == 1 {
            let id = OutboxId(parse(TABLE, "id", &id)?);
            let subject = subject(about)?;
            let recipient = sealed::maybe_text(conn, recipient.as_deref(), TABLE)?.unwrap_or_default();
            let attempts = attempts + 1;
            return Ok(Some(ClaimedMessage { id, kind, subject, recipient, language, message_id, attempts }));
        }
    }
    Ok(None)
}

fn subject(about: (Option<String>, Option<String>, Option<String>)) -> Result<Subject, StoreError> {
    match about {
        (Some(case), None, None) => Ok(Subject::Case(parse(TABLE, "case_id", &case)?)),
        (None, Some(draft), None) => Ok(Subject::Draft(parse(TABLE, "draft_id", &draft)?)),
        (None, None, Some(addressee)) => Ok(Subject::Digest(addressee)),
        _ => Err(StoreError::Inconsistent { table: TABLE, column: "case_id" }),
    }
}

/// Fails the messages whose last attempt of `most` never reported back.
pub fn fail_unreported(conn: &mut Conn, now: DateTime<Utc>, most: i32) -> Result<(), StoreError> {
    let lost = outbox::state.eq(PENDING).and(outbox::attempts.ge(most));
    let lost = outbox::table.filter(lost.and(outbox::claimed_until.le(micros(now))));
    let why = sealed::seal(&keys::of_house(conn, OfHouse::House)?, TABLE, UNREPORTED.as_bytes())?;
    diesel::update(lost).set((outbox::state.eq(FAILED), outbox::last_error.eq(Some(why)))).execute(conn)?;
    Ok(())
}

/// The message was handed over: whatever a slower worker thought, it is sent. Its address is needed no
/// longer, so it is not kept.
pub fn mark_sent(conn: &mut Conn, id: OutboxId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let nobody: Option<i64> = None;
    diesel::update(outbox::table.find(id.to_string()))
        .set((
            outbox::state.eq(SENT),
            outbox::sent_at.eq(micros(now)),
            outbox::claimed_until.eq(nobody),
            outbox::recipient.eq(None::<Vec<u8>>),
        ))
        .execute(conn)?;
    Ok(())
}

/// The attempt failed; the next one is at `next_at`, or never. Changes nothing where the message is not
/// pending any more, or in another attempt: a worker that outlived its lease must not bring back what
/// another one sent, nor end its claim.
pub fn mark_unsent(
    conn: &mut Conn,
    id: OutboxId,
    attempt: i32,
    error: &str,
    next_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let nobody: Option<i64> = None;
    let in_hand = outbox::state.eq(PENDING).and(outbox::attempts.eq(attempt));
    let row = outbox::table.find(id.to_string()).filter(in_hand);
    let about = row.clone().select((outbox::case_id, outbox::draft_id, outbox::digest_for));
    let Some(about) = about.first(conn).optional()? else { return Ok(()) };
    // What a server answers may name the address.
    let key = key_of(conn, &subject(about)?)?;
    let error = sealed::seal(&key, TABLE, error.as_bytes())?;
    diesel::update(row)
        .set((
            outbox::state.eq(if next_at.is_some() { PENDING } else { FAILED }),
            outbox::next_at.eq(next_at.map_or(0, micros)),
            outbox::last_error.eq(Some(error)),
            outbox::claimed_until.eq(nobody),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether this scope looks after the outbox.
fn looks_after(scope: &Scope) -> bool {
    match scope {
        Scope::System => true,
        Scope::Staff(staff) => staff.role == Role::Admin,
        Scope::Visitor(_) | Scope::Sender(_) | Scope::Holder(_) | Scope::Applicant(_) => false,
    }
}

/// The messages that finally failed, newest first; those about drafts, which only their owners miss, behind all
/// others.
pub fn list_failed(scope: &Scope, conn: &mut Conn) -> Result<Vec<FailedMessage>, StoreError> {
    if !looks_after(scope) {
        return Ok(Vec::new());
    }
    type Row = (String, String, i32, Option<Vec<u8>>, i64);
    let rows: Vec<Row> = outbox::table
        .filter(outbox::state.eq(FAILED))
        .order((outbox::draft_id.is_not_null(), outbox::created_at.desc()))
        .limit(200)
        .select((outbox::id, outbox::kind, outbox::attempts, outbox::last_error, outbox::created_at))
        .load(conn)?;
    let read = |(id, kind, attempts, last_error, created_at): Row| {
        Ok(FailedMessage {
            id: OutboxId(parse(TABLE, "id", &id)?),
            kind,
            attempts,
            last_error: sealed::maybe_text(conn, last_error.as_deref(), TABLE)?,
            created_at: instant(TABLE, "created_at", created_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Tries a failed message again from the beginning; whether there was one.
pub fn retry_failed(
    scope: &Scope,
    conn: &mut Conn,
    id: OutboxId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !looks_after(scope) {
        return Ok(false);
    }
    let changed = diesel::update(outbox::table.find(id.to_string()).filter(outbox::state.eq(FAILED)))
        .set((outbox::state.eq(PENDING), outbox::attempts.eq(0), outbox::next_at.eq(micros(now))))
        .execute(conn)?;
    Ok(changed == 1)
}

/// How many messages wait.
pub fn pending_count(scope: &Scope, conn: &mut Conn) -> Result<i64, StoreError> {
    if !looks_after(scope) {
        return Ok(0);
    }
    Ok(outbox::table.filter(outbox::state.eq(PENDING)).count().get_result(conn)?)
}
