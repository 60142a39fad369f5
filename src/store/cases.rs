//! Cases: what departments work on. A case outside of the scope does not exist here.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;

use super::case_tags;
use super::case_words;
use super::conn::Conn;
use super::error::StoreError;
use super::keys::Key;
use super::rows::{day, instant, maybe, maybe_instant, micros, parse};
use super::schema::{cases, second_steps, submissions};
use super::{case_answers, case_bias};
use super::{events, incomplete, sealed};
use crate::domain::{
    CaseId, CaseState, Channel, ClerkId, DepartmentId, FormVersion, Incomplete, Outcome, Promised,
    ReceiptNumber, Scope, SearchWord, SenderId, StaffScope, SubmissionId,
};

mod assigning;
mod branch;
mod counts;
mod due;
mod earlier;
mod inbox;
mod moves;
mod state;
mod tagged;
mod workload;

use due::PlanRow;

pub use assigning::{assign, assignable, held_outside};
pub use counts::{COUNTED, CaseCounts, count_among, counts};
pub use due::{CasePlan, set_complete, set_follow_up};
pub(super) use due::{promise_columns, settle};
pub use earlier::{EarlierFiling, filed_before, related_by_duplicate_key};
pub(super) use inbox::summaries;
pub use inbox::{CaseFilter, CaseSummary, CaseView, Found, From, Place, find_by_number, inbox};
pub use moves::{Claimed, claim, hold, set_file_reference, take_step, touch};
pub use state::{StateOfCase, find_state};
pub use workload::{DueCount, Workload, due_count, workload};

const TABLE: &str = "cases";

/// A case that arrives.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Its id.
    pub id: CaseId,
    /// The number for people.
    pub receipt_number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Where it goes.
    pub department: DepartmentId,
    /// For the lists.
    pub applicant_name: String,
    /// Tags by the routing.
    pub tags: Vec<String>,
    /// The way it came in.
    pub channel: Channel,
    /// Names the matter, for hints about other applications in it.
    pub duplicate_key: Option<String>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// How it was taken down at the desk, in words, for the first event.
    pub taken_down: Option<String>,
    /// What the form shows of it in lists, in words by the path of the answer.
    pub columns: BTreeMap<String, String>,
    /// The words by which it is found.
    pub words: Vec<SearchWord>,
    /// Since when nothing is missing, and until when its service promises a decision.
    pub promise: Promise,
}

/// What a service promises for a case that arrives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promise {
    /// Since when nothing is missing.
    pub complete_on: Option<NaiveDate>,
    /// How long it had waited before.
    pub waited_before: Duration,
    /// Until when there is to be a decision.
    pub promised: Promised,
}

/// A case with what was filed.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// Its id.
    pub id: CaseId,
    /// The number for people.
    pub receipt_number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Where it is.
    pub department: DepartmentId,
    /// Where it stands.
    pub state: CaseState,
    /// Who has it.
    pub clerk: Option<ClerkId>,
    /// How it is decided, or proposed to be while it waits for a second signature.
    pub outcome: Option<Outcome>,
    /// Who proposed the decision that waits for a second signature, or was signed.
    pub proposed_by: Option<ClerkId>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Since when the department waits for somebody outside.
    pub waiting_since: Option<DateTime<Utc>>,
    /// How long it waited before, all in all: the department's clock stood still.
    pub waited: Duration,
    /// The department's own reference.
    pub file_reference: Option<String>,
    /// For the lists.
    pub applicant_name: String,
    /// Tags by the routing.
    pub tags: Vec<String>,
    /// The way it came in.
    pub channel: Channel,
    /// Names the matter.
    pub duplicate_key: Option<String>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// Counts the changes.
    pub revision: i64,
    /// The version that was answered.
    pub version: FormVersion,
    /// What the answers say now, as opaque bytes: as they were filed, or as the applicant changed them since, when asked.
    pub content: Vec<u8>,
    /// The answers as they were filed.
    pub filed_content: Vec<u8>,
    /// How often the applicant changed them since.
    pub answers_number: i64,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Who filed it at the desk.
    pub filed_by: Option<ClerkId>,
    /// Whose program filed it.
    pub sender: Option<SenderId>,
    /// What it lacks, if it was taken incomplete.
    pub incomplete: Option<Incomplete>,
    /// When it is due, and why.
    pub plan: CasePlan,
    /// Who had its draft in hand at the desk, also where somebody else sent it in the end.
    pub at_desk: Vec<ClerkId>,
}

impl CaseRecord {
    /// Whether this member of staff applies in it for themselves. Nobody works on, or decides, what is their own
    /// matter (§ 20 VwVfG).
    pub fn is_own_of(&self, staff: &StaffScope) -> bool {
        self.is_of(staff.clerk)
    }

    fn is_of(&self, clerk: ClerkId) -> bool {
        self.channel == Channel::Staff && self.filed_by == Some(clerk)
    }

    /// Whether this member of staff took it down at the desk, or wrote on it there. They may read it, and write notes;
    /// somebody else works on it and decides (four eyes).
    pub fn is_taken_down_by(&self, staff: &StaffScope) -> bool {
        self.is_from_hand_of(staff.clerk)
    }

    fn is_from_hand_of(&self, clerk: ClerkId) -> bool {
        let filed_it = self.channel == Channel::Assisted && self.filed_by == Some(clerk);
        filed_it || self.at_desk.contains(&clerk)
    }

    /// Whether it must not be worked on by this person, because they applied in it or took it down.
    pub fn is_theirs(&self, clerk: ClerkId) -> bool {
        self.is_of(clerk) || self.is_from_hand_of(clerk)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct CaseRow {
    id: String,
    receipt_number: String,
    form_id: String,
    department: String,
    state: String,
    clerk_id: Option<String>,
    outcome: Option<String>,
    proposed_by: Option<String>,
    decided_at: Option<i64>,
    waiting_since: Option<i64>,
    waited: i64,
    file_reference: Option<Vec<u8>>,
    applicant_name: Vec<u8>,
    tags: String,
    channel: String,
    duplicate_key: Option<String>,
    received_at: i64,
    revision: i64,
    complete_by: Option<String>,
    #[diesel(embed)]
    plan: PlanRow,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = submissions)]
struct SubmissionRow {
    version: String,
    content: Vec<u8>,
    filed_at: i64,
    received_on: String,
    filed_by: Option<String>,
    sender_id: Option<String>,
    shortcomings: Option<Vec<u8>>,
}

fn record(conn: &mut Conn, case: CaseRow, filed: SubmissionRow) -> Result<CaseRecord, StoreError> {
    let id = case.id.clone();
    let record = as_filed(conn, case, filed)?;
    let (answers_number, content) = case_answers::newest(conn, &id, &record.filed_content)?;
    Ok(CaseRecord { answers_number, content, ..record })
}

fn as_filed(conn: &mut Conn, case: CaseRow, filed: SubmissionRow) -> Result<CaseRecord, StoreError> {
    Ok(CaseRecord {
        id: parse(TABLE, "id", &case.id)?,
        receipt_number: parse(TABLE, "receipt_number", &case.receipt_number)?,
        form_id: case.form_id,
        department: DepartmentId(case.department),
        state: parse(TABLE, "state", &case.state)?,
        clerk: maybe(TABLE, "clerk_id", case.clerk_id.as_deref())?,
        outcome: case.outcome.map(Outcome),
        proposed_by: maybe(TABLE, "proposed_by", case.proposed_by.as_deref())?,
        decided_at: maybe_instant(TABLE, "decided_at", case.decided_at)?,
        waiting_since: maybe_instant(TABLE, "waiting_since", case.waiting_since)?,
        waited: Duration::microseconds(case.waited),
        file_reference: sealed::maybe_text(conn, case.file_reference.as_deref(), TABLE)?,
        applicant_name: sealed::text(conn, &case.applicant_name, TABLE)?,
        tags: tags(&case.tags)?,
        channel: parse(TABLE, "channel", &case.channel)?,
        duplicate_key: case.duplicate_key,
        received_at: instant(TABLE, "received_at", case.received_at)?,
        revision: case.revision,
        version: FormVersion(filed.version),
        content: Vec::new(),
        filed_content: sealed::open(conn, &filed.content, "submissions")?,
        answers_number: 0,
        filed_at: instant("submissions", "filed_at", filed.filed_at)?,
        received_on: day("submissions", "received_on", &filed.received_on)?,
        filed_by: maybe("submissions", "filed_by", filed.filed_by.as_deref())?,
        sender: maybe("submissions", "sender_id", filed.sender_id.as_deref())?,
        incomplete: incomplete::open(conn, filed.shortcomings.as_deref(), case.complete_by.as_deref())?,
        at_desk: Vec::new(),
        plan: case.plan.read(conn)?,
    })
}

fn tags(json: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Inconsistent { table: TABLE, column: "tags" })
}

/// What is stored of what the form shows in lists.
pub(super) fn seal_columns(key: &Key, columns: &BTreeMap<String, String>) -> Result<Vec<u8>, StoreError> {
    sealed::seal(key, TABLE, serde_json::json!(columns).to_string().as_bytes())
}

/// The departments of a scope as text; `None` for all.
pub(super) fn departments(scope: &Scope) -> Option<Vec<String>> {
    scope.visible_departments().map(|ids| ids.iter().map(|id| id.0.clone()).collect())
}

/// Stores the case of a submission; [`super::filing`] has looked at the scope.
pub(super) fn insert(
    conn: &mut Conn,
    key: &Key,
    submission: SubmissionId,
    new: &NewCase,
    complete_by: Option<NaiveDate>,
) -> Result<(), StoreError> {
    diesel::insert_into(cases::table)
        .values((
            cases::id.eq(new.id.to_string()),
            cases::key_id.eq(key.id.to_string()),
            cases::submission_id.eq(submission.to_string()),
            cases::receipt_number.eq(new.receipt_number.as_str()),
            cases::form_id.eq(&new.form_id),
            cases::department.eq(&new.department.0),
            cases::state.eq(CaseState::Received.as_str()),
            cases::applicant_name.eq(sealed::seal(key, TABLE, new.applicant_name.as_bytes())?),
            cases::tags.eq(serde_json::json!(new.tags).to_string()),
            cases::channel.eq(new.channel.as_str()),
            cases::duplicate_key.eq(&new.duplicate_key),
            cases::received_at.eq(micros(new.received_at)),
            cases::changed_at.eq(micros(new.received_at)),
            cases::revision.eq(0),
            cases::complete_by.eq(complete_by.map(|day| day.to_string())),
            cases::listed.eq(seal_columns(key, &new.columns)?),
            cases::complete_on.eq(new.promise.complete_on.map(|day| day.to_string())),
            cases::fixed_on.eq(new.promise.promised.fixed.map(|day| day.to_string())),
            cases::promised_on.eq(new.promise.promised.pausing.map(|day| day.to_string())),
            cases::due_on.eq(new.promise.promised.after(Duration::zero()).map(|day| day.to_string())),
        ))
        .execute(conn)?;
    case_tags::insert(conn, new.id, &new.tags)?;
    case_words::insert(conn, (new.id, &new.department.0, micros(new.received_at)), &new.words)
}

/// A case, if it exists for this scope: not for who declared themselves biased on it. For an applicant it is their own.
pub fn find(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<Option<CaseRecord>, StoreError> {
    let mut query = cases::table
        .inner_join(submissions::table)
        .filter(cases::id.eq(id.to_string()))
        .select((CaseRow::as_select(), SubmissionRow::as_select()))
        .into_boxed();
    if let Some(departments) = departments(scope).filter(|_| scope.own_case() != Some(id)) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let row: Option<(CaseRow, SubmissionRow)> = query.get_result(conn).optional()?;
    // After the row: whoever changes it by its revision has then seen each declaration that is older than that.
    match row {
        Some((case, filed)) if !case_bias::is_locked(scope, conn, id)? => {
            let at_desk = events::hands_at_desk(conn, id)?;
            Ok(Some(CaseRecord { at_desk, ..record(conn, case, filed)? }))
        }
        _ => Ok(None),
    }
}

/// A case on which the person of this scope is asked to say something and has not done so: the only look at a
/// case of another department, and only for reading.
pub fn find_asked(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<Option<CaseRecord>, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(None) };
    let asked = second_steps::asked_id.eq(staff.clerk.to_string()).and(second_steps::answered_at.is_null());
    let open = CaseState::OPEN.map(CaseState::as_str);
    if case_bias::is_locked(scope, conn, id)? {
        return Ok(None);
    }
    let row: Option<(CaseRow, SubmissionRow)> = cases::table
        .inner_join(submissions::table)
        .inner_join(second_steps::table)
        .filter(cases::id.eq(id.to_string()).and(asked).and(cases::state.eq_any(open)))
        .select((CaseRow::as_select(), SubmissionRow::as_select()))
        .get_result(conn)
        .optional()?;
    row.map(|(case, filed)| record(conn, case, filed)).transpose()
}
