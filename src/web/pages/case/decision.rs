//! The decision on a case, as the case's page tells of it.

use crate::casework::{CaseFile, is_written};
use crate::clock::{german_day, german_time};
use crate::domain::{CaseAction, CaseEventKind, CaseState, Delivery, DeliveryStage, Outcome, Path};
use crate::forms::display::euros_of;
use crate::forms::form::Form;
use crate::forms::view::{Control, FieldView};
use crate::store::decisions::SignedDecision;
use crate::web::urls;

use super::Attempt;

/// What the page of a case says about its decision.
#[derive(Debug)]
pub struct DecisionView {
    /// What can be done on the page of the decision: its address, and what the button says.
    pub task: Option<(String, &'static str)>,
    /// What is proposed or decided, by label.
    pub facts: Vec<(&'static str, String)>,
    /// Where the letter is, once it is put down.
    pub letter: Option<String>,
    /// How far it is on its way, by label.
    pub delivery: Vec<(&'static str, String)>,
    /// What has to be done about it, in words.
    pub to_do: Option<&'static str>,
    /// Why the case cannot be closed yet.
    pub closes_later: Option<&'static str>,
    /// The day of posting, or of a later arrival: where it is posted to, what it is, and the field.
    pub day: Option<DayForm>,
}

/// Asks for a day.
#[derive(Debug)]
pub struct DayForm {
    /// Where it is posted to.
    pub action: String,
    /// What it tells: `post`, or `spaeter`.
    pub what: &'static str,
    /// The field.
    pub field: FieldView,
    /// What the button says.
    pub label: &'static str,
}

impl DecisionView {
    /// The decision on a case; nothing where it is not written here, and nothing is stored.
    pub(super) fn new(file: &CaseFile, attempt: &Attempt) -> Option<Self> {
        let decision = file.decision.as_ref();
        if !is_written(&file.form) {
            return None;
        }
        let task = task(file).map(|label| (urls::decision(file.case.id), label));
        // One that was sent back stands on the page of the decision, to be written anew.
        let is_open = matches!(file.case.state, CaseState::AwaitingSignature);
        let known = decision.filter(|decision| is_open || decision.record.signed.is_some());
        if task.is_none() && known.is_none() {
            return None;
        }
        let mut facts = Vec::new();
        if let Some(decision) = known {
            let what = &decision.record.what;
            facts.push(("Entscheidung", file.form.outcome_title(&what.outcome).to_owned()));
            facts.extend(what.amount.map(|cents| ("Betrag", euros_of(cents))));
            let (_, at) = decision.record.proposed;
            facts.push(("Geschrieben", format!("{}, {}", german_time(at), decision.proposed_by)));
            let signed = decision.record.signed.as_ref().zip(decision.signed_by.as_ref());
            facts.extend(signed.map(|(it, name)| ("Entschieden", format!("{}, {name}", german_time(it.at)))));
        }
        let signed = decision.and_then(|decision| decision.record.signed.as_ref());
        let may = decision.is_some_and(|decision| decision.may_note);
        Some(Self {
            task,
            facts,
            letter: signed.map(|_| urls::decision_letter(file.case.id)),
            delivery: signed.map(|signed| delivery(&signed.delivery)).unwrap_or_default(),
            to_do: signed.and_then(|signed| to_do(&signed.delivery, may)),
            closes_later: signed.filter(|_| closes_later(file)).map(|_| CLOSES_LATER),
            day: signed.filter(|_| may).and_then(|signed| DayForm::new(file, signed, attempt)),
        })
    }
}

/// What the button to the page of the decision says.
fn task(file: &CaseFile) -> Option<&'static str> {
    let may = |action| file.steps.iter().any(|step| step.action() == action);
    let was_sent_back = file.decision.is_some();
    match file.case.state {
        CaseState::InProgress if may(CaseAction::Decide) && was_sent_back => {
            Some("Entscheidung überarbeiten")
        }
        CaseState::InProgress if may(CaseAction::Decide) => Some("Entscheidung schreiben"),
        CaseState::AwaitingSignature if may(CaseAction::Sign) => Some("Ansehen und mitzeichnen"),
        CaseState::AwaitingSignature => Some("Vorschlag ansehen"),
        _ => None,
    }
}

fn delivery(delivery: &Delivery) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    let stage = match delivery.stage() {
        DeliveryStage::ToFetch => "Zum Abruf bereitgestellt",
        DeliveryStage::Fetched => "Abgerufen",
        DeliveryStage::ToPost if delivery.ended_at.is_some() => "Nicht abgerufen; geht mit der Post",
        DeliveryStage::ToPost => "Geht mit der Post",
        DeliveryStage::Posted => "Zur Post gegeben",
    };
    told.push(("Bescheid", stage.to_owned()));
    told.extend(delivery.provided_at.map(|at| ("Bereitgestellt", german_time(at))));
    told.extend(delivery.notified_at.map(|at| ("Benachrichtigt", german_time(at))));
    let waits = delivery.stage() == DeliveryStage::ToFetch;
    told.extend(delivery.fetch_by.filter(|_| waits).map(|day| ("Abruf möglich bis", german_day(day))));
    told.extend(delivery.fetched_at.map(|at| ("Abgerufen", german_time(at))));
    told.extend(delivery.ended_at.map(|at| ("Bereitstellung beendet", german_time(at))));
    told.extend(delivery.posted_on.map(|day| ("Zur Post gegeben", german_day(day))));
    told.extend(delivery.counts_on.map(|day| ("Gilt als bekannt gegeben", german_day(day))));
    told.extend(delivery.remedy_ends_on().map(|day| ("Rechtsbehelf möglich bis", german_day(day))));
    told
}

/// Why a decided case cannot be closed.
pub(super) const CLOSES_LATER: &str =
    "Abschließen lässt sich der Vorgang erst, wenn der Bescheid abgerufen oder zur Post gegeben ist.";

fn closes_later(file: &CaseFile) -> bool {
    let signed = file.decision.as_ref().and_then(|decision| decision.record.signed.as_ref());
    let waits = |stage| matches!(stage, DeliveryStage::ToFetch | DeliveryStage::ToPost);
    file.case.state == CaseState::Decided && signed.is_some_and(|signed| waits(signed.delivery.stage()))
}

fn to_do(delivery: &Delivery, may: bool) -> Option<&'static str> {
    if delivery.stage() != DeliveryStage::ToPost {
        return None;
    }
    Some(if may {
        "Drucken Sie den Bescheid, geben Sie ihn zur Post, und tragen Sie hier den Tag ein."
    } else {
        "Der Bescheid ist zu drucken und zur Post zu geben. Den Tag trägt ein, wer den Vorgang hat."
    })
}

impl DayForm {
    fn new(file: &CaseFile, signed: &SignedDecision, attempt: &Attempt) -> Option<Self> {
        let (what, title, label) = match signed.delivery.stage() {
            DeliveryStage::ToPost => {
                ("post", "Wann haben Sie den Bescheid zur Post gegeben?", "Tag eintragen")
            }
            DeliveryStage::Posted => (
                "spaeter",
                "Ist der Bescheid später angekommen? Dann zählt dieser Tag.",
                "Späteren Tag eintragen",
            ),
            _ => return None,
        };
        let typed = attempt.posted_on.clone();
        let is_wrong = typed.is_some() && attempt.notice == Some(super::Notice::NoteText);
        let [day, month, year] = typed.unwrap_or_default();
        let control = Control::Date { day, month, year, wrong: [is_wrong; 3] };
        let mut field = FieldView::new(Path::root().key("tag"), title, control);
        if is_wrong {
            let error = match what {
                "post" => "Geben Sie einen Tag ein: frühestens den der Entscheidung, spätestens heute.",
                _ => "Geben Sie einen Tag nach dem ein, der jetzt zählt, und spätestens heute.",
            };
            field.error = Some(error.to_owned());
        }
        Some(Self { action: format!("{}/post", urls::decision_letter(file.case.id)), what, field, label })
    }
}

/// An event of a decision in words, and the text that belongs to it.
pub(super) fn told(form: &Form, kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let day = |text: &str| text.parse().map(german_day).unwrap_or_default();
    let what = match kind {
        CaseEventKind::DecisionWritten => {
            let (outcome, amount) = detail.split_once(' ').map_or((detail, None), |(o, a)| (o, Some(a)));
            if detail.is_empty() {
                return ("Entscheidung geschrieben".to_owned(), None);
            }
            let title = form.outcome_title(&Outcome(outcome.to_owned())).to_owned();
            let amount = amount.and_then(|cents| cents.parse().ok()).map(euros_of);
            format!(
                "Entscheidung geschrieben: {}",
                [Some(title), amount].into_iter().flatten().collect::<Vec<_>>().join(", ")
            )
        }
        CaseEventKind::LetterFrozen => {
            return ("Bescheid festgehalten".to_owned(), Some(format!("Prüfsumme: {detail}")));
        }
        CaseEventKind::RetrievalAllowed => "Zugestimmt: Bescheid im Internet abrufen".to_owned(),
        CaseEventKind::RetrievalDeclined => "Gewünscht: Bescheid mit der Post".to_owned(),
        CaseEventKind::LetterProvided => "Bescheid zum Abruf bereitgestellt".to_owned(),
        CaseEventKind::LetterFetched => {
            format!("Bescheid abgerufen; gilt als bekannt gegeben am {}", day(detail))
        }
        CaseEventKind::ProvisionEnded => "Bescheid nicht abgerufen: Er geht mit der Post".to_owned(),
        CaseEventKind::LetterPosted => {
            let (posted, counts) = detail.split_once(' ').unwrap_or((detail, ""));
            format!(
                "Bescheid zur Post gegeben am {}; gilt als bekannt gegeben am {}",
                day(posted),
                day(counts)
            )
        }
        CaseEventKind::LetterLate => format!("Bescheid später angekommen: am {}", day(detail)),
        _ => return paid(kind, detail),
    };
    (what, None)
}

/// What happened to the payment of what was granted.
fn paid(kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    match kind {
        CaseEventKind::PaymentOrdered => {
            let (list, cents) = detail.split_once(' ').unwrap_or((detail, ""));
            let amount = cents.parse().map(|cents| format!(", {}", euros_of(cents))).unwrap_or_default();
            (format!("Zur Zahlung angewiesen: Liste {list}{amount}"), None)
        }
        CaseEventKind::PaymentReturned => {
            let (list, reason) = detail.split_once('\n').unwrap_or((detail, ""));
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            (format!("Zahlung kam zurück: Liste {list}"), reason)
        }
        CaseEventKind::PaymentStopped => {
            ("Auszahlung gesperrt".to_owned(), (!detail.is_empty()).then(|| detail.to_owned()))
        }
        CaseEventKind::PaymentLifted => ("Sperre der Auszahlung aufgehoben".to_owned(), None),
        _ => (String::new(), None),
    }
}
