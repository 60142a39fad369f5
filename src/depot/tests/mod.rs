//! Files of every kind, as people have them.

mod picture;

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::inspect::{Unfit, inspect};
use super::{Arrived, Depot, KeepError, SealedReader, Secret};
use crate::domain::{FileType, Metadata};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)
}

fn look(bytes: &[u8]) -> Result<FileType, Unfit> {
    inspect(Cursor::new(bytes))
}

/// What lies in the folder, opened.
fn stored(path: &Path, key: &Secret) -> Vec<u8> {
    let mut content = Vec::new();
    SealedReader::new(key, fs::File::open(path).unwrap()).unwrap().read_to_end(&mut content).unwrap();
    content
}

#[test]
fn a_file_is_what_its_content_says() {
    for (name, found) in [
        ("invoice.pdf", Ok(FileType::Pdf)),
        ("restricted.pdf", Err(Unfit::Protected)),
        ("photo.jpg", Ok(FileType::Jpeg)),
        ("picture.png", Ok(FileType::Png)),
        ("locked.pdf", Err(Unfit::Protected)),
        ("script.pdf", Err(Unfit::Active)),
    ] {
        assert_eq!(look(&fs::read(fixture(name)).unwrap()), found, "{name}");
    }
}

#[test]
fn what_is_damaged_or_something_else_is_told_apart() {
    let torn = |name: &str| {
        let bytes = fs::read(fixture(name)).unwrap();
        look(&bytes[..bytes.len() / 2])
    };
    assert_eq!(look(b""), Err(Unfit::Empty));
    for name in ["invoice.pdf", "photo.jpg", "picture.png"] {
        assert_eq!(torn(name), Err(Unfit::Unreadable), "{name}");
    }
    for other in
        [&b"<html><script>alert(1)</script>"[..], b"PK\x03\x04zip", b"MZ\x90program", b"GIF89a", b"%!PS"]
    {
        assert_eq!(look(other), Err(Unfit::OfOtherKind), "{other:?}");
    }
    assert_eq!(look(b"%PDF-1.7\n%%EOF"), Err(Unfit::Unreadable));
    assert_eq!(look(&[&b"%PDF-1.7\n"[..], &[0xff; 5000]].concat()), Err(Unfit::Unreadable));
}

#[test]
fn what_counts_is_found_wherever_it_stands() {
    let pdf = fs::read(fixture("invoice.pdf")).unwrap();
    // Some programs write behind the end; a file is read in pieces, and a mark may stand across two of them.
    for filling in [0, 100, 65_530, 65_536, 200_000] {
        for (mark, found) in [("/Lunch", Ok(FileType::Pdf)), ("/Launch", Err(Unfit::Active))] {
            let (head, tail) = pdf.split_at(20);
            let bytes = [head, b"\n", &vec![b' '; filling], mark.as_bytes(), b"\n", tail].concat();
            assert_eq!(look(&bytes), found, "{mark} after {filling}");
        }
    }
}

#[test]
fn a_program_hides_behind_no_spelling() {
    let pdf = fs::read(fixture("invoice.pdf")).unwrap();
    let (head, tail) = pdf.split_at(20);
    for filling in [0, 65_500, 65_520, 131_040] {
        for (mark, found) in [
            ("/J#61vaScript", Err(Unfit::Active)),
            ("/#4a#61#76#61Script", Err(Unfit::Active)),
            ("/L#61unch", Err(Unfit::Active)),
            ("/Rich#4Dedia", Err(Unfit::Active)),
            ("/Enc#72ypt", Err(Unfit::Protected)),
            ("/J#2361vaScript", Ok(FileType::Pdf)),
        ] {
            let bytes = [head, b"\n", &vec![b' '; filling], mark.as_bytes(), b"\n", tail].concat();
            assert_eq!(look(&bytes), found, "{mark} after {filling}");
        }
    }
}

#[test]
fn a_pdf_begins_as_one_and_as_nothing_else() {
    let pdf = fs::read(fixture("invoice.pdf")).unwrap();
    for before in [&b""[..], b"\n", b"\r\n \t\0\x0c", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"] {
        assert_eq!(look(&[before, &pdf].concat()), Ok(FileType::Pdf), "{before:?}");
    }
    for before in
        [&b"MZ\x90\0"[..], b"PK\x03\x04", b"\x7fELF", b"<html>", b"#!/bin/sh\n", b"x", b" \xef\xbb\xbf"]
    {
        assert_eq!(look(&[before, &pdf].concat()), Err(Unfit::OfOtherKind), "{before:?}");
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused() {
    // A PNG header that promises 60000 × 60000 pixels.
    let mut bomb = fs::read(fixture("picture.png")).unwrap();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert_eq!(look(&bomb), Err(Unfit::Unreadable));
}

#[tokio::test]
async fn a_file_is_kept_under_a_name_of_ours_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let depot = Depot::new(folder.path());
    let content = fs::read(fixture("invoice.pdf")).unwrap();
    let mut arriving = depot.begin().await.unwrap();
    for piece in content.chunks(100) {
        arriving.write(piece).await.unwrap();
    }
    let Arrived { id, kind, bytes, sha256, key, .. } = arriving.keep(Metadata::Removed).await.unwrap();
    assert_eq!((kind, bytes), (FileType::Pdf, content.len() as u64));
    assert_eq!(sha256.len(), 64);
    let path = folder.path().join(id.to_string());
    assert_eq!(stored(&path, &key), content);
    let sealed = fs::read(&path).unwrap();
    assert!(
        !sealed.windows(8).any(|bytes| content.windows(8).any(|plain| plain == bytes)),
        "nothing of it is readable"
    );

    let mut unfit = depot.begin().await.unwrap();
    unfit.write(b"MZ").await.unwrap();
    assert!(matches!(unfit.keep(Metadata::Kept).await, Err(KeepError::Unfit(Unfit::OfOtherKind))));
    drop(depot.begin().await.unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    assert_eq!(depot.older_than(Duration::ZERO).await.unwrap(), [id]);
    assert_eq!(depot.older_than(Duration::from_secs(3600)).await.unwrap(), []);
    depot.remove(id).await.unwrap();
    depot.remove(id).await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
