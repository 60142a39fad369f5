//! Mails about decisions, and the end of their provision: what nobody fetched within ten days goes by post (§ 41 (2a)
//! VwVfG).

use chrono::{DateTime, Utc};

use super::letter::LetterError;
use crate::clock::{day_in_germany, german_day};
use crate::domain::{CaseId, Scope, fetch_by};
use crate::library::{Library, LibraryError};
use crate::mail::{DecisionMail, Letter};
use crate::store::outbox::NewMessage;
use crate::store::{Conn, Db, StoreError, cases, decisions, outbox};
use crate::texts::{GERMAN, Language};

/// The mail that tells that a decision can be fetched: `crate::casework` writes it.
const NOTICE: &str = "decision_notice";

/// The mail that tells the department that it was not.
pub(super) const TO_POST: &str = "decision_to_post";

/// Most decisions of one write, so that no request waits long behind it.
const BATCH: i64 = 50;

/// Whether a mail of this kind tells of a decision.
pub(super) fn is_notice(kind: &str) -> bool {
    kind == NOTICE
}

/// The mail that tells that a decision can be fetched; pointless once it was fetched, or goes by post.
pub(super) fn compose(
    conn: &mut Conn,
    case: CaseId,
    (service, number, language): (String, String, Language),
    (base_url, city): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Letter, LetterError> {
    let signed = decisions::find(&Scope::System, conn, case)?.and_then(|found| found.signed);
    let today = day_in_germany(now);
    let waits = signed.is_some_and(|signed| signed.delivery.may_be_fetched(today));
    if !waits {
        return Err(LetterError::Pointless);
    }
    // The ten days run from today: this is the day on which it is sent.
    let fetch_by = german_day(fetch_by(today));
    let link = format!("{base_url}/status");
    let mail = DecisionMail { language, city: city.to_owned(), service, number, fetch_by, link };
    Ok(mail.letter()?)
}

/// Notes that the notice was sent: the ten days run from now.
pub(super) fn note_sent(conn: &mut Conn, case: CaseId, now: DateTime<Utc>) -> Result<(), StoreError> {
    decisions::note_notified(&Scope::System, conn, case, now).map(|_| ())
}

/// Ends the provision of decisions whose ten days are over, and tells their departments; how many. `domain` is ours,
/// for the names of mails.
pub async fn end_provisions(
    db: &Db,
    library: &Library,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<usize, LibraryError> {
    let mut ended = 0;
    loop {
        let (domain, library) = (domain.to_owned(), library.clone());
        let batch = db
            .write(move |conn| {
                let mut count = 0;
                for case in decisions::due(&Scope::System, conn, now, BATCH)? {
                    if !decisions::end(&Scope::System, conn, case, now)? {
                        continue;
                    }
                    count += 1;
                    // One case that cannot be read holds no other one up.
                    let Ok(mail) = mail(conn, &library, case, &domain, now) else {
                        tracing::error!(case.id = %case, "a department cannot be told to post a decision");
                        continue;
                    };
                    mail.map_or(Ok(()), |mail| outbox::about_case(&Scope::System, conn, case, &mail))?;
                }
                Ok::<_, LibraryError>(count)
            })
            .await?;
        ended += batch;
        if batch == 0 {
            return Ok(ended);
        }
    }
}

/// The notice to the department.
fn mail(
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<Option<NewMessage>, LibraryError> {
    let Some(case) = cases::find(&Scope::System, conn, id)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let to = form.department(&case.department).map(|department| department.inbox_mail.clone());
    Ok(to.map(|to| NewMessage::new(TO_POST, to, GERMAN, domain, now)))
}
