//! What the administration sees of the outbox, and what it can do about it.

use chrono::{DateTime, Utc};

use crate::domain::{OutboxId, Scope};
use crate::store::outbox::FailedMessage;
use crate::store::{Conn, StoreError, outbox};

/// How the outbox stands.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The messages that finally failed, newest first, those about drafts last.
    pub failed: Vec<FailedMessage>,
    /// How many wait.
    pub pending: i64,
}

/// How the outbox stands. Empty for everybody but the administration.
pub fn trouble(scope: &Scope, conn: &mut Conn) -> Result<Trouble, StoreError> {
    Ok(Trouble { failed: outbox::list_failed(scope, conn)?, pending: outbox::pending_count(scope, conn)? })
}

/// Tries a failed message again from the beginning; whether there was one.
pub fn retry(scope: &Scope, conn: &mut Conn, id: OutboxId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    outbox::retry_failed(scope, conn, id, now)
}
