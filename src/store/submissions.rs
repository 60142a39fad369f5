//! Submissions: what was filed, as it was filed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::assistances::Assistance;
use super::conn::Conn;
use super::drafts::{may_own, owner};
use super::error::StoreError;
use super::keys::Key;
use super::rows::{day, instant, maybe, micros, parse};
use super::schema::{cases, submissions};
use super::{case_bias, incomplete, sealed};
use crate::domain::{
    CaseId, CaseState, Channel, ClerkId, DepartmentId, FormVersion, Incomplete, Outcome, ReceiptNumber,
    Scope, SecretHash, SubmissionId, TokenHash,
};

const TABLE: &str = "submissions";

/// A submission that is filed.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// The key of the draft it came from.
    pub submit_key: String,
    /// The form.
    pub form_id: String,
    /// The version that was answered.
    pub version: FormVersion,
    /// The way it came in.
    pub channel: Channel,
    /// The answers, as opaque bytes.
    pub content: Vec<u8>,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// What it lacks, if it was taken incomplete.
    pub incomplete: Option<Incomplete>,
    /// Of a sender: what makes its request known again.
    pub request: Option<Request>,
    /// Of the desk: what its figures count.
    pub assistance: Option<Assistance>,
}

/// The request with which a sender filed.
#[derive(Debug, Clone)]
pub struct Request {
    /// Names what was sent: the same again is the same application, anything else is a mistake.
    pub hash: String,
    /// The hash of the secret that was given out for the state.
    pub secret: SecretHash,
}

/// A submission as its sender may see it again.
#[derive(Debug, Clone)]
pub struct FiledSubmission {
    /// The number of its receipt.
    pub number: ReceiptNumber,
    /// The version that was answered.
    pub version: FormVersion,
    /// The way it came in.
    pub channel: Channel,
    /// The answers, as opaque bytes.
    pub content: Vec<u8>,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Where it went.
    pub department: DepartmentId,
    /// What it lacks, if it was taken incomplete.
    pub incomplete: Option<Incomplete>,
    /// Which member of staff filed it.
    pub filed_by: Option<ClerkId>,
    /// Its case.
    pub case: CaseId,
    /// The round of the code that opens it ([`crate::domain::StatusCode`]).
    pub code_round: i64,
}

/// What a sender filed, as it is told to the sender.
#[derive(Debug, Clone)]
pub struct SentSubmission {
    /// Its id, which nobody is told.
    pub id: SubmissionId,
    /// The number of its receipt.
    pub number: ReceiptNumber,
    /// What makes the request known again.
    pub request: Request,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Where it is now.
    pub department: DepartmentId,
    /// The form.
    pub form_id: String,
    /// The version that was answered.
    pub version: FormVersion,
}

type Lacks = (Option<Vec<u8>>, Option<String>);

pub(super) type Row =
    (String, String, String, Vec<u8>, i64, String, String, Lacks, Option<String>, (String, i64));

/// Stores a submission of this scope; a part of [`super::filing`].
pub(super) fn insert(
    scope: &Scope,
    conn: &mut Conn,
    key: &Key,
    new: &NewSubmission,
) -> Result<(), StoreError> {
    let sender = sender(scope);
    let is_own = may_own(scope, new.channel) && sender.is_some() == new.request.is_some();
    if new.channel == Channel::SecondStep || !is_own {
        return Err(StoreError::Denied);
    }
    let (visitor, clerk) = owner(scope);
    let lacks = new.incomplete.as_ref();
    let shortcomings = lacks.map(|it| incomplete::seal(key, &it.shortcomings)).transpose()?;
    diesel::insert_into(submissions::table)
        .values((
            submissions::id.eq(new.id.to_string()),
            submissions::submit_key.eq(&new.submit_key),
            submissions::form_id.eq(&new.form_id),
            submissions::version.eq(&new.version.0),
            submissions::channel.eq(new.channel.as_str()),
            submissions::content.eq(sealed::seal(key, TABLE, &new.content)?),
            submissions::visitor_hash.eq(visitor),
            submissions::filed_by.eq(clerk),
            submissions::sender_id.eq(sender),
            submissions::request_hash.eq(new.request.as_ref().map(|request| &request.hash)),
            submissions::secret_hash.eq(new.request.as_ref().map(|request| &request.secret.0)),
            submissions::filed_at.eq(micros(new.filed_at)),
            submissions::received_on.eq(new.received_on.to_string()),
            submissions::shortcomings.eq(shortcomings),
        ))
        .execute(conn)?;
    Ok(())
}

/// The sender behind a scope.
fn sender(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Sender(id) => Some(id.to_string()),
        _ => None,
    }
}

/// What this sender filed with this key.
pub fn find_sent(scope: &Scope, conn: &mut Conn, key: &str) -> Result<Option<SentSubmission>, StoreError> {
    let Some(sender) = sender(scope) else { return Ok(None) };
    type Sent = (String, String, Option<String>, Option<String>, i64, String, String, String, String);
    let row: Option<Sent> = cases::table
        .inner_join(submissions::table)
        .filter(submissions::submit_key.eq(key).and(submissions::sender_id.eq(sender)))
        .select((
            submissions::id,
            cases::receipt_number,
            submissions::request_hash,
            submissions::secret_hash,
            submissions::filed_at,
            submissions::received_on,
            cases::department,
            submissions::form_id,
            submissions::version,
        ))
        .get_result(conn)
        .optional()?;
    let read = |(id, number, hash, secret, filed_at, received_on, department, form_id, version): Sent| {
        let broken = StoreError::Inconsistent { table: TABLE, column: "request_hash" };
        let (Some(hash), Some(secret)) = (hash, secret) else { return Err(broken) };
        Ok(SentSubmission {
            id: parse(TABLE, "id", &id)?,
            number: parse("cases", "receipt_number", &number)?,
            request: Request { hash, secret: SecretHash(secret) },
            filed_at: instant(TABLE, "filed_at", filed_at)?,
            received_on: day(TABLE, "received_on", &received_on)?,
            department: DepartmentId(department),
            form_id,
            version: FormVersion(version),
        })
    };
    row.map(read).transpose()
}

/// The number of the receipt of what this scope filed with this key.
pub fn find_by_submit_key(
    scope: &Scope,
    conn: &mut Conn,
    key: &str,
) -> Result<Option<ReceiptNumber>, StoreError> {
    let query = cases::table
        .inner_join(submissions::table)
        .filter(submissions::submit_key.eq(key))
        .select(cases::receipt_number)
        .into_boxed();
    let number: Option<String> = match owner(scope) {
        (Some(visitor), _) => {
            query.filter(submissions::visitor_hash.eq(visitor)).get_result(conn).optional()?
        }
        (_, Some(clerk)) => query.filter(submissions::filed_by.eq(clerk)).get_result(conn).optional()?,
        (None, None) => None,
    };
    number.map(|text| parse("cases", "receipt_number", &text)).transpose()
}

/// Takes from a visitor what they filed: the applications stay, this browser no longer opens them.
pub fn let_go(scope: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    if let Scope::Visitor(hash) = scope {
        let own = submissions::table.filter(submissions::visitor_hash.eq(&hash.0));
        diesel::update(own).set(submissions::visitor_hash.eq(None::<String>)).execute(conn)?;
    }
    Ok(())
}

/// Gives what this browser filed to the same browser with another token.
pub fn move_to(scope: &Scope, conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    if let Scope::Visitor(hash) = scope {
        diesel::update(submissions::table.filter(submissions::visitor_hash.eq(&hash.0)))
            .set(submissions::visitor_hash.eq(Some(&token.0)))
            .execute(conn)?;
    }
    Ok(())
}

/// What this scope filed under this number since an instant. What staff filed out of their account opens for
/// as long as it is kept: unlike a browser, the account is theirs alone.
pub fn find_receipt(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
    since: DateTime<Utc>,
) -> Result<Option<FiledSubmission>, StoreError> {
    let query = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .filter(submissions::filed_at.ge(micros(since)).or(submissions::channel.eq(Channel::Staff.as_str())))
        .filter(cases::id.ne_all(case_bias::locked(scope, conn)?))
        .select(columns())
        .into_boxed();
    let row: Option<Row> = match owner(scope) {
        (Some(visitor), _) => {
            query.filter(submissions::visitor_hash.eq(visitor)).get_result(conn).optional()?
        }
        (_, Some(clerk)) => query.filter(submissions::filed_by.eq(clerk)).get_result(conn).optional()?,
        (None, None) => None,
    };
    row.map(|row| read(conn, row)).transpose()
}

/// Whether this visitor filed anything since an instant.
pub fn has_any(scope: &Scope, conn: &mut Conn, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let (Some(visitor), _) = owner(scope) else { return Ok(false) };
    let own = submissions::table
        .filter(submissions::visitor_hash.eq(visitor).and(submissions::filed_at.ge(micros(since))));
    Ok(own.select(submissions::id).first::<String>(conn).optional()?.is_some())
}

/// The number of the receipt of what this visitor filed last with a form since an instant.
pub fn find_last_receipt(
    scope: &Scope,
    conn: &mut Conn,
    form_id: &str,
    since: DateTime<Utc>,
) -> Result<Option<ReceiptNumber>, StoreError> {
    let (Some(visitor), _) = owner(scope) else { return Ok(None) };
    let number: Option<String> = cases::table
        .inner_join(submissions::table)
        .filter(submissions::visitor_hash.eq(visitor).and(submissions::form_id.eq(form_id)))
        .filter(submissions::filed_at.ge(micros(since)))
        .order(submissions::filed_at.desc())
        .select(cases::receipt_number)
        .first(conn)
        .optional()?;
    number.map(|text| parse("cases", "receipt_number", &text)).transpose()
}

/// What a desk clerk filed since an instant, newest first.
pub fn list_filed_by(
    scope: &Scope,
    conn: &mut Conn,
    since: DateTime<Utc>,
) -> Result<Vec<FiledSubmission>, StoreError> {
    let (_, Some(clerk)) = owner(scope) else { return Ok(Vec::new()) };
    let rows: Vec<Row> = cases::table
        .inner_join(submissions::table)
        .filter(submissions::filed_by.eq(clerk).and(submissions::filed_at.ge(micros(since))))
        .filter(submissions::channel.eq(Channel::Assisted.as_str()))
        .filter(cases::id.ne_all(case_bias::locked(scope, conn)?))
        .order(submissions::filed_at.desc())
        .limit(100)
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

/// Something that a member of staff filed out of their account, as they may see it again.
#[derive(Debug, Clone)]
pub struct StaffFiling {
    /// The case that came of it.
    pub case: CaseId,
    /// The number of its receipt.
    pub number: ReceiptNumber,
    /// The version that was answered.
    pub version: FormVersion,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// Where the case stands.
    pub state: CaseState,
    /// How it is decided.
    pub outcome: Option<Outcome>,
}

/// What a member of staff filed out of their account, newest first, at most a hundred.
pub fn list_of_staff(scope: &Scope, conn: &mut Conn) -> Result<Vec<StaffFiling>, StoreError> {
    let (_, Some(clerk)) = owner(scope) else { return Ok(Vec::new()) };
    type Row = (String, String, String, i64, String, Option<String>);
    let rows: Vec<Row> = cases::table
        .inner_join(submissions::table)
        .filter(submissions::filed_by.eq(clerk).and(submissions::channel.eq(Channel::Staff.as_str())))
        .order((submissions::filed_at.desc(), cases::id.asc()))
        .limit(100)
        .select((
            cases::id,
            cases::receipt_number,
            submissions::version,
            submissions::filed_at,
            cases::state,
            cases::outcome,
        ))
        .load(conn)?;
    let read = |(case, number, version, filed_at, state, outcome): Row| {
        Ok(StaffFiling {
            case: parse("cases", "id", &case)?,
            number: parse("cases", "receipt_number", &number)?,
            version: FormVersion(version),
            filed_at: instant(TABLE, "filed_at", filed_at)?,
            state: parse("cases", "state", &state)?,
            outcome: outcome.map(Outcome),
        })
    };
    rows.into_iter().map(read).collect()
}

pub(super) type Columns = (
    cases::receipt_number,
    submissions::version,
    submissions::channel,
    submissions::content,
    submissions::filed_at,
    submissions::received_on,
    cases::department,
    (submissions::shortcomings, cases::complete_by),
    submissions::filed_by,
    (cases::id, cases::code_round),
);

pub(super) fn columns() -> Columns {
    (
        cases::receipt_number,
        submissions::version,
        submissions::channel,
        submissions::content,
        submissions::filed_at,
        submissions::received_on,
        cases::department,
        (submissions::shortcomings, cases::complete_by),
        submissions::filed_by,
        (cases::id, cases::code_round),
    )
}

pub(super) fn read(
    conn: &mut Conn,
    (number, version, channel, content, filed_at, received_on, department, lacks, filed_by, coded): Row,
) -> Result<FiledSubmission, StoreError> {
    Ok(FiledSubmission {
        number: parse("cases", "receipt_number", &number)?,
        version: FormVersion(version),
        channel: parse(TABLE, "channel", &channel)?,
        content: sealed::open(conn, &content, TABLE)?,
        filed_at: instant(TABLE, "filed_at", filed_at)?,
        received_on: day(TABLE, "received_on", &received_on)?,
        department: DepartmentId(department),
        incomplete: incomplete::open(conn, lacks.0.as_deref(), lacks.1.as_deref())?,
        filed_by: maybe(TABLE, "filed_by", filed_by.as_deref())?,
        case: parse("cases", "id", &coded.0)?,
        code_round: coded.1,
    })
}
