//! The receipt of an answer to an inquiry: what was sent, and when.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::{Answers, CaseId, InquiryEnding, Scope};
use crate::forms::form::Form;
use crate::forms::inquiry::{ChangedSection, changes};
use crate::forms::view::{hold_back_changes, sections, without_secrets};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::inquiries::InquiryRecord;
use crate::store::{Conn, case_answers, cases, files, inquiries};

/// An answer that was sent.
#[derive(Debug)]
pub struct SentAnswer {
    /// The case.
    pub case: CaseRecord,
    /// The form.
    pub form: Arc<Form>,
    /// The inquiry that it answered.
    pub inquiry: InquiryRecord,
    /// When.
    pub at: DateTime<Utc>,
    /// What was changed; what only the department reads is not shown.
    pub changes: Vec<ChangedSection>,
}

/// The last answer to an inquiry on a case, for its applicant; at the desk, for the clerk who has just sent it.
pub fn last_sent(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
) -> Result<Option<SentAnswer>, LibraryError> {
    let own = Scope::Applicant(case);
    let found = inquiries::list(&own, conn, case)?.into_iter().rev();
    let is_theirs = |inquiry: &InquiryRecord| match scope {
        Scope::Applicant(id) => *id == case,
        _ => scope.staff().is_some_and(|staff| inquiry.answered_by == Some(staff.clerk)),
    };
    let mut answered = found.filter_map(|inquiry| match inquiry.ended {
        Some((InquiryEnding::Answered, at)) => Some((inquiry, at)),
        _ => None,
    });
    let Some((inquiry, at)) = answered.find(|(inquiry, _)| is_theirs(inquiry)) else {
        return Ok(None);
    };
    let Some(case) = cases::find(&own, conn, case)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let versions = case_answers::list(&own, conn, case.id)?;
    let place = versions.iter().position(|version| version.inquiry == inquiry.id);
    let before = match place.and_then(|place| place.checked_sub(1)) {
        Some(before) => versions.get(before).map_or(&case.filed_content, |version| &version.content),
        None => &case.filed_content,
    };
    let after = place.and_then(|place| versions.get(place)).map_or(&case.content, |version| &version.content);
    let (before, after) = (read(before)?, read(after)?);
    let shown = |answers: &Answers| without_secrets(&form, sections(&form, answers));
    let mut changes = changes(&form, (&before, shown(&before)), (&after, shown(&after)));
    hold_back_changes(&form, &mut changes, &files::held_back(&own, conn, case.id)?);
    Ok(Some(SentAnswer { case, inquiry, at, changes, form }))
}

fn read(content: &[u8]) -> Result<Answers, LibraryError> {
    serde_json::from_slice(content).map_err(|_| LibraryError::Unreadable)
}
