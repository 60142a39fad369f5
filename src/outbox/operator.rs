//! The mail to the operator: once a day, where there is something to tell, and once however many processes there are.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::letter::LetterError;
use crate::clock::{day_in_germany, hour_in_germany};
use crate::mail::{Letter, OperatorDigest};
use crate::operations::Watch;
use crate::store::outbox::NewMessage;
use crate::store::{Db, StoreError, digests};
use crate::texts::GERMAN;

/// The kind of the mail.
const OPERATOR_DIGEST: &str = "operator_digest";

/// Whose turn it is, among the addressees of what is told once a day.
pub(super) const OPERATOR: &str = "operator";

/// Whoever runs the installation.
#[derive(Clone)]
pub struct Operator {
    /// Looks after it.
    pub watch: Arc<Watch>,
    /// The address.
    pub address: String,
}

/// Writes the mail of this day from the hour on, if there is something to tell and nobody has yet; whether it was
/// written. `domain` is ours, for the name of the mail.
pub async fn write_operator_digest(
    db: &Db,
    operator: &Operator,
    (domain, hour): (&str, u32),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let today = day_in_germany(now);
    if hour_in_germany(now) < hour {
        return Ok(false);
    }
    if db.read(move |conn| digests::told(conn, today)).await?.iter().any(|told| told == OPERATOR) {
        return Ok(false);
    }
    let is_well = operator.watch.troubles().await.is_empty();
    let new = NewMessage::new(OPERATOR_DIGEST, operator.address.clone(), GERMAN, domain, now);
    db.write(move |conn| {
        if !digests::take_turn(conn, OPERATOR, today)? || is_well {
            return Ok(false);
        }
        digests::tell(conn, OPERATOR, &new)?;
        Ok(true)
    })
    .await
}

/// The letter as things stand now; nothing where all is well again.
pub(super) async fn compose(operator: &Operator, base_url: &str) -> Result<Option<Letter>, LetterError> {
    let lines = operator.watch.troubles().await;
    if lines.is_empty() {
        return Ok(None);
    }
    Ok(Some(OperatorDigest { address: base_url.to_owned(), lines }.letter()?))
}
