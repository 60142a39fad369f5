//! A word that tells where something stands.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Level;
use crate::domain::{CaseState, Outcome};
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

impl Badge {
    /// Where a case stands; of one that is decided, or proposed to be, how: in the words of its form.
    pub fn of_case(state: CaseState, outcome: Option<&Outcome>, title: Option<&str>) -> Self {
        let level = match state {
            CaseState::Received | CaseState::InProgress | CaseState::Withdrawn | CaseState::Transferred => {
                Level::Info
            }
            CaseState::AwaitingApplicant | CaseState::AwaitingThirdParty | CaseState::AwaitingSignature => {
                Level::Warning
            }
            CaseState::Decided if outcome.is_some_and(Outcome::is_refused) => Level::Danger,
            CaseState::Decided | CaseState::Closed => Level::Success,
        };
        Self { level, label: words::state_and_outcome(state, title) }
    }
}
