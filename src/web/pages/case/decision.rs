//! The decision on a case, as the case's page tells of it.

use crate::casework::{CaseFile, is_written};
use crate::clock::{german_day, german_time};
use crate::domain::{CaseAction, CaseEventKind, CaseState, Delivery, DeliveryStage, Outcome};
use crate::forms::display::euros_of;
use crate::forms::form::Form;
use crate::forms::view::FieldView;
use crate::web::urls;

use super::Attempt;
use super::letter_days::{DayForm, days};

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
    /// The days that can be noted now.
    pub days: Vec<DayForm>,
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
            days: decision.filter(|_| may).map(|decision| days(file, decision, attempt)).unwrap_or_default(),
        })
    }

    /// All questions, for the summary of what is wrong.
    pub(super) fn fields(&self) -> impl Iterator<Item = &FieldView> {
        self.days.iter().flat_map(|day| &day.fields)
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
        DeliveryStage::Posted if delivery.goes_abroad => "Zur Post gegeben, ins Ausland",
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
    told.extend(delivery.arrived_on.map(|day| ("Angekommen", german_day(day))));
    told.extend(delivery.counts_on.map(|day| ("Gilt als bekannt gegeben", german_day(day))));
    told.extend(delivery.remedy_ends_on().map(|day| ("Rechtsbehelf möglich bis", german_day(day))));
    told
}

/// Why a decided case cannot be closed.
pub(super) const CLOSES_LATER: &str = "Abschließen lässt sich der Vorgang erst, wenn der Bescheid abgerufen oder zur Post gegeben ist; bei einem Brief ins Ausland erst, wenn auch der Tag der Ankunft eingetragen ist.";

fn closes_later(file: &CaseFile) -> bool {
    let signed = file.decision.as_ref().and_then(|decision| decision.record.signed.as_ref());
    file.case.state == CaseState::Decided && signed.is_some_and(|signed| signed.delivery.is_open())
}

fn to_do(delivery: &Delivery, may: bool) -> Option<&'static str> {
    let waits_abroad = delivery.posted_on.is_some() && delivery.counts_on.is_none();
    match delivery.stage() {
        DeliveryStage::ToPost if may => {
            Some("Drucken Sie den Bescheid, geben Sie ihn zur Post, und tragen Sie hier den Tag ein.")
        }
        DeliveryStage::ToPost => {
            Some("Der Bescheid ist zu drucken und zur Post zu geben. Den Tag trägt ein, wer den Vorgang hat.")
        }
        DeliveryStage::Posted if waits_abroad => Some(
            "Der Bescheid ging ins Ausland. Dort zählt der Tag, an dem er nachweislich angekommen ist (§ 41 Abs. 2 VwVfG).",
        ),
        _ => None,
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
            let hash = Some(detail).filter(|hash| !hash.is_empty());
            return ("Bescheid festgehalten".to_owned(), hash.map(|hash| format!("Prüfsumme: {hash}")));
        }
        CaseEventKind::RetrievalAllowed => "Zugestimmt: Bescheid im Internet abrufen".to_owned(),
        CaseEventKind::RetrievalDeclined => "Gewünscht: Bescheid mit der Post".to_owned(),
        CaseEventKind::LetterProvided => "Bescheid zum Abruf bereitgestellt".to_owned(),
        CaseEventKind::LetterFetched => {
            format!("Bescheid abgerufen; gilt als bekannt gegeben am {}", day(detail))
        }
        CaseEventKind::ProvisionEnded => "Bescheid nicht abgerufen: Er geht mit der Post".to_owned(),
        CaseEventKind::LetterPosted => posted(detail),
        CaseEventKind::PostingCorrected => corrected(detail),
        CaseEventKind::LetterArrived => {
            format!("Bescheid angekommen und damit bekannt gegeben am {}", day(detail))
        }
        CaseEventKind::LetterReturned => came_back(&day(detail)),
        CaseEventKind::LetterLate => format!("Bescheid später angekommen: am {}", day(detail)),
        _ => return paid(kind, detail),
    };
    (what, None)
}

fn came_back(posted_on: &str) -> String {
    format!("Bescheid kam zurück oder nie an (zur Post gegeben am {posted_on}): Er geht noch einmal zur Post")
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
/// When the letter was posted, and since when it counts.
fn posted(detail: &str) -> String {
    let day = |text: &str| text.parse().map(german_day).unwrap_or_default();
    match detail.split_once(' ') {
        Some((posted, counts)) => {
            format!(
                "Bescheid zur Post gegeben am {}; gilt als bekannt gegeben am {}",
                day(posted),
                day(counts)
            )
        }
        None => format!("Bescheid ins Ausland zur Post gegeben am {}", day(detail)),
    }
}

/// What was wrong of the day of posting, and what is right.
fn corrected(detail: &str) -> String {
    let days: Vec<String> =
        detail.split(' ').map(|day| day.parse().map(german_day).unwrap_or_default()).collect();
    let day = |place: usize| days.get(place).map_or("", String::as_str);
    let counts = match days.get(2) {
        Some(counts) => format!("gilt als bekannt gegeben am {counts}"),
        None => "ging ins Ausland".to_owned(),
    };
    if day(0) == day(1) {
        return format!("Ankunft oder Anschrift berichtigt, zur Post gegeben am {}; {counts}", day(0));
    }
    format!("Tag der Absendung berichtigt: nicht {}, sondern {}; {counts}", day(0), day(1))
}
