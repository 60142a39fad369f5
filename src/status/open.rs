//! Looking at where an application stands.

use chrono::{DateTime, NaiveDate, Utc};

use super::decision::{self, StatusDecision};
use crate::casework;
use crate::domain::{
    Answers, CaseEventKind, CaseState, FileId, FileName, FileReference, HeldBack, Path, Scope, Transfer,
};
use crate::forms::files::named;
use crate::forms::view::{self, SectionView, without};
use crate::intake::ReceiptFile;
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::files::StoredFile;
use crate::store::inquiries::InquiryRecord;
use crate::store::submissions::FiledSubmission;
use crate::store::told_events::ToldEvent;
use crate::store::{Conn, cases, files, inquiries, told_events};

/// What the record of the desk says of members of staff, and the clerk's note.
const OF_STAFF: [&str; 3] = ["assisted.staff_id", "assisted.witness_staff_id", "assisted.note"];

/// An application, as its applicant sees it.
#[derive(Debug)]
pub struct StatusFile {
    /// What was filed, as the receipt tells it; without a name of staff, and without the code.
    pub filed: ReceiptFile,
    /// The answers as they are now; without those that only the department reads.
    pub answers: Answers,
    /// The same as they were filed, where a question of the department was answered since.
    pub first_answers: Option<Answers>,
    /// What the department checked, and when it saved it; without what is for the department only, and nothing before
    /// a decision has reached the applicant.
    pub check: Option<(DateTime<Utc>, Answers)>,
    /// What the department asked, oldest first.
    pub inquiries: Vec<InquiryRecord>,
    /// Where it stands.
    pub state: CaseState,
    /// What was decided, as far as it is told.
    pub decision: Option<StatusDecision>,
    /// Whether they want to fetch the decision here; nothing where nobody is asked.
    pub fetches: Option<bool>,
    /// It can be withdrawn.
    pub may_withdraw: bool,
    /// The files that were handed in, as the answers name them.
    pub files: Vec<FileReference>,
    /// Those of them that are held back.
    pub held_back: HeldBack,
    /// To which authority it was handed, if it was.
    pub transfer: Option<Transfer>,
    /// What happened, oldest first.
    pub told: Vec<ToldEvent>,
}

/// Opens the application of this applicant, as it stands today; nothing for everybody else.
pub fn open(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    today: NaiveDate,
) -> Result<Option<StatusFile>, LibraryError> {
    let Some(id) = scope.own_case() else { return Ok(None) };
    let Some(case) = cases::find(scope, conn, id)? else { return Ok(None) };
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let first = Some(&case.filed_content).filter(|_| case.answers_number > 0);
    let first = first.map(|content| serde_json::from_slice(content)).transpose();
    let first: Option<Answers> = first.map_err(|_| LibraryError::Unreadable)?;
    let (state, may_withdraw) = (case.state, casework::withdrawal(conn, library, &case)?.is_some());
    let form = library.form(conn, &case.version, case.channel)?;
    let fetches = decision::consent(scope, conn, (&case, &form), &answers)?;
    let mut filed = ReceiptFile::of(conn, library, as_filed(case), None)?;
    filed.sections = without(filed.sections, &OF_STAFF.map(str::to_owned));
    let answers = without_secrets(answers, &filed.sections);
    let first_answers = first.map(|answers| {
        let sections = view::sections(&filed.form, &answers);
        without_secrets(answers, &sections)
    });
    let stored = files::of_case(scope, conn, id)?;
    let held_back = HeldBack::among(stored.iter().map(|file| (file.id, file.scan)));
    view::hold_back(&filed.form, &mut filed.sections, &held_back);
    let is_stored = |file: &FileReference| stored.iter().any(|known| known.id == file.id);
    let named = named(&filed.form, &answers).into_iter().filter(is_stored).collect();
    let decision = decision::told(scope, conn, today)?;
    // That money is on its way, or came back, tells how it was decided: nothing of it before the decision has reached them.
    let is_known = decision.as_ref().is_some_and(|decision| decision.delivery.has_reached(today));
    let mut told = told_events::list(scope, conn)?;
    let is_of_payment = |kind| matches!(kind, CaseEventKind::PaymentOrdered | CaseEventKind::PaymentReturned);
    told.retain(|event| is_known || !is_of_payment(event.kind));
    Ok(Some(StatusFile {
        check: casework::check::for_applicant(scope, conn, &filed.form, today)?,
        transfer: told_events::transfer(scope, conn)?,
        told,
        decision,
        fetches,
        files: named,
        held_back,
        inquiries: inquiries::list(scope, conn, id)?,
        filed,
        answers,
        first_answers,
        state,
        may_withdraw,
    }))
}

/// The answers without those that only the department reads, and without what is of staff.
fn without_secrets(mut answers: Answers, sections: &[SectionView]) -> Answers {
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    let secret = blocks.flat_map(|block| &block.answers).filter(|answer| answer.secret);
    let of_staff = OF_STAFF.iter().filter_map(|path| path.parse().ok());
    let hidden: Vec<Path> = secret.map(|answer| answer.path.clone()).chain(of_staff).collect();
    for path in &hidden {
        answers.remove(path);
    }
    answers
}

/// A file of the application of this applicant, as its answers name it.
pub fn file(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (wanted, today): (FileId, NaiveDate),
) -> Result<Option<(FileName, StoredFile)>, LibraryError> {
    let (Some(case), Some(own)) = (scope.own_case(), open(scope, conn, library, today)?) else {
        return Ok(None);
    };
    let Some(named) = own.files.into_iter().find(|file| file.id == wanted) else { return Ok(None) };
    let stored = files::of_case(scope, conn, case)?;
    Ok(stored.into_iter().find(|file| file.id == wanted).map(|stored| (named.name, stored)))
}

/// What was filed, without who took it down.
fn as_filed(case: CaseRecord) -> FiledSubmission {
    FiledSubmission {
        number: case.receipt_number,
        version: case.version,
        channel: case.channel,
        content: case.content,
        filed_at: case.filed_at,
        received_on: case.received_on,
        department: case.department,
        incomplete: case.incomplete,
        filed_by: None,
        case: case.id,
        code_round: 0,
    }
}
