//! The scanner for malware: `clamd` of ClamAV, asked by its command INSTREAM (`man clamd`).
//!
//! Closed: whatever is not a plain answer that the content is clean counts as not looked at. The words of the protocol
//! are few, and what matters here is what surrounds them: a time limit for the whole, an answer that is heard also while
//! content is still on its way, because that is when clamd says that it is too large, and a strict reading of it.

mod address;
mod reply;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

pub use address::ScannerAddress;
pub use reply::Verdict;

/// How long somebody waits at most for the verdict on a file that they have just sent. What takes longer is kept, and
/// looked at later.
const WHILE_SOMEBODY_WAITS: Duration = Duration::from_secs(15);

/// How long a look takes at most when nobody waits for it: as long as clamd looks at a file at most, unless it is told
/// otherwise (`MaxScanTime`).
const AT_LEISURE: Duration = Duration::from_secs(120);

/// How long it may take to answer who it is.
const GREETING: Duration = Duration::from_secs(5);

/// For how long nobody waits for a scanner again that did not answer somebody in time: a page may hold many files.
const REST: Duration = Duration::from_secs(30);

/// No answer of clamd is longer.
const LONGEST_ANSWER: usize = 1024;

/// Why content was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum NotScanned {
    /// Nobody listens, or the connection broke.
    #[error("the scanner cannot be reached: {0}")]
    Away(#[source] io::Error),
    /// It did not answer in time.
    #[error("the scanner did not answer in time")]
    TooSlow,
    /// It looks at nothing that is so large.
    #[error(
        "the scanner looks at nothing this large: raise StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf"
    )]
    TooLarge,
    /// It said something else.
    #[error("the scanner said: {0}")]
    Unclear(String),
    /// The content itself cannot be read.
    #[error("the content cannot be read: {0}")]
    Content(#[source] io::Error),
}

/// What a scanner tells about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name and its version: `ClamAV 1.4.3`.
    pub engine: String,
    /// When its signatures were made; `None` where it has none of the project.
    pub signatures: Option<DateTime<Utc>>,
}

/// A scanner.
#[derive(Debug, Clone)]
pub struct Scanner {
    address: ScannerAddress,
    somebody_waits: Duration,
    /// Until when nobody waits for it.
    rests_until: Arc<Mutex<Option<Instant>>>,
}

trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Scanner {
    /// The scanner at an address.
    pub fn at(address: ScannerAddress) -> Self {
        Self { address, somebody_waits: WHILE_SOMEBODY_WAITS, rests_until: Arc::default() }
    }

    /// The same, for whose verdict people wait no longer than this.
    #[must_use]
    pub fn waited_for(self, somebody_waits: Duration) -> Self {
        Self { somebody_waits, ..self }
    }

    /// Looks at content while somebody waits for the verdict.
    pub async fn scan_while_waiting(
        &self,
        content: impl Stream<Item = io::Result<Vec<u8>>> + Send,
    ) -> Result<Verdict, NotScanned> {
        if self.resting().is_some_and(|until| until > Instant::now()) {
            return Err(NotScanned::TooSlow);
        }
        let outcome = self.scan_within(content, self.somebody_waits).await;
        if matches!(outcome, Err(NotScanned::TooSlow)) {
            *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
        }
        outcome
    }

    /// Looks at content for which nobody waits.
    pub async fn scan(
        &self,
        content: impl Stream<Item = io::Result<Vec<u8>>> + Send,
    ) -> Result<Verdict, NotScanned> {
        self.scan_within(content, AT_LEISURE).await
    }

    /// Asks which one it is.
    pub async fn version(&self) -> Result<Version, NotScanned> {
        let asking = async {
            let mut line = self.connect().await?;
            line.write_all(b"zVERSION\0").await?;
            read_answer(&mut line).await
        };
        let answer = tokio::time::timeout(GREETING, asking).await.map_err(|_| NotScanned::TooSlow)?;
        reply::version(&answer.map_err(NotScanned::Away)?)
    }

    fn resting(&self) -> Option<Instant> {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn scan_within(
        &self,
        content: impl Stream<Item = io::Result<Vec<u8>>> + Send,
        patience: Duration,
    ) -> Result<Verdict, NotScanned> {
        let asking = async {
            let line = self.connect().await.map_err(NotScanned::Away)?;
            let (mut hears, mut says) = tokio::io::split(line);
            // It answers before the end when it has enough, and then nobody takes what is still sent.
            let answer = read_answer(&mut hears);
            tokio::pin!(answer);
            let sent = tokio::select! {
                biased;
                early = &mut answer => return reply::verdict(&early.map_err(NotScanned::Away)?),
                sent = send(&mut says, content) => sent,
            };
            match sent {
                Err(NotScanned::Content(error)) => Err(NotScanned::Content(error)),
                // Perhaps it said why before it hung up.
                Err(error) => answer.await.map_or(Err(error), |answer| reply::verdict(&answer)),
                Ok(()) => reply::verdict(&answer.await.map_err(NotScanned::Away)?),
            }
        };
        tokio::time::timeout(patience, asking).await.unwrap_or(Err(NotScanned::TooSlow))
    }

    async fn connect(&self) -> io::Result<Box<dyn Line>> {
        Ok(match &self.address {
            ScannerAddress::Unix(path) => Box::new(UnixStream::connect(path).await?),
            ScannerAddress::Tcp(address) => Box::new(TcpStream::connect(address).await?),
        })
    }
}

/// Sends content piece by piece: each with its length before it, nothing at the end.
async fn send(
    says: &mut (impl AsyncWrite + Unpin),
    content: impl Stream<Item = io::Result<Vec<u8>>> + Send,
) -> Result<(), NotScanned> {
    says.write_all(b"zINSTREAM\0").await.map_err(NotScanned::Away)?;
    tokio::pin!(content);
    while let Some(piece) = content.try_next().await.map_err(NotScanned::Content)? {
        // An empty piece would be the end.
        if piece.is_empty() {
            continue;
        }
        let length =
            u32::try_from(piece.len()).map_err(|error| NotScanned::Content(io::Error::other(error)))?;
        says.write_all(&length.to_be_bytes()).await.map_err(NotScanned::Away)?;
        says.write_all(&piece).await.map_err(NotScanned::Away)?;
    }
    says.write_all(&[0; 4]).await.map_err(NotScanned::Away)?;
    says.flush().await.map_err(NotScanned::Away)
}

/// The answer: up to the NUL at its end. What comes behind it does not count, not even that the line breaks because
/// nobody took the rest of the content.
async fn read_answer(hears: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut piece = [0; 256];
    while !answer.ends_with(&[0]) && answer.len() < LONGEST_ANSWER {
        match hears.read(&mut piece).await? {
            0 if answer.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            0 => break,
            read => answer.extend(piece.iter().take(read)),
        }
    }
    Ok(answer)
}

#[cfg(test)]
mod tests;
