//! A fresh database a test: a SQLite file, or a database on the PostgreSQL server of the test run.

use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use pforte::sealing::master::MasterKeys;
use pforte::store::{Conn, DatabaseUrl, Db, StoreError};

/// Names the PostgreSQL server on which databases may be made.
const SERVER: &str = "PFORTE_TEST_POSTGRES";

/// The master key of every test database, as an operator gives it.
pub const MASTER_KEY: &str = "5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1ed5ea1";

/// The same, read.
pub fn masters() -> MasterKeys {
    MasterKeys::parse(MASTER_KEY).unwrap()
}

/// A database that another process has locked, until this is dropped.
pub struct Lock(#[expect(dead_code, reason = "dropping it gives the lock free")] mpsc::Sender<()>);

/// A migrated database that goes when the test ends.
pub struct TestDb {
    db: Db,
    url: DatabaseUrl,
    name: Option<String>,
    _folder: tempfile::TempDir,
}

impl TestDb {
    /// Makes the database.
    pub async fn new() -> Self {
        Self::made_by(|_| ()).await
    }

    /// Has somebody make the database who is told where nothing is yet.
    pub async fn made_by(make: impl FnOnce(&DatabaseUrl)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, name) = match std::env::var(SERVER) {
            Ok(server) => {
                let name = format!("pforte_test_{}", uuid::Uuid::new_v4().simple());
                on(&server, &format!("CREATE DATABASE {name}"));
                let (base, _) = server.rsplit_once('/').unwrap();
                (DatabaseUrl::Postgres(format!("{base}/{name}")), Some(name))
            }
            Err(_) => (DatabaseUrl::Sqlite(folder.path().join("pforte.sqlite3")), None),
        };
        make(&url);
        let db = Db::open(&url, 4, masters()).unwrap();
        db.migrate().unwrap();
        Self { db, url, name, _folder: folder }
    }

    /// The same database for another process of the installation; it goes when this one goes.
    pub fn beside(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { db: self.second(), url: self.url.clone(), name: None, _folder: folder }
    }

    /// The database.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// Opens the database again after the product has closed it.
    pub fn reopen(&mut self) {
        self.db = Db::open(&self.url, 4, masters()).unwrap();
    }

    /// Opens the database again with other master keys.
    pub fn reopen_with(&mut self, masters: MasterKeys) {
        self.db = Db::open(&self.url, 4, masters).unwrap();
    }

    /// All that is stored, as bytes: the files of SQLite, or every row of PostgreSQL as text.
    pub async fn content(&self) -> Vec<u8> {
        #[derive(diesel::QueryableByName)]
        struct Text {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let path = match &self.url {
            DatabaseUrl::Sqlite(path) => path,
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                let mut ask = |query: String| diesel::sql_query(query).load::<Text>(&mut conn).unwrap();
                let tables =
                    ask("SELECT tablename::text AS text FROM pg_tables WHERE schemaname = 'public'"
                        .to_owned());
                let rows = |table: Text| ask(format!("SELECT t::text AS text FROM {} t", table.text));
                return tables.into_iter().flat_map(rows).flat_map(|row| row.text.into_bytes()).collect();
            }
        };
        let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_str().unwrap()));
        [std::fs::read(path).unwrap(), std::fs::read(wal).unwrap()].concat()
    }

    /// The first value of a statement that asks for `bytes`.
    pub async fn bytes(&self, statement: &str) -> Vec<u8> {
        #[derive(diesel::QueryableByName)]
        struct Bytes {
            #[diesel(sql_type = diesel::sql_types::Binary)]
            bytes: Vec<u8>,
        }
        let asked = diesel::sql_query(statement.to_owned());
        let read = move |conn: &mut Conn| {
            Ok::<Bytes, StoreError>(match conn {
                Conn::Sqlite(conn) => asked.get_result(conn)?,
                Conn::Postgres(conn) => asked.get_result(conn)?,
            })
        };
        self.second().read(read).await.unwrap().bytes
    }

    /// The same database as another process holds it: with a pool and a gate of its own.
    pub fn second(&self) -> Db {
        Db::open(&self.url, 2, masters()).unwrap()
    }

    /// Locks everything, as another process could, until the lock is dropped.
    pub async fn locked(&self) -> Lock {
        let other = self.second();
        let (free, wait) = mpsc::channel();
        let (locked, is_locked) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let held: Result<(), StoreError> = other
                .write(move |conn| {
                    if let Conn::Postgres(conn) = conn {
                        conn.batch_execute("LOCK TABLE drafts, form_versions")?;
                    }
                    locked.send(()).unwrap();
                    // Ends when the sender is dropped.
                    let _ = wait.recv();
                    Ok(())
                })
                .await;
            held
        });
        is_locked.await.unwrap();
        Lock(free)
    }

    /// Changes what no page changes.
    pub async fn execute(&self, statement: &str) {
        let statement = statement.to_owned();
        let change = move |conn: &mut Conn| {
            match conn {
                Conn::Sqlite(conn) => conn.batch_execute(&statement)?,
                Conn::Postgres(conn) => conn.batch_execute(&statement)?,
            }
            Ok::<_, StoreError>(())
        };
        self.second().write(change).await.unwrap();
    }

    /// Where the database is, as an operator writes it.
    pub fn address(&self) -> String {
        written(&self.url)
    }

    /// Where the database is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }
}

/// Where a database is, as an operator writes it.
pub fn written(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let (Some(name), Ok(server)) = (&self.name, std::env::var(SERVER)) {
            on(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn on(server: &str, statement: &str) {
    PgConnection::establish(server).unwrap().batch_execute(statement).unwrap();
}
