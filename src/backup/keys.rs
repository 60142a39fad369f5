//! The keys of cases, in a file of their own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::sealing::master::MasterKeys;
use crate::store::keys::StoredKey;

/// The version of the layout.
const FORMAT: u32 = 1;

/// The keys of cases at one moment, each sealed by the master key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    format: u32,
    /// The instant of the backup that they were written with.
    pub made_at: DateTime<Utc>,
    /// They.
    pub keys: Vec<StoredKey>,
}

impl KeyFile {
    /// With the backup of an instant; [`BackupError::MasterKey`] where the master keys do not open one.
    pub fn new(
        made_at: DateTime<Utc>,
        keys: Vec<StoredKey>,
        masters: &MasterKeys,
    ) -> Result<Self, BackupError> {
        let file = Self { format: FORMAT, made_at, keys };
        file.must_open_with(masters)?;
        Ok(file)
    }

    fn must_open_with(&self, masters: &MasterKeys) -> Result<(), BackupError> {
        Ok(self.keys.iter().try_for_each(|key| key.opens_with(masters))?)
    }

    /// Takes the place of the file that was there; from then on nobody finds what it held beyond these.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let aside = path.with_extension("part");
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
        let mut buffered = BufWriter::new(&mut file);
        serde_json::to_writer(&mut buffered, self)?;
        buffered.flush()?;
        drop(buffered);
        file.sync_all()?;
        fs::rename(&aside, path)?;
        match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Reads it, and sees whether the master keys open it.
    pub fn read(path: &Path, masters: &MasterKeys) -> Result<Self, BackupError> {
        let unreadable = |reason: String| BackupError::Unreadable(path.to_owned(), reason);
        let opened = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let read = serde_json::from_reader(BufReader::new(opened));
        let file: Self = read.map_err(|error| unreadable(error.to_string()))?;
        if file.format != FORMAT {
            return Err(unreadable("another format".to_owned()));
        }
        file.must_open_with(masters)?;
        Ok(file)
    }
}
