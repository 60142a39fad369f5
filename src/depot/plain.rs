//! A picture on the disk becomes one without metadata.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::picture;
use crate::domain::FileType;

/// What was written.
#[derive(Debug)]
pub struct Plain {
    /// The file.
    pub file: File,
    /// The hash of its content, not finished.
    pub hash: Sha256,
    /// Its size.
    pub bytes: u64,
}

impl Write for Plain {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.file.write(piece)?;
        self.hash.update(&piece[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a copy without metadata to `to`, and puts it in the place of the picture at `path`.
pub fn replace(path: &Path, to: &Path, kind: FileType) -> io::Result<Plain> {
    let made = copy(path, to, kind).and_then(|made| fs::rename(to, path).map(|()| made));
    if made.is_err() {
        // What failed is told; a rest is deleted with whatever never finished arriving.
        let _ = fs::remove_file(to);
    }
    made
}

fn copy(path: &Path, to: &Path, kind: FileType) -> io::Result<Plain> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let mut plain = BufWriter::new(Plain { file, hash: Sha256::new(), bytes: 0 });
    picture::copy(kind, &mut BufReader::new(File::open(path)?), &mut plain)?;
    plain.into_inner().map_err(io::IntoInnerError::into_error)
}
