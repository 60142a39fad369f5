//! Putting a backup back.

use std::path::Path;

use super::keys::KeyFile;
use super::make::Source;
use super::manifest::{Kind, Manifest};
use super::{BackupError, Place, files, postgres};
use crate::depot::Copied;
use crate::store::backup as copies;
use crate::store::{DatabaseUrl, ServerAddress};

/// Puts a backup back where nothing is: database, files, and the keys that are left. What can be looked at is looked at
/// first; the database comes last, so nobody serves half of it. What it holds is answered; cases without a key were erased
/// since it was made.
pub fn restore(source: Source<'_>, folder: &Path, place: &Place) -> Result<Manifest, BackupError> {
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
    Ok(manifest)
}
