//! A ZIP archive as a stream: each file is compressed as it comes, and its size is told behind it (APPNOTE 4.3.9).

use std::fmt;
use std::io::{Error, Result, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// An archive; one file after the other.
pub struct ZipStream {
    writer: ZipWriter<StreamWriter<Untaken>>,
    /// What the writer has written and nobody has taken yet.
    out: Untaken,
}

/// Bytes that the archive writes at one end, and whoever sends it takes at the other.
#[derive(Debug, Clone, Default)]
struct Untaken(Arc<Mutex<Vec<u8>>>);

impl Untaken {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Untaken {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl fmt::Debug for ZipStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZipStream").field("out", &self.out).finish_non_exhaustive()
    }
}

impl Default for ZipStream {
    fn default() -> Self {
        let out = Untaken::default();
        Self { writer: ZipWriter::new_stream(out.clone()), out }
    }
}

impl ZipStream {
    /// Begins a file, and ends the one before. No file tells when it was made.
    pub fn begin(&mut self, name: impl Into<String>) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.writer.start_file(name.into(), options).map_err(Error::from)
    }

    /// Writes to the file that was begun.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write_all(bytes)
    }

    /// Takes what is written so far.
    pub fn take(&mut self) -> Vec<u8> {
        self.out.take()
    }

    /// Ends the archive; the rest of its bytes.
    pub fn finish(self) -> Result<Vec<u8>> {
        self.writer.finish()?;
        Ok(self.out.take())
    }
}
