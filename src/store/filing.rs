//! Filing: the only way in which a submission, its case, the first event and the mails come into being,
//! all in one job of the gate.

use super::cases::NewCase;
use super::conn::Conn;
use super::error::StoreError;
use super::outbox::{NewMessage, Subject};
use super::rows::micros;
use super::submissions::NewSubmission;
use super::{assistances, cases, draft_events, drafts, events, handovers, keys, outbox, submissions};
use chrono::{DateTime, Utc};

use crate::clock::day_in_germany;
use crate::domain::{CaseEventKind, CaseId, ClerkId, DraftId, EventActor, Scope};
use crate::meters;

/// Files a submission, with the case and the mails that come of it; what happened to its draft before, if it has one,
/// begins the history of the case. Only who may have a draft files, and a
/// registered sender: a visitor, or staff of the desk; [`StoreError::Denied`] for everybody else. [`StoreError::Conflict`]
/// where the key was used already or the number is taken.
pub fn file(
    scope: &Scope,
    conn: &mut Conn,
    submission: &NewSubmission,
    case: &NewCase,
    draft: Option<DraftId>,
    mails: &[NewMessage],
) -> Result<(), StoreError> {
    let key = keys::make(conn, keys::Purpose::Kept, micros(case.received_at))?;
    submissions::insert(scope, conn, &key, submission)?;
    if let Some(assistance) = &submission.assistance {
        assistances::insert(conn, submission.id, assistance, day_in_germany(submission.filed_at))?;
    }
    let complete_by = submission.incomplete.as_ref().map(|incomplete| incomplete.due_on);
    cases::insert(conn, &key, submission.id, case, complete_by)?;
    if let Some(draft) = draft {
        drafts::hold(scope, conn, draft)?;
        draft_events::hand_on(conn, draft, case.id)?;
        handovers::end(conn, draft, handovers::Ending::Filed, case.received_at)?;
    }
    let how = case.taken_down.as_deref();
    events::insert(conn, case.id, case.received_at, scope.actor(), CaseEventKind::Received, how)?;
    mails.iter().try_for_each(|mail| outbox::insert(conn, Subject::Case(case.id), mail))?;
    meters::filed(&case.form_id, case.channel.as_str());
    Ok(())
}

/// Notes who bore witness to what this scope has just filed; [`StoreError::Denied`] for who files it themselves.
pub fn bear_witness(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    witness: ClerkId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if scope.staff().is_none_or(|staff| staff.clerk == witness) {
        return Err(StoreError::Denied);
    }
    events::insert(conn, case, now, EventActor::Clerk(witness), CaseEventKind::Witnessed, None)
}
