//! Answering an inquiry: by the applicant, or by a clerk of the desk who types for them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{InquiryRecord, TABLE, end, read_open};
use crate::domain::{CaseEventKind, CaseId, Channel, FileId, InquiryEnding, Scope, SearchWord, Step};
use crate::store::cases::{CaseRecord, Promise};
use crate::store::conn::Conn;
use crate::store::drafts::Draft;
use crate::store::error::StoreError;
use crate::store::outbox::{NewMessage, Subject};
use crate::store::rows::{micros, parse};
use crate::store::schema::{cases as cases_table, inquiries};
use crate::store::{case_answers, case_tags, case_words, cases, drafts, events, files, keys, outbox, sealed};

/// What is sent as an answer.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// All answers of the case as they are from now on, as opaque bytes.
    pub content: Vec<u8>,
    /// What was written beside them.
    pub reply: Option<&'a str>,
    /// Makes sending harmless when it is repeated.
    pub submit_key: &'a str,
    /// The end of the wait, if the case waits for the applicant: the department may have gone on meanwhile.
    pub step: Option<Step>,
    /// The files of the draft that the answers name.
    pub files: Vec<FileId>,
    /// Whose application it is, for the lists.
    pub applicant_name: String,
    /// The words by which it is found by that name.
    pub words: Vec<SearchWord>,
    /// What the form shows of it in lists, in words by the path of the answer.
    pub columns: BTreeMap<String, String>,
    /// The tags that the routing of the form gives it now; those that staff put on stay.
    pub tags: Vec<String>,
    /// Nothing is missing or wrong any more, if it was taken incomplete.
    pub is_complete: bool,
    /// What the service promises from now on, where it is complete with this.
    pub promise: Option<Promise>,
    /// Names the matter.
    pub duplicate_key: Option<String>,
    /// The mails that tell of it.
    pub mails: Vec<NewMessage>,
}

/// Whether this scope may answer on a case: its applicant; at the desk whoever sits there, whatever department has it.
/// That the person before the desk is the applicant is for the caller to know. Who works on a case answers no question
/// of their own.
fn may_answer(scope: &Scope, case: &CaseRecord) -> bool {
    match scope {
        Scope::Applicant(id) => *id == case.id,
        Scope::Staff(staff) => {
            staff.may_assist() && case.channel != Channel::Staff && case.clerk != Some(staff.clerk)
        }
        Scope::Visitor(_) | Scope::Sender(_) | Scope::Holder(_) | Scope::System => false,
    }
}

/// The open inquiry of a case and the case, if this scope may answer it; nothing once the case is decided or ended.
pub fn find_to_answer(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
) -> Result<Option<(CaseRecord, InquiryRecord)>, StoreError> {
    if crate::store::case_bias::is_locked(scope, conn, id)? {
        return Ok(None);
    }
    let case = cases::find(&Scope::Applicant(id), conn, id)?;
    let Some(case) = case.filter(|case| may_answer(scope, case) && case.state.is_open()) else {
        return Ok(None);
    };
    // Nor does whoever asked answer it for the person.
    let asked_it = |inquiry: &InquiryRecord| scope.staff().is_some_and(|s| s.clerk == inquiry.asked_by);
    Ok(read_open(conn, id)?.filter(|inquiry| !asked_it(inquiry)).map(|inquiry| (case, inquiry)))
}

/// Whether an inquiry on this case was answered by this scope with this key.
pub fn is_sent(scope: &Scope, conn: &mut Conn, case: CaseId, key: &str) -> Result<bool, StoreError> {
    let sent = inquiries::case_id.eq(case.to_string()).and(inquiries::submit_key.eq(key));
    let by: Option<Option<String>> =
        inquiries::table.filter(sent).select(inquiries::answered_by).first(conn).optional()?;
    Ok(match (by, scope) {
        (Some(None), Scope::Applicant(own)) => *own == case,
        (Some(Some(clerk)), Scope::Staff(staff)) => clerk == staff.clerk.to_string(),
        _ => false,
    })
}

/// Notes that a clerk of the desk reads what may be changed; [`StoreError::Denied`] for who may not answer.
pub fn note_read(scope: &Scope, conn: &mut Conn, case: CaseId, now: DateTime<Utc>) -> Result<(), StoreError> {
    if scope.staff().is_none() || find_to_answer(scope, conn, case)?.is_none() {
        return Err(StoreError::Denied);
    }
    events::insert(conn, case, now, scope.actor(), CaseEventKind::Read, None)
}

/// Notes that the applicant opened an inquiry; whether it was for the first time. A clerk of the desk is not them.
pub fn note_seen(
    scope: &Scope,
    conn: &mut Conn,
    inquiry: &InquiryRecord,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if *scope != Scope::Applicant(inquiry.case) {
        return Ok(false);
    }
    let unseen = inquiries::table
        .find(inquiry.id.to_string())
        .filter(inquiries::seen_at.is_null().and(inquiries::ended_at.is_null()));
    let changed = diesel::update(unseen).set(inquiries::seen_at.eq(Some(micros(now)))).execute(conn)?;
    if changed == 1 {
        events::insert(conn, inquiry.case, now, scope.actor(), CaseEventKind::InquirySeen, None)?;
    }
    Ok(changed == 1)
}

fn changed_meanwhile() -> StoreError {
    StoreError::Conflict { what: format!("{TABLE}: the case was changed") }
}

/// What the answer changes of the case's row, which is of the revision that was read, and gets a new one: whoever decides
/// on a page that is older is told what came in.
fn update(
    conn: &mut Conn,
    case: &CaseRecord,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let still_lacks = case.incomplete.as_ref().filter(|_| !answer.is_complete);
    let complete_by = still_lacks.map(|lacks| lacks.due_on.to_string());
    let row = cases_table::table
        .find(case.id.to_string())
        .filter(cases_table::revision.eq(case.revision).and(cases_table::state.eq(case.state.as_str())));
    let key = keys::of_case(conn, &case.id.to_string())?;
    let changed = diesel::update(row)
        .set((
            cases_table::revision.eq(case.revision + 1),
            cases_table::changed_at.eq(micros(now)),
            cases_table::complete_by.eq(complete_by),
            cases_table::applicant_name.eq(sealed::seal(&key, "cases", answer.applicant_name.as_bytes())?),
            cases_table::duplicate_key.eq(&answer.duplicate_key),
            cases_table::listed.eq(cases::seal_columns(&key, &answer.columns)?),
            cases_table::tags.eq(serde_json::json!(answer.tags).to_string()),
        ))
        .execute(conn)?;
    if changed == 0 { Err(changed_meanwhile()) } else { Ok(()) }
}

/// Notes that nothing is missing any more: the deadline begins. The caller has changed the case's row in this job.
fn begin_deadline(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    promise: &Promise,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let id = case.id.to_string();
    diesel::update(cases_table::table.find(&id)).set(cases::promise_columns(promise)).execute(conn)?;
    cases::settle(conn, &id)?;
    let day = promise.complete_on.map(|day| day.to_string());
    events::insert(conn, case.id, now, scope.actor(), CaseEventKind::MarkedComplete, day.as_deref())
}

/// Answers an inquiry for good: the answers of the case anew, the files, the event, the end of the wait and the mails.
/// `false` where it has ended since it was read, or where this scope may not answer it; [`StoreError::Conflict`] where
/// the case or the draft was changed at the same moment.
pub fn answer(
    scope: &Scope,
    conn: &mut Conn,
    (inquiry, draft): (&InquiryRecord, &Draft),
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some((case, open)) = find_to_answer(scope, conn, inquiry.case)? else { return Ok(false) };
    if open.id != inquiry.id || !end(conn, inquiry.id, InquiryEnding::Answered, now)? {
        return Ok(false);
    }
    let by = scope.staff().map(|staff| staff.clerk.to_string());
    diesel::update(inquiries::table.find(inquiry.id.to_string()))
        .set((
            inquiries::reply.eq(sealed::maybe_for_case(
                conn,
                &case.id.to_string(),
                TABLE,
                answer.reply.map(str::as_bytes),
            )?),
            inquiries::answered_by.eq(by),
            inquiries::submit_key.eq(Some(answer.submit_key)),
        ))
        .execute(conn)?;
    case_answers::insert(conn, &case, inquiry.id, &answer.content, now)?;
    update(conn, &case, answer, now)?;
    let case = CaseRecord { revision: case.revision + 1, ..case };
    case_tags::replace(conn, case.id, &answer.tags)?;
    case_words::insert(conn, (case.id, &case.department.0, micros(case.received_at)), &answer.words)?;
    let submission: String =
        cases_table::table.find(case.id.to_string()).select(cases_table::submission_id).first(conn)?;
    files::hand_over(scope, conn, draft.id, parse("cases", "submission_id", &submission)?, &answer.files)?;
    drafts::delete_as_read(scope, conn, draft.id, draft.revision)?;
    drafts::delete_of_inquiry(conn, case.id)?;
    events::insert(conn, case.id, now, scope.actor(), CaseEventKind::InquiryAnswered, None)?;
    if let Some(step) = &answer.step {
        // Whoever types it, it is the applicant who ends the wait.
        if !cases::take_step(&Scope::Applicant(case.id), conn, &case, step, now)? {
            return Err(changed_meanwhile());
        }
        let (kind, state) = (CaseEventKind::Moved, step.to().as_str());
        events::insert(conn, case.id, now, scope.actor(), kind, Some(state))?;
    }
    if let Some(promise) = &answer.promise {
        begin_deadline(scope, conn, &case, promise, now)?;
    }
    answer.mails.iter().try_for_each(|mail| outbox::insert(conn, Subject::Case(case.id), mail))?;
    Ok(true)
}
