//! Putting a backup back.

use std::collections::HashSet;
use std::path::Path;

use uuid::Uuid;

use super::keys::KeyFile;
use super::make::Source;
use super::manifest::{Kind, Manifest};
use super::{BackupError, Place, files, postgres};
use crate::depot::Copied;
use crate::store::backup as copies;
use crate::store::{DatabaseUrl, ServerAddress};

/// A backup that was put back.
#[derive(Debug)]
pub struct Restored {
    /// What it holds.
    pub manifest: Manifest,
    /// Cases and drafts that were erased since it was made: their keys are gone.
    pub erased: usize,
}

/// Puts a backup back where nothing is: database, files, and the keys that are left. What can be looked at is looked at
/// first; the database comes last, so nobody serves half of it.
pub fn restore(source: Source<'_>, folder: &Path, place: &Place) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(folder)?;
    if manifest.kind != Kind::of(source.url) {
        return Err(BackupError::OtherKind(manifest.kind.name()));
    }
    if !copies::is_empty(source.url)? {
        return Err(BackupError::NotEmpty("the database", "PFORTE_DATABASE_URL names it"));
    }
    if !source.depot.is_empty()? {
        return Err(BackupError::NotEmpty("the folder of files", "it is `files` in PFORTE_DATA"));
    }
    let keys = KeyFile::read(&place.keys, source.masters)?;
    if keys.made_at < manifest.made_at {
        return Err(BackupError::OldKeys);
    }
    let database = Manifest::database(folder, manifest.kind);
    if Copied::of(&database)? != manifest.database {
        return Err(BackupError::Unreadable(database, "it is damaged".to_owned()));
    }
    files::put_back(place, source.depot, &manifest)?;
    match source.url {
        DatabaseUrl::Sqlite(path) => copies::put_back_file(&database, path, &keys.keys)?,
        DatabaseUrl::Postgres(address) => {
            postgres::restore(&ServerAddress::of(address), &database)?;
            copies::put_back_server(source.url, &keys.keys)?;
        }
    }
    let held: HashSet<Uuid> = keys.keys.iter().filter_map(|key| key.id.parse().ok()).collect();
    let named = copies::look(source.url)?.keys;
    let erased = named.iter().filter(|id| !held.contains(id)).count();
    Ok(Restored { manifest, erased })
}
