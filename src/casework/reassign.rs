//! Giving a case to another department of the house, and what the old one keeps of it.

use chrono::{DateTime, Utc};

use super::moves;
use super::news::{self, Mails};
use super::planning::may_reassign;
use super::work::{WorkError, staff, workable};
use crate::domain::{CaseAction, CaseEventKind, CaseId, CaseState, MatterKey, MoveError, Scope};
use crate::forms::search_words::indexed;
use crate::store::outbox::NewMessage;
use crate::store::reassignments::{GivenAway, NewReassignment};
use crate::store::{Conn, StoreError, case_words, cases, clerks, events, outbox, reassignments};
use crate::texts::GERMAN;

/// Most characters of the reason.
pub const MAX_REASON: usize = 500;

/// Most cases that are listed of those that were given away.
pub const MOST_GIVEN_AWAY: i64 = 100;

/// Gives a case to another department, if it is the one that was seen: who has it, and the lead, may; of a case that
/// nobody has everybody of the department. The applicant is told that there is something new, the new department that
/// a case arrived. [`WorkError::Text`] for no reason, or no such department.
pub fn reassign(
    scope: &Scope,
    conn: &mut Conn,
    (mails, key): (Mails<'_>, &MatterKey),
    id: CaseId,
    (new, seen): (&NewReassignment, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision != seen {
        return Err(WorkError::Changed);
    }
    let by = moves::by(conn, &case, staff, now)?;
    if !may_reassign(&case, by) {
        return Err(MoveError::NotTheirs(CaseAction::Release).into());
    }
    let reason = new.reason.trim().to_owned();
    // Those that there are now, not those of an old version.
    let catalogue = mails.0.catalogue();
    let target = catalogue.department(&new.to).filter(|found| found.id != case.department && !found.desk);
    let (Some(target), false) = (target, reason.is_empty() || reason.chars().count() > MAX_REASON) else {
        return Err(WorkError::Text);
    };
    moves::note_deputy(scope, conn, &case, |by| may_reassign(&case, by), now)?;
    let taken = case.state != CaseState::Received;
    let step = taken
        .then(|| moves::step(conn, mails.0, &case, staff, (CaseAction::Release, None), now))
        .transpose()?;
    let new = NewReassignment { reason, ..new.clone() };
    if !reassignments::reassign(scope, conn, (&case, step.as_ref()), &new, now)? {
        return Err(WorkError::Changed);
    }
    index_for_new_department(conn, id, key)?;
    news::tell_anyway(conn, mails, &case, now)?;
    let notice = NewMessage::new("department_notice", target.inbox_mail.clone(), GERMAN, mails.1, now);
    Ok(outbox::about_case(&Scope::System, conn, id, &notice)?)
}

/// Makes the words of a case anew, by which the new department finds it: of the notes those that it may read, and also
/// such as stayed behind when the case left and are there again.
fn index_for_new_department(conn: &mut Conn, id: CaseId, key: &MatterKey) -> Result<(), WorkError> {
    // Whoever gives the case away does not see it any more.
    let scope = Scope::System;
    let case = cases::find(&scope, conn, id)?.ok_or(WorkError::NotFound)?;
    let history = events::list(&scope, conn, id)?;
    let notes = history.into_iter().filter(|event| event.kind == CaseEventKind::Noted);
    let notes: Vec<String> = notes.filter_map(|event| event.detail).collect();
    let number = case.receipt_number.to_string();
    let texts = [number.as_str(), &case.applicant_name].into_iter().chain(case.file_reference.as_deref());
    let words = indexed(key, texts.chain(notes.iter().map(String::as_str)));
    Ok(case_words::replace(&scope, conn, id, &words)?)
}

/// What the departments of this scope gave away, newest first, with the names of who did; and whether there is more than
/// a hundred.
pub fn given_away(scope: &Scope, conn: &mut Conn) -> Result<(Vec<(GivenAway, String)>, bool), StoreError> {
    let most = usize::try_from(MOST_GIVEN_AWAY).unwrap_or(usize::MAX);
    let mut found = reassignments::list(scope, conn, MOST_GIVEN_AWAY + 1)?;
    let has_more = found.len() > most;
    found.truncate(most);
    let people: Vec<_> = found.iter().map(|given| given.clerk).collect();
    let names = clerks::names(conn, &people)?;
    let named = |given: GivenAway| {
        let name = names.get(&given.clerk).cloned().unwrap_or_default();
        (given, name)
    };
    Ok((found.into_iter().map(named).collect(), has_more))
}
