//! What a request does, as far as that is limited.

use actix_web::http::Method;

use crate::web::{api, urls};

/// What is limited, each with a count of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Any request that is nothing else; the others count here, too, but for saving and programs.
    Read,
    /// Saving a page of what was begun: a flood of other requests does not stop it.
    Save,
    /// A program asks.
    Api,
    /// Beginning an application.
    Start,
    /// Trying a code or number.
    Attempt,
    /// Asking for a mail.
    Mail,
    /// Signing in.
    SignIn,
    /// A whole form or application on paper.
    Paper,
    /// Searching the catalogue.
    Search,
}

impl Act {
    /// Each once.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Save,
        Self::Api,
        Self::Start,
        Self::Attempt,
        Self::Mail,
        Self::SignIn,
        Self::Paper,
        Self::Search,
    ];

    /// What a request does; `None` for what is never limited: files of pages, and the questions of who watches over us.
    pub fn of(method: &Method, path: &str, query: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').skip(1).take(5).collect();
        let is_post = method == Method::POST;
        Some(match parts.as_slice() {
            ["assets" | "health", ..] => return None,
            _ if api::is_api(path) => Self::Api,
            ["leistungen", _, "antrag" | "uebernehmen"] if is_post => Self::Start,
            ["leistungen", _, "antrag", urls::SAVED, "mail"] if is_post => Self::Mail,
            ["fortsetzen" | "status"] if is_post => Self::Attempt,
            ["amt", "anmelden"] if is_post => Self::SignIn,
            ["leistungen", _, "antrag", ..] | ["status", "rueckfrage", ..] if is_post => Self::Save,
            ["schalter" | "amt", _, _, ..] if is_post => Self::Save,
            ["leistungen", _, "vordruck" | "datenschutz"] => Self::Paper,
            ["eingang", _, "druck" | "kopie"] | ["status", "druck" | "daten"] => Self::Paper,
            [""] if query.split('&').any(|part| part.starts_with("q=")) => Self::Search,
            _ => Self::Read,
        })
    }

    /// The form whose application is begun.
    pub fn form_of(path: &str) -> Option<&str> {
        path.strip_prefix("/leistungen/")?.split('/').next()
    }

    /// Whether it counts as a request like any other, too.
    pub(super) fn is_request(self) -> bool {
        !matches!(self, Self::Read | Self::Save | Self::Api)
    }

    /// How the log calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Save => "save",
            Self::Api => "api",
            Self::Start => "start",
            Self::Attempt => "attempt",
            Self::Mail => "mail",
            Self::SignIn => "sign-in",
            Self::Paper => "paper",
            Self::Search => "search",
        }
    }
}
