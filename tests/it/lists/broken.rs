//! Where something breaks in the middle: a case that cannot be read, and a file whose reader loses the account.

use std::time::Duration as Wait;

use pforte::domain::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::{choose, found, with_cases};
use crate::support::app::TestApp;
use crate::support::client::Client;

/// What is stored of one case is of no known kind: that one is not done, and the others are.
#[actix_web::test]
async fn a_case_that_cannot_be_read_holds_up_no_other() {
    let (app, worker) = with_cases(3).await;
    let list = worker.open("/postkorb").await;
    let preview = choose(&worker, &list, "move:claim", &[]).await;
    let spoiled = list.hrefs("table a")[1].rsplit('/').next().unwrap().to_owned();
    let of_case = format!("id = (SELECT submission_id FROM cases WHERE id = '{spoiled}')");
    let byte = if app.test_db.address().starts_with("sqlite") { "X'07'" } else { "'\\x07'::bytea" };
    app.test_db.execute(&format!("UPDATE submissions SET content = {byte} WHERE {of_case}")).await;
    for shown in
        [choose(&worker, &list, "move:claim", &[]).await, worker.submit(&preview, "/ausfuehren", &[]).await]
    {
        let why: Vec<String> = shown.texts("td[data-label='Grund']");
        assert_eq!(why.iter().filter(|why| why.contains("Das hat nicht geklappt.")).count(), 1, "{why:?}");
    }
    assert_eq!(found(&worker.open("/postkorb?ansicht=meine").await), 2, "the others are theirs");
    app.stop().await;
}

/// Reads what is there until nothing comes for a while; `None` once the connection ends.
async fn read(stream: &mut tokio::net::TcpStream, most: usize) -> Vec<u8> {
    let mut all = Vec::new();
    let mut piece = vec![0; 4096];
    while all.len() < most {
        match tokio::time::timeout(Wait::from_secs(20), stream.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(count)) => all.extend_from_slice(&piece[..count]),
            Err(_) => panic!("nothing came after {} bytes", all.len()),
        }
    }
    all
}

/// Whether a file in pieces was told to be whole: its last piece is empty.
fn is_whole(file: &[u8]) -> bool {
    file.ends_with(b"\r\n0\r\n\r\n") || file.ends_with(b"0\r\n\r\n")
}

/// Asks for a list as a file, and does not read it yet.
async fn begun(app: &TestApp, reader: &Client, list: &str) -> tokio::net::TcpStream {
    let (target, mut controls) = reader.open("/postkorb").await.form("/postkorb/liste");
    controls.retain(|(name, _)| name != "liste");
    controls
        .extend([("art", "csv"), ("liste", list)].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&controls).finish();
    let cookies: Vec<String> = reader.cookies().iter().map(|name| reader.cookie(name)).collect();
    let socket = TcpSocket::new_v4().unwrap();
    // Little room on the way, so that the file waits for its reader.
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(app.address).await.unwrap();
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Sec-Fetch-Site: same-origin\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        app.address,
        cookies.join("; "),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream
}

/// A file breaks off when its reader's account is disabled in between; of so many cases that it does not fit into what
/// lies between the product and its reader.
pub(super) async fn breaks_off_without_account(app: &TestApp, cases: usize) {
    let reader = app.signed_in("vertretung", Role::Caseworker, &["fb66"]).await;
    let mut none = begun(app, &reader, "ansicht=alle&leistung=school_transport_refund").await;
    assert!(is_whole(&read(&mut none, usize::MAX).await), "a short list comes to its end");

    let mut stream = begun(app, &reader, "ansicht=alle").await;
    let start = read(&mut stream, 20_000).await;
    assert!(start.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&start[..80]));
    app.command(&["staff", "disable", "vertretung"], "").unwrap();
    let rest = read(&mut stream, usize::MAX).await;
    assert!(!is_whole(&rest), "the file looks whole");
    let lines = [start, rest].concat().iter().filter(|byte| **byte == b'\n').count();
    assert!(lines < cases / 2 && lines > 100, "{lines} lines, those of the transport among them");
}
