//! What people write and hand in stands nowhere in plain text: neither in the database and its log, nor among the files
//! that were handed in. Without the key of its case nobody reads it any more.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use pforte::domain::Role;
use pforte::sealing::Secret;
use pforte::sealing::master::MasterKeys;
use pforte::store::{Db, StoreError};

use crate::support::app::{TestApp, fixtures};
use crate::support::asking::{self, number_and_code};
use crate::support::client::{Client, Page};
use crate::support::db::{MASTER_KEY, TestDb};
use crate::support::process::{Process, fixture_forms};

/// Written wherever people can write.
pub const MARKER: &str = "Zwiebelfisch";

async fn begin(client: &Client) -> Page {
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    client.submit(&page, "/unterlagen", &[("name", MARKER), ("wants", "true")]).await
}

/// A paper that says it, too.
pub fn paper() -> Vec<u8> {
    let paper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files/invoice.pdf");
    [fs::read(paper).unwrap(), format!("% {MARKER}\n").into_bytes()].concat()
}

/// Files an application with a file, and leaves another one behind that was only begun.
pub async fn apply(app: &TestApp) -> Page {
    apply_at(app.address).await
}

async fn apply_at(address: SocketAddr) -> Page {
    begin(&Client::new(address)).await;
    let client = Client::new(address);
    let page = begin(&client).await;
    let name = format!("{MARKER}.pdf");
    let (button, file) = (("_action", "upload:paper"), ("paper", name.as_str(), &paper()[..]));
    let page = client.upload(&page, "/leistungen/dateien/antrag/unterlagen", &[button], &[file]).await;
    assert_eq!(page.texts(".pf-file__name").len(), 1, "{:?}", page.texts(".kern-error"));
    let page = client.submit(&page, "/unterlagen", &[]).await;
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "false")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let check = client.submit(&page, "/termine", &[]).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    receipt.must_say("Ihr Antrag ist eingegangen").must_say(MARKER);
    receipt
}

/// Works on the case, and writes wherever a department can.
pub async fn work(clerk: &Client) -> Page {
    let inbox = clerk.open(&format!("/postkorb?q={MARKER}")).await;
    let case = clerk.open(&inbox.hrefs("main a[href^='/postkorb/']")[0]).await;
    let case = clerk.submit(&case, "/uebernehmen", &[]).await;
    let case = clerk.submit(&case, "/notiz", &[("notiz", MARKER)]).await;
    let case = clerk.submit(&case, "/aktenzeichen", &[("aktenzeichen", MARKER)]).await;
    let follow_up = [
        ("wiedervorlage.day", "1"),
        ("wiedervorlage.month", "12"),
        ("wiedervorlage.year", "2025"),
        ("wozu", MARKER),
    ];
    let case = clerk.submit(&case, "/wiedervorlage", &follow_up).await;
    let address = case.address.split(['?', '#']).next().unwrap_or_default().to_owned();
    asking::write(clerk, &address, MARKER, &["name"], "send").await;
    clerk.open(&address).await
}

/// The ways in which the marker would stand in a database.
pub fn says(bytes: &[u8]) -> bool {
    let spelled = [MARKER.as_bytes().to_vec(), hex::encode(MARKER).into_bytes()];
    spelled.iter().any(|word| bytes.windows(word.len()).any(|part| part == word.as_slice()))
}

#[actix_web::test]
async fn nothing_that_people_write_can_be_read_where_it_is_stored() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    apply(&app).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = work(&clerk).await;
    for told in [&format!("{MARKER}.pdf"), MARKER, "Rückfrage"] {
        case.must_say(told);
    }
    let stored = app.test_db.content().await;
    assert!(stored.windows(4).any(|part| part == b"fb10"), "the content of the database was not found");
    assert!(!says(&stored), "the database says it");
    let files: Vec<_> = fs::read_dir(&app.files_folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(!says(&fs::read(&files[0]).unwrap()), "a file says it");
    // They read what they may read all the same.
    let (_, _, content) = clerk.fetch(&case.hrefs("a[download]")[0]).await;
    assert_eq!(content, paper());
    app.stop().await;
}

#[actix_web::test]
async fn nothing_that_people_write_stands_in_the_log_however_much_is_logged() {
    let db = TestDb::new().await;
    let forms = fixture_forms();
    let settings = [("PFORTE_FORMS", forms.to_str().unwrap()), ("PFORTE_LOG", "trace")];
    let process = Process::start_with(&db, &settings).await;
    let receipt = apply_at(process.address).await;
    let client = Client::new(process.address);
    // Mistakes, too: a page with some, one that is not there, and a post that nobody understands.
    let page = begin(&client).await;
    let page = client.submit(&page, "/unterlagen", &[("name", &MARKER.repeat(100))]).await;
    page.must_say("höchstens 80 Zeichen");
    client.open(&format!("/{MARKER}?{MARKER}={MARKER}")).await;
    client.post_raw("/status", format!("{{{MARKER}").into_bytes()).await;
    let (number, _) = number_and_code(&receipt);
    client.post("/status", &[("number".to_owned(), number), ("code".to_owned(), MARKER.to_owned())]).await;
    process.terminate();
    let log = process.log();
    assert!(process.end().await);
    assert!(log.contains("pforte"), "there is no log: {log}");
    let line = log.lines().find(|line| says(line.as_bytes()));
    assert_eq!(line, None);
}

#[actix_web::test]
async fn whoever_has_another_master_key_opens_nothing_and_is_told_which_one_is_missing() {
    let test_db = TestDb::new().await;
    let other = Db::open(test_db.url(), 1, MasterKeys::of(Secret::random().unwrap())).unwrap();
    let refused = other.migrate().unwrap_err();
    assert!(matches!(refused, StoreError::MasterKey(_)), "{refused}");
    assert!(refused.to_string().contains("PFORTE_MASTER_KEY_FILE"), "{refused}");
}

#[actix_web::test]
async fn the_master_key_is_changed_without_losing_anything() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    apply(&app).await;
    let fresh = app.command(&["keys", "new"], "").unwrap();
    assert_ne!(fresh.trim(), MASTER_KEY);
    let both = MasterKeys::parse(&format!("{fresh} {MASTER_KEY}")).unwrap();
    let rotating = Db::open(app.test_db.url(), 1, both).unwrap();
    assert!(rotating.rotate_master_key().await.unwrap() > 3);
    assert_eq!(rotating.rotate_master_key().await.unwrap(), 0);
    // From now on the new one is enough, and the old one opens nothing.
    let mut test_db = app.stop().await;
    let only = MasterKeys::parse(&fresh).unwrap();
    Db::open(test_db.url(), 1, only.clone()).unwrap().migrate().unwrap();
    let old = Db::open(test_db.url(), 1, MasterKeys::parse(MASTER_KEY).unwrap()).unwrap();
    assert!(old.migrate().is_err());
    test_db.reopen_with(only);
    let app = TestApp::start_on(test_db, fixtures(), false).await;
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let inbox = clerk.open(&format!("/postkorb?q={MARKER}")).await;
    clerk.open(&inbox.hrefs("main a[href^='/postkorb/']")[0]).await.must_say(MARKER);
    app.stop().await;
}
