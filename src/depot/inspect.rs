//! What a file is, by its content, and whether anybody can open it.
//!
//! Read once from start to end, in bounded memory: a file is a stranger's, and whoever unpacks it does what
//! the stranger wants. So nothing is decompressed here, no picture is decoded and no table of a PDF followed.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use image::{ImageFormat, ImageReader};

use crate::domain::FileType;

/// Most pixels of a side of a picture; a camera has less.
const MOST_PIXELS: u32 = 20_000;
/// Readers look for the mark of a PDF in this many bytes (ISO 32000-1, implementation note 13), and for its
/// end in the last ones; some programs add a little behind it.
const MARK_WITHIN: usize = 1024;
const END_WITHIN: usize = 4096;

/// Programs that start by themselves have no place in an application (TR-03172-3, A3.8.06). Those that stand
/// in a packed part of a PDF are not seen here: that is for a scanner.
const PROGRAMS: [&[u8]; 3] = [b"/JavaScript", b"/Launch", b"/RichMedia"];

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

/// Looks at a file of this size; the depot takes none that is larger than its field allows.
pub fn inspect(path: &Path, bytes: u64) -> Result<FileType, Unfit> {
    if bytes == 0 {
        return Err(Unfit::Empty);
    }
    let mut content = Vec::new();
    let file = File::open(path).map_err(|_| Unfit::Unreadable)?;
    file.take(bytes).read_to_end(&mut content).map_err(|_| Unfit::Unreadable)?;
    let start = content.get(..MARK_WITHIN).unwrap_or(&content);
    match image::guess_format(start) {
        Ok(ImageFormat::Jpeg) => {
            picture(path, ImageFormat::Jpeg, find(&content, b"\xff\xd9"))?;
            Ok(FileType::Jpeg)
        }
        Ok(ImageFormat::Png) => {
            picture(path, ImageFormat::Png, find(&content, b"IEND"))?;
            Ok(FileType::Png)
        }
        _ if begins_as_pdf(start) => document(&content).map(|()| FileType::Pdf),
        _ => Err(Unfit::OfOtherKind),
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
fn document(content: &[u8]) -> Result<(), Unfit> {
    let end = content.get(content.len().saturating_sub(END_WITHIN)..).unwrap_or(content);
    if !find(end, b"%%EOF") || !find(content, b"startxref") {
        return Err(Unfit::Unreadable);
    }
    if find(content, b"/Encrypt") {
        return Err(Unfit::Protected);
    }
    if PROGRAMS.iter().any(|program| find(content, program)) { Err(Unfit::Active) } else { Ok(()) }
}

/// Scanners write some bytes of their own before a PDF begins; a page for browsers is something else.
fn begins_as_pdf(start: &[u8]) -> bool {
    let begin = start.windows(5).position(|window| window == b"%PDF-");
    begin.is_some_and(|begin| !start[..begin].contains(&b'<'))
}

fn find(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|window| window == wanted)
}
