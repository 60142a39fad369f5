//! Against listeners that answer as a scanner does not: the real daemon is asked in `tests/it/malware.rs`.

use std::io::{Read, Write};
use std::net::TcpListener;

use futures_util::stream;

use super::*;

/// A listener that reads so many bytes, says this, and keeps the line until the other side hangs up.
fn listener(reads: usize, says: &'static [u8]) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = ScannerAddress::Tcp(listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut line, _)) = listener.accept() {
            let mut read = vec![0; reads];
            let _ = line.read_exact(&mut read).and_then(|()| line.write_all(says));
            if says.is_empty() {
                std::thread::sleep(Duration::from_secs(5));
            }
        }
    });
    Scanner::at(address).waited_for(Duration::from_millis(200))
}

fn content(bytes: usize) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    stream::iter((0..bytes.div_ceil(60_000)).map(|_| Ok(vec![b'x'; 60_000])))
}

#[tokio::test]
async fn an_answer_counts_also_while_content_is_on_its_way() {
    let scanner = listener(10, b"INSTREAM size limit exceeded. ERROR\0");
    let told = scanner.scan(content(50_000_000)).await;
    assert!(matches!(told, Err(NotScanned::TooLarge)), "{told:?}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    for says in [&b"stream: OK"[..], b"st", b"\0"] {
        let told = listener(10, says).scan(content(1)).await;
        assert!(told.is_err(), "{told:?}");
    }
}

#[tokio::test]
async fn nobody_waits_again_for_one_that_did_not_answer() {
    let scanner = listener(10, b"");
    let begun = Instant::now();
    let told = scanner.scan_while_waiting(content(1)).await;
    assert!(matches!(told, Err(NotScanned::TooSlow)), "{told:?}");
    assert!(begun.elapsed() >= Duration::from_millis(200));
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(matches!(scanner.scan_while_waiting(content(1)).await, Err(NotScanned::TooSlow)));
    }
    assert!(begun.elapsed() < Duration::from_millis(200), "each waited again");
}

#[tokio::test]
async fn content_that_cannot_be_read_was_not_looked_at() {
    let broken = stream::iter([Ok(vec![b'x'; 10]), Err(io::Error::other("the disk"))]);
    let told = listener(1000, b"stream: OK\0").scan(broken).await;
    assert!(matches!(told, Err(NotScanned::Content(_))), "{told:?}");
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_looked_at() {
    // The port is free again as soon as the listener is dropped.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let scanner = Scanner::at(ScannerAddress::Tcp(address));
    assert!(matches!(scanner.scan(content(1)).await, Err(NotScanned::Away(_))));
    assert!(matches!(scanner.version().await, Err(NotScanned::Away(_))));
}
