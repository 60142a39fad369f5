//! Beginning an application, and giving it up.

use chrono::{DateTime, Duration, Utc};

use super::draft::{Content, DraftRef, find};
use super::receipt::receipts_since;
use super::record::{record, record_beginning};
use super::reuse::Browser;
use crate::clock::day_in_germany;
use crate::domain::{Answers, CaseEventKind, Channel, DraftId, Scope, Token};
use crate::forms::availability::Standing;
use crate::forms::form::{Form, PublicService};
use crate::forms::{prefill, reuse};
use crate::library::{Library, LibraryError};
use crate::store::{self, Conn, StoreError, clerks, draft_events, drafts, handovers, submissions};

/// Why an application could not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody began the same in the same browser this moment: try again.
    #[error("begun at the same moment")]
    Conflict,
    /// The service cannot be begun today.
    #[error("the service cannot be begun today")]
    NotOpen,
    /// The account of a member of staff lacks what the form takes from it.
    #[error("the account lacks what the form takes from it")]
    AccountLacks,
    /// The database, or the form.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::Conflict,
            other => Self::Library(other.into()),
        }
    }
}

/// How an application begins.
#[derive(Debug, Clone)]
pub enum Beginning {
    /// Where the visitor has a draft of the service, by going on with it.
    GoOn,
    /// By giving up the draft that the visitor has.
    Anew,
    /// With these answers; a visitor who has a draft goes on with it all the same.
    With(Answers),
    /// At the desk: in which way it is taken down (`assisted.mode`), and where (`assisted.location`).
    AtDesk {
        /// The way.
        mode: String,
        /// The place, if it is asked for.
        place: Option<String>,
    },
}

/// Begins an application. The desk and staff for themselves always begin a new one.
pub fn start(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    service: &PublicService,
    beginning: &Beginning,
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<DraftId, StartError> {
    let channel = match scope {
        _ if service.is_for_staff() => Channel::Staff,
        Scope::Staff(_) => Channel::Assisted,
        Scope::Visitor(_) | Scope::Sender(_) | Scope::Holder(_) | Scope::Applicant(_) | Scope::System => {
            Channel::Online
        }
    };
    let form = service.form(channel);
    let is_open = service.standing(day_in_germany(now)) == Standing::Open;
    if channel == Channel::Online
        && let Some(draft) = drafts::find_for_visitor(scope, conn, &form.id)?
    {
        let which = DraftRef::OfService { form_id: form.id.clone() };
        // What is given up need not open any more.
        let anew = matches!(beginning, Beginning::Anew);
        if !anew && let Some(open) = find(scope, conn, library, &which, now)? {
            return Ok(open.id);
        }
        if is_open {
            drafts::delete(scope, conn, draft.id)?;
        }
    }
    if !is_open {
        return Err(StartError::NotOpen);
    }
    let mut content = Content::begin(form);
    if let Beginning::With(answers) = beginning {
        reuse::lay_over(&mut content.remembered.answers, answers);
    }
    if let Some(staff) = scope.staff()
        && let Some(clerk) = clerks::find(conn, staff.clerk)?
    {
        let answers = &mut content.remembered.answers;
        if channel == Channel::Staff {
            let facts = clerk.facts();
            if !prefill::missing(form, &facts).is_empty() {
                return Err(StartError::AccountLacks);
            }
            prefill::begin(form, answers, &facts);
        } else {
            record_beginning(answers, &clerk.login, now);
            if let Beginning::AtDesk { mode, place } = beginning {
                record(answers, "mode", mode.clone());
                if let Some(place) = place {
                    record(answers, "location", place.clone());
                }
            }
        }
    }
    let draft = insert(scope, conn, (form, channel), &content, submit_key, now)?;
    if channel == Channel::Assisted {
        draft_events::append(scope, conn, draft, now, CaseEventKind::BegunAtDesk)?;
    }
    Ok(draft)
}

/// Stores a draft that begins.
pub(super) fn insert(
    scope: &Scope,
    conn: &mut Conn,
    (form, channel): (&Form, Channel),
    content: &Content,
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<DraftId, StartError> {
    let draft = drafts::NewDraft {
        id: DraftId::random(),
        form_id: form.id.clone(),
        slug: form.file.slug.clone(),
        version: form.version.clone(),
        channel,
        content: serde_json::to_vec(content).map_err(|_| LibraryError::Unreadable)?,
        submit_key: submit_key.reveal().to_owned(),
        created_at: now,
        expires_at: now + Duration::days(i64::from(form.file.retention.draft_days)),
    };
    drafts::insert(scope, conn, &draft)?;
    Ok(draft.id)
}

/// Gives a draft up: it is deleted at once. Nothing happens if it is gone already.
pub fn discard(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    now: DateTime<Utc>,
) -> Result<(), LibraryError> {
    if let Some(draft) = find(scope, conn, library, which, now)? {
        drafts::delete(scope, conn, draft.id)?;
    }
    Ok(())
}

/// Whether this visitor began or lately filed anything that their browser still opens, or had a draft that is at the
/// desk now.
pub fn owns_anything(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(drafts::has_any(scope, conn, now)?
        || submissions::has_any(scope, conn, receipts_since(now))?
        || handovers::is_waiting(scope, conn)?)
}

/// Makes nothing that was begun, filed or kept in this browser open to it any more: drafts are deleted unless there is
/// a code or a link for them, what was filed stays with the department. `nobodys` is a token that nobody has.
pub fn forget(browser: &Browser, conn: &mut Conn, nobodys: &Token) -> Result<(), StoreError> {
    if let Some(visitor) = &browser.visitor {
        drafts::leave(visitor, conn, None, &nobodys.hash())?;
        drafts::delete_of_visitor(visitor, conn)?;
        submissions::let_go(visitor, conn)?;
        handovers::let_go(visitor, conn)?;
    }
    browser.keeper.as_ref().map_or(Ok(()), |keeper| store::reuse::let_go(keeper, conn))
}
