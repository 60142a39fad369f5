//! Files, sealed in pieces: so one is read from anywhere, in little memory, and none of it before it is verified.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance", 2015): pieces cannot be left out, doubled, put in another order or cut off at the
//! end. A file begins with a byte for its format; each piece is 16 bytes longer than what it holds. Every file has a
//! key of its own, so no nonce ever comes twice under a key.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};

use aead_stream::{EncryptorBE32, NewStream, StreamBE32, StreamPrimitive};
use aes_gcm::Aes256Gcm;

use super::Secret;

/// The first byte of a sealed file.
const FORMAT: u8 = 1;

/// Bytes of a file that one piece holds.
const PIECE: usize = 64 * 1024;

/// Bytes by which a sealed piece is longer.
const TAG: usize = 16;

/// Seals a file as it comes in.
pub struct Sealer {
    stream: EncryptorBE32<Aes256Gcm>,
    /// What waits for more: whether a piece is the last one, only the end tells.
    open: Vec<u8>,
    has_begun: bool,
}

impl Sealer {
    /// Begins a file. The key must be for this file alone.
    pub fn new(key: &Secret) -> Self {
        let stream = EncryptorBE32::from_stream_primitive(primitive(key));
        Self { stream, open: Vec::new(), has_begun: false }
    }

    /// What is to be written now, once this came.
    pub fn push(&mut self, content: &[u8]) -> io::Result<Vec<u8>> {
        let mut sealed = self.begin();
        self.open.extend_from_slice(content);
        let mut from = 0;
        while self.open.len() - from > PIECE {
            let piece = self.open.get(from..from + PIECE).unwrap_or_default();
            sealed.extend(self.stream.encrypt_next(piece).map_err(|_| refused())?);
            from += PIECE;
        }
        self.open.drain(..from);
        Ok(sealed)
    }

    /// What is to be written at the end.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        let mut sealed = self.begin();
        sealed.extend(self.stream.encrypt_last(self.open.as_slice()).map_err(|_| refused())?);
        Ok(sealed)
    }

    fn begin(&mut self) -> Vec<u8> {
        if std::mem::replace(&mut self.has_begun, true) { Vec::new() } else { vec![FORMAT] }
    }
}

/// Seals what is written, and writes it on. Not whole before [`Self::finish`].
pub struct SealedWriter<W> {
    sealer: Sealer,
    to: W,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a file. The key must be for this file alone.
    pub fn new(key: &Secret, to: W) -> Self {
        Self { sealer: Sealer::new(key), to }
    }

    /// Writes the end, and gives back where it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&self.sealer.finish()?)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        self.to.write_all(&self.sealer.push(content)?)?;
        Ok(content.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads a sealed file, from anywhere.
pub struct SealedReader<R> {
    stream: StreamBE32<Aes256Gcm>,
    from: R,
    /// The size of what the file holds.
    bytes: u64,
    at: u64,
    /// The piece that was opened last, and which one it is.
    piece: Option<(u64, Vec<u8>)>,
}

impl<R: Read + Seek> SealedReader<R> {
    /// Opens a file with its key. Whether it fits is noticed with the first piece that is read.
    pub fn new(key: &Secret, mut from: R) -> io::Result<Self> {
        let length = from.seek(SeekFrom::End(0))?;
        let sealed = length.checked_sub(1).ok_or_else(damaged)?;
        let (piece, tag) = ((PIECE + TAG) as u64, TAG as u64);
        let pieces = sealed.div_ceil(piece);
        let bytes = sealed.checked_sub(pieces * tag).filter(|_| pieces > 0).ok_or_else(damaged)?;
        from.rewind()?;
        let mut format = [0];
        from.read_exact(&mut format)?;
        if format != [FORMAT] {
            return Err(damaged());
        }
        Ok(Self { stream: primitive(key), from, bytes, at: 0, piece: None })
    }

    /// The size of what the file holds.
    pub fn size(&self) -> u64 {
        self.bytes
    }

    /// Opens a piece, unless it is the one that is open.
    fn open(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.piece.as_ref().is_none_or(|(open, _)| *open != number) {
            self.piece = None;
            self.from.seek(SeekFrom::Start(1 + number * (PIECE + TAG) as u64))?;
            let mut sealed = Vec::with_capacity(PIECE + TAG);
            self.from.by_ref().take((PIECE + TAG) as u64).read_to_end(&mut sealed)?;
            let is_last = (number + 1) * PIECE as u64 >= self.bytes;
            let position = u32::try_from(number).map_err(|_| damaged())?;
            let opened = self.stream.decrypt_in_place(position, is_last, b"", &mut sealed);
            opened.map_err(|_| damaged())?;
            self.piece = Some((number, sealed));
        }
        Ok(self.piece.as_ref().map(|(_, piece)| piece.as_slice()).unwrap_or_default())
    }
}

impl<R: Read + Seek> Read for SealedReader<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        // Also an empty file is verified, and no byte is given away for nothing.
        if to.is_empty() || (self.at >= self.bytes && self.bytes > 0) {
            return Ok(0);
        }
        let within = usize::try_from(self.at % PIECE as u64).map_err(|_| damaged())?;
        let piece = self.open(self.at / PIECE as u64)?;
        let read = piece.get(within..).unwrap_or_default().read(to)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for SealedReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The nonce is the place of a piece: the key is for one file alone.
fn primitive(key: &Secret) -> StreamBE32<Aes256Gcm> {
    StreamBE32::from_aead(key.cipher(), &[0; 7].into())
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "the sealed file does not fit its key, or is damaged")
}

fn refused() -> io::Error {
    io::Error::other("the file is too long to be sealed")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use proptest::prelude::*;

    fn key() -> Secret {
        Secret::from_bytes([3; 32])
    }

    fn sealed(content: &[u8], pieces: usize) -> Vec<u8> {
        let mut writer = SealedWriter::new(&key(), Vec::new());
        content.chunks(pieces.max(1)).for_each(|piece| writer.write_all(piece).unwrap());
        writer.finish().unwrap()
    }

    fn opened(key: &Secret, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        SealedReader::new(key, Cursor::new(sealed))?.read_to_end(&mut content)?;
        Ok(content)
    }

    fn content(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|i| (i * 7 + i / 251) as u8).collect()
    }

    #[test]
    fn files_of_each_size_come_back_whole_however_they_were_torn() {
        for bytes in [0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5] {
            for pieces in [999, PIECE, 1 << 20] {
                let sealed = sealed(&content(bytes), pieces);
                assert_eq!(SealedReader::new(&key(), Cursor::new(&sealed)).unwrap().size(), bytes as u64);
                assert!(opened(&key(), &sealed).unwrap() == content(bytes), "{bytes} in pieces of {pieces}");
                assert!(opened(&Secret::from_bytes([4; 32]), &sealed).is_err());
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_or_put_together_anew_is_refused() {
        let whole = sealed(&content(3 * PIECE + 5), PIECE);
        for end in [0, 1, 2, 17, 18, PIECE, PIECE + TAG + 1, 2 * (PIECE + TAG) + 1, whole.len() - 1] {
            assert!(opened(&key(), &whole[..end]).is_err(), "cut at {end}");
        }
        let piece = |i: usize| &whole[1 + i * (PIECE + TAG)..1 + (i + 1) * (PIECE + TAG)];
        let last = &whole[1 + 3 * (PIECE + TAG)..];
        let format = &[FORMAT][..];
        for (what, pieces) in [
            ("swapped", vec![format, piece(1), piece(0), piece(2), last]),
            ("one left out", vec![format, piece(0), piece(2), last]),
            ("one doubled", vec![format, piece(0), piece(0), piece(1), piece(2), last]),
            ("another format", vec![&[9], piece(0), piece(1), piece(2), last]),
            ("more behind the end", vec![format, piece(0), piece(1), piece(2), last, b"x"]),
        ] {
            assert!(opened(&key(), &pieces.concat()).is_err(), "{what}");
        }
    }

    proptest! {
        #[test]
        fn any_part_is_read_from_anywhere(bytes in 0..200_000usize, at: prop::sample::Index, length in 0..100_000usize) {
            let (content, from) = (content(bytes), at.index(bytes + 1));
            let mut reader = SealedReader::new(&key(), Cursor::new(sealed(&content, 10_000))).unwrap();
            reader.seek(SeekFrom::End(from as i64 - bytes as i64)).unwrap();
            let mut part = Vec::new();
            reader.by_ref().take(length as u64).read_to_end(&mut part).unwrap();
            let end = (from + length).min(bytes);
            prop_assert!(part == content[from..end]);
            prop_assert_eq!(reader.stream_position().unwrap(), end as u64);
        }

        #[test]
        fn a_changed_byte_is_noticed(bytes in 0..200_000usize, at: prop::sample::Index, with in 1..=255u8) {
            let mut sealed = sealed(&content(bytes), PIECE);
            let place = at.index(sealed.len());
            sealed[place] ^= with;
            prop_assert!(opened(&key(), &sealed).is_err());
        }

        #[test]
        fn no_file_panics(sealed: Vec<u8>) {
            prop_assert!(opened(&key(), &sealed).is_err());
        }
    }
}
