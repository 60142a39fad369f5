//! How mail leaves the house: over SMTP, or as `.eml` files into a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::letters::Letter;
use crate::domain::in_ascii;

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tells mailboxes not to answer with a note of absence (RFC 3834, 5).
const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// What the administration reads about a server that is silent.
const LATE: &str = "the mail server did not answer in time";

/// Why a mailer could not be made from its configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailerError {
    /// The sender is no address.
    #[error("{0:?} is no address for the sender of mail")]
    Sender(String),
    /// The server's address is unusable; it may hold a password and is not told.
    #[error("the address of the mail server is unusable: {0}")]
    Server(String),
}

/// Why an attempt to send failed. Neither holds an address of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Trying again will not help: the recipient or the message is refused.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// Trying again later may help.
    #[error("failed for now: {0}")]
    Transient(String),
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// Sends mail from one sender.
pub struct Mailer {
    way: Way,
    sender: Mailbox,
    patience: Duration,
}

fn mailbox(sender: &str) -> Result<Mailbox, MailerError> {
    sender.parse().map_err(|_| MailerError::Sender(sender.to_owned()))
}

impl Mailer {
    /// Writes mail as `.eml` files into a folder that exists.
    pub fn folder(folder: &Path, sender: &str) -> Result<Self, MailerError> {
        let folder: PathBuf = folder.to_owned();
        Ok(Self {
            way: Way::Folder(AsyncFileTransport::new(folder)),
            sender: mailbox(sender)?,
            patience: PATIENCE,
        })
    }

    /// Sends over a server: `smtp://host:port`, `smtps://user:password@host`, `smtp://host?tls=required`.
    pub fn smtp(url: &str, sender: &str) -> Result<Self, MailerError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailerError::Server(error.to_string()))?;
        // No connection is used twice: one that was given up may still get a late answer, which would be
        // taken for the answer to the next mail.
        let server = builder.timeout(Some(PATIENCE)).pool_config(PoolConfig::new().max_size(0)).build();
        Ok(Self { way: Way::Smtp(server), sender: mailbox(sender)?, patience: PATIENCE })
    }

    /// Waits at most this long for a server, instead of half a minute.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Fails when the server does not take this sender's mail now: it is greeted and, where there is a password, told
    /// it; no mail is sent. A folder is always there.
    pub async fn greet(&self) -> Result<(), MailError> {
        let Way::Smtp(server) = &self.way else { return Ok(()) };
        match tokio::time::timeout(self.patience, server.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MailError::Transient("the mail server ended the connection".to_owned())),
            Ok(Err(error)) => Err(classify(&error)),
            Err(_) => Err(MailError::Transient(LATE.to_owned())),
        }
    }

    /// Hands a letter over. `message_id` (with its angle brackets) is the same on every attempt.
    pub async fn send(&self, recipient: &str, message_id: &str, letter: Letter) -> Result<(), MailError> {
        let to: Mailbox = in_ascii(recipient)
            .unwrap_or_else(|| recipient.to_owned())
            .parse()
            .map_err(|_| MailError::Permanent("the recipient is no mail address".to_owned()))?;
        let message = Message::builder()
            .from(self.sender.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(message_id.to_owned()))
            .header(MIME_VERSION_1_0)
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)
            .map_err(|error| MailError::Permanent(error.to_string()))?;
        match &self.way {
            Way::Folder(folder) => {
                let written = folder.send(message).await;
                written.map(|_| ()).map_err(|error| MailError::Transient(error.to_string()))
            }
            // The transport's own limit ends with the connection: a server that accepts it and falls silent
            // would keep the worker for ever.
            Way::Smtp(server) => match tokio::time::timeout(self.patience, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(classify(&error)),
                Err(_) => Err(MailError::Transient(LATE.to_owned())),
            },
        }
    }
}

/// Only the status is told: servers like to repeat the address in their texts.
fn classify(error: &lettre::transport::smtp::Error) -> MailError {
    match error.status() {
        Some(code) if is_final(code.into()) => {
            MailError::Permanent(format!("the mail server answered {code}"))
        }
        Some(code) => MailError::Transient(format!("the mail server answered {code}")),
        None if error.is_timeout() => MailError::Transient(LATE.to_owned()),
        None => MailError::Transient("the mail server cannot be reached".to_owned()),
    }
}

/// Whether an answer is about the recipient or the message (RFC 5321, 4.2.3; RFC 7504). Other refusals,
/// of our password for example, are about us, and end when the operator has mended the cause.
fn is_final(status: u16) -> bool {
    matches!(status, 550..=553 | 555 | 556)
}

#[cfg(test)]
mod tests {
    use lettre::Address;
    use proptest::prelude::*;

    use super::*;
    use crate::forms::formats::is_email;

    /// Whether the mail crate takes an address in the form in which it goes out.
    fn is_taken(address: &str) -> bool {
        in_ascii(address).is_some_and(|address| address.is_ascii() && address.parse::<Address>().is_ok())
    }

    #[test]
    fn a_long_address_that_is_one_can_be_written_to() {
        let address = format!("{}@{}.{}.de", "a".repeat(64), "b".repeat(63), "ü".repeat(50));
        assert!(is_email(&address) && is_taken(&address));
    }

    proptest! {
        #[test]
        fn whatever_is_an_address_of_people_can_be_written_to(
            local in "[!-~]{1,66}|[a-z0-9.+/'_-]{1,12}",
            labels in prop::collection::vec("[\\p{L}\\p{N}-]{1,66}|[a-zäöü0-9-]{1,66}|[a-z]{2,9}|xn--[a-z0-9-]{1,9}", 1..6),
        ) {
            let address = format!("{local}@{}", labels.join("."));
            prop_assert!(!is_email(&address) || is_taken(&address), "{}", address);
        }
    }
}
