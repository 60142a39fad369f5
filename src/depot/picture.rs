//! Pictures without what they tell beside what they show: place and time, camera, owner, an earlier look.
//!
//! A picture is copied part by part to its end, in bounded memory, and only parts that are needed to show it are
//! taken along. Nothing is decoded, so what it shows stays the same to the last bit. A picture that cannot be
//! copied to its end is damaged: that is how it is judged, too.

use std::io::{self, BufRead, ErrorKind, Read, Write};

use image::metadata::Orientation;

use crate::domain::FileType;

/// Markers of a JPEG (ITU T.81, table B.1).
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

const PNG: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Parts of a PNG that may be left out but change what it shows (PNG, third edition, 11.3): transparency, colours,
/// size, animation. Times, texts, Exif and what programs add of their own are not among them.
const PNG_SHOWN: &[u8] = b"tRNScHRMgAMAiCCPsBITsRGBcICPmDCVcLLIbKGDpHYsacTLfcTLfdAT";
const PNG_HEADER: [u8; 8] = *b"\0\0\0\x0dIHDR";
const PNG_END: [u8; 12] = *b"\0\0\0\0IEND\xae\x42\x60\x82";

/// Most bytes of a scan that are held at once.
const PIECE: u64 = 8192;

/// Width and height in pixels.
type Size = (u32, u32);

/// Copies a picture of this kind to its end, without metadata; answers how large it is. What stands behind the end
/// stays behind. A PDF is no picture.
pub fn copy(kind: FileType, from: &mut impl BufRead, to: &mut impl Write) -> io::Result<Size> {
    match kind {
        FileType::Jpeg => copy_jpeg(from, to),
        FileType::Png => copy_png(from, to),
        FileType::Pdf => Err(damaged()),
    }
}

fn copy_jpeg(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<Size> {
    if array(from)? != [0xff, SOI] {
        return Err(damaged());
    }
    to.write_all(&[0xff, SOI])?;
    let (mut size, mut is_turned, mut has_scan) = (None, false, false);
    let mut marker = next_marker(from)?;
    loop {
        match marker {
            EOI if has_scan => {
                to.write_all(&[0xff, EOI])?;
                return size.ok_or_else(damaged);
            }
            // These have no length, and no place between segments.
            0x01 | 0xd0..=EOI => return Err(damaged()),
            _ => {}
        }
        let segment = segment(from)?;
        if is_frame(marker) && size.replace(size_of(&segment)?).is_some() {
            return Err(damaged());
        }
        let kept = needed(marker, &segment).filter(|_| marker != 0xe1 || !is_turned);
        if let Some(kept) = kept {
            is_turned |= marker == 0xe1;
            write_segment(to, marker, &kept)?;
        }
        has_scan |= marker == SOS;
        marker = if marker == SOS { copy_scan(from, to)? } else { next_marker(from)? };
    }
}

/// Whether a segment says how the picture is coded, and how large it is.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && ![0xc4, 0xc8, 0xcc].contains(&marker)
}

fn size_of(frame: &[u8]) -> io::Result<Size> {
    let [_, h1, h2, w1, w2] = *frame.first_chunk().ok_or_else(damaged)?;
    Ok((u16::from_be_bytes([w1, w2]).into(), u16::from_be_bytes([h1, h2]).into()))
}

/// What of a segment is needed to show the picture.
fn needed(marker: u8, segment: &[u8]) -> Option<Vec<u8>> {
    match marker {
        // JFIF says how wide a pixel is; behind that there may be an earlier look at the picture, which goes.
        0xe0 if segment.starts_with(b"JFIF\0") => Some([segment.get(..12)?, &[0, 0]].concat()),
        0xe1 => turned(segment.strip_prefix(b"Exif\0\0")?),
        0xe2 if segment.starts_with(b"ICC_PROFILE\0") => Some(segment.to_vec()),
        // Which colours the numbers stand for.
        0xee if segment.starts_with(b"Adobe") => Some(segment.get(..12)?.to_vec()),
        0xc0..=0xcf | 0xda..=0xdf => Some(segment.to_vec()),
        _ => None,
    }
}

/// An Exif segment that says how the picture is turned, and nothing else (Exif 2.32, 4.6.2); nothing, if it stands
/// upright.
fn turned(exif: &[u8]) -> Option<Vec<u8>> {
    let orientation =
        Orientation::from_exif_chunk(exif).filter(|found| *found != Orientation::NoTransforms)?;
    let one_entry = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    Some([&one_entry[..], &[orientation.to_exif(), 0, 0, 0, 0, 0, 0]].concat())
}

/// The next marker. Programs may fill up before it.
fn next_marker(from: &mut impl BufRead) -> io::Result<u8> {
    loop {
        while byte(from)? != 0xff {}
        let marker = after_fill(from)?;
        if marker != 0 {
            return Ok(marker);
        }
    }
}

fn after_fill(from: &mut impl BufRead) -> io::Result<u8> {
    loop {
        let found = byte(from)?;
        if found != 0xff {
            return Ok(found);
        }
    }
}

/// The content of a segment: 64 kB at most.
fn segment(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let length = u16::from_be_bytes(array(from)?).checked_sub(2).ok_or_else(damaged)?;
    let mut segment = vec![0; usize::from(length)];
    from.read_exact(&mut segment)?;
    Ok(segment)
}

fn write_segment(to: &mut impl Write, marker: u8, segment: &[u8]) -> io::Result<()> {
    let length = u16::try_from(segment.len() + 2).map_err(|_| damaged())?;
    to.write_all(&[0xff, marker])?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(segment)
}

/// Copies what the picture shows; answers the marker behind it.
fn copy_scan(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<u8> {
    let mut piece = Vec::new();
    loop {
        piece.clear();
        if from.by_ref().take(PIECE).read_until(0xff, &mut piece)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if piece.last() != Some(&0xff) {
            to.write_all(&piece)?;
            continue;
        }
        piece.pop();
        to.write_all(&piece)?;
        match after_fill(from)? {
            // A plain 0xff, and places where reading may begin anew.
            inside @ (0 | 0xd0..=0xd7) => to.write_all(&[0xff, inside])?,
            marker => return Ok(marker),
        }
    }
}

fn copy_png(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<Size> {
    let (mark, begin, width, height): ([u8; 8], [u8; 8], [u8; 4], [u8; 4]) =
        (array(from)?, array(from)?, array(from)?, array(from)?);
    if mark != PNG || begin != PNG_HEADER {
        return Err(damaged());
    }
    let colours: [u8; 9] = array(from)?;
    to.write_all(&[&mark[..], &begin, &width, &height, &colours].concat())?;
    copy_chunks(from, to)?;
    Ok((u32::from_be_bytes(width), u32::from_be_bytes(height)))
}

fn copy_chunks(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<()> {
    let mut has_pixels = false;
    loop {
        let (length, name): ([u8; 4], [u8; 4]) = (array(from)?, array(from)?);
        let rest = u64::from(u32::from_be_bytes(length)) + 4;
        let mut chunk = from.by_ref().take(rest);
        let is_end = name == *b"IEND";
        // Who wrote a name large says that nothing can be shown without.
        let is_kept = name[0].is_ascii_uppercase() || PNG_SHOWN.chunks(4).any(|shown| shown == name);
        let copied = if is_kept && !is_end {
            to.write_all(&length)?;
            to.write_all(&name)?;
            io::copy(&mut chunk, to)?
        } else {
            io::copy(&mut chunk, &mut io::sink())?
        };
        if copied < rest || is_end && !has_pixels {
            return Err(damaged());
        }
        if is_end {
            return to.write_all(&PNG_END);
        }
        has_pixels |= name == *b"IDAT";
    }
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    array(from).map(|[byte]| byte)
}

fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn damaged() -> io::Error {
    ErrorKind::InvalidData.into()
}
