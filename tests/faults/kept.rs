//! What is there afterwards, looked at behind the product's back.

use std::collections::HashSet;

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl, sql_query};
use pforte::depot::Depot;
use pforte::domain::{CaseId, Scope};
use pforte::store::{Conn, Db, StoreError, files};

use crate::crowd::{Told, hash};
use crate::process::Host;

/// A case: its number, and how many mails were to be sent about it.
#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    receipt_number: String,
    #[diesel(sql_type = Text)]
    form_id: String,
    #[diesel(sql_type = BigInt)]
    mails: i64,
}

const CASES: &str = "SELECT id, receipt_number, form_id, \
     (SELECT count(*) FROM outbox WHERE outbox.case_id = cases.id) AS mails FROM cases";

/// Everybody who was shown a number is there, once, with mails and photo, and nobody else is.
pub async fn must_hold(host: &Host, told: &Told) {
    let db = host.db();
    let cases: Vec<Row> = db.read(load).await.unwrap();
    let numbers: HashSet<&str> = told.numbers.iter().map(String::as_str).collect();
    assert_eq!(numbers.len(), told.numbers.len(), "two people were shown the same number");
    let stored: HashSet<&str> = cases.iter().map(|case| case.receipt_number.as_str()).collect();
    let lost: Vec<_> = numbers.difference(&stored).collect();
    assert!(lost.is_empty(), "{} of {} were shown a number and are lost", lost.len(), numbers.len());
    let doubled: Vec<_> = stored.difference(&numbers).collect();
    assert!(doubled.is_empty(), "{} are there twice: {doubled:?}", doubled.len());
    for case in &cases {
        // To the department, and to whoever left an address.
        let expected = if case.form_id == "load_grant" { 2 } else { 1 };
        assert_eq!(case.mails, expected, "mails of a case of {}", case.form_id);
    }
    let photos = must_hold_photos(host, &db, &cases).await;
    assert_eq!(photos, told.with_photo);
    let verified = host.command().args(["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

fn load(conn: &mut Conn) -> Result<Vec<Row>, StoreError> {
    Ok(match conn {
        Conn::Sqlite(conn) => sql_query(CASES).load(conn)?,
        Conn::Postgres(conn) => sql_query(CASES).load(conn)?,
    })
}

/// Each photo says what was kept when it was handed in; how many there are.
async fn must_hold_photos(host: &Host, db: &Db, cases: &[Row]) -> usize {
    let (depot, mut photos) = (Depot::new(&host.data().join("files")), 0);
    for case in cases {
        let id: CaseId = case.id.parse().unwrap();
        let handed_in = db.read(move |conn| files::of_case(&Scope::System, conn, id)).await.unwrap();
        for file in handed_in {
            let (mut stored, mut content) =
                (depot.open(file.id, file.key_for_machines()).await.unwrap(), Vec::new());
            loop {
                let piece = stored.next().await.unwrap();
                if piece.is_empty() {
                    break;
                }
                content.extend(piece);
            }
            assert_eq!((hash(&content), content.len() as u64), (file.sha256, file.bytes));
            photos += 1;
        }
    }
    photos
}
