//! Making a backup.

use std::collections::HashSet;
use std::fs::{self, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use uuid::Uuid;

use super::keys::KeyFile;
use super::manifest::{Kind, Manifest};
use super::{BackupError, PART, Place, files, postgres};
use crate::depot::{Copied, Depot};
use crate::sealing::master::MasterKeys;
use crate::store::backup::{self as copies, Snapshot};
use crate::store::keys::StoredKey;
use crate::store::{DatabaseUrl, ServerAddress};

/// What is backed up, and where backups are put back.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The database.
    pub url: &'a DatabaseUrl,
    /// The files that people handed in.
    pub depot: &'a Depot,
    /// The master keys.
    pub masters: &'a MasterKeys,
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
    /// How many files were not in a backup yet.
    pub new_files: usize,
    /// How many older backups went.
    pub pruned: usize,
}

/// Makes a backup while the product runs, and deletes the oldest ones beyond the number to keep. Until it is complete
/// it has another name, and nothing of the older ones is touched.
pub fn make(source: Source<'_>, place: &Place, keep: usize, now: DateTime<Utc>) -> Result<Made, BackupError> {
    if copies::is_empty(source.url)? {
        return Err(BackupError::NoDatabase);
    }
    let (_lock, now) = (place.lock()?, now.trunc_subsecs(3));
    let older = Manifest::all(&place.folder)?;
    let newest = older.last().map(|(_, manifest)| manifest);
    must_go_on(source.url, newest)?;
    let folder = place.folder.join(now.to_rfc3339_opts(SecondsFormat::Millis, true).replace(':', "-"));
    let part = begin(&folder)?;
    let kind = Kind::of(source.url);
    let database = Manifest::database(&part, kind);
    let snapshot = copy(source.url, &database)?;
    // After the database: what it names is among them, but what was erased since.
    let keys = copies::all_keys(source.url)?;
    must_hold_all(source.url, &snapshot, &keys)?;
    let keys = KeyFile::new(now, keys, source.masters)?;
    let kept = files::keep(place, source.depot, (source.url, source.masters), &snapshot.files, newest)?;
    let manifest = Manifest::new((now, kind), Copied::of(&database)?, &snapshot, kept.all);
    manifest.write(&part)?;
    keys.write(&place.keys)?;
    fs::rename(&part, &folder)?;
    File::open(&place.folder)?.sync_all()?;
    let pruned = prune(place, keep.max(1))?;
    Ok(Made { folder, manifest, new_files: kept.new, pruned })
}

/// What a backup is made in. What is left of one that was broken off goes.
fn begin(folder: &Path) -> Result<PathBuf, BackupError> {
    if folder.exists() {
        return Err(BackupError::Busy);
    }
    if let Some(parent) = folder.parent() {
        for entry in fs::read_dir(parent)? {
            let path = entry?.path();
            if path.is_dir() && path.extension().is_some_and(|ending| ending == PART) {
                fs::remove_dir_all(path)?;
            }
        }
    }
    let part = folder.with_extension(PART);
    fs::DirBuilder::new().mode(0o700).create(&part)?;
    Ok(part)
}

/// The keys in the place are replaced: so this database must be the one whose backups lie there.
fn must_go_on(url: &DatabaseUrl, newest: Option<&Manifest>) -> Result<(), BackupError> {
    let Some(newest) = newest else { return Ok(()) };
    let is_same = newest.events == 0 || copies::link_at(url, newest.events)?.as_ref() == Some(&newest.head);
    if is_same { Ok(()) } else { Err(BackupError::OtherHistory) }
}

fn copy(url: &DatabaseUrl, to: &Path) -> Result<Snapshot, BackupError> {
    Ok(match url {
        DatabaseUrl::Sqlite(_) => copies::copy_file(url, to)?,
        DatabaseUrl::Postgres(address) => {
            let server = ServerAddress::of(address);
            copies::copy_server(url, |snapshot| postgres::dump(&server, snapshot, to))?
        }
    })
}

/// Every key that the copy names is there, or is not named any more: then it was destroyed meanwhile.
fn must_hold_all(url: &DatabaseUrl, snapshot: &Snapshot, keys: &[StoredKey]) -> Result<(), BackupError> {
    let held: HashSet<Uuid> = keys.iter().filter_map(|key| key.id.parse().ok()).collect();
    let absent: HashSet<Uuid> = snapshot.keys.iter().filter(|id| !held.contains(id)).copied().collect();
    if absent.is_empty() {
        return Ok(());
    }
    let missing = copies::look(url)?.keys.into_iter().filter(|id| absent.contains(id)).count();
    if missing == 0 { Ok(()) } else { Err(BackupError::KeysMissing(missing)) }
}

/// Keeps the newest backups, with their files; how many others went.
fn prune(place: &Place, keep: usize) -> Result<usize, BackupError> {
    let mut all = Manifest::all(&place.folder)?;
    let kept = all.split_off(all.len().saturating_sub(keep));
    for (folder, _) in &all {
        // Without a manifest it is no backup any more, should this be broken off.
        let part = folder.with_extension(PART);
        fs::rename(folder, &part)?;
        fs::remove_dir_all(part)?;
    }
    let manifests: Vec<Manifest> = kept.into_iter().map(|(_, manifest)| manifest).collect();
    files::prune(place, &manifests)?;
    Ok(all.len())
}
