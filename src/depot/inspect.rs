//! What a file is, by its content, and whether anybody can open it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use image::{ImageFormat, ImageReader, Limits};
use lopdf::Document;

use crate::domain::FileType;

/// Most pixels of a side of a picture; a camera has less.
const MOST_PIXELS: u32 = 20_000;
/// Most memory that a picture may take when it is opened. One that needs more is meant to hurt.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// Readers look for the mark of a PDF in this many bytes (ISO 32000-1, implementation note 13).
const MARK_WITHIN: usize = 1024;

/// Why nobody could use a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// There is nothing in it.
    Empty,
    /// It is something else than a PDF or a picture.
    OfOtherKind,
    /// It opens with a password only.
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
    let mut start = Vec::with_capacity(MARK_WITHIN);
    let file = File::open(path).map_err(|_| Unfit::Unreadable)?;
    file.take(MARK_WITHIN as u64).read_to_end(&mut start).map_err(|_| Unfit::Unreadable)?;
    match image::guess_format(&start) {
        Ok(ImageFormat::Jpeg) => picture(path, ImageFormat::Jpeg).map(|()| FileType::Jpeg),
        Ok(ImageFormat::Png) => picture(path, ImageFormat::Png).map(|()| FileType::Png),
        _ if start.windows(5).any(|five| five == b"%PDF-") => document(path).map(|()| FileType::Pdf),
        _ => Err(Unfit::OfOtherKind),
    }
}

/// A picture is read to its end: half a photo helps nobody.
fn picture(path: &Path, format: ImageFormat) -> Result<(), Unfit> {
    let file = File::open(path).map_err(|_| Unfit::Unreadable)?;
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader.decode().map(|_| ()).map_err(|_| Unfit::Unreadable)
}

fn document(path: &Path) -> Result<(), Unfit> {
    let document = Document::load(path).map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unfit::Protected,
        _ => Unfit::Unreadable,
    })?;
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Err(Unfit::Protected);
    }
    if document.get_pages().is_empty() {
        return Err(Unfit::Unreadable);
    }
    if is_active(&document) { Err(Unfit::Active) } else { Ok(()) }
}

/// Scripts and programs that start by themselves have no place in an application (TR-03172-3, A3.8.06).
fn is_active(document: &Document) -> bool {
    let is_program = |object: &lopdf::Object| {
        let dictionary = object.as_dict().or_else(|_| object.as_stream().map(|stream| &stream.dict));
        dictionary.is_ok_and(|dictionary| {
            let action = dictionary.get(b"S").and_then(lopdf::Object::as_name);
            action.is_ok_and(|name| [&b"JavaScript"[..], b"Launch"].contains(&name))
                || dictionary.has(b"JavaScript")
        })
    };
    document.objects.values().any(is_program)
}
