//! The forms that are in use: the current ones, and older versions that drafts and submissions are
//! pinned to, opened from the store when somebody needs them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::{Channel, FormVersion};
use crate::forms::catalogue::Catalogue;
use crate::forms::form::Form;
use crate::store::{Conn, StoreError, form_versions};

/// Most older versions kept open; beyond it the cache starts again. A version costs about a megabyte.
const MOST_OLDER: usize = 64;

/// The current catalogue and the older versions that are open.
#[derive(Debug)]
pub struct Library {
    catalogue: Catalogue,
    older: Mutex<HashMap<(FormVersion, Channel), Arc<Form>>>,
}

/// Why a pinned form, or what depends on it, cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The version is not in the database or does not compile any more: a mistake of ours.
    #[error("form version {0} cannot be opened")]
    Version(FormVersion),
    /// Stored content cannot be read any more: a mistake of ours.
    #[error("stored content cannot be read")]
    Unreadable,
}

impl Library {
    /// A library over the current catalogue.
    pub fn new(catalogue: Catalogue) -> Self {
        Self { catalogue, older: Mutex::default() }
    }

    /// The current forms.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Makes sure that every current version is kept in the database. Called once at start, before
    /// anybody can begin a draft.
    pub fn keep_current(&self, conn: &mut Conn, now: DateTime<Utc>) -> Result<(), StoreError> {
        for service in self.catalogue.all() {
            let form = &service.online;
            form_versions::remember(conn, &form.version, &form.id, &form.bundle, now)?;
        }
        Ok(())
    }

    /// The form of a version: a current one, or an older one from the database.
    pub fn form(
        &self,
        conn: &mut Conn,
        version: &FormVersion,
        channel: Channel,
    ) -> Result<Arc<Form>, LibraryError> {
        let current = self.catalogue.all().map(|service| service.form(channel));
        if let Some(form) = current.into_iter().find(|form| form.version == *version) {
            return Ok(Arc::clone(form));
        }
        let key = (version.clone(), channel);
        if let Some(form) = self.older.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(form));
        }
        let stored =
            form_versions::find(conn, version)?.ok_or_else(|| LibraryError::Version(version.clone()))?;
        let form = Form::from_bundle(&stored.bundle, channel).map_err(|problems| {
            tracing::error!(form.version = %version, problems = problems.len(), "a stored form version does not compile");
            LibraryError::Version(version.clone())
        })?;
        let form = Arc::new(form);
        let mut older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
        if older.len() >= MOST_OLDER {
            older.clear();
        }
        older.insert(key, Arc::clone(&form));
        Ok(form)
    }
}
