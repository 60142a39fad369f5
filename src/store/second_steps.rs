//! Second steps: what somebody else than the applicant has to say on a case. Asked when the case is filed,
//! answered once, never changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::outbox::{NewMessage, Subject};
use super::rows::{instant, maybe, maybe_instant, micros, parse};
use super::schema::{cases as cases_table, second_steps, submissions};
use super::{case_bias, cases, drafts, events, outbox, sealed};
use crate::domain::{
    CaseEventKind, CaseId, CaseState, ClerkId, EventActor, ReceiptNumber, Scope, SecondStepBy,
};

const TABLE: &str = "second_steps";

/// A second step of a case.
#[derive(Debug, Clone)]
pub struct SecondStepRecord {
    /// The case.
    pub case: CaseId,
    /// Who answers it.
    pub asked_of: SecondStepBy,
    /// Who was asked, if it is one person and anybody is known.
    pub asked: Option<ClerkId>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The answers, as opaque bytes.
    pub content: Option<Vec<u8>>,
    /// Who answered.
    pub answered_by: Option<ClerkId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = second_steps)]
struct Row {
    case_id: String,
    asked_of: String,
    asked_id: Option<String>,
    asked_at: i64,
    content: Option<Vec<u8>>,
    answered_by: Option<String>,
    answered_at: Option<i64>,
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<SecondStepRecord, StoreError> {
        Ok(SecondStepRecord {
            case: parse(TABLE, "case_id", &self.case_id)?,
            asked_of: parse(TABLE, "asked_of", &self.asked_of)?,
            asked: maybe(TABLE, "asked_id", self.asked_id.as_deref())?,
            asked_at: instant(TABLE, "asked_at", self.asked_at)?,
            content: self.content.map(|sealed| sealed::open(conn, &sealed, TABLE)).transpose()?,
            answered_by: maybe(TABLE, "answered_by", self.answered_by.as_deref())?,
            answered_at: maybe_instant(TABLE, "answered_at", self.answered_at)?,
        })
    }
}

/// Who is signed in behind a scope; nobody else has to do with second steps.
fn clerk(scope: &Scope) -> Option<ClerkId> {
    scope.staff().map(|staff| staff.clerk)
}

/// Asks for the second step of a case that this scope has just filed; of a person with their name, for the
/// history. [`StoreError::Denied`] for a case that somebody else filed.
pub fn ask(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (asked_of, asked): (SecondStepBy, Option<(ClerkId, &str)>),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = clerk(scope).ok_or(StoreError::Denied)?.to_string();
    let filed_by: Option<Option<String>> = cases_table::table
        .inner_join(submissions::table)
        .filter(cases_table::id.eq(case.to_string()))
        .select(submissions::filed_by)
        .first(conn)
        .optional()?;
    if filed_by.flatten() != Some(own) {
        return Err(StoreError::Denied);
    }
    diesel::insert_into(second_steps::table)
        .values((
            second_steps::case_id.eq(case.to_string()),
            second_steps::asked_of.eq(asked_of.as_str()),
            second_steps::asked_id.eq(asked.map(|(id, _)| id.to_string())),
            second_steps::asked_at.eq(micros(now)),
        ))
        .execute(conn)?;
    match asked {
        Some((_, name)) => {
            events::insert(conn, case, now, EventActor::System, CaseEventKind::Asked, Some(name))
        }
        None => Ok(()),
    }
}

/// Asks another person, in the place of the one who was asked or where nobody was known, with the event and a
/// mail; whether it is still open, and the case, too. What another one had begun to say goes; whoever is asked once
/// more keeps theirs. For the department of the case only.
pub fn ask_instead(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (asked, name): (ClerkId, &str),
    mail: Option<&NewMessage>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let is_open = cases::find(scope, conn, case)?.is_some_and(|case| case.state.is_open());
    let Some(before) = find(scope, conn, case)?.filter(|_| is_open) else { return Ok(false) };
    let open = second_steps::table.find(case.to_string()).filter(
        second_steps::answered_at.is_null().and(second_steps::asked_of.eq(SecondStepBy::Superior.as_str())),
    );
    let set = (second_steps::asked_id.eq(asked.to_string()), second_steps::asked_at.eq(micros(now)));
    let changed = diesel::update(open).set(set).execute(conn)?;
    if changed == 1 {
        if before.asked != Some(asked) {
            drafts::delete_of_case(conn, case)?;
        }
        events::insert(conn, case, now, scope.actor(), CaseEventKind::Asked, Some(name))?;
        mail.map_or(Ok(()), |mail| outbox::insert(conn, Subject::Case(case), mail))?;
    }
    Ok(changed == 1)
}

/// The second step of a case, if this scope is asked for it or sees the case.
pub fn find(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<SecondStepRecord>, StoreError> {
    if scope.own_case().is_some() || case_bias::is_locked(scope, conn, case)? {
        return Ok(None);
    }
    let row =
        second_steps::table.find(case.to_string()).select(Row::as_select()).get_result(conn).optional()?;
    let Some(step) = row.map(|row| row.read(conn)).transpose()? else { return Ok(None) };
    let is_asked = step.asked.is_some() && step.asked == clerk(scope);
    if is_asked || cases::find(scope, conn, case)?.is_some() {
        return Ok(Some(step));
    }
    Ok(None)
}

/// The cases on which this person is asked to say something, longest waiting first.
pub fn list_asked(scope: &Scope, conn: &mut Conn) -> Result<Vec<CaseId>, StoreError> {
    let Some(clerk) = clerk(scope) else { return Ok(Vec::new()) };
    let waiting = second_steps::asked_id.eq(clerk.to_string()).and(second_steps::answered_at.is_null());
    let open = cases_table::state.eq_any(CaseState::OPEN.map(CaseState::as_str));
    let ids: Vec<String> = second_steps::table
        .inner_join(cases_table::table)
        .filter(waiting.and(open))
        .order((second_steps::asked_at.asc(), second_steps::case_id.asc()))
        .limit(200)
        .select(second_steps::case_id)
        .load(conn)?;
    ids.iter().map(|id| parse(TABLE, "case_id", id)).collect()
}

/// Those of some cases that wait for the second step of a superior: of the departments of this scope, and of
/// what the person filed.
pub fn waiting_among(scope: &Scope, conn: &mut Conn, ids: &[CaseId]) -> Result<HashSet<CaseId>, StoreError> {
    let own = clerk(scope).map(|clerk| clerk.to_string()).unwrap_or_default();
    let wanted: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut query = second_steps::table
        .inner_join(cases_table::table.inner_join(submissions::table))
        .filter(second_steps::case_id.eq_any(wanted))
        .filter(second_steps::answered_at.is_null())
        .filter(second_steps::asked_of.eq(SecondStepBy::Superior.as_str()))
        .filter(cases_table::state.eq_any(CaseState::OPEN.map(CaseState::as_str)))
        .select(second_steps::case_id)
        .into_boxed();
    if let Some(departments) = cases::departments(scope) {
        let is_own = submissions::filed_by.is_not_null().and(submissions::filed_by.assume_not_null().eq(own));
        query = query.filter(cases_table::department.eq_any(departments).or(is_own));
    }
    let ids: Vec<String> = query.load(conn)?;
    ids.iter().map(|id| parse(TABLE, "case_id", id)).collect()
}

/// Answers the second step of a case for good, with its event and a notice; `false` if it was answered in the
/// meantime, or is not asked of this scope.
pub fn answer(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (content, submit_key): (&[u8], &str),
    notice: Option<&NewMessage>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some((clerk, step)) = clerk(scope).zip(find(scope, conn, case)?) else { return Ok(false) };
    if step.asked_of == SecondStepBy::Superior && step.asked != Some(clerk) {
        return Ok(false);
    }
    // Asked once more by the update itself: somebody else may have been asked, or have answered, meanwhile.
    let is_asked = second_steps::asked_id.assume_not_null().eq(clerk.to_string());
    let may_answer = second_steps::asked_of.ne(SecondStepBy::Superior.as_str()).or(is_asked);
    let open = second_steps::table
        .find(case.to_string())
        .filter(second_steps::answered_at.is_null().and(may_answer));
    let changed = diesel::update(open)
        .set((
            second_steps::content.eq(sealed::for_case(conn, &case.to_string(), TABLE, content)?),
            second_steps::answered_by.eq(clerk.to_string()),
            second_steps::answered_at.eq(micros(now)),
            second_steps::submit_key.eq(submit_key),
        ))
        .execute(conn)?;
    if changed == 1 {
        drafts::delete_of_case(conn, case)?;
        events::insert(conn, case, now, scope.actor(), CaseEventKind::Answered, None)?;
        notice.map_or(Ok(()), |notice| outbox::insert(conn, Subject::Case(case), notice))?;
    }
    Ok(changed == 1)
}

/// The case on which this person said something with this key, and who was asked.
pub fn find_by_submit_key(
    scope: &Scope,
    conn: &mut Conn,
    key: &str,
) -> Result<Option<(CaseId, ReceiptNumber, SecondStepBy)>, StoreError> {
    let Some(clerk) = clerk(scope) else { return Ok(None) };
    let row: Option<(String, String, String)> = second_steps::table
        .inner_join(cases_table::table)
        .filter(second_steps::submit_key.eq(key).and(second_steps::answered_by.eq(clerk.to_string())))
        .select((second_steps::case_id, cases_table::receipt_number, second_steps::asked_of))
        .get_result(conn)
        .optional()?;
    let read = |(case, number, by): (String, String, String)| {
        Ok((
            parse(TABLE, "case_id", &case)?,
            parse("cases", "receipt_number", &number)?,
            parse(TABLE, "asked_of", &by)?,
        ))
    };
    row.map(read).transpose()
}
