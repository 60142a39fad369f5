//! Whoever trickles, keeps a connection for nothing, or sends too much of a head is cut off with an answer; a bad line
//! is not.

use std::time::Duration;

use pforte::web::limits::{Limits, Times};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::support::app::{TestApp, shipped};

/// Longer than anything here may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Short enough to wait for, and long enough for a machine that is busy.
const SHORT: Duration = Duration::from_millis(700);

async fn start(times: Times) -> TestApp {
    TestApp::start_limited(Limits { times, ..Limits::none() }, shipped()).await
}

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.address).await.unwrap()
}

/// What comes until the connection ends. An end that is no polite one is an end, too.
async fn rest(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, connection.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection is kept");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends a piece again and again until there is an answer, and reads it.
async fn trickle(connection: &mut TcpStream, piece: &[u8]) -> String {
    let begin = Instant::now();
    let mut first = [0; 1];
    loop {
        assert!(begin.elapsed() < PATIENCE, "whoever trickles holds a connection");
        if connection.write_all(piece).await.is_err() {
            break;
        }
        if let Ok(read) = timeout(Duration::from_millis(50), connection.read(&mut first)).await {
            // An answer begins with „HTTP“.
            return if read.is_ok_and(|read| read > 0) {
                format!("H{}", rest(connection).await)
            } else {
                String::new()
            };
        }
    }
    rest(connection).await
}

/// A whole request, and the whole answer with the end of the connection.
async fn ask(app: &TestApp, request: &str) -> String {
    let mut connection = connect(app).await;
    connection.write_all(request.as_bytes()).await.unwrap();
    rest(&mut connection).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("no answer")
}

#[actix_web::test]
async fn a_head_that_trickles_is_given_up() {
    let app = start(Times { head: SHORT, ..Times::default() }).await;
    let mut connection = connect(&app).await;
    connection.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ").await.unwrap();
    assert_eq!(status(&trickle(&mut connection, b"x").await), "408");
    app.stop().await;
}

#[actix_web::test]
async fn a_connection_on_which_nothing_is_asked_ends() {
    let app = start(Times { head: SHORT, ..Times::default() }).await;
    assert!(["408", "no answer"].contains(&status(&rest(&mut connect(&app).await).await)));
    app.stop().await;

    let app = start(Times { idle: SHORT, ..Times::default() }).await;
    let answer = ask(&app, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!(status(&answer), "200");
    app.stop().await;
}

#[actix_web::test]
async fn a_page_that_trickles_is_given_up_with_a_page() {
    let app = start(Times { longest: SHORT, ..Times::default() }).await;
    let mut connection = connect(&app).await;
    let head = "POST /fortsetzen HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\ncode=";
    connection.write_all(head.as_bytes()).await.unwrap();
    let answer = trickle(&mut connection, b"x").await;
    assert_eq!(status(&answer), "408");
    assert!(answer.contains("Das hat zu lange gedauert"), "{answer}");
    app.stop().await;
}

/// The beginning of a page with a file, of which so many bytes are told.
fn with_file(bytes: usize) -> (String, &'static str) {
    let part = "--grenze\r\nContent-Disposition: form-data; name=\"x\"; filename=\"x.pdf\"\r\n\r\n";
    let end = "\r\n--grenze--\r\n";
    let length = part.len() + bytes + end.len();
    let head = format!(
        "POST /leistungen/schuelerbefoerderung-erstattung/antrag/nachweise HTTP/1.1\r\nHost: localhost\r\n\
         Connection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=grenze\r\nContent-Length: {length}\r\n\r\n{part}"
    );
    (head, end)
}

#[actix_web::test]
async fn a_file_that_trickles_is_given_up_with_a_page() {
    let app = start(Times { window: SHORT, least: 4096, ..Times::default() }).await;
    let mut connection = connect(&app).await;
    connection.write_all(with_file(1_000_000).0.as_bytes()).await.unwrap();
    let answer = trickle(&mut connection, b"%").await;
    assert_eq!(status(&answer), "408");
    assert!(answer.contains("Das hat zu lange gedauert"), "{answer}");
    app.stop().await;
}

/// Slower than any page may be, and steady.
#[actix_web::test]
async fn a_file_over_a_bad_line_gets_through() {
    let app = start(Times { longest: SHORT, window: 6 * SHORT, least: 1024, ..Times::default() }).await;
    let mut connection = connect(&app).await;
    let (head, end) = with_file(30 * 1024);
    connection.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..30 {
        connection.write_all(&[b'%'; 1024]).await.unwrap();
        sleep(Duration::from_millis(50)).await;
    }
    connection.write_all(end.as_bytes()).await.unwrap();
    // There is no draft: the page was read to its end, and answered.
    assert_eq!(status(&rest(&mut connection).await), "410");
    app.stop().await;
}

#[actix_web::test]
async fn heads_and_addresses_have_limits() {
    let app = start(Times::default()).await;
    let with =
        |headers: &str| format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    let many = |count: usize| (0..count).map(|number| format!("X-{number}: x\r\n")).collect::<String>();
    assert_eq!(status(&ask(&app, &with(&many(80))).await), "200");
    assert_eq!(status(&ask(&app, &with(&many(200))).await), "431");
    // What comes after the limit is not read: the answer may be lost with the connection.
    let long = ask(&app, &with(&format!("X-Long: {}\r\n", "x".repeat(200_000)))).await;
    assert!(["431", "no answer"].contains(&status(&long)), "{long}");
    let address = |length: usize| {
        format!("GET /?q={} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "x".repeat(length))
    };
    assert_eq!(status(&ask(&app, &address(4_000)).await), "200");
    let long = ask(&app, &address(9_000)).await;
    assert_eq!(status(&long), "414");
    assert!(long.contains("Diese Seite gibt es nicht"));
    for malformed in
        ["GET / HTTP/1.1\r\nHost localhost\r\n\r\n", "GE\0T / HTTP/1.1\r\n\r\n", "\x16\x03\x01\r\n\r\n"]
    {
        assert_eq!(status(&ask(&app, malformed).await), "400", "{malformed:?}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn answers_of_programs_have_a_depth() {
    let app = start(Times::default()).await;
    let body = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let answer = ask(
        &app,
        &format!(
            "POST /api/v1/services/hundesteuer-anmeldung/validate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
    .await;
    assert_eq!(status(&answer), "400", "{answer}");
    app.stop().await;
}
