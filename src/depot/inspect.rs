//! What a file is, by its content, and whether anybody can open it.
//!
//! Read from start to end, in bounded memory: a file is a stranger's, and whoever unpacks it does what
//! the stranger wants. So nothing is decompressed here, no picture is decoded and no table of a PDF followed.

use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use aho_corasick::AhoCorasick;
use image::ImageFormat;

use super::names::Spelled;
use super::picture;
use crate::domain::FileType;

/// Most pixels of a side of a picture; a camera has less.
const MOST_PIXELS: u32 = 20_000;
/// The mark of a PDF stands in this many bytes, and its end in the last ones; some programs add a little behind it.
const MARK_WITHIN: u64 = 1024;
const END_WITHIN: u64 = 4096;

/// What is looked for in a PDF. No mark begins as another one ends, so none hides another.
const MARKS: [(&[u8], Mark); 5] = [
    (b"startxref", Mark::TableOfPdf),
    (b"/Encrypt", Mark::Lock),
    // Programs that start by themselves have no place in an application (TR-03172-3, A3.8.06). Those that stand
    // in a packed part of a PDF are not seen here: that is for a scanner.
    (b"/JavaScript", Mark::Program),
    (b"/Launch", Mark::Program),
    (b"/RichMedia", Mark::Program),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    TableOfPdf,
    Lock,
    Program,
}

/// Why nobody could use a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// There is nothing in it.
    Empty,
    /// It is something else than a PDF or a picture.
    OfOtherKind,
    /// It is locked: it opens with a password, or may not be printed without one.
    Protected,
    /// It is damaged.
    Unreadable,
    /// It runs a program when it is opened.
    Active,
    /// The scanner knows it as malware.
    Malware,
}

/// Looks at a file.
pub fn inspect(mut content: impl Read + Seek) -> Result<FileType, Unfit> {
    let mut start = Vec::new();
    let read = content.by_ref().take(MARK_WITHIN).read_to_end(&mut start);
    read.and_then(|_| content.rewind()).map_err(|_| Unfit::Unreadable)?;
    if start.is_empty() {
        return Err(Unfit::Empty);
    }
    match image::guess_format(&start) {
        Ok(ImageFormat::Jpeg) => picture(content, FileType::Jpeg),
        Ok(ImageFormat::Png) => picture(content, FileType::Png),
        _ if begins_as_pdf(&start) => document(content),
        _ => Err(Unfit::OfOtherKind),
    }
}

/// A picture that says how large it is, and goes on to its end.
fn picture(content: impl Read, kind: FileType) -> Result<FileType, Unfit> {
    let size = picture::copy(kind, &mut BufReader::new(content), &mut io::sink());
    let (width, height) = size.map_err(|_| Unfit::Unreadable)?;
    let is_sound = [width, height].iter().all(|pixels| (1..=MOST_PIXELS).contains(pixels));
    if is_sound { Ok(kind) } else { Err(Unfit::Unreadable) }
}

/// A PDF with an end. Its trailer, which tells that it is locked, is never packed itself.
fn document(content: impl Read + Seek) -> Result<FileType, Unfit> {
    let (end, marks) = marks(content).map_err(|_| Unfit::Unreadable)?;
    let ends = end.windows(5).any(|window| window == b"%%EOF");
    if !ends || !marks.contains(&Mark::TableOfPdf) {
        return Err(Unfit::Unreadable);
    }
    if marks.contains(&Mark::Lock) {
        return Err(Unfit::Protected);
    }
    if marks.contains(&Mark::Program) { Err(Unfit::Active) } else { Ok(FileType::Pdf) }
}

/// The last bytes of a PDF, and what was found in it.
fn marks(mut content: impl Read + Seek) -> io::Result<(Vec<u8>, HashSet<Mark>)> {
    let (bytes, mut end) = (content.seek(SeekFrom::End(0))?, Vec::new());
    content.seek(SeekFrom::Start(bytes.saturating_sub(END_WITHIN)))?;
    content.by_ref().take(END_WITHIN).read_to_end(&mut end)?;
    content.rewind()?;
    let sought = AhoCorasick::new(MARKS.map(|(bytes, _)| bytes)).map_err(io::Error::other)?;
    let mut marks = HashSet::new();
    for found in sought.stream_find_iter(Spelled::out(content)) {
        marks.extend(MARKS.get(found?.pattern().as_usize()).map(|(_, mark)| *mark));
    }
    Ok((end, marks))
}

/// Before a PDF stands white space only (ISO 32000-1, table 1), or the mark of UTF-8. Readers take more, but then a file
/// may be a program, an archive or a page for browsers as well.
fn begins_as_pdf(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let begin = start.iter().position(|byte| !b"\0\t\n\x0c\r ".contains(byte)).unwrap_or_default();
    start.get(begin..).is_some_and(|rest| rest.starts_with(b"%PDF-"))
}
