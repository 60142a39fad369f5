//! The second step of a case, as the department sees it: what was said, or who is still asked.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::work::{WorkError, workable};
use crate::domain::{Answers, CaseId, Channel, Scope, SecondStepBy};
use crate::forms::form::Form;
use crate::forms::view::{self, SectionView};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::outbox::NewMessage;
use crate::store::{Conn, case_bias, clerks, second_steps};
use crate::texts::GERMAN;

/// The second step of a case.
#[derive(Debug)]
pub struct SecondStepFile {
    /// What the form calls it.
    pub title: String,
    /// What is asked in it.
    pub form: Arc<Form>,
    /// Who was asked, if it is one person and anybody is known.
    pub asked: Option<String>,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// What was said.
    pub answered: Option<Answered>,
    /// Whether whoever looks at it may answer it.
    pub may_answer: bool,
    /// Whether a superior is still waited for.
    pub is_waited_for: bool,
}

/// What was said in a second step.
#[derive(Debug)]
pub struct Answered {
    /// By whom.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
    /// All answers.
    pub answers: Answers,
    /// The same in words.
    pub sections: Vec<SectionView>,
}

/// The second step of a case that this scope sees, if its form has one. Nobody reads here what was said on their
/// own application.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: &CaseRecord,
) -> Result<Option<SecondStepFile>, LibraryError> {
    let is_own = scope.staff().is_some_and(|staff| case.is_own_of(staff));
    let Some(step) = second_steps::find(scope, conn, case.id)?.filter(|_| !is_own) else { return Ok(None) };
    let form = library.form(conn, &case.version, Channel::SecondStep)?;
    let people: Vec<_> = step.asked.into_iter().chain(step.answered_by).collect();
    let names = clerks::names(conn, &people)?;
    let answered = match (&step.content, step.answered_at) {
        (Some(content), Some(at)) => {
            let answers: Answers = serde_json::from_slice(content).map_err(|_| LibraryError::Unreadable)?;
            let who = step.answered_by.and_then(|clerk| names.get(&clerk).cloned()).unwrap_or_default();
            Some(Answered { who, at, sections: view::sections(&form, &answers), answers })
        }
        _ => None,
    };
    let is_of_superior = step.asked_of == SecondStepBy::Superior;
    Ok(Some(SecondStepFile {
        title: form.file.second_step.as_ref().map(|step| step.title.clone()).unwrap_or_default(),
        asked: step.asked.and_then(|clerk| names.get(&clerk).cloned()),
        asked_at: step.asked_at,
        may_answer: !is_of_superior && answered.is_none(),
        is_waited_for: is_of_superior && answered.is_none() && case.state.is_open(),
        answered,
        form,
    }))
}

/// Asks the person with this login for the second step, where nobody was known or in the place of who was.
pub fn ask(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    login: &str,
    mail_domain: &str,
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = workable(scope, conn, id)?;
    let found = clerks::find_by_login(conn, login.trim())?;
    let is_other =
        |clerk: &clerks::ClerkRecord| clerk.disabled_at.is_none() && case.filed_by != Some(clerk.id);
    let person = found.filter(is_other).ok_or(WorkError::NoAccount)?;
    if case_bias::has_declared(scope, conn, id, person.id)? {
        return Err(WorkError::NoAccount);
    }
    let message =
        |address: &String| NewMessage::new("second_step_request", address.clone(), GERMAN, mail_domain, now);
    let mail = person.details.email.as_ref().map(message);
    match second_steps::ask_instead(scope, conn, id, (person.id, &person.name), mail.as_ref(), now)? {
        true => Ok(()),
        false => Err(WorkError::Changed),
    }
}
