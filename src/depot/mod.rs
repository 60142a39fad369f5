//! The depot: the bytes of files that people handed in, on the disk.
//!
//! A private folder that nothing serves. Each file is sealed by a key of its own from the first byte on
//! ([`crate::sealing`]); the key stands in the database, sealed by that of its case. A file is named by its random id alone; what it is called, whose it
//! is and what it hashes to stands in the database. A file is complete and on the disk before a row names it,
//! so a crash leaves files without rows at worst; [`Depot::older_than`] finds those.

mod copies;
pub mod inspect;
mod names;
mod picture;
mod plain;
#[cfg(test)]
mod tests;

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::{Stream, stream};
use sha2::{Digest, Sha256};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;

use crate::domain::{FileId, FileType, Metadata, Scan};
use crate::meters;
use crate::scanner::{Scanner, Verdict};
use crate::sealing::Secret;
use crate::sealing::stream::{SealedReader, Sealer};
pub use copies::{Copied, copy, sha256_of};
use inspect::Unfit;

/// The content of a file, whether it has arrived or is still arriving.
pub type Content = SealedReader<std::fs::File>;

/// Bytes that are read at once: what is sealed as one.
const READ_AT_ONCE: usize = 64 * 1024;

/// The ending of a file that is still arriving.
const ARRIVING: &str = "part";

/// The folder.
#[derive(Debug, Clone)]
pub struct Depot {
    folder: Arc<Path>,
    scanner: Option<Scanner>,
}

impl Depot {
    /// The depot in a folder that exists.
    pub fn new(folder: &Path) -> Self {
        Self { folder: Arc::from(folder), scanner: None }
    }

    /// Has a scanner look at all that arrives, if there is one.
    #[must_use]
    pub fn scanned_by(self, scanner: Option<Scanner>) -> Self {
        Self { scanner, ..self }
    }

    /// The scanner, if there is one.
    pub fn scanner(&self) -> Option<&Scanner> {
        self.scanner.as_ref()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a file.
    pub async fn begin(&self) -> io::Result<Arriving> {
        let (id, key) = (FileId::random(), Secret::random().map_err(io::Error::other)?);
        let path = self.folder.join(format!("{id}.{ARRIVING}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&path).await?;
        let sealer = Sealer::new(&key);
        let (depot, hash) = (self.clone(), Sha256::new());
        Ok(Arriving { depot, id, key, path, file, sealer, hash, bytes: 0, is_kept: false })
    }

    /// Opens a file for reading, with its key.
    pub async fn open(&self, id: FileId, key: &Secret) -> io::Result<Stored> {
        let (path, key) = (self.path(id), key.clone());
        let opened = tokio::task::spawn_blocking(move || open(&path, &key)).await;
        Ok(Stored { content: Some(opened.map_err(io::Error::other)??) })
    }

    /// Deletes a file; it is no mistake if it is gone already.
    pub async fn remove(&self, id: FileId) -> io::Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Files that lie here for longer than `age`. Those that never finished arriving are deleted on the way.
    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<FileId>> {
        let mut found = Vec::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let Ok(changed) = entry.metadata().await.and_then(|facts| facts.modified()) else { continue };
            if age_of(changed) < age {
                continue;
            }
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == ARRIVING) {
                // Another server may have been quicker.
                if let Err(error) = fs::remove_file(&path).await {
                    tracing::warn!(%error, "an unfinished file cannot be deleted");
                }
            } else {
                found.extend(entry.file_name().to_str().and_then(|name| name.parse::<FileId>().ok()));
            }
        }
        Ok(found)
    }

    fn path(&self, id: FileId) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

#[expect(clippy::disallowed_methods, reason = "the ages of files are told by the clock that wrote them")]
fn age_of(changed: SystemTime) -> Duration {
    SystemTime::now().duration_since(changed).unwrap_or_default()
}

fn open(path: &Path, key: &Secret) -> io::Result<Content> {
    SealedReader::new(key, std::fs::File::open(path)?)
}

/// A file that is read.
pub struct Stored {
    /// Gone after an error.
    content: Option<Content>,
}

impl Stored {
    /// The next bytes; none at the end.
    pub async fn next(&mut self) -> io::Result<Vec<u8>> {
        let Some(mut content) = self.content.take() else { return Ok(Vec::new()) };
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; READ_AT_ONCE];
            let read = content.read(&mut piece)?;
            piece.truncate(read);
            Ok::<_, io::Error>((content, piece))
        });
        let (content, piece) = read.await.map_err(io::Error::other)??;
        self.content = Some(content);
        Ok(piece)
    }

    /// The rest of it, piece by piece.
    pub fn pieces(self) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
        stream::try_unfold(self, |mut file| async move {
            let piece = file.next().await?;
            Ok((!piece.is_empty()).then_some((piece, file)))
        })
    }
}

/// A file that is arriving. Dropped before it is kept, it leaves nothing behind.
pub struct Arriving {
    depot: Depot,
    id: FileId,
    key: Secret,
    path: PathBuf,
    file: File,
    sealer: Sealer,
    hash: Sha256,
    bytes: u64,
    is_kept: bool,
}

/// A file that has arrived and can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its id.
    pub id: FileId,
    /// What it is.
    pub kind: FileType,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its content, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The key by which its bytes are sealed.
    pub key: Secret,
    /// Whether a scanner has looked at it: it is clean, or waits, or there is no scanner.
    pub scan: Scan,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It is of no use to anybody.
    #[error("the file is unfit")]
    Unfit(Unfit),
    /// The disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Arriving {
    /// Adds what came; how much it is in all.
    pub async fn write(&mut self, chunk: &[u8]) -> io::Result<u64> {
        let sealed = self.sealer.push(chunk)?;
        self.file.write_all(&sealed).await?;
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(self.bytes)
    }

    /// Looks at the content and puts the file on the disk for good: after this it survives a power cut. Where the
    /// metadata of pictures is removed, size and hash are those of what is stored.
    pub async fn keep(mut self, metadata: Metadata) -> Result<Arrived, KeepError> {
        let end = std::mem::replace(&mut self.sealer, Sealer::new(&self.key)).finish()?;
        self.file.write_all(&end).await?;
        self.file.flush().await?;
        let content = open(&self.path, &self.key)?;
        let inspected = tokio::task::spawn_blocking(move || inspect::inspect(content)).await;
        // A panic of a parser is a mistake of the file, not of ours.
        let kind = inspected.unwrap_or(Err(Unfit::Unreadable)).map_err(KeepError::Unfit)?;
        let scan = self.scan().await?;
        if metadata == Metadata::Removed && kind != FileType::Pdf {
            self.make_plain(kind).await?;
        }
        self.file.sync_all().await?;
        fs::rename(&self.path, self.depot.path(self.id)).await?;
        File::open(&self.depot.folder).await?.sync_all().await?;
        self.is_kept = true;
        let sha256 = hex::encode(std::mem::take(&mut self.hash).finalize());
        Ok(Arrived { id: self.id, kind, bytes: self.bytes, sha256, key: self.key.clone(), scan })
    }

    /// Has the scanner look at what came, as it came. It is asked only now: whoever sends slowly would else hold one of
    /// its few threads for as long as that takes. What it does not answer for is kept, and waits ([`crate::screening`]):
    /// nobody misses a deadline because of our scanner.
    async fn scan(&self) -> Result<Scan, KeepError> {
        let Some(scanner) = &self.depot.scanner else { return Ok(Scan::Unasked) };
        let content = Stored { content: Some(open(&self.path, &self.key)?) };
        match scanner.scan_while_waiting(content.pieces()).await {
            Ok(Verdict::Clean) => Ok(Scan::Clean),
            Ok(Verdict::Found(name)) => {
                tracing::warn!(file = %self.id, malware = name, "a file that was sent is malware and was not taken");
                meters::malware_found("arrival");
                Err(KeepError::Unfit(Unfit::Malware))
            }
            Err(error) => {
                tracing::warn!(file = %self.id, %error, "a file that was sent waits for the scanner");
                Ok(Scan::Waiting)
            }
        }
    }

    /// Takes a copy without metadata in place of what came.
    async fn make_plain(&mut self, kind: FileType) -> io::Result<()> {
        let to = self.path.with_extension(format!("plain.{ARRIVING}"));
        let (from, key) = (self.path.clone(), self.key.clone());
        let made = tokio::task::spawn_blocking(move || plain::replace((&from, &key), &to, kind)).await;
        let made = made.map_err(io::Error::other)??;
        (self.hash, self.bytes, self.file) = (made.hash, made.bytes, File::from_std(made.file));
        self.key = made.key;
        Ok(())
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an unfinished file cannot be deleted");
        }
    }
}
