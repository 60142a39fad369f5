//! German words for what the code names in English.

use crate::domain::{CaseAction, CaseState, Channel, Role};
use crate::forms::definition::SubmissionKind;

/// What people make: „Antrag“.
pub fn noun(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "Antrag",
        SubmissionKind::Notice => "Anzeige",
        SubmissionKind::Report => "Meldung",
        SubmissionKind::Statement => "Stellungnahme",
        SubmissionKind::Record => "Vermerk",
    }
}

/// The noun with its article, in the accusative: „den Antrag“.
pub fn noun_as_object(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "den Antrag",
        SubmissionKind::Notice => "die Anzeige",
        SubmissionKind::Report => "die Meldung",
        SubmissionKind::Statement => "die Stellungnahme",
        SubmissionKind::Record => "den Vermerk",
    }
}

/// The noun that belongs to the reader: „Ihr Antrag“.
pub fn your_noun(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "Ihr Antrag",
        SubmissionKind::Notice => "Ihre Anzeige",
        SubmissionKind::Report => "Ihre Meldung",
        SubmissionKind::Statement => "Ihre Stellungnahme",
        SubmissionKind::Record => "Ihr Vermerk",
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

/// Who may or must do it, as a heading.
pub fn who_may(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Application => "Wer kann den Antrag stellen?",
        SubmissionKind::Notice => "Wer muss anzeigen?",
        SubmissionKind::Report | SubmissionKind::Statement | SubmissionKind::Record => "Wer kann melden?",
    }
}

/// The way an application came in.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "Online",
        Channel::Assisted => "Am Schalter aufgenommen",
        Channel::Staff | Channel::SecondStep => "Online, aus dem Dienst",
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
