//! Deciding a case: what is decided and why, the letter as it will be, the second signature.

pub mod handler;
pub mod letter;
mod typed;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{self, Deciding, DecisionTask};
use crate::domain::{DeliveryWay, FrozenLetter, MAX_CONDITION, MAX_CONDITIONS, MAX_REASONS, Path};
use crate::forms::definition::Conditions;
use crate::forms::display::{euros_of, words as in_words};
use crate::forms::view::{Control, Element, FieldView, OptionView};
use crate::store::decisions::NewDecision;
use crate::web::components::Level;
use crate::web::components::Part;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::paragraphs::Bullets;
use crate::web::layout::StaffChrome;
use crate::web::pages::case::check;
use crate::web::pages::case::conflict::Seen;
use crate::web::pages::staff_chrome;
use crate::web::{urls, words};

use letter::LetterView;
use typed::Typed;
pub(in crate::web::pages) use typed::unsent;

/// The names of the controls.
const OUTCOME: &str = "ergebnis";
const AMOUNT: &str = "betrag";
const CONDITIONS: &str = "auflagen";
const CODES: &str = "gruende";
const REASONS: &str = "begruendung";
const NOTE: &str = "vermerk";

/// The letter before it is decided, and what names it.
#[derive(Debug)]
struct Preview {
    letter: LetterView,
    hash: String,
    /// A colleague signs it.
    signed_twice: bool,
}

/// What was proposed, as who signs reads it.
#[derive(Debug)]
struct Proposal {
    by: String,
    at: String,
    outcome: String,
    amount: Option<String>,
    conditions: Vec<String>,
    reasons: Vec<String>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/decide/decide.html")]
struct DecidePage {
    chrome: StaffChrome,
    alert: Option<Alert>,
    /// What is proposed cannot be signed any more.
    is_outdated: bool,
    errors: ErrorSummary,
    applicant: String,
    service: String,
    action: String,
    back: String,
    seen: Seen,
    task: DecisionTask,
    way: DeliveryWay,
    /// Why the checks are not the last word yet, and where they are, if so.
    unfinished: Option<(&'static str, String)>,
    /// What is proposed to a committee.
    committee: Option<String>,
    /// Who wrote what stands in the fields, and when.
    taken_up: Option<String>,
    fields: Vec<FieldView>,
    proposal: Option<Proposal>,
    preview: Option<Preview>,
    note: FieldView,
}

/// What a page shows besides the case.
#[derive(Default)]
struct Shown {
    alert: Option<Alert>,
    preview: Option<Preview>,
    note: Option<(String, &'static str)>,
}

impl DecidePage {
    fn new(person: &SignedIn, deciding: &Deciding, typed: &Typed, shown: Shown) -> Self {
        let (file, case) = (&deciding.file, &deciding.file.case);
        let fields = if deciding.task == DecisionTask::Write { fields(deciding, typed) } else { Vec::new() };
        let note = note_field(shown.note.as_ref());
        let elements = fields.iter().chain([&note]).cloned().map(Element::Field).collect::<Vec<_>>();
        let errors = ErrorSummary::of(&elements);
        let is_outdated = is_outdated(deciding);
        let title = match deciding.task {
            DecisionTask::Write => "Entscheidung",
            DecisionTask::Sign => "Entscheidung mitzeichnen",
            DecisionTask::Wait => "Vorgeschlagene Entscheidung",
        };
        Self {
            chrome: staff_chrome(person, title)
                .crumb("Postkorb", urls::INBOX)
                .crumb(case.receipt_number.to_string(), urls::case(case.id))
                .here(title)
                .with_errors(!errors.is_empty()),
            alert: shown.alert.or_else(|| is_outdated.then(outdated)),
            is_outdated,
            errors,
            applicant: words::applicant(&case.applicant_name),
            service: file.form.file.title.clone(),
            action: urls::decision(case.id),
            back: urls::case(case.id),
            seen: Seen { revision: case.revision, entries: file.history.len() },
            task: deciding.task,
            way: deciding.way,
            unfinished: check::unfinished_of(file)
                .filter(|_| deciding.task != DecisionTask::Wait)
                .map(|why| (why, format!("{}#antrag", urls::case(case.id)))),
            committee: crate::web::pages::case::stored_proposal(file),
            taken_up: taken_up(deciding),
            fields,
            proposal: proposal(deciding),
            preview: shown.preview,
            note,
        }
    }

    fn part<'a>(&self, field: &'a FieldView) -> Part<'a> {
        field.into()
    }
}

/// Whether what is proposed cannot be decided any more.
fn is_outdated(deciding: &Deciding) -> bool {
    let proposal = deciding.file.decision.as_ref().filter(|_| deciding.task == DecisionTask::Sign);
    let of = (&*deciding.file.form, &deciding.file.answers);
    proposal.is_some_and(|proposal| !casework::judge(of, &proposal.record.what).is_empty())
}

fn outdated() -> Alert {
    let title = "Seit dem Vorschlag hat sich geändert, was für die Entscheidung gilt.";
    Alert::new(
        Level::Warning,
        title,
        &["So lässt er sich nicht mitzeichnen. Geben Sie ihn zurück, damit er überarbeitet wird."],
    )
}

impl Preview {
    fn of(letter: &FrozenLetter, signed_twice: bool) -> Option<Self> {
        let view = LetterView::new(letter.letter()?);
        Some(Self { letter: view, hash: letter.hash().to_owned(), signed_twice })
    }
}

/// Whose proposal the fields begin with: nobody takes the words of somebody else for their own.
fn taken_up(deciding: &Deciding) -> Option<String> {
    let decision = deciding.file.decision.as_ref().filter(|_| deciding.task == DecisionTask::Write)?;
    let at = crate::clock::german_time(decision.record.proposed.1);
    Some(format!("Unten steht zuerst der Vorschlag von {}, {at}.", decision.proposed_by))
}

fn proposal(deciding: &Deciding) -> Option<Proposal> {
    let decision = deciding.file.decision.as_ref().filter(|_| deciding.task != DecisionTask::Write)?;
    let (form, what) = (&deciding.file.form, &decision.record.what);
    let codes = what.reason_codes.iter();
    let sentences = codes.filter_map(|code| form.file.decision.reason_codes.get(code).cloned());
    let written = what.content.reasons.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned);
    Some(Proposal {
        by: decision.proposed_by.clone(),
        at: crate::clock::german_time(decision.record.proposed.1),
        outcome: form.outcome_title(&what.outcome).to_owned(),
        amount: what.amount.map(euros_of),
        conditions: what.content.conditions.clone(),
        reasons: sentences.chain(written).collect(),
    })
}

/// The letter as whoever looks at it would sign it; with a second signature, as the colleague would.
fn preview(deciding: &Deciding, what: &NewDecision, twice: bool, at: &handler::Here<'_>) -> Option<Preview> {
    let file = &deciding.file;
    let name = if twice { "(Name der Person, die mitzeichnet)" } else { deciding.name.as_str() };
    let who = (name, at.city);
    let letter = casework::compose(&file.case, (&file.form, &file.answers), what, who, at.now)?;
    Preview::of(&letter, twice)
}

fn fields(deciding: &Deciding, typed: &Typed) -> Vec<FieldView> {
    let decision = &deciding.file.form.file.decision;
    let mut fields = vec![outcome_field(deciding, typed)];
    if decision.outcomes.values().any(|words| words.amount.is_some()) {
        fields.push(amount_field(deciding, typed));
    }
    if !decision.reason_codes.is_empty() {
        fields.push(codes_field(deciding, typed));
    }
    fields.push(reasons_field(deciding, typed));
    if decision.outcomes.values().any(|words| words.conditions != Conditions::None) {
        fields.push(conditions_field(deciding, typed));
    }
    fields
}

/// The titles of the outcomes of which something holds, for a hint.
fn titles_of(deciding: &Deciding, holds: impl Fn(&crate::forms::definition::OutcomeWords) -> bool) -> String {
    let outcomes = deciding.file.form.file.decision.outcomes.values();
    let titles: Vec<&str> = outcomes.filter(|words| holds(words)).map(|words| words.title.as_str()).collect();
    titles.join(", ")
}

fn outcome_field(deciding: &Deciding, typed: &Typed) -> FieldView {
    let outcomes = deciding.file.form.file.decision.outcomes();
    let options = outcomes.iter().map(|(outcome, title)| OptionView {
        value: outcome.0.clone(),
        label: (*title).to_owned(),
        hint: None,
        selected: typed.outcome == outcome.0,
    });
    let control = Control::Radios(options.collect());
    let mut field = FieldView::new(Path::root().key(OUTCOME), "Wie entscheiden Sie?", control);
    field.value.clone_from(&typed.outcome);
    field.error.clone_from(&typed.outcome_error);
    field
}

fn amount_field(deciding: &Deciding, typed: &Typed) -> FieldView {
    let (form, answers) = (&deciding.file.form, &deciding.file.answers);
    let control = Control::Line {
        input_type: "text",
        input_mode: "decimal",
        max_length: None,
        width: Some(12),
        unit: Some("€".to_owned()),
    };
    let mut field = FieldView::new(Path::root().key(AMOUNT), "Betrag", control);
    let rules = form.file.decision.outcomes.values().filter_map(|words| words.amount.as_ref());
    let told = rules.flat_map(|rule| rule.from.iter().chain(&rule.most)).filter_map(|path| {
        let node = form.root.find(path)?;
        let value = in_words(&form.language, node, answers.at(path)?).join(", ");
        Some(format!("{}: {value}.", node.title.as_deref().unwrap_or("Grundlage")))
    });
    let mut told: Vec<String> = told.collect();
    told.dedup();
    let check = deciding.file.check.as_ref().filter(|check| check.counts());
    let accepted = check.and_then(|check| check.accepted.amount);
    told.extend(accepted.map(|cents| format!("Nach der Prüfung anerkannt: {}.", euros_of(cents))));
    told.push(format!("Nur bei: {}.", titles_of(deciding, |words| words.amount.is_some())));
    field.hint = Some(told.join(" "));
    field.value.clone_from(&typed.amount);
    field.error.clone_from(&typed.amount_error);
    field
}

fn codes_field(deciding: &Deciding, typed: &Typed) -> FieldView {
    let codes = deciding.file.form.file.decision.reason_codes.iter();
    let options = codes.map(|(code, sentence)| OptionView {
        value: code.clone(),
        label: sentence.clone(),
        hint: None,
        selected: typed.codes.contains(code),
    });
    let control = Control::CheckBoxes(options.collect());
    let mut field = FieldView::new(Path::root().key(CODES), "Gründe aus der Liste", control);
    field.hint = Some("Jeder Grund steht als Satz im Bescheid.".to_owned());
    field.optional = true;
    field
}

fn reasons_field(deciding: &Deciding, typed: &Typed) -> FieldView {
    let control = Control::Lines { max_length: u64::try_from(MAX_REASONS).ok() };
    let mut field = FieldView::new(Path::root().key(REASONS), "Begründung in eigenen Worten", control);
    let decision = &deciding.file.form.file.decision;
    let needed = titles_of(deciding, |words| words.reasons || words.conditions == Conditions::Required);
    let needed = if needed.is_empty() {
        String::new()
    } else {
        let may_bind = titles_of(deciding, |words| words.conditions == Conditions::Possible);
        let bound = if may_bind.is_empty() { "" } else { ", wenn es Auflagen gibt" };
        let is_less = decision.for_less().is_some();
        let less = if is_less { ", und wenn der Betrag kleiner ist als beantragt" } else { "" };
        format!(" Nötig, wenn oben kein Grund markiert ist, bei: {needed}{bound}{less} (§ 39 VwVfG).")
    };
    field.hint = Some(format!("Steht so im Bescheid, nach den Gründen aus der Liste.{needed}"));
    field.optional = true;
    field.value.clone_from(&typed.reasons);
    field.error.clone_from(&typed.reasons_error);
    field
}

fn conditions_field(deciding: &Deciding, typed: &Typed) -> FieldView {
    let most = (MAX_CONDITION + 1) * MAX_CONDITIONS;
    let control = Control::Lines { max_length: u64::try_from(most).ok() };
    let mut field = FieldView::new(Path::root().key(CONDITIONS), "Auflagen", control);
    let possible = titles_of(deciding, |words| words.conditions != Conditions::None);
    field.hint = Some(format!("Eine Auflage je Zeile. Nur bei: {possible}."));
    field.optional = true;
    field.value.clone_from(&typed.conditions);
    field.error.clone_from(&typed.conditions_error);
    field
}

fn note_field(typed: Option<&(String, &'static str)>) -> FieldView {
    let control = Control::Lines { max_length: u64::try_from(casework::MAX_NOTE).ok() };
    let mut field = FieldView::new(Path::root().key(NOTE), "Warum geben Sie den Vorschlag zurück?", control);
    field.hint = Some("Nur für den Fachbereich sichtbar.".to_owned());
    if let Some((text, error)) = typed {
        field.value.clone_from(text);
        field.error = Some((*error).to_owned());
    }
    field
}
