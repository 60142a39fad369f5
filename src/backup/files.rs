//! The files that people handed in: sealed, and never changed, so each is copied once.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use super::manifest::Manifest;
use super::{BackupError, Place};
use crate::depot::{Copied, Depot, sha256_of};
use crate::domain::FileId;
use crate::sealing::master::MasterKeys;
use crate::store::DatabaseUrl;
use crate::store::backup::{file_keys, owned_files};

/// Files that the database is asked about at once.
const ASKED_AT_ONCE: usize = 200;

/// What was copied.
pub struct KeptFiles {
    /// All that belong to the backup.
    pub all: Vec<(FileId, Copied)>,
    /// How many of them were not there yet.
    pub new: usize,
}

/// Copies those of these files that no backup holds yet, and reads what was copied: it must say what people handed in.
/// A file that was deleted meanwhile is left out.
pub fn keep(
    place: &Place,
    depot: &Depot,
    (url, masters): (&DatabaseUrl, &MasterKeys),
    ids: &[FileId],
    newest: Option<&Manifest>,
) -> Result<KeptFiles, BackupError> {
    let known: HashMap<&str, &Copied> = newest
        .into_iter()
        .flat_map(|newest| &newest.files)
        .map(|file| (file.id.as_str(), &file.is))
        .collect();
    let (folder, mut all, mut new, mut absent) = (place.files(), Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        let to = folder.join(id.to_string());
        let there = known.get(id.to_string().as_str()).filter(|is| size(&to) == Some(is.bytes));
        if let Some(is) = there {
            all.push((*id, (*is).clone()));
        } else if let Some(is) = depot.copy_out(*id, &to)? {
            all.push((*id, is));
            new.push(*id);
        } else {
            absent.push(*id);
        }
    }
    let still: HashSet<FileId> = owned_files(url, &absent)?.into_iter().collect();
    if let Some(id) = still.iter().next() {
        let count = still.len();
        return Err(BackupError::Files(format!(
            "{count} files are missing in the data folder, such as files/{id}"
        )));
    }
    fs::File::open(&folder)?.sync_all()?;
    verify(&folder, (url, masters), &new)?;
    Ok(KeptFiles { all, new: new.len() })
}

fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|facts| facts.len())
}

fn verify(
    folder: &Path,
    (url, masters): (&DatabaseUrl, &MasterKeys),
    copied: &[FileId],
) -> Result<(), BackupError> {
    for some in copied.chunks(ASKED_AT_ONCE) {
        for file in file_keys(url, masters, some)? {
            let path = folder.join(file.id.to_string());
            let said = sha256_of(&path, file.key_for_machines()).map_err(|error| error.to_string());
            if said.as_ref() != Ok(&file.sha256) {
                // The next backup is to copy it again.
                fs::remove_file(&path)?;
                let reason = said.err().unwrap_or_else(|| "it says something else".to_owned());
                let id = file.id;
                return Err(BackupError::Files(format!("files/{id} is not what was handed in: {reason}")));
            }
        }
    }
    Ok(())
}

/// Deletes what no backup names any more.
pub fn prune(place: &Place, kept: &[Manifest]) -> io::Result<()> {
    let named: HashSet<&str> =
        kept.iter().flat_map(|kept| &kept.files).map(|file| file.id.as_str()).collect();
    for entry in fs::read_dir(place.files())? {
        let entry = entry?;
        if entry.file_name().to_str().is_none_or(|name| !named.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Copies the files of a backup into an empty depot, and sees whether they are what they were.
pub fn put_back(place: &Place, depot: &Depot, manifest: &Manifest) -> Result<(), BackupError> {
    for file in &manifest.files {
        let wrong =
            |reason: String| BackupError::Files(format!("files/{} cannot be put back: {reason}", file.id));
        let id: FileId = file.id.parse().map_err(|_| wrong("its name is none of ours".to_owned()))?;
        let copied =
            depot.copy_in(id, &place.files().join(&file.id)).map_err(|error| wrong(error.to_string()))?;
        if copied != file.is {
            return Err(wrong("it is damaged".to_owned()));
        }
    }
    Ok(depot.settle()?)
}
