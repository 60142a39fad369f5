//! German words for what the code names in English.

use crate::domain::{CaseAction, CaseState, Channel, PublicState, Role};
use crate::forms::definition::SubmissionKind;

/// What people make: „Antrag“.
pub fn noun(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "Antrag",
        SubmissionKind::Notice => "Anzeige",
        SubmissionKind::Report => "Meldung",
    }
}

/// The noun with its article, in the accusative: „den Antrag“.
pub fn noun_as_object(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "den Antrag",
        SubmissionKind::Notice => "die Anzeige",
        SubmissionKind::Report => "die Meldung",
    }
}

/// The noun that belongs to the reader: „Ihr Antrag“.
pub fn your_noun(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "Ihr Antrag",
        SubmissionKind::Notice => "Ihre Anzeige",
        SubmissionKind::Report => "Ihre Meldung",
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
        CaseState::Granted => "Bewilligt",
        CaseState::PartlyGranted => "Teilweise bewilligt",
        CaseState::Refused => "Abgelehnt",
        CaseState::Withdrawn => "Zurückgenommen",
        CaseState::Transferred => "Abgegeben",
        CaseState::Closed => "Abgeschlossen",
    }
}

/// Where an application stands, for whoever sent it.
pub fn public_state(state: PublicState) -> &'static str {
    match state {
        PublicState::Received => "Eingegangen",
        PublicState::Processing => "In Bearbeitung",
        PublicState::ActionRequired => "Wartet auf Ihre Antwort",
        PublicState::Completed => "Abgeschlossen",
    }
}

/// What the button of an action says.
pub fn action(action: CaseAction) -> &'static str {
    match action {
        CaseAction::Claim => "Übernehmen",
        CaseAction::Release => "In den Postkorb zurücklegen",
        CaseAction::Await => "Auf Antwort warten",
        CaseAction::Resume => "Weiter bearbeiten",
        CaseAction::Grant => "Bewilligen",
        CaseAction::GrantPartly => "Teilweise bewilligen",
        CaseAction::Refuse => "Ablehnen",
        CaseAction::Withdraw => "Rücknahme vermerken",
        CaseAction::Transfer => "Abgabe vermerken",
        CaseAction::Close => "Abschließen",
    }
}

/// The way an application came in.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "Online",
        Channel::Assisted => "Am Schalter aufgenommen",
        Channel::Api => "Über eine Schnittstelle",
    }
}

/// A person's role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Desk => "Bürgerservice",
        Role::Caseworker => "Sachbearbeitung",
        Role::Lead => "Leitung",
        Role::Admin => "Verwaltung",
    }
}
