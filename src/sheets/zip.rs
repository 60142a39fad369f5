//! A ZIP archive as a stream: each file is compressed as it comes, and its size is told behind it (APPNOTE 4.3.9).

use std::borrow::Cow;
use std::io::{Result, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Sizes follow behind the data, names are UTF-8.
const FLAGS: u16 = 0x0808;
/// The version of the format that is needed: 2.0, for DEFLATE.
const VERSION: u16 = 20;
/// DEFLATE.
const METHOD: u16 = 8;
/// 1 January 1980: no file tells when it was made.
const DATE: u16 = 0x21;

/// A file of the archive that is written.
#[derive(Debug)]
struct Entry {
    name: Cow<'static, str>,
    offset: u32,
    crc: u32,
    packed: u32,
    size: u32,
}

/// An archive; one file after the other.
#[derive(Debug, Default)]
pub struct ZipStream {
    /// What nobody has taken yet, and how much was taken before.
    out: Vec<u8>,
    taken: usize,
    done: Vec<Entry>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    name: Cow<'static, str>,
    offset: u32,
    packed: usize,
    crc: Crc,
    encoder: DeflateEncoder<Vec<u8>>,
}

impl ZipStream {
    /// Begins a file, and ends the one before.
    pub fn begin(&mut self, name: impl Into<Cow<'static, str>>) -> Result<()> {
        self.end()?;
        let name = name.into();
        let offset = size(self.taken + self.out.len())?;
        self.out.extend(0x0403_4b50_u32.to_le_bytes());
        self.common((0, 0, 0), &name)?;
        self.out.extend(name.as_bytes());
        let encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        self.open = Some(Open { name, offset, packed: 0, crc: Crc::new(), encoder });
        Ok(())
    }

    /// Writes to the file that was begun.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.crc.update(bytes);
        open.encoder.write_all(bytes)?;
        let packed = std::mem::take(open.encoder.get_mut());
        open.packed += packed.len();
        self.out.extend(packed);
        Ok(())
    }

    /// Takes what is written so far.
    pub fn take(&mut self) -> Vec<u8> {
        self.taken += self.out.len();
        std::mem::take(&mut self.out)
    }

    /// Ends the archive; the rest of its bytes.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.end()?;
        let start = self.taken + self.out.len();
        let entries = std::mem::take(&mut self.done);
        for entry in &entries {
            self.out.extend(0x0201_4b50_u32.to_le_bytes());
            self.out.extend(VERSION.to_le_bytes());
            self.common((entry.crc, entry.packed, entry.size), &entry.name)?;
            // Comment, disk, attributes.
            self.out.extend([0; 10]);
            self.out.extend(entry.offset.to_le_bytes());
            self.out.extend(entry.name.as_bytes());
        }
        let length = size(self.taken + self.out.len() - start)?;
        let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
        self.out.extend(0x0605_4b50_u32.to_le_bytes());
        self.out.extend([0; 4]);
        self.out.extend(count);
        self.out.extend(count);
        self.out.extend(length.to_le_bytes());
        self.out.extend(size(start)?.to_le_bytes());
        self.out.extend([0; 2]);
        Ok(self.out)
    }

    /// What the head of a file and its entry in the directory have in common.
    fn common(&mut self, (crc, packed, size): (u32, u32, u32), name: &str) -> Result<()> {
        for field in [VERSION, FLAGS, METHOD, 0, DATE] {
            self.out.extend(field.to_le_bytes());
        }
        for field in [crc, packed, size] {
            self.out.extend(field.to_le_bytes());
        }
        let length = u16::try_from(name.len()).map_err(std::io::Error::other)?;
        self.out.extend(length.to_le_bytes());
        self.out.extend([0; 2]);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let rest = open.encoder.finish()?;
        let entry = Entry {
            name: open.name,
            offset: open.offset,
            crc: open.crc.sum(),
            packed: size(open.packed + rest.len())?,
            size: open.crc.amount(),
        };
        self.out.extend(rest);
        for field in [0x0807_4b50, entry.crc, entry.packed, entry.size] {
            self.out.extend(field.to_le_bytes());
        }
        self.done.push(entry);
        Ok(())
    }
}

/// A size as this format writes it: up to 4 GiB.
fn size(bytes: usize) -> Result<u32> {
    u32::try_from(bytes).map_err(std::io::Error::other)
}
