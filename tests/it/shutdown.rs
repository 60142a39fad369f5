//! The real program is told to stop while a request is on its way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::support::client::Page;
use crate::support::db::TestDb;

const START: &str = "/leistungen/schuelerbefoerderung-erstattung/antrag";

/// The program on this database, ready to serve.
struct Program {
    child: Child,
    address: SocketAddr,
    _data: tempfile::TempDir,
}

impl Program {
    async fn start(db: &TestDb) -> Self {
        let data = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_pforte"))
            .env("PFORTE_DATA", data.path())
            .env("PFORTE_DATABASE_URL", db.address())
            .env("PFORTE_LISTEN", address.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, address, _data: data };
        let mut tries = 0;
        while reqwest::get(format!("http://{address}/health/ready")).await.is_err() {
            tries += 1;
            assert!(tries < 200, "the program does not serve");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        program
    }

    fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until nobody listens any more.
    async fn deaf(&self) {
        let mut tries = 0;
        while TcpStream::connect(self.address).is_ok() {
            tries += 1;
            assert!(tries < 100, "the program still takes connections");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the end of the program; whether it ended well.
    async fn end(mut self) -> bool {
        tokio::task::spawn_blocking(move || self.child.wait().unwrap().success()).await.unwrap()
    }
}

/// A draft in a browser that has no more than a cookie: the cookie and the first page.
async fn begun(address: SocketAddr) -> (String, Page) {
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let begin = http.post(format!("http://{address}{START}")).header("sec-fetch-site", "same-origin");
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

#[actix_web::test]
async fn a_request_on_its_way_is_finished_and_kept_when_the_program_is_told_to_stop() {
    let db = TestDb::new().await;
    let program = Program::start(&db).await;
    let (cookie, first) = begun(program.address).await;
    let (target, mut controls) = first.form("/vorpruefung");
    controls.push(("medical_need".to_owned(), "true".to_owned()));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(controls).finish();
    let (sooner, later) = body.split_at(body.len() / 2);

    let mut wire = TcpStream::connect(program.address).unwrap();
    wire.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        wire,
        "POST {target} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{sooner}",
        program.address,
        body.len()
    )
    .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    program.terminate();
    program.deaf().await;
    wire.write_all(later.as_bytes()).unwrap();
    let mut answer = [0; 12];
    wire.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 422", "the page has open questions");
    let mut rest = String::new();
    wire.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("Prüfen Sie Ihre Angaben"));
    assert!(program.end().await, "the program ends without a failure");

    let again = Program::start(&db).await;
    let kept = page(again.address, &cookie, &first.address).await;
    assert!(kept.form("/vorpruefung").1.contains(&("medical_need".to_owned(), "true".to_owned())));
    again.terminate();
    assert!(again.end().await);
}
