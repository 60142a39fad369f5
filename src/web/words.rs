//! Words for what the code names in English: those that citizens read in the language of the page, those of staff
//! in German.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::clock::german_day;
use crate::domain::{CaseAction, CaseState, Channel, PublicState, Role, Step};
use crate::forms::availability::Standing;
use crate::forms::definition::SubmissionKind;
use crate::texts::de;
use crate::web::language::{self, t};

/// What people make: „Antrag“.
pub fn noun(kind: SubmissionKind) -> Cow<'static, str> {
    match kind {
        SubmissionKind::Application => t("Antrag"),
        SubmissionKind::Notice => t("Anzeige"),
        SubmissionKind::Report => t("Meldung"),
        SubmissionKind::Statement => Cow::Borrowed("Stellungnahme"),
        SubmissionKind::Record => Cow::Borrowed("Vermerk"),
    }
}

/// The noun with its article, in the accusative: „den Antrag“.
pub fn noun_as_object(kind: SubmissionKind) -> Cow<'static, str> {
    match kind {
        SubmissionKind::Application => t("den Antrag"),
        SubmissionKind::Notice => t("die Anzeige"),
        SubmissionKind::Report => t("die Meldung"),
        SubmissionKind::Statement => Cow::Borrowed("die Stellungnahme"),
        SubmissionKind::Record => Cow::Borrowed("den Vermerk"),
    }
}

/// The noun that belongs to the reader: „Ihr Antrag“.
pub fn your_noun(kind: SubmissionKind) -> Cow<'static, str> {
    match kind {
        SubmissionKind::Application => t("Ihr Antrag"),
        SubmissionKind::Notice => t("Ihre Anzeige"),
        SubmissionKind::Report => t("Ihre Meldung"),
        SubmissionKind::Statement => Cow::Borrowed("Ihre Stellungnahme"),
        SubmissionKind::Record => Cow::Borrowed("Ihr Vermerk"),
    }
}

/// Whose application it is; some forms may be sent without a name.
pub fn applicant(name: &str) -> String {
    if name.is_empty() { "Ohne Namen".to_owned() } else { name.to_owned() }
}

/// A case's state.
pub fn state(state: CaseState) -> &'static str {
    match state {
        CaseState::Received => "Neu",
        CaseState::InProgress => "In Bearbeitung",
        CaseState::AwaitingApplicant => "Wartet auf Antwort",
        CaseState::AwaitingThirdParty => "Wartet auf andere Stelle",
        CaseState::AwaitingSignature => "Wartet auf Mitzeichnung",
        CaseState::Decided => "Entschieden",
        CaseState::Withdrawn => "Zurückgenommen",
        CaseState::Transferred => "Abgegeben",
        CaseState::Closed => "Abgeschlossen",
    }
}

/// A case's state, and of one that is decided, or proposed to be, how: in the words of its form.
pub fn state_and_outcome(at: CaseState, outcome: Option<&str>) -> String {
    match (at, outcome) {
        (CaseState::Decided, Some(outcome)) => outcome.to_owned(),
        (CaseState::AwaitingSignature, Some(outcome)) => format!("{}: {outcome}", state(at)),
        _ => state(at).to_owned(),
    }
}

/// What the button of a step says, with the outcome in the words of its form.
pub fn step(step: &Step, outcome: Option<&str>) -> String {
    match (step.to(), outcome) {
        (CaseState::AwaitingSignature, Some(outcome)) => format!("Zur Mitzeichnung vorlegen: {outcome}"),
        (_, Some(outcome)) => format!("{}: {outcome}", action(step.action())),
        (_, None) => action(step.action()).to_owned(),
    }
}

/// Where an application stands, for whoever sent it.
pub fn public_state(state: PublicState) -> &'static str {
    match state {
        PublicState::Received => de("Eingegangen"),
        PublicState::Processing => de("In Bearbeitung"),
        PublicState::ActionRequired => de("Wartet auf Ihre Antwort"),
        PublicState::Completed => de("Abgeschlossen"),
    }
}

/// What the button of an action says.
pub fn action(action: CaseAction) -> &'static str {
    match action {
        CaseAction::Claim => "Übernehmen",
        CaseAction::Release => "In den Postkorb zurücklegen",
        CaseAction::Await => "Auf Antwort warten",
        CaseAction::AwaitThirdParty => "Auf andere Stelle warten",
        CaseAction::Resume => "Weiter bearbeiten",
        CaseAction::Decide => "Entscheiden",
        CaseAction::Sign => "Mitzeichnen",
        CaseAction::Return => "Vorschlag zurückgeben",
        CaseAction::Withdraw => "Rücknahme vermerken",
        CaseAction::Transfer => "Abgabe vermerken",
        CaseAction::Close => "Abschließen",
    }
}

/// When a case is due, seen from today.
pub fn due(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => "heute fällig".to_owned(),
        1 => "seit einem Tag überfällig".to_owned(),
        days if days > 1 => format!("seit {days} Tagen überfällig"),
        _ => format!("fällig am {}", german_day(day)),
    }
}

/// Why a service cannot be begun, in two lines: what is the matter, and until or since when. Nothing where it can.
pub fn not_open(standing: Standing) -> Option<(Cow<'static, str>, Option<String>)> {
    let with_day = |german: &str, day| Some(language::fill(german, &[("day", &german_day(day))]));
    match standing {
        Standing::Open => None,
        Standing::NotYet(day) => {
            Some((t("Noch nicht möglich"), with_day(de("Sie können ab dem {day} beginnen."), day)))
        }
        Standing::Closed(day) => {
            Some((t("Nicht mehr möglich"), with_day(de("Sie konnten bis zum {day} beginnen."), day)))
        }
        Standing::Paused => Some((t("Zurzeit nicht möglich"), None)),
        Standing::Withdrawn => Some((t("Diese Leistung gibt es hier nicht mehr"), None)),
    }
}

/// Who may or must do it, as a heading.
pub fn who_may(kind: SubmissionKind) -> Cow<'static, str> {
    match kind {
        SubmissionKind::Application => t("Wer kann den Antrag stellen?"),
        SubmissionKind::Notice => t("Wer muss anzeigen?"),
        SubmissionKind::Report | SubmissionKind::Statement | SubmissionKind::Record => t("Wer kann melden?"),
    }
}

/// The way an application came in.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "Online",
        Channel::Assisted => "Am Schalter aufgenommen",
        Channel::Staff | Channel::SecondStep | Channel::Inquiry => "Online, aus dem Dienst",
        Channel::Api => "Über eine Schnittstelle",
    }
}

/// A person's role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Desk => "Bürgerservice",
        Role::DeskLead => "Schalterleitung",
        Role::Caseworker => "Sachbearbeitung",
        Role::Lead => "Leitung",
        Role::Admin => "Verwaltung",
    }
}
