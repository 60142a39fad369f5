//! A word that tells where something stands.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Level;
use crate::domain::CaseState;

pub use examples::examples;

/// A word with a colour and a symbol; the word alone says it all.
#[derive(Debug, Clone, Template)]
#[template(path = "components/badge/badge.html")]
pub struct Badge {
    /// How it looks.
    pub level: Level,
    /// The word.
    pub label: String,
}

impl HtmlSafe for Badge {}

impl From<CaseState> for Badge {
    fn from(state: CaseState) -> Self {
        let (level, label) = match state {
            CaseState::Received => (Level::Info, "Neu"),
            CaseState::InProgress => (Level::Info, "In Bearbeitung"),
            CaseState::AwaitingApplicant => (Level::Warning, "Rückfrage offen"),
            CaseState::Granted => (Level::Success, "Bewilligt"),
            CaseState::PartlyGranted => (Level::Success, "Teilweise bewilligt"),
            CaseState::Refused => (Level::Danger, "Abgelehnt"),
            CaseState::Withdrawn => (Level::Info, "Zurückgenommen"),
            CaseState::Transferred => (Level::Info, "Abgegeben"),
            CaseState::Closed => (Level::Success, "Abgeschlossen"),
        };
        Self { level, label: label.to_owned() }
    }
}
