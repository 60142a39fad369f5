//! Fuzzing of pages with files: what browsers send, spoiled and torn. A page is read whole or refused; what is
//! taken lies in the depot as it is told, and nothing else does.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path as Folder;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev;
use actix_web::error::PayloadError;
use actix_web::test::TestRequest;
use actix_web::{FromRequest, rt};
use sha2::{Digest, Sha256};

use super::*;
use crate::domain::Channel;
use crate::forms::applicable::Applicable;
use crate::forms::tests::shipped::catalogue;
use crate::sealing::stream::SealedReader;
use crate::tests::fuzzing::{Chance, fuzz};
use crate::web::extract::CSRF_FIELD;

const TOKEN: &str = "0123456789abcdef";
const BOUNDARY: &str = "----WebKitFormBoundaryAbC";

/// What headers and bodies may hold that means something.
const PIECES: [&[u8]; 20] = [
    b"\r\n------WebKitFormBoundaryAbC\r\n",
    b"\r\n------WebKitFormBoundaryAbC--\r\n",
    b"------WebKitFormBoundaryAbC",
    b"--",
    b"\r\n\r\n",
    b"\r\n",
    b"\n",
    b"\0",
    b"\xff\xfe",
    b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: 1\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: multipart/mixed; boundary=y\r\n",
    b"Content-Disposition: attachment\r\n",
    b"; filename*=UTF-8''%ff%00",
    b"; filename=\"../../etc/passwd\"",
    b"; name=\"\"",
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"<script>",
];

struct Tried {
    form: Arc<Form>,
    fields: Vec<Path>,
    contents: Vec<Vec<u8>>,
}

fn tried() -> Tried {
    let form = Arc::clone(catalogue().find_id("school_transport_refund").unwrap().form(Channel::Online));
    let all = Applicable::everything(&form, &|_| false);
    let mut fields: Vec<Path> = all.paths().filter(|path| files_at(&form, path).is_some()).cloned().collect();
    fields.sort();
    assert!(!fields.is_empty());
    let folder = Folder::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut contents: Vec<Vec<u8>> = names.iter().map(|name| std::fs::read(name).unwrap()).collect();
    contents.extend([Vec::new(), b"text".to_vec(), b"%PDF-1.4 x".repeat(2000)]);
    Tried { form, fields, contents }
}

/// A page as a browser sends it, mostly with the right token.
fn body(tried: &Tried, chance: &mut Chance) -> Vec<u8> {
    let control = |name: &str, value: &str| {
        format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}").into_bytes()
    };
    let token = if chance.once_in(6) { "0123456789abcdee" } else { TOKEN };
    let mut parts =
        vec![control(CSRF_FIELD, token), control("_action", "next"), control("papers.note", "Müller\r\n")];
    for _ in 0..chance.below(4) {
        let (field, content) = (chance.pick(&tried.fields), chance.pick(&tried.contents));
        let name = *chance.pick(&["scan.pdf", "Ünterlage (1).PDF", "", "..\\a.jpg", "a%22b.png"]);
        let head = format!(
            "Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        parts.push([head.as_bytes(), content].concat());
    }
    if chance.once_in(4) {
        let from = chance.below(parts.len());
        parts.swap(0, from);
    }
    if chance.once_in(40) {
        parts.extend(vec![control("a", "1"); MAX_CONTROLS]);
    }
    let mut body: Vec<u8> = Vec::new();
    for part in parts {
        body.extend(format!("--{BOUNDARY}\r\n").as_bytes());
        body.extend(part);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let pieces = PIECES.map(<[u8]>::to_vec);
    for _ in 0..chance.below(5) {
        chance.spoil(&mut body, &pieces);
    }
    body
}

/// Sends a body in pieces of a size.
async fn send(body: &[u8], size: usize, form: &Form, depot: &Depot) -> Result<PostedPage, WebError> {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = TestRequest::post().insert_header((header::CONTENT_TYPE, kind)).to_http_request();
    let pieces: Vec<_> = body.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let pieces: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream::iter(pieces));
    let mut payload = dev::Payload::Stream { payload: pieces };
    let payload = Payload::from_request(&request, &mut payload).await.unwrap();
    read(&request, payload, form, depot, TOKEN).await
}

/// The names of what lies in the depot.
fn kept(folder: &Folder) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Whether a page that was read is what the depot holds. Empties the depot.
fn check(page: &PostedPage, form: &Form, folder: &Folder) -> Vec<(Path, String)> {
    assert!(verify(&page.posted, TOKEN).is_ok());
    assert!(page.posted.0.len() <= MAX_CONTROLS && page.uploads.len() <= MOST_FILES);
    let mut told = Vec::new();
    let mut names = BTreeSet::new();
    for Upload { path, name, file } in &page.uploads {
        let asked = files_at(form, path).unwrap();
        assert!(!name.as_str().contains(['/', '\\', '\0', '\r', '\n']), "{name:?}");
        let outcome = match file {
            Ok(file) => {
                let sealed = std::fs::File::open(folder.join(file.id.to_string())).unwrap();
                let mut content = Vec::new();
                SealedReader::new(&file.key, sealed).unwrap().read_to_end(&mut content).unwrap();
                assert_eq!(
                    (file.bytes, &file.sha256),
                    (content.len() as u64, &hex::encode(Sha256::digest(&content)))
                );
                assert!(file.bytes > 0 && file.bytes <= asked.max_bytes);
                names.insert(file.id.to_string());
                file.sha256.clone()
            }
            Err(problem) => format!("{problem:?}"),
        };
        told.push((path.clone(), outcome));
    }
    assert_eq!(kept(folder), names, "nothing lies in the depot but what was told");
    for name in names {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    told
}

#[test]
fn fuzzed_pages_with_files() {
    let (tried, folder) = (tried(), tempfile::tempdir().unwrap());
    let depot = Depot::new(folder.path());
    let system = rt::System::new();
    fuzz("pages with files", |chance| {
        let body = body(&tried, chance);
        let (one, other) = (1 + chance.below(200), 1 + chance.below(20_000));
        let outcomes = [one, other].map(|size| {
            let outcome = system.block_on(send(&body, size, &tried.form, &depot));
            match &outcome {
                Ok(page) => Ok((page.posted.0.clone(), check(page, &tried.form, folder.path()))),
                Err(error) => {
                    assert!(kept(folder.path()).is_empty(), "a refused page leaves a file: {error:?}");
                    Err(())
                }
            }
        });
        assert_eq!(outcomes[0], outcomes[1], "a page does not depend on how it was torn: {one}, {other}");
    });
}
