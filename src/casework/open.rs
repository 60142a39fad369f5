//! Reading a case: the answers in the words of the form version that was answered.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::bias::{self, Declaration};
use super::check::{self, CheckFile};
use super::decision::{self, DecisionFile};
use super::erased_papers::ErasedPapers;
use super::inquiry::{self, Inquiries};
use super::moves;
use super::planning::{self, Planning};
use super::proposal::{self, ProposalFile};
use super::second_step::{self, SecondStepFile};
use super::tags;
use crate::clock::day_in_germany;
use crate::domain::{
    Answers, CaseEventKind, CaseId, ClerkId, EventActor, FileId, FileName, HeldBack, OwnTag, Path,
    ReceiptNumber, Scope, Step,
};
use crate::forms::advice::advise;
use crate::forms::applicable::Applicable;
use crate::forms::files::named;
use crate::forms::form::Form;
use crate::forms::view::{AdviceView, SectionView};
use crate::forms::{responsibility, view};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::events::Unseen;
use crate::store::files::StoredFile;
use crate::store::payments::CasePayment;
use crate::store::{
    Conn, StoreError, case_answers, case_links, case_tags, cases, clerks, erasure, events, files, payments,
    senders,
};

/// A case, opened.
#[derive(Debug)]
pub struct CaseFile {
    /// The record.
    pub case: CaseRecord,
    /// The form as it was answered.
    pub form: Arc<Form>,
    /// All answers: as they were filed, or as the applicant changed them since, when asked.
    pub answers: Answers,
    /// The same in words.
    pub sections: Vec<SectionView>,
    /// Hints, also those for the department only.
    pub advice: Vec<AdviceView>,
    /// Papers that will be handed in later, by title.
    pub papers: Vec<(Path, String)>,
    /// Who has the case.
    pub clerk_name: Option<String>,
    /// Who filed it at the desk.
    pub filed_by: Option<String>,
    /// Whose program filed it.
    pub sender: Option<String>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Earlier or later applications in the same matter that this scope may see.
    pub related: Vec<(CaseId, ReceiptNumber)>,
    /// Cases that somebody linked to it, as far as this scope may see them, with whose they are.
    pub links: Vec<(CaseId, ReceiptNumber, String)>,
    /// What somebody else than the applicant has to say on it, if its form asks for it.
    pub second_step: Option<SecondStepFile>,
    /// What the department checked, if the form has checks.
    pub check: Option<CheckFile>,
    /// What the applicant was asked since.
    pub inquiries: Inquiries,
    /// What was decided, or is proposed to be.
    pub decision: Option<DecisionFile>,
    /// What is proposed to a committee, if its form has one.
    pub proposal: Option<ProposalFile>,
    /// What was put on lists of payments of it, oldest first.
    pub payments: Vec<CasePayment>,
    /// Who declared themselves biased; for the lead only.
    pub biased: Vec<Declaration>,
    /// What whoever looks at it can do with it.
    pub steps: Vec<Step>,
    /// The tags that staff put on it.
    pub own_tags: Vec<OwnTag>,
    /// Those that staff have used before.
    pub known_tags: Vec<OwnTag>,
    /// What is planned on it.
    pub planning: Planning,
    /// What happened, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Who read it; for the lead only.
    pub readings: Option<Readings>,
    /// The files that were erased before it.
    pub erased_papers: ErasedPapers,
    /// Those that are held back.
    pub held_back: HeldBack,
}

/// Who read a case.
#[derive(Debug, Clone)]
pub struct Readings {
    /// The last ones, newest first: at most 50.
    pub last: Vec<HistoryEntry>,
    /// How many there are.
    pub all: i64,
}

/// Most readings that are shown.
const MOST_READINGS: i64 = 50;

/// Something that happened to a case.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: CaseEventKind,
    /// Who: a colleague's name; `None` for the applicant and the product.
    pub who: Option<String>,
    /// The applicant did it.
    pub by_applicant: bool,
    /// The text that belongs to it: a note, a reference, a state's word.
    pub detail: Option<String>,
}

/// Opens a case, if it exists for this scope; to be shown by [`show`].
pub fn open(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<Unseen<CaseFile>>, LibraryError> {
    Ok(whole(scope, conn, library, id, now)?.map(|file| Unseen::new(id, file)))
}

/// Gives what was opened to be shown, and notes it: whoever looks into applications without need can be found out
/// (Article 32 GDPR). `None` where the case does not exist for this scope any more.
pub fn show<T>(
    scope: &Scope,
    conn: &mut Conn,
    unseen: Unseen<T>,
    now: DateTime<Utc>,
) -> Result<Option<T>, StoreError> {
    events::show(scope, conn, unseen, now)
}

/// All of a case; the caller notes that it is read.
pub(super) fn whole(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<CaseFile>, LibraryError> {
    let Some(mut case) = cases::find(scope, conn, id)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let filed_on = day_in_germany(case.filed_at);
    let related = match &case.duplicate_key {
        Some(key) => cases::related_by_duplicate_key(scope, conn, key, id)?,
        None => Vec::new(),
    };
    let erased_papers = ErasedPapers(erasure::erased_papers(scope, conn, &case)?);
    let mut sections = view::sections(&form, &answers);
    erased_papers.tell_in(&mut sections);
    let held_back = files::held_back(scope, conn, id)?;
    view::hold_back(&form, &mut sections, &held_back);
    let (history, readings, names) = histories(scope, conn, &mut case)?;
    let named = |clerk: ClerkId| names.get(&clerk).cloned();
    let steps = moves::possible(scope, conn, &case, (&form, &answers), now)?;
    let mut inquiries = inquiry::of_case(scope, conn, &form, &case, &steps)?;
    for inquiry in &mut inquiries.all {
        view::hold_back_changes(&form, &mut inquiry.changes, &held_back);
    }
    let check = check::of_case(scope, conn, &form, &case, &answers)?;
    Ok(Some(CaseFile {
        sections,
        erased_papers,
        held_back,
        advice: advise(&form, &answers.to_value(), &Applicable::to(&form, &answers), filed_on),
        papers: responsibility::papers_to_follow(&form, &answers),
        clerk_name: case.clerk.and_then(named),
        filed_by: case.filed_by.and_then(named),
        sender: sender(conn, &case)?,
        received_on: case.received_on,
        planning: planning::of_case(scope, conn, (&form, library.catalogue().departments()), &case, now)?,
        second_step: second_step::of_case(scope, conn, library, &case)?,
        links: case_links::list(scope, conn, id)?,
        proposal: proposal::of_case(scope, conn, (library, &form), (&case, &answers), check.as_ref())?,
        check,
        inquiries,
        decision: decision::of_case(scope, conn, &case, now)?,
        payments: payments::of_case(scope, conn, id)?,
        biased: bias::declarations(scope, conn, id)?,
        own_tags: tags::of_case(scope, conn, id)?,
        known_tags: case_tags::known(scope, conn)?,
        steps,
        related,
        history,
        readings,
        answers,
        form,
        case,
    }))
}

/// What happened to a case, who read it, and the names of everybody who is told of with it.
type Histories = (Vec<HistoryEntry>, Option<Readings>, HashMap<ClerkId, String>);

fn histories(scope: &Scope, conn: &mut Conn, case: &mut CaseRecord) -> Result<Histories, StoreError> {
    let events = events_of(scope, conn, case)?;
    let readings = events::readings(scope, conn, case.id, MOST_READINGS)?;
    let readers = readings.iter().flat_map(|(events, _)| events);
    let mut people: Vec<ClerkId> =
        events.iter().chain(readers).filter_map(|event| clerk_of(event.actor)).collect();
    people.extend(case.clerk);
    people.extend(case.filed_by);
    let names = clerks::names(conn, &people)?;
    let told = |events: Vec<events::CaseEvent>| -> Vec<HistoryEntry> {
        events.into_iter().map(|event| entry(event, &names)).collect()
    };
    let history = told(events);
    let readings = readings.map(|(last, all)| Readings { last: told(last), all });
    Ok((history, readings, names))
}

/// Everybody who read a case, newest first; for the lead, and the operator.
pub(super) fn readings_of(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let Some((all, _)) = events::readings(scope, conn, case, i64::MAX)? else { return Ok(Vec::new()) };
    let people: Vec<ClerkId> = all.iter().filter_map(|event| clerk_of(event.actor)).collect();
    let names = clerks::names(conn, &people)?;
    Ok(all.into_iter().map(|event| entry(event, &names)).collect())
}

/// Whose program filed a case.
fn sender(conn: &mut Conn, case: &CaseRecord) -> Result<Option<String>, StoreError> {
    let Some(id) = case.sender else { return Ok(None) };
    Ok(senders::find(conn, id)?.map(|sender| sender.name))
}

/// A file of a case, as its answers name it, if the case exists for this scope and the file is not held back; to be
/// handed out by [`show`].
pub fn file(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    wanted: FileId,
) -> Result<Option<Unseen<(FileName, StoredFile)>>, LibraryError> {
    let Some(case) = cases::find(scope, conn, id)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    // What was handed in once stays readable, also if the answers name it no longer.
    let mut versions = vec![case.content, case.filed_content];
    versions.extend(case_answers::list(scope, conn, id)?.into_iter().map(|version| version.content));
    let mut found = None;
    for content in versions {
        let answers: Answers = serde_json::from_slice(&content).map_err(|_| LibraryError::Unreadable)?;
        found = found.or_else(|| named(&form, &answers).into_iter().find(|file| file.id == wanted));
    }
    let Some(named) = found else { return Ok(None) };
    let mut stored = files::of_case(scope, conn, id)?.into_iter();
    let stored = stored.find(|file| file.id == wanted && file.key().is_some());
    Ok(stored.map(|stored| Unseen::file(id, wanted, (named.name, stored))))
}

/// What happened to a case; of their own, nobody reads here how it is decided.
fn events_of(
    scope: &Scope,
    conn: &mut Conn,
    case: &mut CaseRecord,
) -> Result<Vec<events::CaseEvent>, StoreError> {
    let mut events = events::list(scope, conn, case.id)?;
    if scope.staff().is_some_and(|staff| case.is_own_of(staff)) {
        case.outcome = None;
        events.iter_mut().for_each(keep_decision);
    }
    Ok(events)
}

/// Takes out of an entry what is decided: whoever applied is told of it as everybody else.
fn keep_decision(event: &mut events::CaseEvent) {
    match event.kind {
        // The hash of the letter would tell whether a guess at its words is right.
        CaseEventKind::DecisionWritten
        | CaseEventKind::LetterFrozen
        | CaseEventKind::Proposed
        | CaseEventKind::PaymentOrdered
        | CaseEventKind::PaymentReturned
        | CaseEventKind::PaymentStopped => event.detail = None,
        CaseEventKind::Moved => {
            let state = |detail: String| detail.split(' ').next().unwrap_or_default().to_owned();
            event.detail = event.detail.take().map(state);
        }
        _ => {}
    }
}

fn clerk_of(actor: EventActor) -> Option<ClerkId> {
    match actor {
        EventActor::Clerk(clerk) => Some(clerk),
        EventActor::Applicant | EventActor::System => None,
    }
}

fn entry(event: events::CaseEvent, names: &HashMap<ClerkId, String>) -> HistoryEntry {
    HistoryEntry {
        at: event.at,
        kind: event.kind,
        who: clerk_of(event.actor).and_then(|clerk| names.get(&clerk).cloned()),
        by_applicant: event.actor == EventActor::Applicant,
        detail: event.detail,
    }
}
