//! A word that tells where something stands.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Level;
use crate::domain::CaseState;
use crate::web::words;

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
        let level = match state {
            CaseState::Received | CaseState::InProgress | CaseState::Withdrawn | CaseState::Transferred => {
                Level::Info
            }
            CaseState::AwaitingApplicant => Level::Warning,
            CaseState::Granted | CaseState::PartlyGranted | CaseState::Closed => Level::Success,
            CaseState::Refused => Level::Danger,
        };
        Self { level, label: words::state(state).to_owned() }
    }
}
