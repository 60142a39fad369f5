//! Migrations: the same names on both sides, up and down and up again, and both schemas agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use pforte::store::{Conn, DatabaseUrl, Db, StoreError};

use crate::support::db::{TestDb, masters};

/// What is compared of a schema.
#[derive(Debug, Default, PartialEq, Eq)]
struct Schema {
    /// Table and column → its type, and whether it may be NULL.
    columns: BTreeMap<(String, String), (String, bool)>,
    /// Table and the columns that are unique together.
    unique: BTreeSet<(String, String)>,
    /// Table and trigger.
    triggers: BTreeSet<(String, String)>,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    data_type: String,
    #[diesel(sql_type = BigInt)]
    nullable: i64,
}

#[derive(QueryableByName)]
struct Unique {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_names: String,
}

#[derive(QueryableByName)]
struct Trigger {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Diesel's own table is left out: the two backends make it differently.
const SQLITE_COLUMNS: &str = "
    SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS data_type,
           c.\"notnull\" = 0 AS nullable
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const SQLITE_UNIQUE: &str = "
    SELECT table_name, group_concat(column_name) AS column_names FROM (
        SELECT t.name AS table_name, i.name AS index_name, c.name AS column_name
        FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
        WHERE t.type = 'table' AND i.\"unique\" = 1 AND t.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'
        ORDER BY i.name, c.seqno)
    GROUP BY table_name, index_name";
const SQLITE_TRIGGERS: &str = "SELECT tbl_name AS table_name, name FROM sqlite_schema WHERE type = 'trigger'";
/// SQLite knows no TRUNCATE.
const POSTGRES_TRIGGERS: &str = "
    SELECT c.relname::text AS table_name, t.tgname::text AS name
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgname NOT LIKE '%\\_untruncated'";
const POSTGRES_COLUMNS: &str = "
    SELECT table_name::text, column_name::text, data_type::text,
           (is_nullable = 'YES')::int::bigint AS nullable
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'";
const POSTGRES_UNIQUE: &str = "
    SELECT t.relname::text AS table_name,
           string_agg(a.attname, ',' ORDER BY k.position)::text AS column_names
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attribute, position)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attribute
    WHERE i.indisunique AND t.relname NOT LIKE '\\_\\_diesel%'
    GROUP BY t.relname, i.indexrelid";

/// One name for what is the same on both sides.
fn same_type(name: &str) -> &str {
    match name {
        "blob" => "bytea",
        other => other,
    }
}

async fn schema(db: &Db) -> Schema {
    db.read(|conn| {
        let (columns, unique, triggers): (Vec<Column>, Vec<Unique>, Vec<Trigger>) = match conn {
            Conn::Sqlite(conn) => (
                diesel::sql_query(SQLITE_COLUMNS).load(conn)?,
                diesel::sql_query(SQLITE_UNIQUE).load(conn)?,
                diesel::sql_query(SQLITE_TRIGGERS).load(conn)?,
            ),
            Conn::Postgres(conn) => (
                diesel::sql_query(POSTGRES_COLUMNS).load(conn)?,
                diesel::sql_query(POSTGRES_UNIQUE).load(conn)?,
                diesel::sql_query(POSTGRES_TRIGGERS).load(conn)?,
            ),
        };
        let columns = columns.into_iter().map(|column| {
            let kind = same_type(&column.data_type).to_owned();
            ((column.table_name, column.column_name), (kind, column.nullable != 0))
        });
        let unique = unique.into_iter().map(|index| (index.table_name, index.column_names));
        let triggers = triggers.into_iter().map(|trigger| (trigger.table_name, trigger.name));
        Ok::<_, StoreError>(Schema {
            columns: columns.collect(),
            unique: unique.collect(),
            triggers: triggers.collect(),
        })
    })
    .await
    .unwrap()
}

/// A migrated SQLite database, whatever the test run is on.
fn sqlite(folder: &Path) -> Db {
    let db = Db::open(&DatabaseUrl::Sqlite(folder.join("pforte.sqlite3")), 1, masters()).unwrap();
    db.migrate().unwrap();
    db
}

fn folders(side: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(side);
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_migration_is_there_for_both_databases() {
    assert!(!folders("sqlite").is_empty());
    assert_eq!(folders("sqlite"), folders("postgres"));
}

#[tokio::test]
async fn down_undoes_up_and_up_works_again() {
    let test = TestDb::new().await;
    let db = test.db();
    let before = schema(&db).await;
    assert!(before.columns.contains_key(&("cases".to_owned(), "receipt_number".to_owned())));
    db.revert_all().unwrap();
    assert_eq!(schema(&db).await, Schema::default());
    db.migrate().unwrap();
    assert_eq!(schema(&db).await, before);
    db.migrate().unwrap();
    assert_eq!(schema(&db).await, before);
}

/// On a run for SQLite this compares two SQLite databases; the other run compares the two sides.
#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let test = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let expected = schema(&sqlite(folder.path())).await;
    let found = schema(&test.db()).await;
    assert_eq!(found, expected);
    for (table, columns) in [
        ("submissions", "submit_key"),
        ("cases", "receipt_number"),
        ("cases", "submission_id"),
        ("drafts", "visitor_hash,form_id"),
        ("outbox", "message_id"),
        ("clerks", "login"),
        ("case_events", "seq"),
    ] {
        assert!(found.unique.contains(&(table.to_owned(), columns.to_owned())), "{table} ({columns})");
    }
    assert!(found.triggers.contains(&("case_events".to_owned(), "case_events_unchanged".to_owned())));
}

#[tokio::test]
async fn several_processes_may_migrate_at_once() {
    let test = TestDb::new().await;
    let db = test.db();
    let before = schema(&db).await;
    db.revert_all().unwrap();
    let url = test.url().clone();
    let starts = (0..4).map(|_| {
        let url = url.clone();
        tokio::task::spawn_blocking(move || Db::open(&url, 1, masters()).and_then(|db| db.migrate()))
    });
    for start in futures_util::future::join_all(starts).await {
        start.unwrap().unwrap();
    }
    assert_eq!(schema(&db).await, before);
}
