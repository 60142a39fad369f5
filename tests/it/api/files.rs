//! Files of programs: sent first, named afterwards, and the sender's own.

use std::path::Path;

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::retention::{Limits, sweep};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Digest;

use super::confirmed;
use crate::support::app::{TestApp, fixtures};
use crate::support::program::{Answer, Program, send};

const SLUG: &str = "dateien";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/fixtures/files").join(name)).unwrap()
}

async fn sent(sender: &Program, name: &str, kind: &str, content: Vec<u8>) -> Answer {
    let request = sender.request(Method::POST, &format!("/api/v1/files?name={name}"));
    send(request.header("content-type", kind).body(content)).await
}

/// The program of a new sender of every service: the command knows those that are shipped.
fn registered(app: &TestApp, name: &str) -> Program {
    let printed = app.command(&["senders", "add", name, "--all-services"], "").unwrap();
    Program::unknown(app).with_key(printed.trim().rsplit(' ').next().unwrap())
}

/// Sends a sound PDF; answers how it is named.
async fn invoice(sender: &Program) -> String {
    let answer = sent(sender, "../Rechnung%20M%C3%A4rz.exe", "application/pdf", file("invoice.pdf")).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json["media_type"], "application/pdf");
    assert_eq!(answer.json["bytes"], file("invoice.pdf").len());
    assert_eq!(answer.json["kept_until"], "2025-10-02T07:00:00Z");
    answer.json["reference"].as_str().unwrap().to_owned()
}

fn answers(papers: &[&str], photo: Option<&str>) -> Value {
    let mut answers = json!({
        "name": "Robin Beispiel", "wants": true, "paper": papers, "rows": [{"month": "Mai", "has_proof": false}],
    });
    if let Some(photo) = photo {
        answers["photo"] = json!(photo);
    }
    answers
}

/// The places and messages of what is wrong.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.json["errors"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors.map(|error| (text(&error["pointer"]), text(&error["message"]))).collect()
}

async fn start() -> TestApp {
    TestApp::start_on(crate::support::db::TestDb::new().await, fixtures(), true).await
}

#[actix_web::test]
async fn a_file_that_was_sent_goes_with_the_application_that_names_it() {
    let app = start().await;
    let sender = registered(&app, "Leitstelle");
    let reference = invoice(&sender).await;
    assert!(reference.ends_with("/Rechnung März.exe.pdf"), "{reference}");
    let body = confirmed(&answers(&[&reference], None));
    let judged = sender.validate(SLUG, &body["answers"]).await;
    assert_eq!(judged.json["valid"], true, "{judged:?}");
    assert_eq!(sender.file(SLUG, "1", &body).await.status, 201);
    // The answer that did not arrive is given again, though the file waits no more.
    assert_eq!(sender.file(SLUG, "1", &body).await.header("idempotency-replayed"), Some("true"));
    let again = sender.file(SLUG, "2", &body).await;
    again.must_be(422, "invalid-answers");
    assert_eq!(wrong(&again)[0].0, "/paper");
    let office = app.signed_in("amt", Role::Caseworker, &["fb10"]).await;
    let inbox = office.open("/postkorb").await;
    let case = office.open(&inbox.hrefs("main table a")[0]).await;
    let link = case.hrefs("a[download]").into_iter().find(|href| href.contains("/datei/")).unwrap();
    assert_eq!(office.fetch(&link).await.2, file("invoice.pdf"));
    app.stop().await;
}

#[actix_web::test]
async fn only_the_sender_names_its_files_and_each_once() {
    let app = start().await;
    let (sender, other) = (registered(&app, "Nord"), registered(&app, "Süd"));
    let reference = invoice(&sender).await;
    let whole = answers(&[&reference], None);
    for program in [&other, &Program::unknown(&app)] {
        let judged = program.validate(SLUG, &whole).await;
        assert_eq!(wrong(&judged).len(), 1, "{judged:?}");
        assert!(wrong(&judged)[0].1.starts_with("Diese Datei liegt uns nicht vor."));
    }
    other.file(SLUG, "1", &confirmed(&whole)).await.must_be(422, "invalid-answers");
    let twice = sender.validate(SLUG, &answers(&[&reference, &reference], None)).await;
    assert_eq!(wrong(&twice)[0].0, "/paper", "{twice:?}");
    let renamed = reference.replace(".exe.pdf", ".hta");
    assert_eq!(wrong(&sender.validate(SLUG, &answers(&[&renamed], None)).await).len(), 1, "{renamed}");
    for nothing in ["quatsch", "", "0/1/a.pdf"] {
        let judged = sender.validate(SLUG, &answers(&[nothing], None)).await;
        assert_eq!(wrong(&judged).len(), 1, "{nothing:?} is no file: {judged:?}");
    }
    let larger = reference.replacen('/', "/9", 1);
    assert_eq!(wrong(&sender.validate(SLUG, &answers(&[&larger], None)).await).len(), 1);
    // A PDF where a picture is asked.
    let photo = sender.validate(SLUG, &answers(&["later"], Some(&reference))).await;
    assert!(wrong(&photo)[0].1.contains("Erlaubt ist JPG oder PNG"), "{photo:?}");
    app.stop().await;
}

/// Sends a photo with as many bytes as this, and a little more; answers how it is named.
async fn photo_of(sender: &Program, bytes: usize) -> String {
    let photo = file("photo.jpg");
    let (shown, end) = photo.split_at(photo.len() - 2);
    let answer = sent(sender, "a.jpg", "image/jpeg", [shown, &vec![0; bytes], end].concat()).await;
    answer.json["reference"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn number_and_sum_of_files_have_the_limits_of_the_page() {
    let app = start().await;
    let sender = registered(&app, "Leitstelle");
    let papers = [invoice(&sender).await, invoice(&sender).await, invoice(&sender).await];
    let named = papers.each_ref().map(String::as_str);
    let judged = sender.validate(SLUG, &answers(&named[..2], None)).await;
    assert_eq!(judged.json["valid"], true, "{judged:?}");
    let judged = sender.validate(SLUG, &answers(&named, None)).await;
    let told = wrong(&judged);
    assert_eq!((told.len(), &*told[0].0), (1, "/paper"), "{judged:?}");
    assert!(told[0].1.starts_with("Bei „Rechnung“ sind höchstens 2 Dateien möglich."), "{told:?}");
    sender.file(SLUG, "1", &confirmed(&answers(&named, None))).await.must_be(422, "invalid-answers");

    let mut whole = answers(&["later"], None);
    let (large, fits, more) = (
        photo_of(&sender, 29_000_000).await,
        photo_of(&sender, 20_000_000).await,
        photo_of(&sender, 2_000_000).await,
    );
    whole["drawings"] = json!([large, fits]);
    assert_eq!(sender.validate(SLUG, &whole).await.json["valid"], true);
    whole["drawings"] = json!([large, fits, more]);
    let told = wrong(&sender.validate(SLUG, &whole).await);
    assert_eq!((told.len(), &*told[0].0), (1, "/drawings"), "{told:?}");
    assert!(told[0].1.contains("Zusammen dürfen sie höchstens 50 MB groß sein."), "{told:?}");
    app.stop().await;
}

#[actix_web::test]
async fn a_photo_is_stored_without_what_it_tells_and_its_name_where_a_form_says_so() {
    let app = TestApp::start().await;
    let sender = Program::registered(&app, "Leitstelle", super::SLUG);
    let answer = sent(&sender, "Anna%20Beispiel.jpg", "image/jpeg", file("telephone.jpg")).await;
    assert_eq!((answer.status.as_u16(), &answer.json["media_type"]), (201, &json!("image/jpeg")));
    let mut answers = super::complete();
    answers["papers"] = json!({"photos": [answer.json["reference"]]});
    assert_eq!(sender.file(super::SLUG, "1", &confirmed(&answers)).await.status, 201);
    let office = app.signed_in("strasse", Role::Caseworker, &["fb66"]).await;
    let inbox = office.open("/postkorb").await;
    let case = office.open(&inbox.hrefs("main table a")[0]).await;
    assert!(case.says("Foto 1.jpg") && !case.html.contains("Anna"));
    let content = office.fetch(&case.hrefs("a[download]")[0]).await.2;
    assert_eq!(answer.json["bytes"], content.len());
    let hash = hex::encode(sha2::Sha256::digest(&content));
    assert_eq!(answer.json["sha256"], hash, "of what is stored");
    let has = |sought: &[u8]| content.windows(sought.len()).any(|window| window == sought);
    assert!(!has(b"Anna") && !has(b"Telefon") && has(b"Exif"), "only how it is turned");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_of_no_use_is_not_kept_and_the_reason_told() {
    let app = start().await;
    let sender = registered(&app, "Leitstelle");
    let pdf = "application/pdf";
    for (name, content) in [
        ("leer.pdf", Vec::new()),
        ("locked.pdf", file("locked.pdf")),
        ("script.pdf", file("script.pdf")),
        ("text.pdf", b"Kein PDF".to_vec()),
        ("seite.pdf", [b"<html><!-- ".to_vec(), file("invoice.pdf")].concat()),
        ("halb.pdf", file("invoice.pdf")[..200].to_vec()),
    ] {
        sent(&sender, name, pdf, content).await.must_be(422, "unfit-file");
    }
    sent(&sender, "a.zip", "application/zip", b"PK".to_vec()).await.must_be(415, "unsupported-media-type");
    sent(&sender, "", pdf, file("invoice.pdf")).await.must_be(400, "malformed");
    let nameless = sender.request(Method::POST, "/api/v1/files").header("content-type", pdf).body("x");
    send(nameless).await.must_be(400, "malformed");
    sent(&Program::unknown(&app), "a.pdf", pdf, file("invoice.pdf")).await.must_be(401, "unauthorized");
    app.stop().await;
}

#[actix_web::test]
async fn a_file_that_no_application_names_is_deleted_after_a_day() {
    let app = start().await;
    let sender = registered(&app, "Leitstelle");
    let (old, kept) = (invoice(&sender).await, answers(&["later"], None));
    assert_eq!(sender.file(SLUG, "1", &confirmed(&kept)).await.status, 201);
    let limits = Limits { session_idle: Duration::minutes(30), session: Duration::hours(12) };
    let swept = sweep(&app.db, &app.depot, limits, app.clock.now()).await.unwrap();
    assert_eq!(swept.files, 0, "it may still be named");
    app.clock.advance(Duration::hours(25));
    assert_eq!(wrong(&sender.validate(SLUG, &answers(&[&old], None)).await).len(), 1);
    let swept = sweep(&app.db, &app.depot, limits, app.clock.now()).await.unwrap();
    assert_eq!(swept.files, 1);
    app.stop().await;
}
