//! The product is told to stop while a request is on its way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use pforte::domain::{Channel, ClerkId, DepartmentId, Role, Scope, StaffScope};
use pforte::store::{cases, outbox};
use reqwest::StatusCode;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::Page;
use crate::support::db::TestDb;
use crate::support::filling::to_check_page;
use crate::support::process::Process;

const SERVICE: &str = "/leistungen/schuelerbefoerderung-erstattung";

/// Waits until nobody listens any more.
async fn deaf(address: SocketAddr) {
    let mut tries = 0;
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tries += 1;
        assert!(tries < 100, "the program still takes connections");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A draft in a browser that has no more than a cookie: the cookie and the first page.
async fn begun(address: SocketAddr) -> (String, Page) {
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let begin =
        http.post(format!("http://{address}{SERVICE}/antrag")).header("sec-fetch-site", "same-origin");
    let answer = begin.send().await.unwrap();
    let header = |name| answer.headers()[name].to_str().unwrap().to_owned();
    let cookie = header(SET_COOKIE).split(';').next().unwrap().to_owned();
    (cookie.clone(), page(address, &cookie, &header(LOCATION)).await)
}

async fn page(address: SocketAddr, cookie: &str, path: &str) -> Page {
    let http = reqwest::Client::new();
    let answer = http.get(format!("http://{address}{path}")).header(COOKIE, cookie).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    Page { status, address: path.to_owned(), headers, html: answer.text().await.unwrap() }
}

/// A page that is on its way: half of it was sent.
struct HalfSent {
    wire: TcpStream,
    rest: String,
    cookie: String,
    page: Page,
}

async fn half_sent(address: SocketAddr) -> HalfSent {
    let (cookie, page) = begun(address).await;
    let (target, mut controls) = page.form("/vorpruefung");
    controls.push(("medical_need".to_owned(), "true".to_owned()));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(controls).finish();
    let (sooner, later) = body.split_at(body.len() / 2);
    let mut wire = TcpStream::connect(address).unwrap();
    wire.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    write!(
        wire,
        "POST {target} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{sooner}",
        body.len()
    )
    .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    HalfSent { wire, rest: later.to_owned(), cookie, page }
}

/// Whether the draft holds what was sent.
async fn is_kept(db: &TestDb, sent: &HalfSent) -> bool {
    let again = Process::start(db).await;
    let page = page(again.address, &sent.cookie, &sent.page.address).await;
    again.terminate();
    assert!(again.end().await);
    page.form("/vorpruefung").1.contains(&("medical_need".to_owned(), "true".to_owned()))
}

#[actix_web::test]
async fn a_request_on_its_way_is_finished_and_kept_when_the_program_is_told_to_stop() {
    let db = TestDb::new().await;
    let program = Process::start(&db).await;
    let mut sent = half_sent(program.address).await;
    program.terminate();
    deaf(program.address).await;
    sent.wire.write_all(sent.rest.as_bytes()).unwrap();
    let mut answer = [0; 12];
    sent.wire.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 422", "the page has open questions");
    let mut rest = String::new();
    sent.wire.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("Prüfen Sie Ihre Angaben"));
    assert!(program.end().await, "the program ends without a failure");
    assert!(is_kept(&db, &sent).await);
}

#[actix_web::test]
async fn a_request_that_never_ends_does_not_keep_the_program_alive_and_changes_nothing() {
    let db = TestDb::new().await;
    let program = Process::start(&db).await;
    let sent = half_sent(program.address).await;
    program.terminate();
    assert!(program.end().await, "the program ends without a failure");
    assert!(!is_kept(&db, &sent).await);
}

/// How many new cases and waiting mails there are.
async fn filed(test_db: &TestDb) -> (i64, i64) {
    let db = test_db.second();
    let staff = |role| {
        let departments = vec![DepartmentId("fb40".to_owned())];
        Scope::Staff(StaffScope { clerk: ClerkId::random(), role, departments, at_desk: false })
    };
    let (lead, admin) = (staff(Role::Lead), staff(Role::Admin));
    let counts = db.read(move |conn| cases::counts(&lead, conn, chrono::NaiveDate::default())).await.unwrap();
    (counts.new, db.read(move |conn| outbox::pending_count(&admin, conn)).await.unwrap())
}

#[actix_web::test]
async fn an_application_that_waits_for_the_database_gets_its_receipt_while_the_product_stops() {
    let app = TestApp::start_without_worker().await;
    let client = app.browser();
    let form = app
        .library
        .catalogue()
        .find("schuelerbefoerderung-erstattung")
        .unwrap()
        .form(Channel::Online)
        .clone();
    let first = client.submit(&client.open(SERVICE).await, "/antrag", &[]).await;
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let check = to_check_page(&client, &form, &answers, first).await;
    let (address, lock) = (app.address, app.test_db.locked().await);
    let direct = client.without_following();
    let sending = direct.submit(&check, "/absenden", &[("confirmed", "true")]);
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        app.stop().await
    };
    let releasing = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        deaf(address).await;
        drop(lock);
    };
    let (answer, test_db, ()) = tokio::join!(sending, stopping, releasing);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.headers[LOCATION].to_str().unwrap().starts_with("/eingang/"));

    assert_eq!(filed(&test_db).await, (1, 2), "the case with both of its mails");
}
