//! The worker.

use std::sync::Arc;
use std::time::{Duration as StdDuration, Instant};

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

use super::decisions::{self, end_provisions};
use super::digests::{self, write_digests};
use super::inquiries::{self, write_inquiry_reminders};
use super::letter::{LetterError, compose, compose_about_draft};
use super::operator::{self, OPERATOR, Operator, write_operator_digest};
use super::reminders::write_reminders;
use crate::clock::Clock;
use crate::domain::{CaseEventKind, ResumeCode, Scope};
use crate::library::Library;
use crate::mail::{Letter, MailError, Mailer};
use crate::meters;
use crate::store::outbox::{ClaimedMessage, Subject};
use crate::store::{Conn, Db, StoreError, events, outbox};

/// How long a worker keeps a message that it has claimed: longer than any attempt.
const LEASE: Duration = Duration::minutes(5);

/// How often the worker looks for messages.
const PULSE: StdDuration = StdDuration::from_secs(1);

/// How often the worker looks for drafts that end soon. Whether a mail comes some minutes later does not matter
/// within a week.
const REMINDING: StdDuration = StdDuration::from_secs(10 * 60);

/// Pauses after failed attempts, in seconds; after the last one a message has finally failed. About a
/// day in all: a mail server may be down over a night.
const PAUSES: [i64; 9] = [30, 120, 300, 900, 3600, 3600, 2 * 3600, 4 * 3600, 12 * 3600];

/// Most attempts: one, and one after each pause.
const MOST_ATTEMPTS: i32 = 1 + PAUSES.len() as i32;

/// What the worker needs to send.
#[derive(Clone)]
pub struct Sending {
    mailer: Arc<Mailer>,
    library: Arc<Library>,
    base_url: Arc<str>,
    city: Arc<str>,
    digest_hour: u32,
    operator: Option<Operator>,
}

/// From which hour on staff are told what is due, where nothing else is set.
pub const DIGEST_HOUR: u32 = 7;

impl Sending {
    /// Sends with `mailer`; links begin with `base_url`, letters end with the city's name.
    pub fn new(mailer: Arc<Mailer>, library: Arc<Library>, base_url: &str, city: &str) -> Self {
        Self {
            mailer,
            library,
            base_url: Arc::from(base_url),
            city: Arc::from(city),
            digest_hour: DIGEST_HOUR,
            operator: None,
        }
    }

    /// Tells staff from this hour on, in Germany, what is due.
    #[must_use]
    pub fn telling_at(self, digest_hour: u32) -> Self {
        Self { digest_hour, ..self }
    }

    /// Tells whoever runs the installation once a day what to look after.
    #[must_use]
    pub fn telling_operator(self, operator: Option<Operator>) -> Self {
        Self { operator, ..self }
    }
}

/// Works until told to stop; the message in hand is finished first. `domain` is ours, for the names of mails.
pub async fn run(
    db: Db,
    sending: Sending,
    domain: String,
    clock: Arc<dyn Clock>,
    mut stop: watch::Receiver<bool>,
) {
    let mut reminded: Option<Instant> = None;
    while !*stop.borrow() {
        if reminded.is_none_or(|last| last.elapsed() >= REMINDING) {
            reminded = Some(Instant::now());
            // All at once: whoever stops the product waits for a silent database once.
            let now = clock.now();
            let (of_drafts, of_inquiries, of_decisions, digests, to_operator) = tokio::join!(
                write_reminders(&db, &domain, now),
                write_inquiry_reminders(&db, &sending.library, &domain, now),
                end_provisions(&db, &sending.library, &domain, now),
                write_digests(&db, &sending.library, (&domain, sending.digest_hour), now),
                tell_operator(&db, &sending, &domain, now),
            );
            if let Err(error) = of_drafts {
                tracing::warn!(%error, "nobody can be reminded of drafts");
            }
            if let Err(error) = to_operator {
                tracing::warn!(%error, "the operator cannot be told what to look after");
            }
            if let Err(error) = digests {
                tracing::warn!(%error, "nobody can be told what is due");
            }
            if let Err(error) = of_inquiries {
                tracing::warn!(%error, "nobody can be reminded of inquiries");
            }
            if let Err(error) = of_decisions {
                tracing::warn!(%error, "no provision of a decision can be ended");
            }
        }
        match run_once(&db, &sending, clock.as_ref()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the outbox cannot be worked"),
        }
        tokio::select! {
            () = tokio::time::sleep(PULSE) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Tells whoever runs the installation, if somebody is to be told.
async fn tell_operator(
    db: &Db,
    sending: &Sending,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    match &sending.operator {
        Some(operator) => write_operator_digest(db, operator, (domain, sending.digest_hour), now).await,
        None => Ok(false),
    }
}

/// Sends the next message whose time has come; whether there was one.
pub async fn run_once(db: &Db, sending: &Sending, clock: &dyn Clock) -> Result<bool, StoreError> {
    let now = clock.now();
    // A look first: an empty outbox costs no write.
    if !db.read(move |conn| outbox::is_due(conn, now)).await? {
        return Ok(false);
    }
    let claimed = db.write(move |conn| {
        let claimed = outbox::claim_next(conn, now, LEASE, MOST_ATTEMPTS)?;
        if claimed.is_none() {
            // What is due all the same is in nobody's hands, and may not be tried again.
            outbox::fail_unreported(conn, now, MOST_ATTEMPTS)?;
        }
        Ok::<_, StoreError>(claimed)
    });
    let Some(message) = claimed.await? else { return Ok(false) };
    let outcome = attempt(db, sending, &message, now).await;
    let (id, attempts, now) = (message.id, message.attempts, clock.now());
    match outcome {
        Ok(false) => {
            meters::mailed(&message.kind, "obsolete");
            db.write(move |conn| outbox::delete_obsolete(conn, id, attempts)).await?;
        }
        Ok(true) => {
            meters::mailed(&message.kind, "sent");
            tracing::info!(outbox.id = %id, outbox.kind = message.kind, "sent");
            let (subject, kind) = (message.subject.clone(), message.kind.clone());
            db.write(move |conn| {
                outbox::mark_sent(conn, id, now)?;
                note_handed_over(conn, subject, &kind, now)
            })
            .await?;
        }
        Err(error) => {
            let pause = match error {
                MailError::Permanent(_) => None,
                MailError::Transient(_) => usize::try_from(attempts - 1).ok().and_then(|n| PAUSES.get(n)),
            };
            let next_at = pause.map(|seconds| now + Duration::seconds(*seconds));
            meters::mailed(&message.kind, if next_at.is_some() { "later" } else { "failed" });
            tracing::warn!(outbox.id = %id, outbox.kind = message.kind, attempts = attempts, is_final = next_at.is_none(), %error, "not sent");
            db.write(move |conn| outbox::mark_unsent(conn, id, attempts, &error.to_string(), next_at))
                .await?;
        }
    }
    Ok(true)
}

/// Notes in the history of a case that the mail server took a mail about an inquiry or a decision.
fn note_handed_over(
    conn: &mut Conn,
    subject: Subject,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Subject::Case(case) = subject else { return Ok(()) };
    if decisions::is_notice(kind) {
        decisions::note_sent(conn, case, now)?;
    } else if !inquiries::is_noted(kind) {
        return Ok(());
    }
    events::append(&Scope::System, conn, case, now, CaseEventKind::Notified, Some(kind))
}

/// Sends a message; whether there was still something to tell.
async fn attempt(
    db: &Db,
    sending: &Sending,
    message: &ClaimedMessage,
    now: DateTime<Utc>,
) -> Result<bool, MailError> {
    let letter = letter(db, sending, message, now).await.map_err(|error| match error {
        LetterError::Pointless | LetterError::Template(_) => MailError::Permanent(error.to_string()),
        LetterError::Library(_) | LetterError::NoChance => {
            MailError::Transient("what it is about cannot be read".to_owned())
        }
    })?;
    let Some(letter) = letter else { return Ok(false) };
    sending.mailer.send(&message.recipient, &message.message_id, letter).await?;
    Ok(true)
}

async fn letter(
    db: &Db,
    sending: &Sending,
    message: &ClaimedMessage,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, LetterError> {
    let (claimed, with) = (message.clone(), sending.clone());
    match message.subject.clone() {
        Subject::Digest(addressee) if addressee == OPERATOR => match &sending.operator {
            Some(operator) => operator::compose(operator, &sending.base_url).await,
            None => Ok(None),
        },
        Subject::Digest(addressee) => {
            db.read(move |conn| digests::compose(conn, &with.library, &addressee, &with.base_url, now)).await
        }
        Subject::Case(case) => db
            .read(move |conn| {
                let house = (&*with.base_url, &*with.city);
                compose(conn, &with.library, (&claimed, case), house, now)
            })
            .await
            .map(Some),
        Subject::Draft(draft) => {
            let mut random = [0; _];
            getrandom::fill(&mut random).map_err(|_| LetterError::NoChance)?;
            let code = ResumeCode::from_random(random);
            db.write(move |conn| {
                let (what, house) = ((&*with.library, &claimed), (&*with.base_url, &*with.city));
                compose_about_draft(conn, what, (draft, &code), house, now)
            })
            .await
        }
    }
}
