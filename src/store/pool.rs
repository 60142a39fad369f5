//! The pool of reading connections.

use std::time::Duration;

use diesel::r2d2::{ManageConnection, Pool};

use super::conn::{Conn, DatabaseUrl, Purpose};
use super::dialect;
use super::error::StoreError;

/// How long a read waits for a connection before the product says that the database is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens connections for the pool.
#[derive(Debug)]
pub struct Manager(DatabaseUrl);

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.0.connect(Purpose::Read)
    }

    /// Asked before each use: a server may have gone, a file has not.
    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        match conn {
            Conn::Postgres(_) => dialect::ping(conn),
            Conn::Sqlite(_) => Ok(()),
        }
    }

    fn has_broken(&self, _: &mut Conn) -> bool {
        false
    }
}

/// A pool of `size` connections; none is opened yet.
pub fn open(url: &DatabaseUrl, size: u32) -> Pool<Manager> {
    Pool::builder()
        .max_size(size.max(1))
        .min_idle(Some(0))
        .connection_timeout(PATIENCE)
        .build_unchecked(Manager(url.clone()))
}
