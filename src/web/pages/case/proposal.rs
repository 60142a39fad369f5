//! What is proposed to a committee, on the page of a case.

use super::Attempt;
use crate::casework::CaseFile;
use crate::casework::proposal::{ProposalFile, ProposalMistake};
use crate::clock::german_time;
use crate::domain::{MAX_PANEL, MAX_SHORT_REASON, Path, Proposal};
use crate::forms::display::{euros_of, plain};
use crate::forms::view::{Control, FieldView};

/// How much.
pub(super) const AMOUNT: &str = "vorschlag";
/// Why.
pub(super) const REASON: &str = "kurzbegruendung";
/// What a panel recommended.
pub(super) const PANEL: &str = "gremium";

/// What was typed to be proposed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct ProposalPost {
    /// How much.
    pub amount: String,
    /// Why.
    pub reason: String,
    /// What a panel recommended.
    pub panel: String,
    /// What is wrong.
    pub mistakes: Vec<ProposalMistake>,
}

/// The proposal.
#[derive(Debug)]
pub struct ProposalView {
    /// The committee.
    pub committee: String,
    /// What was asked for.
    pub asked: Option<String>,
    /// What is saved.
    pub said: Vec<(&'static str, String)>,
    /// By whom and when.
    pub saved: Option<String>,
    /// The applicant answered since.
    pub is_before_answer: bool,
    /// The applicant asks for less since.
    pub is_too_high: bool,
    /// The questions; none for who may not change it.
    pub fields: Vec<FieldView>,
}

impl ProposalView {
    /// The view, if the form has a committee; after an attempt with what was typed and what is wrong.
    pub fn new(file: &CaseFile, attempt: &Attempt) -> Option<Self> {
        let found = file.proposal.as_ref()?;
        let saved = found.saved.as_ref();
        let fields = if found.may_propose { fields(found, attempt.proposal.as_ref()) } else { Vec::new() };
        Some(Self {
            committee: found.committee.clone(),
            asked: found.asked.map(euros_of),
            is_too_high: saved.zip(found.asked).is_some_and(|((what, ..), asked)| what.amount > asked),
            is_before_answer: found.is_before_answer,
            said: saved.filter(|_| !found.may_propose).map(|(what, ..)| said(what)).unwrap_or_default(),
            saved: saved.map(|(_, by, at)| format!("Gespeichert: {}, {by}", german_time(*at))),
            fields,
        })
    }
}

fn said(what: &Proposal) -> Vec<(&'static str, String)> {
    let panel =
        Some(("Empfehlung des Auswahlgremiums", what.panel.clone())).filter(|(_, text)| !text.is_empty());
    let all = [("Vorschlag", euros_of(what.amount)), ("Kurze Begründung", what.reason.clone())];
    all.into_iter().chain(panel).collect()
}

/// What is saved, in words.
pub fn stored(file: &CaseFile) -> Option<String> {
    let (what, ..) = file.proposal.as_ref()?.saved.as_ref()?;
    Some(in_words(&euros_of(what.amount), &what.reason, &what.panel))
}

/// A proposal in one line.
pub(super) fn in_words(amount: &str, reason: &str, panel: &str) -> String {
    let texts = [amount, reason, panel].into_iter().map(str::trim).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("; ")
}

/// The event in words.
pub(super) fn told(detail: &str) -> (String, Option<String>) {
    let amount = detail.parse().ok().map(|cents| format!(": {}", euros_of(cents)));
    (format!("Vorschlag für den Ausschuss gespeichert{}", amount.unwrap_or_default()), None)
}

/// What the fields begin with: what was typed, or what is saved, or what is proposed first.
fn shown(found: &ProposalFile, post: Option<&ProposalPost>) -> ProposalPost {
    let euros = |cents| plain(rust_decimal::Decimal::new(cents, 2), 2);
    match (post, &found.saved) {
        (Some(post), _) => post.clone(),
        (None, Some((what, ..))) => ProposalPost {
            amount: euros(what.amount),
            reason: what.reason.clone(),
            panel: what.panel.clone(),
            mistakes: Vec::new(),
        },
        (None, None) => {
            ProposalPost { amount: found.first.map(euros).unwrap_or_default(), ..ProposalPost::default() }
        }
    }
}

fn fields(found: &ProposalFile, post: Option<&ProposalPost>) -> Vec<FieldView> {
    let shown = shown(found, post);
    let mut amount = line(AMOUNT, "Vorschlag", "decimal", (None, Some(12)), Some("€".to_owned()));
    amount.hint = Some("0, wenn nichts bewilligt werden soll.".to_owned());
    amount.value = shown.amount;
    let control = Control::Lines { max_length: u64::try_from(MAX_SHORT_REASON).ok() };
    let mut reason = FieldView::new(Path::root().key(REASON), "Kurze Begründung", control);
    reason.hint = Some(
        "Kann in öffentlichen Unterlagen stehen: keine Adressen, Bankdaten, Geburtsdaten und nichts anderes Privates."
            .to_owned(),
    );
    reason.value = shown.reason;
    let mut panel = line(PANEL, "Empfehlung des Auswahlgremiums", "text", (Some(MAX_PANEL), Some(34)), None);
    panel.hint = Some("Zum Beispiel: empfohlen mit 4.000 €, Sitzung am 12.01.2026.".to_owned());
    panel.optional = true;
    panel.value = shown.panel;
    for mistake in shown.mistakes {
        let field = match mistake {
            ProposalMistake::Reason | ProposalMistake::ReasonLength => &mut reason,
            ProposalMistake::PanelLength => &mut panel,
            _ => &mut amount,
        };
        field.error.get_or_insert(message(mistake));
    }
    vec![amount, reason, panel]
}

fn message(mistake: ProposalMistake) -> String {
    match mistake {
        ProposalMistake::Amount => "Geben Sie den Vorschlag in Euro ein, zum Beispiel 4.000,00.".to_owned(),
        ProposalMistake::MoreThanAsked(asked) => {
            format!("Beantragt sind {}. Schlagen Sie höchstens so viel vor.", euros_of(asked))
        }
        ProposalMistake::AmountBounds => "Der Vorschlag darf nicht unglaubhaft hoch sein.".to_owned(),
        ProposalMistake::Reason => "Schreiben Sie eine kurze Begründung.".to_owned(),
        ProposalMistake::ReasonLength => {
            format!("Die Begründung darf höchstens {MAX_SHORT_REASON} Zeichen lang sein.")
        }
        ProposalMistake::PanelLength => {
            format!("Die Empfehlung darf höchstens {MAX_PANEL} Zeichen lang sein.")
        }
    }
}

fn line(
    name: &'static str,
    label: &str,
    input_mode: &'static str,
    (most, width): (Option<usize>, Option<u64>),
    unit: Option<String>,
) -> FieldView {
    let max_length = most.and_then(|most| u64::try_from(most).ok());
    let control = Control::Line { input_type: "text", input_mode, max_length, width, unit };
    FieldView::new(Path::root().key(name), label, control)
}
