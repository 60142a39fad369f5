//! Registered senders: who a key belongs to, and what it may file.

use crate::domain::{ApiKey, Scope, SenderId};
use crate::store::{Conn, StoreError, senders};

/// A registered sender that showed its key.
#[derive(Debug, Clone)]
pub struct KnownSender {
    /// Who it is.
    pub id: SenderId,
    /// Its key, to make the secrets of what it files.
    pub key: ApiKey,
    /// The ids of the forms it may file; `None` for all.
    services: Option<Vec<String>>,
}

impl KnownSender {
    /// On whose behalf it files.
    pub fn scope(&self) -> Scope {
        Scope::Sender(self.id)
    }

    /// Whether it may file this form.
    pub fn may_file(&self, form_id: &str) -> bool {
        self.services.as_ref().is_none_or(|services| services.iter().any(|id| id == form_id))
    }
}

/// The sender with this key; `None` also where it is disabled.
pub fn sender(conn: &mut Conn, key: &ApiKey) -> Result<Option<KnownSender>, StoreError> {
    let found = senders::find_by_key(conn, &key.hash())?;
    Ok(found.map(|sender| KnownSender { id: sender.id, key: key.clone(), services: sender.services }))
}
