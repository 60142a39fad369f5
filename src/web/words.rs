//! German words for what the domain names in English, for staff pages.

use crate::domain::{CaseAction, CaseState, Channel, Role};

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

/// The way an application came in.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Online => "Online",
        Channel::Assisted => "Am Schalter aufgenommen",
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
