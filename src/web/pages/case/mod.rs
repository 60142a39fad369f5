//! A case: the answers in the words they were asked in, how it came in, what was done with it.

pub mod access;
pub mod bias;
pub mod bias_handler;
pub mod bundle;
pub mod check;
pub mod check_handler;
pub mod conflict;
pub mod decision;
pub mod export;
mod export_check;
mod export_decision;
mod export_inquiry;
mod export_proposal;
mod fields;
pub mod handler;
pub mod history;
pub mod inquiry;
pub mod letter_days;
pub mod links;
mod papers;
pub mod plan_handler;
mod planned;
pub mod planning;
pub mod print;
mod proposal;
pub mod proposal_handler;
mod retained;
pub mod second_step;
mod standing;
pub mod tags;
mod transfer;

use askama::Template;

use access::Access;
use bias::{BiasForm, BiasPost, DeclarationView};
use check::CheckView;
use conflict::{ConflictView, Intent, Seen};
use decision::DecisionView;
use fields::{note_field, reference_field};
use history::Entry;
use inquiry::InquiriesView;
use letter_days::DayPost;
use links::LinksView;
use papers::PaperView;
use planning::{PlanPost, PlanningView};
pub use proposal::stored as stored_proposal;
use proposal::{ProposalPost, ProposalView};
use second_step::SecondStepView;
use standing::{Standing, way};

use crate::accounts::SignedIn;
use crate::casework::check::typed_checks;
use crate::casework::{self, CaseFile};
use crate::clock::german_day;
use crate::domain::{CaseAction, OwnTag, Role, Shortcoming, Step};
use crate::forms::definition::SubmissionKind;
use crate::forms::state::Remembered;
use crate::forms::view::{AdviceView, Element, FieldView};
use crate::web::components::advice::AdviceList;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::summary::Summary;
use crate::web::components::{Level, Part};
use crate::web::layout::StaffChrome;
use crate::web::pages::decide::unsent;
use crate::web::{urls, words};

/// Something to tell about what was just tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A colleague was faster.
    TakenBy(String),
    /// The case was changed in the meantime.
    Changed,
    /// It is for somebody else to do.
    NotYours,
    /// The state does not allow it.
    NotPossible,
    /// The lead says who gets it.
    NotWaiting,
    /// It is their own application.
    Own,
    /// They took it down at the desk.
    TakenDown,
    /// The letter of its decision is still to be fetched or posted, or nobody knows yet when it arrived.
    LetterWaits,
    /// Why they are biased is missing, or not confirmed.
    BiasText,
    /// The reason for lifting a declaration is empty or too long.
    LiftText,
    /// The note is empty or too long.
    NoteText,
    /// The file reference is empty or too long.
    ReferenceText,
    /// The tag is none.
    TagText,
    /// No other case has this number.
    LinkNumber,
    /// Nobody who could be asked has this login.
    NoAccount,
    /// Something is planned wrong.
    PlanText,
}

/// What could not be done: why, and what was typed, so that nobody types it twice.
#[derive(Debug, Default)]
pub struct Attempt {
    /// Why it could not be done.
    pub notice: Option<Notice>,
    /// The note.
    pub note: Option<String>,
    /// The file reference.
    pub reference: Option<String>,
    /// What was wanted with the case, and which state of it was seen.
    pub intent: Option<(Seen, Intent)>,
    /// The number of a case that was to be linked.
    pub link: Option<String>,
    /// The checks, as they were typed.
    pub check: Option<Remembered>,
    /// The tag that was to be put on.
    pub tag: Option<String>,
    /// The login of who shall be asked.
    pub asked: Option<String>,
    /// The declaration of bias.
    pub bias: Option<BiasPost>,
    /// Whose declaration of bias shall be lifted, and why.
    pub lift: Option<(String, String)>,
    /// What was to be planned.
    pub plan: Option<PlanPost>,
    /// What was posted to the page of the decision.
    pub decision: Option<Vec<(String, String)>>,
    /// When a letter was posted, or arrived.
    pub posted_on: Option<DayPost>,
    /// What was to be proposed to a committee.
    pub proposal: Option<ProposalPost>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/case/case.html")]
pub struct CasePage {
    chrome: StaffChrome,
    alert: Option<Alert>,
    errors: ErrorSummary,
    note: FieldView,
    reference_field: FieldView,
    address: String,
    service: String,
    kind: SubmissionKind,
    applicant: String,
    standing: Standing,
    /// Where its data is given out or erased; for the lead.
    privacy_href: Option<String>,
    seen: Seen,
    conflict: Option<ConflictView>,
    own_tags: Vec<OwnTag>,
    known_tags: Vec<OwnTag>,
    tag_field: FieldView,
    /// What it lacks beside papers, if it was taken incomplete, and until when that is to come.
    incomplete: Option<(String, Vec<Shortcoming>)>,
    papers: Vec<PaperView>,
    related: Vec<(String, String)>,
    /// Those for the department come first.
    advice: Vec<AdviceView>,
    own_advice: usize,
    may_claim: bool,
    /// It is the application of whoever looks at it: nobody works on their own.
    is_own: bool,
    /// Whoever looks at it took it down at the desk: somebody else works on it.
    took_it_down: bool,
    biased: Vec<DeclarationView>,
    bias: BiasForm,
    steps: Vec<(Step, String)>,
    check: CheckView,
    links: LinksView,
    files: String,
    second_step: Option<SecondStepView>,
    inquiries: InquiriesView,
    planning: PlanningView,
    decision: Option<DecisionView>,
    proposal: Option<ProposalView>,
    history: Vec<Entry>,
    access: Option<Access>,
}

impl CasePage {
    /// The page for this person.
    pub fn new(person: &SignedIn, mut file: CaseFile, mut attempt: Attempt) -> Self {
        type_again(&file, &mut attempt);
        file.advice.sort_by_key(|hint| !hint.department_only);
        let papers = papers::list(&file, file.planning.today);
        let inquiries = InquiriesView::new(person, &mut file);
        let check = CheckView::new(&mut file, &attempt);
        let links = LinksView::new(&file, &attempt);
        let second_step = file.second_step.take();
        let step_title = second_step.as_ref().map(|step| step.title.clone()).unwrap_or_default();
        let is_own = person.scope().staff().is_some_and(|staff| file.case.is_own_of(staff));
        let intent = attempt.intent.as_ref().filter(|(_, intent)| is_conflict(&attempt, intent));
        let conflict = intent.map(|intent| {
            ConflictView::new(&file, intent, (history::told(&file, &step_title), attempt.plan.as_ref()))
        });
        let planning = PlanningView::new(std::mem::take(&mut file.planning), &attempt);
        let biased = std::mem::take(&mut file.biased).into_iter();
        let (case, (may_claim, steps)) = (&file.case, offered(&file));
        let mut page = Self {
            chrome: super::staff_chrome(person, &format!("Vorgang {}", case.receipt_number))
                .crumb("Postkorb", urls::INBOX)
                .here(case.receipt_number.to_string()),
            errors: ErrorSummary::default(),
            note: note_field(&attempt),
            reference_field: reference_field(&attempt, case.file_reference.as_deref()),
            address: urls::case(case.id),
            files: format!("{}/{}", urls::case(case.id), urls::FILE),
            service: file.form.file.title.clone(),
            kind: file.form.file.kind,
            applicant: words::applicant(&case.applicant_name),
            standing: Standing::new(&file),
            privacy_href: (person.role == Role::Lead && !case.is_theirs(person.clerk))
                .then(|| urls::case_privacy(case.id)),
            seen: Seen { revision: case.revision, entries: file.history.len() },
            conflict,
            tag_field: tags::field(&attempt, attempt.notice == Some(Notice::TagText)),
            incomplete: incomplete(&file),
            papers,
            related: file.related.iter().map(|(id, number)| (urls::case(*id), number.to_string())).collect(),
            may_claim,
            is_own,
            took_it_down: person.scope().staff().is_some_and(|staff| case.is_taken_down_by(staff)),
            biased: biased.map(|declared| DeclarationView::new(declared, &attempt)).collect(),
            bias: BiasForm::new(attempt.bias.as_ref()),
            steps,
            second_step: second_step.map(|step| SecondStepView::new(case.id, step, &attempt)),
            history: history::told(&file, &step_title),
            access: Access::of(&file).filter(|_| !is_own),
            decision: DecisionView::new(&file, &attempt),
            proposal: ProposalView::new(&file, &attempt),
            alert: attempt.notice.and_then(alert),
            own_advice: file.advice.partition_point(|hint| hint.department_only),
            advice: file.advice,
            own_tags: file.own_tags,
            known_tags: file.known_tags,
            check,
            links,
            inquiries,
            planning,
        };
        let fields: Vec<_> = page.fields().cloned().map(Element::Field).collect();
        page.errors = ErrorSummary::of(&fields);
        page.chrome = page.chrome.with_errors(!page.errors.is_empty());
        page
    }

    /// All that can be typed here, for the list of mistakes.
    fn fields(&self) -> impl Iterator<Item = &FieldView> {
        let asked = self.second_step.iter().filter_map(|step| step.ask.as_ref());
        asked
            .chain([&self.note, &self.reference_field, &self.tag_field])
            .chain(self.biased.iter().filter_map(|declared| declared.lift.as_ref()))
            .chain(self.check.fields())
            .chain([&self.links.number])
            .chain(self.bias.fields())
            .chain(self.planning.fields())
            .chain(self.proposal.iter().flat_map(|proposal| &proposal.fields))
            .chain(self.decision.iter().flat_map(DecisionView::fields))
    }

    fn said(&self) -> impl Iterator<Item = Summary<'_>> {
        let sections = self.second_step.iter().flat_map(|step| &step.sections);
        sections.map(|section| Summary { section, change_href: None, files_href: None })
    }

    /// The hints for the department, and those that the applicant saw.
    fn hints(&self) -> (AdviceList<'_>, AdviceList<'_>) {
        let (own, shown) = self.advice.split_at(self.own_advice);
        let list = |id, advice| AdviceList { id, advice, for_department: true };
        (list("fachbereich", own), list("vorgang", shown))
    }

    fn part<'a>(&self, field: &'a FieldView) -> Part<'a> {
        field.into()
    }
}

/// Until when the rest of an application is to come that was taken incomplete, and what it lacks beside papers.
fn incomplete(file: &CaseFile) -> Option<(String, Vec<Shortcoming>)> {
    let incomplete = file.case.incomplete.as_ref()?;
    let lacks = incomplete.shortcomings.iter().filter(|lack| !papers::has(file, lack));
    Some((german_day(incomplete.due_on), lacks.cloned().collect()))
}

/// What was typed to checks, or for a decision that is not to be made any more, is shown again where it can be sent.
fn type_again(file: &CaseFile, attempt: &mut Attempt) {
    if let (Some(Notice::Changed), Some((_, Intent::Check(posted)))) = (&attempt.notice, &attempt.intent) {
        attempt.check = typed_checks(file, posted);
    }
    if let Some(posted) = attempt.decision.take() {
        attempt.note = unsent(&file.form, &posted);
    }
}

/// Whether what somebody wanted is shown beside the new state: it was changed meanwhile, or what was to be planned is not
/// theirs to plan any more.
fn is_conflict(attempt: &Attempt, intent: &Intent) -> bool {
    match attempt.notice {
        Some(Notice::Changed) => true,
        Some(Notice::NotPossible | Notice::NotYours) => matches!(intent, Intent::Plan(_)),
        _ => false,
    }
}

/// Whether the case can be taken, and what else can be done with it, as the buttons say it.
fn offered(file: &CaseFile) -> (bool, Vec<(Step, String)>) {
    let (claim, others): (Vec<Step>, Vec<Step>) = file
        .steps
        .iter()
        .filter(|step| is_a_button(file, step))
        .cloned()
        .partition(|step| step.action() == CaseAction::Claim);
    let labelled = |step: Step| {
        let label = words::step(&step, step.outcome().map(|outcome| file.form.outcome_title(outcome)));
        (step, label)
    };
    (!claim.is_empty(), others.into_iter().map(labelled).collect())
}

/// Whether a step is a button of its own: where a letter belongs to the decision, the decision has its page.
fn is_a_button(file: &CaseFile, step: &Step) -> bool {
    let decides = matches!(step.action(), CaseAction::Decide | CaseAction::Sign | CaseAction::Return);
    !(decides && casework::is_written(&file.form))
}

/// Why somebody does not work on what they took down at the desk.
const TAKEN_DOWN: &str = "Sie haben diesen Antrag aufgenommen. Bearbeiten muss ihn eine andere Person.";

fn alert(notice: Notice) -> Option<Alert> {
    let title = match notice {
        Notice::TakenBy(name) => format!("Diesen Vorgang hat {name} übernommen."),
        Notice::Changed => "Der Vorgang wurde inzwischen geändert. Sie sehen den neuen Stand.".to_owned(),
        Notice::NotYours => "Das macht bei diesem Vorgang eine andere Person.".to_owned(),
        Notice::NotPossible => "Das geht im jetzigen Stand nicht.".to_owned(),
        Notice::NotWaiting => "Diesen Vorgang können Sie nicht übernehmen.".to_owned(),
        Notice::Own => "Das ist Ihr eigener Antrag. Ihn bearbeitet jemand anderes (§ 20 VwVfG).".to_owned(),
        Notice::TakenDown => TAKEN_DOWN.to_owned(),
        Notice::LetterWaits => decision::CLOSES_LATER.to_owned(),
        Notice::NoteText
        | Notice::ReferenceText
        | Notice::TagText
        | Notice::NoAccount
        | Notice::LinkNumber
        | Notice::PlanText
        | Notice::BiasText
        | Notice::LiftText => return None,
    };
    Some(Alert { announced: true, ..Alert::new(Level::Warning, title, &[]) })
}
