//! The forms that are in use: the current ones, their translations, and older versions that drafts and submissions are
//! pinned to, opened from the store when somebody needs them.

mod fresh;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::{Channel, FormVersion};
use crate::forms::catalogue::Catalogue;
use crate::forms::form::Form;
use crate::store::form_versions::{self, FreshVersion};
use crate::store::{Conn, StoreError};
use crate::texts::{GERMAN, Language, Languages};
pub use fresh::FreshLibrary;

/// Most older versions and translations kept open; beyond it the cache starts again. One costs about a megabyte.
const MOST_OPENED: usize = 96;

/// The current catalogue and what is open beside it, for a reader of one language. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Library {
    shelves: Arc<Shelves>,
    language: Language,
}

#[derive(Debug)]
struct Shelves {
    catalogue: Catalogue,
    opened: Mutex<HashMap<Opened, Arc<Form>>>,
}

/// Names a form that is open: its version, its channel, the tag of its language.
type Opened = (FormVersion, Channel, String);

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
    /// A library over the current catalogue, for readers of German.
    pub fn new(catalogue: Catalogue) -> Self {
        let shelves = Shelves { catalogue, opened: Mutex::default() };
        Self { shelves: Arc::new(shelves), language: Language::german() }
    }

    /// The same library for a reader of another language: forms that speak it are opened in it.
    #[must_use]
    pub fn speaking(&self, language: &Language) -> Self {
        Self { shelves: Arc::clone(&self.shelves), language: language.clone() }
    }

    /// The current forms, in German.
    pub fn catalogue(&self) -> &Catalogue {
        &self.shelves.catalogue
    }

    /// The languages in which the product speaks.
    pub fn languages(&self) -> &Languages {
        self.shelves.catalogue.languages()
    }

    /// Makes sure that every current version is kept in the database. Called once at start, before
    /// anybody can begin a draft.
    pub fn keep_current(&self, conn: &mut Conn, now: DateTime<Utc>) -> Result<(), StoreError> {
        for service in self.catalogue().all() {
            let form = &service.online;
            let (form_id, slug) = (form.id.as_str(), form.file.slug.as_str());
            let fresh = FreshVersion { version: &form.version, form_id, slug, bundle: &form.bundle };
            form_versions::remember(conn, &fresh, now)?;
        }
        Ok(())
    }

    /// The form of a version: a current one, or an older one from the database; in the reader's language, if the
    /// version speaks it.
    pub fn form(
        &self,
        conn: &mut Conn,
        version: &FormVersion,
        channel: Channel,
    ) -> Result<Arc<Form>, LibraryError> {
        let mut current = self.catalogue().all().map(|service| service.form(channel));
        let german = match current.find(|form| form.version == *version) {
            Some(form) => Arc::clone(form),
            None => self.older(conn, version, channel)?,
        };
        Ok(self.in_words(&german))
    }

    /// The form for everybody that is at an address or was there last; in the reader's language, if it speaks it.
    /// `None` where there never was one.
    pub fn last_at(&self, conn: &mut Conn, slug: &str) -> Result<Option<Arc<Form>>, LibraryError> {
        if let Some(service) = self.catalogue().find(slug) {
            return Ok(Some(self.in_words(&service.online)));
        }
        let Some(version) = form_versions::newest_at(conn, slug)? else { return Ok(None) };
        match self.form(conn, &version, Channel::Online) {
            Ok(form) => Ok((form.channel == Channel::Online).then_some(form)),
            // It is told in the log.
            Err(LibraryError::Version(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The form with an id as it is in use, or was last; `None` where there never was one, or it cannot be opened any more.
    pub fn last_of(&self, conn: &mut Conn, form_id: &str) -> Result<Option<Arc<Form>>, LibraryError> {
        if let Some(service) = self.catalogue().find_id(form_id) {
            return Ok(Some(Arc::clone(&service.online)));
        }
        let Some(version) = form_versions::newest_of(conn, form_id)? else { return Ok(None) };
        match self.form(conn, &version, Channel::Online) {
            Ok(form) => Ok(Some(form)),
            // It is told in the log.
            Err(LibraryError::Version(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Whether a form that is open says to the reader of this library what it has to say, as [`Self::in_words`] would.
    pub fn is_spoken_by(&self, form: &Form) -> bool {
        let tag = self.language.tag();
        form.language.tag() == tag
            || form.language.tag() == GERMAN && form.other_languages.iter().all(|other| other != tag)
    }

    /// A form in the reader's language; itself, where it does not speak that.
    pub fn in_words(&self, form: &Arc<Form>) -> Arc<Form> {
        let tag = self.language.tag();
        if !form.other_languages.iter().any(|other| other == tag) {
            return Arc::clone(form);
        }
        let name = (form.version.clone(), form.channel, tag.to_owned());
        if let Some(open) = self.shelves.opened(&name) {
            return open;
        }
        match Form::in_language(&form.bundle, form.channel, &self.language) {
            Ok(translated) => self.keep(name, translated),
            Err(problems) => {
                tracing::error!(form.version = %form.version, problems = problems.len(), "a translation does not compile");
                Arc::clone(form)
            }
        }
    }

    fn older(
        &self,
        conn: &mut Conn,
        version: &FormVersion,
        channel: Channel,
    ) -> Result<Arc<Form>, LibraryError> {
        let name = (version.clone(), channel, GERMAN.to_owned());
        if let Some(open) = self.shelves.opened(&name) {
            return Ok(open);
        }
        let stored =
            form_versions::find(conn, version)?.ok_or_else(|| LibraryError::Version(version.clone()))?;
        let form = Form::from_bundle(&stored.bundle, channel).map_err(|problems| {
            tracing::error!(form.version = %version, problems = problems.len(), "a stored form version does not compile");
            LibraryError::Version(version.clone())
        })?;
        Ok(self.keep(name, form))
    }

    /// Keeps a form, with the departments that there are only since: a case of it may have been given to one.
    fn keep(&self, name: Opened, mut form: Form) -> Arc<Form> {
        let catalogue = self.catalogue();
        let new =
            catalogue.departments().iter().filter(|department| form.department(&department.id).is_none());
        let new: Vec<_> = new.cloned().collect();
        form.departments.extend(new);
        self.shelves.keep(name, form)
    }
}

impl Shelves {
    fn opened(&self, name: &Opened) -> Option<Arc<Form>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn keep(&self, name: Opened, form: Form) -> Arc<Form> {
        let form = Arc::new(form);
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= MOST_OPENED {
            opened.clear();
        }
        opened.insert(name, Arc::clone(&form));
        form
    }
}
