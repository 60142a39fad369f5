//! The database of the product, looked at from outside: whether what was acknowledged is there.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use pforte::sealing::master::MasterKeys;
use pforte::store::{Conn, DatabaseUrl, Db, StoreError};

use crate::server::MASTER_KEY;

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = Text)]
    receipt_number: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A database that goes with this value.
pub struct Database {
    /// Its address, as the product is told it.
    pub address: String,
    server: Option<(String, String)>,
    db: OnceCell<Db>,
}

impl Database {
    /// A file in a folder.
    pub fn sqlite(folder: &Path) -> Self {
        Self {
            address: format!("sqlite:{}", folder.join("pforte.sqlite3").display()),
            server: None,
            db: OnceCell::new(),
        }
    }

    /// A fresh database on a server, with the table of the floor.
    pub fn postgres(server: &str) -> Result<Self, String> {
        let name = format!("pforte_load_{}", std::process::id());
        on(server, &format!("CREATE DATABASE {name}"))?;
        let (base, _) = server.rsplit_once('/').ok_or("an address without a database")?;
        let database = Self {
            address: format!("{base}/{name}"),
            server: Some((server.to_owned(), name)),
            db: OnceCell::new(),
        };
        on(&database.address, "CREATE TABLE floor (id serial PRIMARY KEY, content text NOT NULL)")?;
        Ok(database)
    }

    /// Opened when it is asked first: the product has made it by then.
    fn db(&self) -> Result<&Db, StoreError> {
        if let Some(db) = self.db.get() {
            return Ok(db);
        }
        let url: DatabaseUrl = self.address.parse().map_err(|_| StoreError::Unavailable)?;
        let masters = MasterKeys::parse(MASTER_KEY).map_err(|_| StoreError::Unavailable)?;
        let db = Db::open(&url, 1, masters)?;
        Ok(self.db.get_or_init(|| db))
    }

    /// How many of these numbers are no case's.
    pub async fn lost(&self, acknowledged: &[String]) -> Result<usize, StoreError> {
        let rows = self.db()?.read(|conn| load::<Number>(conn, "SELECT receipt_number FROM cases")).await?;
        let found: HashSet<String> = rows.into_iter().map(|row| row.receipt_number).collect();
        let distinct: HashSet<&String> = acknowledged.iter().collect();
        let missing = distinct.iter().filter(|number| !found.contains(**number)).count();
        // The same number twice would be one case for two people.
        Ok(missing + acknowledged.len() - distinct.len())
    }

    /// How many mails wait.
    pub async fn waiting_mails(&self) -> Result<i64, StoreError> {
        let statement = "SELECT count(*) AS count FROM outbox WHERE state = 'pending'";
        let rows = self.db()?.read(move |conn| load::<Count>(conn, statement)).await?;
        Ok(rows.first().map_or(0, |row| row.count))
    }
}

fn load<T>(conn: &mut Conn, statement: &str) -> Result<Vec<T>, StoreError>
where
    T: diesel::deserialize::QueryableByName<diesel::sqlite::Sqlite>
        + diesel::deserialize::QueryableByName<diesel::pg::Pg>
        + 'static,
{
    Ok(match conn {
        Conn::Sqlite(conn) => sql_query(statement).load(conn)?,
        Conn::Postgres(conn) => sql_query(statement).load(conn)?,
    })
}

fn on(server: &str, statement: &str) -> Result<(), String> {
    let mut conn = PgConnection::establish(server).map_err(|error| error.to_string())?;
    conn.batch_execute(statement).map_err(|error| error.to_string())
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.server
            && let Err(error) = on(server, &format!("DROP DATABASE {name} WITH (FORCE)"))
        {
            eprintln!("the database {name} is left behind: {error}");
        }
    }
}
