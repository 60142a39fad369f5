//! A picture on the disk becomes one without metadata.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::picture;
use crate::domain::FileType;
use crate::sealing::Secret;
use crate::sealing::stream::SealedWriter;

/// What was written.
pub struct Plain {
    /// The file.
    pub file: File,
    /// The key by which it is sealed: another one than that of the picture.
    pub key: Secret,
    /// The hash of its content, not finished.
    pub hash: Sha256,
    /// Its size.
    pub bytes: u64,
}

/// Counts what goes by.
struct Counted<W> {
    to: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.to.write(piece)?;
        self.hash.update(&piece[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes a copy without metadata to `to`, and puts it in the place of the picture at `path`, which opens with `key`.
pub fn replace((path, key): (&Path, &Secret), to: &Path, kind: FileType) -> io::Result<Plain> {
    let made = copy((path, key), to, kind).and_then(|made| fs::rename(to, path).map(|()| made));
    if made.is_err() {
        // What failed is told; a rest is deleted with whatever never finished arriving.
        let _ = fs::remove_file(to);
    }
    made
}

fn copy((path, key): (&Path, &Secret), to: &Path, kind: FileType) -> io::Result<Plain> {
    let fresh = Secret::random().map_err(io::Error::other)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let to = Counted { to: SealedWriter::new(&fresh, file), hash: Sha256::new(), bytes: 0 };
    let mut plain = BufWriter::new(to);
    picture::copy(kind, &mut BufReader::new(super::open(path, key)?), &mut plain)?;
    let Counted { to, hash, bytes } = plain.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Plain { file: to.finish()?, key: fresh, hash, bytes })
}
