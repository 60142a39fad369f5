//! The database as the rest of the product sees it.

use std::sync::Arc;

use diesel::r2d2::Pool;

use super::conn::{Conn, DatabaseUrl};
use super::error::StoreError;
use super::gate::Gate;
use super::pool::{self, Manager};
use super::{dialect, migrate};

/// The database. Cheap to clone: all clones share pool and gate.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    pool: Pool<Manager>,
    gate: Arc<Gate>,
}

impl Db {
    /// Opens the database with `readers` reading connections. Fails at once when it is away.
    pub fn open(url: &DatabaseUrl, readers: u32) -> Result<Self, StoreError> {
        Ok(Self { url: url.clone(), pool: pool::open(url, readers), gate: Arc::new(Gate::open(url)?) })
    }

    /// Reads on a pooled connection.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let pool = self.pool.clone();
        let task = tokio::task::spawn_blocking(move || {
            let mut conn = pool.get().map_err(|error| {
                tracing::warn!(%error, "no reading connection");
                StoreError::Unavailable
            })?;
            job(&mut conn)
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Driver("a read panicked".to_owned()).into()))
    }

    /// Writes through the gate: all of `job` or nothing, answered after the commit.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.gate.write(job).await
    }

    /// Brings the schema up to date. Several processes may do so at once.
    pub fn migrate(&self) -> Result<(), StoreError> {
        migrate::up(&mut self.url.connect()?)
    }

    /// Undoes every migration: an empty database. For tests.
    pub fn revert_all(&self) -> Result<(), StoreError> {
        migrate::down(&mut self.url.connect()?)
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        self.read(|conn| if dialect::ping(conn) { Ok(()) } else { Err(StoreError::Unavailable) })
            .await
            .is_ok()
    }

    /// Finishes all writes that wait and closes the gate.
    pub async fn close(&self) {
        let gate = Arc::clone(&self.gate);
        if tokio::task::spawn_blocking(move || gate.close()).await.is_err() {
            tracing::error!("the gate could not be closed");
        }
    }
}
