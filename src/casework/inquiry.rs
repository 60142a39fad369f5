//! Inquiries as the department sees them: what may be asked, what was asked and said, and taking a question back.

use chrono::{DateTime, NaiveDate, Utc};

use super::moves;
use super::news::{self, Mails};
use super::open::{CaseFile, whole};
use super::work::{WorkError, staff, workable};
use crate::domain::{
    Answers, By, CaseAction, CaseEventKind, CaseId, CaseState, Channel, InquiryId, InquiryWay, MAX_QUESTION,
    MoveError, Path, Scope, Step,
};
use crate::forms::form::Form;
use crate::forms::inquiry::{ChangedSection, MarkSection, addressee, changes, markable, titles};
use crate::forms::responsibility;
use crate::forms::view::sections;
use crate::library::{Library, LibraryError};
use crate::store::case_answers::AnswersVersion;
use crate::store::cases::CaseRecord;
use crate::store::events::Unseen;
use crate::store::inquiries::{InquiryRecord, NewInquiry};
use crate::store::outbox::NewMessage;
use crate::store::{Conn, case_answers, case_visits, cases, clerks, events, inquiries, outbox};
use crate::texts::GERMAN;

/// An inquiry on a case, with its answer.
#[derive(Debug)]
pub struct InquiryFile {
    /// What is stored of it.
    pub record: InquiryRecord,
    /// Who asked.
    pub asked_by: String,
    /// The clerk of the desk who typed the answer.
    pub answered_by: Option<String>,
    /// What may be changed, by title.
    pub fields: Vec<String>,
    /// What the answer changed.
    pub changes: Vec<ChangedSection>,
    /// The number of the answers that it brought.
    pub answers_number: Option<i64>,
    /// Those answers.
    pub answers: Option<Answers>,
}

/// The inquiries of a case, and what it said before them.
#[derive(Debug, Default)]
pub struct Inquiries {
    /// All of them, oldest first.
    pub all: Vec<InquiryFile>,
    /// The answers as they were filed, where others came since.
    pub filed: Option<Answers>,
    /// Whoever looks at the case may ask now.
    pub may_ask: bool,
    /// The places of answers that are others than those that were filed.
    pub changed: Vec<Path>,
}

/// The inquiries of a case that this scope sees.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    case: &CaseRecord,
    steps: &[Step],
) -> Result<Inquiries, LibraryError> {
    let records = inquiries::list(scope, conn, case.id)?;
    let versions = case_answers::list(scope, conn, case.id)?;
    let people: Vec<_> =
        records.iter().flat_map(|record| [Some(record.asked_by), record.answered_by]).flatten().collect();
    let names = clerks::names(conn, &people)?;
    let filed = read(&case.filed_content)?;
    let mut before = filed.clone();
    let mut all = Vec::new();
    for record in records {
        let fields = titles(form, &before, &record.fields);
        let version = versions.iter().find(|version| version.inquiry == record.id);
        let answers = version.map(|version| read(&version.content)).transpose()?;
        let changes = answers.as_ref().map(|after| differences(form, &before, after)).unwrap_or_default();
        if let Some(after) = &answers {
            before = after.clone();
        }
        all.push(InquiryFile {
            asked_by: names.get(&record.asked_by).cloned().unwrap_or_default(),
            answered_by: record.answered_by.and_then(|clerk| names.get(&clerk).cloned()),
            fields,
            changes,
            answers_number: version.map(|version: &AnswersVersion| version.number),
            answers,
            record,
        });
    }
    let changed = differences(form, &filed, &before).into_iter().flat_map(|section| section.changes);
    let changed: Vec<Path> = changed.map(|change| change.path).collect();
    let is_open = all.iter().any(|inquiry: &InquiryFile| inquiry.record.ended.is_none());
    let may_ask = is_askable(case, steps, is_open);
    Ok(Inquiries { all, filed: (!versions.is_empty()).then_some(filed), may_ask, changed })
}

fn differences(form: &Form, before: &Answers, after: &Answers) -> Vec<ChangedSection> {
    changes(form, (before, sections(form, before)), (after, sections(form, after)))
}

fn read(content: &[u8]) -> Result<Answers, LibraryError> {
    serde_json::from_slice(content).map_err(|_| LibraryError::Unreadable)
}

/// What can be asked on a case now.
#[derive(Debug)]
pub struct Askable {
    /// The case.
    pub file: CaseFile,
    /// Everything that can be marked.
    pub sections: Vec<MarkSection>,
    /// What is marked at first: papers that are to follow, and what an incomplete application lacks.
    pub preset: Vec<Path>,
    /// How the applicant is told.
    pub way: InquiryWay,
}

/// What this person can ask on a case now. [`WorkError::NotPossible`] where the case does not let anybody ask, and
/// [`WorkError::Changed`] where a question waits already.
pub fn askable(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Unseen<Askable>, WorkError> {
    let (case, _) = may_ask(scope, conn, library, id, now)?;
    let file = whole(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)?;
    let lacks = case.incomplete.iter().flat_map(|incomplete| &incomplete.shortcomings);
    let lacks = lacks.filter_map(|lack| lack.path.parse().ok());
    let preset = file.papers.iter().map(|(path, _)| path.clone()).chain(lacks).collect();
    let sections = markable(&file.form, &file.answers);
    let way = way(&case, &file.form, &file.answers);
    Ok(Unseen::new(id, Askable { file, sections, preset, way }))
}

/// A mail where there is an address and a receipt with a code: whose program sent it never saw one, and gets the letter.
fn way(case: &CaseRecord, form: &Form, answers: &Answers) -> InquiryWay {
    match responsibility::applicant_email(form, answers) {
        Some(_) if case.channel != Channel::Api => InquiryWay::Mail,
        _ => InquiryWay::Letter,
    }
}

/// A case on which this person may ask now, and the step with which it waits, unless it does already. Who may let it
/// wait, or go on, says its process: usually who has it, and the lead.
fn may_ask(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<(CaseRecord, Option<Step>), WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    if !may_be_answered(&case) {
        return Err(MoveError::NotPossible { state: case.state, action: CaseAction::Await }.into());
    }
    let waits = case.state == CaseState::AwaitingApplicant;
    let action = if waits { CaseAction::Resume } else { CaseAction::Await };
    let step = moves::step(conn, library, &case, staff, (action, None), now)?;
    match inquiries::find_open(scope, conn, id)? {
        Some(_) => Err(WorkError::Changed),
        None => Ok((case, (!waits).then_some(step))),
    }
}

/// Whether the applicant can answer: who filed it out of an account has no code to open it with.
fn may_be_answered(case: &CaseRecord) -> bool {
    case.channel != Channel::Staff
}

/// Whether a person for whom these steps are possible may ask.
fn is_askable(case: &CaseRecord, steps: &[Step], is_open: bool) -> bool {
    let leads = |step: &Step| {
        let waits = step.from() == CaseState::AwaitingApplicant && step.action() == CaseAction::Resume;
        waits || step.action() == CaseAction::Await
    };
    !is_open && may_be_answered(case) && steps.iter().any(leads)
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The question.
    pub text: String,
    /// The places that may be changed, as they were posted.
    pub fields: Vec<String>,
    /// Until when an answer is expected.
    pub due_on: NaiveDate,
}

/// Asks the applicant. The question, the wait of the case, the event and the mail are one write. [`WorkError::Text`]
/// for no question, no day ahead, or nothing that can be marked.
pub fn inquire(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (id, question): (CaseId, &Question),
    mail_domain: &str,
    now: DateTime<Utc>,
) -> Result<InquiryId, WorkError> {
    let (case, step) = may_ask(scope, conn, library, id, now)?;
    let form = library.form(conn, &case.version, case.channel)?;
    let answers = read(&case.content)?;
    let text = question.text.trim();
    let fields = marked(&form, &answers, &question.fields);
    let is_ahead = question.due_on > crate::clock::day_in_germany(now);
    if text.is_empty() || text.chars().count() > MAX_QUESTION || fields.is_empty() || !is_ahead {
        return Err(WorkError::Text);
    }
    let told = titles(&form, &answers, &fields);
    let told = std::iter::once(question.due_on.to_string()).chain(told).collect::<Vec<_>>().join("\n");
    let way = way(&case, &form, &answers);
    let address = responsibility::applicant_email(&form, &answers).filter(|_| way == InquiryWay::Mail);
    let (text, due_on) = (text.to_owned(), question.due_on);
    let new = NewInquiry { id: InquiryId::new(), due_on, question: text, fields, way, told };
    let language = outbox::language_of_applicant(conn, id)?;
    let language = language.as_deref().unwrap_or(GERMAN);
    let mail = address.map(|to| NewMessage::new("inquiry_notice", to, language, mail_domain, now));
    moves::note_deputy(scope, conn, &case, moves::handles, now)?;
    match inquiries::ask(scope, conn, (&case, step.as_ref()), &new, mail.as_ref(), now) {
        Ok(true) => Ok(new.id),
        Ok(false) | Err(crate::store::StoreError::Conflict { .. }) => Err(WorkError::Changed),
        Err(other) => Err(other.into()),
    }
}

/// Those of the posted places that can be marked, in the order of the form.
fn marked(form: &Form, answers: &Answers, posted: &[String]) -> Vec<Path> {
    let blocks = markable(form, answers).into_iter().flat_map(|section| section.blocks);
    let paths = blocks.flat_map(|block| block.marks).map(|mark| mark.path);
    paths.filter(|path| posted.contains(&path.to_string())).collect()
}

/// Takes the open inquiry of a case back: it can be answered no longer, and the case goes on.
pub fn take_back(
    scope: &Scope,
    conn: &mut Conn,
    mails: Mails<'_>,
    (id, seen): (CaseId, &str),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let staff = staff(scope)?;
    let case = workable(scope, conn, id)?;
    let by = moves::by(conn, &case, staff, now)?;
    if !matches!(by, By::Staff { has_it, is_lead, .. } if has_it || is_lead) {
        return Err(MoveError::NotTheirs(CaseAction::Resume).into());
    }
    let open = inquiries::find_open(scope, conn, id)?.filter(|open| open.id.to_string() == seen);
    let open = open.ok_or(WorkError::Changed)?;
    moves::note_deputy(scope, conn, &case, moves::handles, now)?;
    if !inquiries::take_back(scope, conn, &open, now)? {
        return Err(WorkError::Changed);
    }
    if case.state == CaseState::AwaitingApplicant {
        let step = moves::step(conn, mails.0, &case, staff, (CaseAction::Resume, None), now)?;
        if !cases::take_step(scope, conn, &case, &step, now)? {
            return Err(WorkError::Changed);
        }
        events::append(scope, conn, id, now, CaseEventKind::Moved, Some(step.to().as_str()))?;
        news::tell(scope, conn, mails, &case, step.to(), now)?;
    }
    Ok(())
}

/// What a letter about the open inquiry of a case says.
#[derive(Debug)]
pub struct InquiryLetter {
    /// The case.
    pub file: CaseFile,
    /// The inquiry.
    pub inquiry: InquiryRecord,
    /// What may be changed, by title.
    pub fields: Vec<String>,
    /// Counts the codes that were given out for the application.
    pub code_round: i64,
    /// To whom it goes, line by line, as far as the answers tell.
    pub addressee: Vec<String>,
}

/// The letter about the open inquiry of a case; nothing where none is open.
pub fn letter(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<Unseen<InquiryLetter>>, WorkError> {
    handled(scope, conn, id, now)?;
    let Some(inquiry) = inquiries::find_open(scope, conn, id)? else { return Ok(None) };
    let file = whole(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)?;
    let fields = titles(&file.form, &file.answers, &inquiry.fields);
    let addressee = addressee(&file.form, &file.answers);
    // The case was found for this scope: its code is for the letter to its applicant.
    let coded = case_visits::find_coded(&Scope::System, conn, &file.case.receipt_number)?;
    let code_round = coded.map_or(0, |(_, round)| round);
    Ok(Some(Unseen::new(id, InquiryLetter { inquiry, fields, addressee, code_round, file })))
}

/// A case that is for this person to write letters about: who has it, and the lead. The letter holds the code with which
/// its applicant answers.
fn handled(scope: &Scope, conn: &mut Conn, id: CaseId, now: DateTime<Utc>) -> Result<CaseRecord, WorkError> {
    let (staff, case) = (staff(scope)?, workable(scope, conn, id)?);
    match moves::by(conn, &case, staff, now)? {
        By::Staff { has_it, is_lead, .. } if has_it || is_lead => Ok(case),
        _ => Err(MoveError::NotTheirs(CaseAction::Resume).into()),
    }
}

/// Notes that the letter was printed; whether there is one.
pub fn note_printed(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<bool, WorkError> {
    handled(scope, conn, id, now)?;
    let is_open = inquiries::find_open(scope, conn, id)?.is_some();
    if is_open {
        events::append(scope, conn, id, now, CaseEventKind::InquiryPrinted, None)?;
    }
    Ok(is_open)
}
