//! Pages with files, as browsers send them and as they do not.

use actix_web::http::header::HeaderValue;
use futures_util::stream;
use proptest::prelude::*;

use super::*;

mod fuzz;

/// What a body may be made of: parts as browsers write them, torn anywhere.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        &b"--x\r\n"[..],
        b"--x--\r\n",
        b"\r\n--x\r\n",
        b"Content-Disposition: form-data; name=\"a\"\r\n\r\n",
        b"Content-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n",
        b"Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n",
        b"Content-Disposition: form-data; filename*=UTF-8''%ff\r\n\r\n",
        b"Content-Disposition: attachment\r\n\r\n",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"\r\n",
        b"\xff\xfe\x00text",
        b"--",
    ];
    let piece = prop_oneof![prop::sample::select(pieces).prop_map(<[u8]>::to_vec), any::<Vec<u8>>()];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn read_texts(body: &[u8], size: usize) -> Result<Posted, WebError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
    let pieces: Vec<_> = body.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    actix_web::rt::System::new().block_on(texts(&headers, stream::iter(pieces)))
}

#[test]
fn controls_are_read_and_files_thrown_away() {
    let body = "--x\r\nContent-Disposition: form-data; name=\"a.b\"\r\n\r\nMüller\r\nSöhne\r\n--x\r\n\
        Content-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--x--\r\n";
    for size in [1, 7, 1000] {
        let posted = read_texts(body.as_bytes(), size).unwrap();
        assert_eq!(posted.0, [("a.b".to_owned(), "Müller\r\nSöhne".to_owned())]);
    }
}

#[test]
fn a_flood_of_parts_is_refused() {
    let parts = |count: usize| {
        let part = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n";
        format!("{}--x--\r\n", part.repeat(count))
    };
    let most = MAX_CONTROLS + MOST_FILES;
    assert!(read_texts(parts(most).as_bytes(), 8192).is_ok());
    assert_eq!(read_texts(parts(most + 1).as_bytes(), 8192).err(), Some(WebError::TooLarge));
}

proptest! {
    #[test]
    fn no_body_panics(body in body(), size in 1..64_usize) {
        let _ = read_texts(&body, size);
    }
}
