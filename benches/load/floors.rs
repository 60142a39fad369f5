//! What could be reached at best on this machine, built beside the product and measured in the same run.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::middleware::Compress;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer};
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};

/// Names the file with the bytes of the bare server, and makes this program one.
pub const BARE_CONTENT: &str = "PFORTE_BENCH_BARE_CONTENT";
/// Where the bare server listens.
pub const BARE_LISTEN: &str = "PFORTE_BENCH_BARE_LISTEN";
/// The bytes of a row: about what a submit writes in all its rows (answers, case, event, two mails, words).
const ROW: usize = 3_000;

diesel::table! {
    /// The rows of the floor.
    floor (id) {
        /// Its number.
        id -> Integer,
        /// As many bytes as a submit writes.
        content -> Text,
    }
}

/// Runs as the bare server, if this process is to: the same framework with the same workers, and a handler that does
/// nothing but answer with bytes.
pub fn serve_bare() -> Option<std::io::Result<()>> {
    let (content, listen) = (std::env::var_os(BARE_CONTENT)?, std::env::var(BARE_LISTEN).ok()?);
    Some(actix_web::rt::System::new().block_on(bare(content, listen)))
}

async fn bare(content: OsString, listen: String) -> std::io::Result<()> {
    let content = Data::new(Bytes::from(std::fs::read(content)?));
    let server = HttpServer::new(move || {
        App::new().app_data(content.clone()).wrap(Compress::default()).route("/", web::get().to(answer))
    });
    server.tcp_nodelay(true).bind(listen)?.run().await
}

async fn answer(content: Data<Bytes>) -> HttpResponse {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; script-src 'self'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = HttpResponse::Ok();
    for header in headers {
        response.insert_header(header);
    }
    response.content_type("text/html; charset=utf-8").body(Bytes::clone(&content))
}

/// How many transactions of one row SQLite commits in a second, each for good (`synchronous=FULL`), one after the
/// other on one thread.
pub fn sqlite(folder: &Path, length: Duration) -> diesel::QueryResult<f64> {
    let path = folder.join("floor.sqlite3").display().to_string();
    let mut conn = SqliteConnection::establish(&path)
        .map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))?;
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, content TEXT NOT NULL);",
    )?;
    let content = "x".repeat(ROW);
    let (begin, mut count) = (Instant::now(), 0_u32);
    while begin.elapsed() < length {
        diesel::insert_into(floor::table)
            .values(diesel::ExpressionMethods::eq(floor::content, &content))
            .execute(&mut conn)?;
        count += 1;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}

/// How many single inserts PostgreSQL's own bench commits in a second: eight connections of two threads.
pub fn pgbench(url: &str, folder: &Path, length: Duration) -> Result<f64, String> {
    let script = folder.join("insert.sql");
    let insert = format!("INSERT INTO floor (content) VALUES (repeat('x', {ROW}));\n");
    std::fs::write(&script, insert).map_err(|error| error.to_string())?;
    let seconds = length.as_secs().max(1).to_string();
    let output = Command::new(program("pgbench"))
        .args(["-n", "-f"])
        .arg(&script)
        .args(["-c", "8", "-j", "2", "-T", &seconds, url])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("pgbench cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A program of PostgreSQL: where Debian keeps it, or wherever the system finds it.
fn program(name: &str) -> OsString {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin").join(name)).find(|path| path.exists());
    found.map_or_else(|| name.into(), Into::into)
}
