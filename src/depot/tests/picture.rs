//! What pictures tell beside what they show, and what is left of it.

use std::fs;
use std::io::{self, Cursor};

use image::ImageDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{fixture, look, stored};
use crate::depot::inspect::Unfit;
use crate::depot::picture::copy;
use crate::depot::{Arrived, Depot};
use crate::domain::{FileType, Metadata};

/// What nobody may find in a picture without metadata.
const OWNER: &[u8] = b"Anna Beispiel";

fn read(name: &str) -> Vec<u8> {
    fs::read(fixture(name)).unwrap()
}

fn segment(marker: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, marker][..], &length.to_be_bytes(), &content].concat()
}

/// Exif as a telephone writes it: turned, whose it is, and an earlier look at the picture, which ends as a JPEG does.
fn exif(orientation: u8) -> Vec<u8> {
    let entries = [2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
    let artist = [0x3b, 1, 2, 0, 13, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0];
    let head = b"Exif\0\0II\x2a\0\x08\0\0\0";
    segment(0xe1, &[head, &entries, &artist, OWNER, &read("photo.jpg")])
}

/// A photo as it comes from a telephone.
fn photo(orientation: u8) -> Vec<u8> {
    let plain = read("photo.jpg");
    let (start, rest) = plain.split_at(2);
    let told = [
        exif(orientation),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", OWNER]),
        segment(0xe0, &[b"JFXX\0\x10", OWNER]),
        segment(0xe2, &[b"MPF\0", OWNER]),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01 colours"]),
        segment(0xed, &[b"Photoshop 3.0\0", OWNER]),
        segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01", OWNER]),
        segment(0xfe, &[OWNER]),
    ];
    [start, &told.concat(), rest, b"behind the end: a film of ", OWNER].concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], name, content, b"sum."].concat()
}

/// A picture of a screen whose program wrote down a lot.
fn screen() -> Vec<u8> {
    let plain = read("picture.png");
    let (start, rest) = plain.split_at(33);
    let told = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVW"].map(|name| chunk(name, OWNER));
    [start, &told.concat(), rest, OWNER].concat()
}

fn plain(kind: FileType, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut copied = Vec::new();
    copy(kind, &mut Cursor::new(bytes), &mut copied).map(|_| copied)
}

fn has(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

#[test]
fn a_photo_shows_the_same_and_tells_nothing_else() {
    for (turned, orientation) in [(1, Orientation::NoTransforms), (6, Orientation::Rotate90)] {
        let (before, after) = (photo(turned), plain(FileType::Jpeg, &photo(turned)).unwrap());
        assert!(has(&before, OWNER) && !has(&after, OWNER));
        assert!(has(&after, b"ICC_PROFILE") && has(&after, b"Adobe") && !has(&after, b"MPF"));
        assert_eq!(has(&after, b"Exif"), turned != 1, "only what turns it");
        let decoder = |bytes: &[u8]| JpegDecoder::new(Cursor::new(bytes.to_vec())).unwrap();
        assert_eq!(decoder(&after).orientation().unwrap(), orientation);
        assert_eq!(decoder(&before).orientation().unwrap(), orientation);
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_bytes();
        assert_eq!(pixels(&after), pixels(&before));
        assert_eq!(look(&after), Ok(FileType::Jpeg));
        assert_eq!(plain(FileType::Jpeg, &after).unwrap(), after, "nothing is left to remove");
    }
}

#[test]
fn a_png_is_what_it_was_without_words_and_times() {
    // The small picture itself has some.
    let (before, after) = (screen(), plain(FileType::Png, &screen()).unwrap());
    for (name, is_left) in
        [(b"tEXt", false), (b"tIME", false), (b"prVW", false), (b"gAMA", true), (b"cHRM", true)]
    {
        assert_eq!((has(&before, name), has(&after, name)), (true, is_left));
    }
    assert!(!has(&after, OWNER) && !has(&after, b"2026-11-25"));
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_bytes();
    assert_eq!(pixels(&after), pixels(&read("picture.png")));
    assert_eq!(look(&screen()), Ok(FileType::Png));
}

#[test]
fn an_earlier_look_inside_is_not_the_end_of_a_picture() {
    for (picture, kind) in [(photo(6), FileType::Jpeg), (screen(), FileType::Png)] {
        assert_eq!(look(&picture), Ok(kind));
        let behind = OWNER.len() + if kind == FileType::Jpeg { 26 } else { 0 };
        let whole = &picture[..picture.len() - behind];
        assert_eq!(look(whole), Ok(kind));
        for end in (0..whole.len()).step_by(7).chain([whole.len() - 1]).skip(1) {
            let cut = look(&whole[..end]);
            assert!(
                matches!(cut, Err(Unfit::Unreadable | Unfit::OfOtherKind)),
                "{kind:?} cut at {end}: {cut:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_stored_is_what_is_told_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let depot = Depot::new(folder.path());
    for (content, kept, metadata) in [
        (photo(6), plain(FileType::Jpeg, &photo(6)).unwrap(), Metadata::Removed),
        (screen(), plain(FileType::Png, &screen()).unwrap(), Metadata::Removed),
        (photo(6), photo(6), Metadata::Kept),
        (read("invoice.pdf"), read("invoice.pdf"), Metadata::Removed),
    ] {
        let mut arriving = depot.begin().await.unwrap();
        arriving.write(&content).await.unwrap();
        let Arrived { id, bytes, sha256, key, .. } = arriving.keep(metadata).await.unwrap();
        let stored = stored(&folder.path().join(id.to_string()), &key);
        assert!(stored == kept);
        assert_eq!((bytes, sha256), (stored.len() as u64, hex::encode(Sha256::digest(&stored))));
        depot.remove(id).await.unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing else is left");
    }
}

/// A picture with changes, or parts of pictures in any order.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        read("photo.jpg")[..20].to_vec(),
        read("picture.png")[..33].to_vec(),
        vec![0xff, 0xd8],
        vec![0xff, 0xd9],
        vec![0xff; 5],
        b"\xff\xda\0\x02\xff\0\xff\xd0".to_vec(),
        b"\xff\xe1\0\0".to_vec(),
        b"\xff\xe1\xff\xffExif\0\0MM\0\x2a\xff\xff\xff\xff".to_vec(),
        b"\xff\xe1\0\x12Exif\0\0MM\0\x2a\0\0\0\x08".to_vec(),
        segment(0xe0, &[b"JFIF\0"]),
        segment(0xee, &[b"Adobe"]),
        exif(6),
        chunk(b"IDAT", b"x"),
        chunk(b"IEND", b"more"),
        b"\xff\xff\xff\xffIDAT".to_vec(),
    ];
    let piece = prop_oneof![prop::sample::select(pieces), any::<Vec<u8>>()];
    let patched = (prop::bool::ANY, prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9));
    prop_oneof![
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
        patched.prop_map(|(is_photo, patches)| {
            let mut picture = if is_photo { photo(6) } else { screen() };
            for (place, byte) in patches {
                let place = place.index(picture.len());
                picture[place] = byte;
            }
            picture
        }),
    ]
}

proptest! {
    #[test]
    fn no_bytes_harm(bytes in hostile()) {
        for kind in FileType::ALL {
            if let Ok(after) = plain(kind, &bytes) {
                prop_assert!(after.len() <= bytes.len() + 12);
                prop_assert_eq!(plain(kind, &after).unwrap(), after);
            }
        }
    }
}
