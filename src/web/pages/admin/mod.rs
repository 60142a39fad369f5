//! The administration's page.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::clock::german_time;
use crate::store::clerks::ClerkRecord;
use crate::store::outbox::FailedMessage;
use crate::web::layout::StaffChrome;
use crate::web::words;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/admin/admin.html")]
pub struct AdminPage {
    chrome: StaffChrome,
    failed: Vec<FailedRow>,
    pending: i64,
    accounts: Vec<AccountRow>,
}

#[derive(Debug)]
struct FailedRow {
    id: String,
    kind: &'static str,
    created_at: String,
    attempts: i32,
    reason: String,
}

#[derive(Debug)]
struct AccountRow {
    login: String,
    name: String,
    role: &'static str,
    at_desk: bool,
    is_disabled: bool,
}

impl AdminPage {
    /// The page for this person.
    pub fn new(
        person: &SignedIn,
        failed: Vec<FailedMessage>,
        pending: i64,
        accounts: Vec<ClerkRecord>,
    ) -> Self {
        let row = |message: FailedMessage| FailedRow {
            id: message.id.to_string(),
            kind: match message.kind.as_str() {
                "acknowledgement" => "Eingangsbestätigung",
                "case_news" => "Neues zum Antrag",
                "inquiry_notice" => "Hinweis auf eine Rückfrage",
                "inquiry_reminder" | "inquiry_overdue" => "Erinnerung an eine Rückfrage",
                "inquiry_received" => "Bestätigung einer Antwort",
                "inquiry_answered" => "Hinweis auf eine Antwort",
                "withdrawal_notice" => "Rücknahme, an den Fachbereich",
                "operator_digest" => "Hinweise zum Betrieb",
                "due_digest" => "Fällige Vorgänge, an Beschäftigte",
                "withdrawal_acknowledgement" => "Bestätigung der Rücknahme",
                "draft_link" => "Link zu einem Entwurf",
                "draft_reminder" => "Erinnerung an einen Entwurf",
                "second_step_request" => "Bitte um den zweiten Schritt",
                "second_step_notice" => "Hinweis auf den zweiten Schritt",
                _ => "Hinweis an den Fachbereich",
            },
            created_at: german_time(message.created_at),
            attempts: message.attempts,
            reason: message.last_error.unwrap_or_default(),
        };
        let account = |clerk: ClerkRecord| AccountRow {
            login: clerk.login,
            name: clerk.name,
            role: words::role(clerk.role),
            at_desk: clerk.details.at_desk,
            is_disabled: clerk.disabled_at.is_some(),
        };
        Self {
            chrome: super::staff_chrome(person, "Verwaltung"),
            failed: failed.into_iter().map(row).collect(),
            pending,
            accounts: accounts.into_iter().map(account).collect(),
        }
    }
}
