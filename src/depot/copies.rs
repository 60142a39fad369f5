//! Files as they lie in the depot, sealed, on their way to a backup and back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Depot, READ_AT_ONCE};
use crate::domain::FileId;
use crate::sealing::Secret;
use crate::sealing::stream::SealedReader;

/// What was copied, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copied {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
}

impl Copied {
    /// What lies in a file.
    pub fn of(path: &Path) -> io::Result<Self> {
        Self::read(&mut File::open(path)?, &mut io::sink())
    }

    fn read(from: &mut impl Read, to: &mut impl Write) -> io::Result<Self> {
        let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; READ_AT_ONCE]);
        loop {
            let read = match from.read(&mut piece) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let read = piece.get(..read).unwrap_or_default();
            if read.is_empty() {
                return Ok(Self { bytes, sha256: hex::encode(hash.finalize()) });
            }
            hash.update(read);
            to.write_all(read)?;
            bytes += read.len() as u64;
        }
    }
}

/// Copies a file for good, for its owner only. It has its name when all of it is on the disk; the folder's own entry
/// is not yet.
pub fn copy(from: &Path, to: &Path) -> io::Result<Copied> {
    let mut from = File::open(from)?;
    let aside = to.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    let copied = Copied::read(&mut from, &mut file)?;
    file.sync_all()?;
    fs::rename(&aside, to)?;
    Ok(copied)
}

impl Depot {
    /// Copies a file out as it is stored; nothing where it is gone.
    pub fn copy_out(&self, id: FileId, to: &Path) -> io::Result<Option<Copied>> {
        match copy(&self.path(id), to) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            copied => copied.map(Some),
        }
    }

    /// Copies a file in that was copied out.
    pub fn copy_in(&self, id: FileId, from: &Path) -> io::Result<Copied> {
        copy(from, &self.path(id))
    }

    /// Whether no file lies here.
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(fs::read_dir(&self.folder)?.next().is_none())
    }

    /// Puts the names of what was copied in on the disk for good.
    pub fn settle(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

/// The SHA-256 of what a sealed file says.
pub fn sha256_of(sealed: &Path, key: &Secret) -> io::Result<String> {
    let mut content = SealedReader::new(key, File::open(sealed)?)?;
    Ok(Copied::read(&mut content, &mut io::sink())?.sha256)
}
