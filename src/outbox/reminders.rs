//! Telling people that a draft of theirs ends soon: once, where they left an address for it.

use chrono::{DateTime, Duration, Utc};

use super::letter::DRAFT_REMINDER;
use crate::domain::{REMINDER_DAYS, Scope};
use crate::store::outbox::NewMessage;
use crate::store::{Db, StoreError, draft_addresses};

/// How long before its end people are told of it.
pub(super) const BEFORE: Duration = Duration::days(REMINDER_DAYS as i64);

/// A draft that was changed since then is not yet forgotten; matters where drafts are kept for some days only.
const QUIET: Duration = Duration::days(1);

/// Most drafts of one write, so that no request waits long behind it.
const BATCH: i64 = 100;

/// Writes the mails about drafts that end soon; how many. Each change of a draft gives it another end, of which is
/// told again. `domain` is ours, for the names of mails.
pub async fn write_reminders(db: &Db, domain: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut written = 0;
    loop {
        let domain = domain.to_owned();
        let batch = db.write(move |conn| {
            let (scope, until) = (Scope::System, now + BEFORE);
            let ending = draft_addresses::list_ending(&scope, conn, now, until, now - QUIET, BATCH)?;
            let mut count = 0;
            for draft in ending {
                let (address, language) = (draft.address.clone(), &draft.language);
                let mail = NewMessage::new(DRAFT_REMINDER, address, language, &domain, now);
                count += usize::from(draft_addresses::remind(&scope, conn, &draft, &mail)?);
            }
            Ok::<_, StoreError>(count)
        });
        let batch = batch.await?;
        written += batch;
        if batch == 0 {
            return Ok(written);
        }
    }
}
