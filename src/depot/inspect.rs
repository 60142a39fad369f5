//! What a file is, by its content, and whether anybody can open it.
//!
//! Read once from start to end, in bounded memory: a file is a stranger's, and whoever unpacks it does what
//! the stranger wants. So nothing is decompressed here, no picture is decoded and no table of a PDF followed.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use aho_corasick::AhoCorasick;
use image::{ImageFormat, ImageReader};

use crate::domain::FileType;

/// Most pixels of a side of a picture; a camera has less.
const MOST_PIXELS: u32 = 20_000;
/// Readers look for the mark of a PDF in this many bytes (ISO 32000-1, implementation note 13), and for its
/// end in the last ones; some programs add a little behind it.
const MARK_WITHIN: u64 = 1024;
const END_WITHIN: u64 = 4096;

/// What is looked for between start and end. No mark begins as another one ends, so none hides another.
const MARKS: [(&[u8], Mark); 7] = [
    (b"\xff\xd9", Mark::EndOfJpeg),
    (b"IEND", Mark::EndOfPng),
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
    EndOfJpeg,
    EndOfPng,
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
}

/// Looks at a file of this size.
pub fn inspect(path: &Path, bytes: u64) -> Result<FileType, Unfit> {
    if bytes == 0 {
        return Err(Unfit::Empty);
    }
    let content = Content::read(path, bytes).map_err(|_| Unfit::Unreadable)?;
    match image::guess_format(&content.start) {
        Ok(format @ ImageFormat::Jpeg) => {
            picture(path, format, content.has(Mark::EndOfJpeg)).map(|()| FileType::Jpeg)
        }
        Ok(format @ ImageFormat::Png) => {
            picture(path, format, content.has(Mark::EndOfPng)).map(|()| FileType::Png)
        }
        _ if begins_as_pdf(&content.start) => document(&content).map(|()| FileType::Pdf),
        _ => Err(Unfit::OfOtherKind),
    }
}

/// What is known of a file after it was read.
struct Content {
    start: Vec<u8>,
    end: Vec<u8>,
    marks: HashSet<Mark>,
}

impl Content {
    fn read(path: &Path, bytes: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let (mut start, mut end) = (Vec::new(), Vec::new());
        file.by_ref().take(MARK_WITHIN).read_to_end(&mut start)?;
        file.seek(SeekFrom::Start(bytes.saturating_sub(END_WITHIN)))?;
        file.by_ref().take(END_WITHIN).read_to_end(&mut end)?;
        file.rewind()?;
        let sought = AhoCorasick::new(MARKS.map(|(bytes, _)| bytes)).map_err(io::Error::other)?;
        let mut marks = HashSet::new();
        for found in sought.stream_find_iter(file.take(bytes)) {
            marks.extend(MARKS.get(found?.pattern().as_usize()).map(|(_, mark)| *mark));
        }
        Ok(Self { start, end, marks })
    }

    fn has(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

/// A picture that says how large it is, and that ends.
fn picture(path: &Path, format: ImageFormat, ends: bool) -> Result<(), Unfit> {
    let file = File::open(path).map_err(|_| Unfit::Unreadable)?;
    let reader = ImageReader::with_format(BufReader::new(file), format);
    let (width, height) = reader.into_dimensions().map_err(|_| Unfit::Unreadable)?;
    let is_sound = (1..=MOST_PIXELS).contains(&width) && (1..=MOST_PIXELS).contains(&height);
    if is_sound && ends { Ok(()) } else { Err(Unfit::Unreadable) }
}

/// A PDF with an end. Its trailer, which tells that it is locked, is never packed itself.
fn document(content: &Content) -> Result<(), Unfit> {
    let ends = content.end.windows(5).any(|window| window == b"%%EOF");
    if !ends || !content.has(Mark::TableOfPdf) {
        return Err(Unfit::Unreadable);
    }
    if content.has(Mark::Lock) {
        return Err(Unfit::Protected);
    }
    if content.has(Mark::Program) { Err(Unfit::Active) } else { Ok(()) }
}

/// Scanners write some bytes of their own before a PDF begins; a page for browsers is something else.
fn begins_as_pdf(start: &[u8]) -> bool {
    let begin = start.windows(5).position(|window| window == b"%PDF-");
    begin.is_some_and(|begin| !start[..begin].contains(&b'<'))
}
