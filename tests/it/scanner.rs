//! Files and the scanner for malware: the real one (`clamd`), with a signature of our own for the test string (EICAR).

mod later;
mod operator;
mod program;

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration as StdDuration, Instant};

use chrono::Duration;
use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::screening::{Looked, Screening};
use reqwest::StatusCode;

use crate::inquiry::Asking;
use crate::support::app::{TestApp, fixtures, shipped};
use crate::support::asking;
use crate::support::clamd::{Clamd, eicar};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

/// A sound PDF.
fn invoice() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files/invoice.pdf")).unwrap()
}

/// The same with the test string behind its end.
fn infected() -> Vec<u8> {
    [invoice(), format!("\n%{}\n", eicar()).into_bytes()].concat()
}

/// The product with the forms of tests and this scanner; its workers are done by hand.
async fn start(clamd: &Clamd) -> TestApp {
    TestApp::start_scanned(TestDb::new().await, clamd.scanner(), (fixtures(), false)).await
}

async fn begin(client: &Client) -> Page {
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    client.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await
}

async fn upload(client: &Client, page: &Page, called: &str, content: &[u8]) -> Page {
    let typed = [("name", "Anna Öztürk"), ("_action", "upload:paper")];
    client.upload(page, "/unterlagen", &typed, &[("paper", called, content)]).await
}

/// From the page with the files to the check page.
async fn to_check(client: &Client, page: &Page) -> Page {
    let page = client.submit(page, "/unterlagen", &[]).await;
    let page =
        client.submit(&page, "/fahrkarten", &[("rows.0.month", "Mai"), ("rows.0.has_proof", "false")]).await;
    let check = client.submit(&page, "/termine", &[]).await;
    assert!(check.address.ends_with("/pruefen"), "{}: {:?}", check.address, check.texts(".kern-error"));
    check
}

async fn send(client: &Client, check: &Page) -> Page {
    let receipt = client.submit(check, "/absenden", &[("confirmed", "true")]).await;
    assert!(receipt.address.starts_with("/eingang/"), "{}", receipt.address);
    receipt
}

/// An application with this file, which could not be looked at when it came.
async fn sent_unseen(client: &Client, content: &[u8]) -> Page {
    let page = begin(client).await;
    let page = upload(client, &page, "beleg.pdf", content).await;
    assert_eq!(page.texts(".pf-file__name").len(), 1, "{:?}", page.texts(".kern-error"));
    send(client, &to_check(client, &page).await).await
}

/// The only case of the department, opened.
async fn only_case(clerk: &Client) -> Page {
    let inbox = clerk.open("/postkorb").await;
    clerk.open(&inbox.hrefs("main a[href^='/postkorb/']")[0]).await
}

fn screening(app: &TestApp) -> Screening {
    let library = Arc::clone(&app.library);
    Screening::new(app.db.clone(), app.depot.clone(), library, "stadt.example", app.clock.clone())
}

fn on_disk(app: &TestApp) -> usize {
    std::fs::read_dir(&app.files_folder).unwrap().count()
}

#[actix_web::test]
async fn a_clean_file_goes_through() {
    let clamd = Clamd::start();
    let app = start(&clamd).await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "beleg.pdf", &invoice()).await;
    let check = to_check(&client, &page).await;
    assert!(!check.says("geprüft"), "it waits for nothing");
    let file = check.hrefs("a[download]")[0].clone();
    assert_eq!(client.fetch(&file).await.0, StatusCode::OK);
    send(&client, &check).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = only_case(&clerk).await;
    let (status, _, content) = clerk.fetch(&case.hrefs("a[download]")[0]).await;
    assert_eq!((status, content), (StatusCode::OK, invoice()));
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::Nothing);
    app.stop().await;
}

#[actix_web::test]
async fn malware_is_told_at_its_field_and_everything_else_typed_is_kept() {
    let clamd = Clamd::start();
    let app = start(&clamd).await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "gut.pdf", &invoice()).await;
    let page = upload(&client, &page, "rechnung.pdf", &infected()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = "Die Datei „rechnung.pdf“ enthält Schadsoftware und wurde nicht angenommen. Prüfen Sie Ihr Gerät mit einem Virenscanner, und laden Sie die Unterlage als neue Datei hoch.";
    assert_eq!(page.texts("[data-error-summary] li"), [told]);
    assert_eq!(page.texts("#field-paper .kern-error").len(), 1, "{}", page.html);
    assert_eq!(page.attributes("[name=name]", "value"), ["Anna Öztürk"]);
    assert_eq!(page.texts(".pf-file__name").len(), 1, "the other file stays");
    assert_eq!(on_disk(&app), 1, "nothing of the malware is kept");
    send(&client, &to_check(&client, &page).await).await.must_say("gut.pdf");
    app.stop().await;
}

#[actix_web::test]
async fn malware_in_what_is_removed_from_a_photo_is_found_all_the_same() {
    let clamd = Clamd::start();
    let app = TestApp::start_scanned(TestDb::new().await, clamd.scanner(), (shipped(), false)).await;
    let photo =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files/telephone.jpg")).unwrap();
    // A comment (FE) of a JPEG, right behind its beginning.
    let text = eicar();
    let length = u16::try_from(text.len() + 2).unwrap().to_be_bytes();
    let infected = [&photo[..2], &[0xff, 0xfe], &length, text.as_bytes(), &photo[2..]].concat();
    let sender = program::registered(&app, "Leitstelle");
    program::sent(&sender, "image/jpeg", photo).await.must_say_it_is_kept(false);
    program::sent(&sender, "image/jpeg", infected).await.0.must_be(422, "malware");
    app.stop().await;
}

#[actix_web::test]
async fn a_scanner_that_hangs_keeps_nobody_waiting_for_long() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp:{}", silent.local_addr().unwrap());
    let scanner =
        pforte::scanner::Scanner::at(address.parse().unwrap()).waited_for(StdDuration::from_millis(300));
    let app = TestApp::start_scanned(TestDb::new().await, scanner, (fixtures(), false)).await;
    let client = app.browser();
    let page = begin(&client).await;
    let begun = Instant::now();
    let page = upload(&client, &page, "a.pdf", &invoice()).await;
    assert!(begun.elapsed() >= StdDuration::from_millis(300), "it was asked");
    let page = upload(&client, &page, "b.pdf", &invoice()).await;
    assert!(begun.elapsed() < StdDuration::from_secs(10), "{:?}", begun.elapsed());
    to_check(&client, &page).await.must_say("a.pdf").must_say("wird noch auf Schadsoftware geprüft");
    app.stop().await;
}

#[actix_web::test]
async fn what_is_too_large_for_the_scanner_waits_until_it_takes_more() {
    let clamd = Clamd::start_with_limit("100K");
    let app = start(&clamd).await;
    let client = app.browser();
    // A comment of 150 kB behind the first line.
    let large = [&invoice()[..9], b"%", &[b' '; 150_000], b"\n", &invoice()[9..]].concat();
    sent_unseen(&client, &large).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    assert_eq!(only_case(&clerk).await.hrefs("a[download]").len(), 0);
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::PutOff);
    // Nobody asks again before somebody can have changed the settings.
    app.clock.advance(Duration::minutes(29));
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::Nothing);
    app.clock.advance(Duration::minutes(1));
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::PutOff);
    app.stop().await;
}

#[actix_web::test]
async fn malware_in_an_answer_is_told_at_its_field_to_the_person_and_to_the_clerk_who_types_for_them() {
    let clamd = Clamd::start();
    let app = TestApp::start_scanned(TestDb::new().await, clamd.scanner(), (shipped(), false)).await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["papers.tickets"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let begun = petra.open("/schalter/rueckfrage").await;
    let who = [("nummer", asking.number.as_str()), ("name", "Robin Beispiel"), ("berechtigt", "true")];
    let at_desk = petra.submit(&begun, "/schalter/rueckfrage", &who).await;
    let file = [("papers.tickets", "karten.pdf", &infected()[..])];
    let typed = [("_reply", "Hier sind sie."), ("_action", "upload:papers.tickets")];
    for (client, page, action) in [(&robin, page, "/status/rueckfrage"), (&petra, at_desk, "/antwort")] {
        let page = client.upload(&page, action, &typed, &file).await;
        page.must_say("Die Datei „karten.pdf“ enthält Schadsoftware und wurde nicht angenommen.");
        assert!(page.html.contains("Hier sind sie."), "what is typed stays");
        assert_eq!(on_disk(&app), 0);
    }
    app.stop().await;
}

/// The names of the files in an archive, and what its JSON says.
fn unpacked(archive: &[u8]) -> (Vec<String>, serde_json::Value) {
    let list = "import sys,io,json,zipfile; z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); print(json.dumps([z.namelist(), json.loads(z.read('vorgang.json'))]))";
    let mut child = std::process::Command::new("python3")
        .args(["-c", list])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), archive).unwrap();
    let mut told = String::new();
    child.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(child.wait().unwrap().success());
    serde_json::from_str(&told).unwrap()
}
