//! The database as the rest of the product sees it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::r2d2::Pool;

use super::conn::{Conn, DatabaseUrl, Purpose};
use super::error::StoreError;
use super::gate::Gate;
use super::keys::{self, Keyring, OfHouse};
use super::pool::{self, Manager};
use super::{dialect, migrate};
use crate::domain::MatterKey;
use crate::meters;
use crate::sealing::master::MasterKeys;

/// How long a request waits for the database, whatever the database does.
const PATIENCE: Duration = Duration::from_secs(10);

/// Keys that are sealed anew in one write.
const ROTATED_AT_ONCE: i64 = 200;

/// The database. Cheap to clone: all clones share pool and gate.
#[derive(Clone)]
pub struct Db {
    url: DatabaseUrl,
    pool: Pool<Manager>,
    gate: Arc<Gate>,
    keyring: Arc<Keyring>,
}

impl Db {
    /// Opens the database with `readers` reading connections, and the master keys that seal its keys. Fails at once
    /// when it is away.
    pub fn open(url: &DatabaseUrl, readers: u32, masters: MasterKeys) -> Result<Self, StoreError> {
        let keyring = Keyring::new(masters);
        let gate = Arc::new(Gate::open(url, &keyring)?);
        Ok(Self { url: url.clone(), pool: pool::open(url, readers), gate, keyring })
    }

    /// Reads on a pooled connection.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (pool, keyring) = (self.pool.clone(), Arc::clone(&self.keyring));
        let task = tokio::task::spawn_blocking(move || {
            let mut conn = pool.get().map_err(|error| {
                tracing::warn!(%error, "no reading connection");
                StoreError::Unavailable
            })?;
            keyring.within(|| job(&mut conn))
        });
        let panicked = |_| Err(StoreError::Driver("a read panicked".to_owned()).into());
        patiently(async { task.await.unwrap_or_else(panicked) }).await
    }

    /// Reads a few rows by their keys. On SQLite right here: such a read takes less time than it takes to hand it to
    /// another thread and to wait for it. Where every connection is in use, and on a server, it is like [`Self::read`].
    pub async fn glance<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let at_hand = match self.url {
            DatabaseUrl::Sqlite(_) => self.pool.try_get(),
            DatabaseUrl::Postgres(_) => None,
        };
        match at_hand {
            Some(mut conn) => self.keyring.within(|| job(&mut conn)),
            None => self.read(job).await,
        }
    }

    /// Writes through the gate: all of `job` or nothing, answered after the commit.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let begun = Instant::now();
        let answer = patiently(self.gate.write(job)).await;
        meters::wrote(begun.elapsed());
        answer
    }

    /// Brings the schema up to date, and makes the keys of the installation if it has none. Several processes may do so
    /// at once. [`StoreError::MasterKey`] where another master key sealed this database.
    pub fn migrate(&self) -> Result<(), StoreError> {
        let mut conn = self.url.connect(Purpose::Migrate)?;
        migrate::up(&mut conn)?;
        self.keyring.within(|| keys::ensure_house(&mut conn))
    }

    /// The key under which matters and words have names.
    pub async fn matter_key(&self) -> Result<MatterKey, StoreError> {
        let key = self.read(|conn| keys::of_house(conn, OfHouse::Matters)).await?;
        Ok(MatterKey::from_bytes(*key.secret.bytes()))
    }

    /// Seals by the current master key what an older one sealed; how many keys.
    pub async fn rotate_master_key(&self) -> Result<usize, StoreError> {
        let mut rotated = 0;
        loop {
            let batch = self.write(|conn| keys::rotate(conn, ROTATED_AT_ONCE)).await?;
            if batch == 0 {
                return Ok(rotated);
            }
            rotated += batch;
        }
    }

    /// Has the database look at how its tables have grown, so that it chooses the right index.
    pub async fn refresh_statistics(&self) -> Result<(), StoreError> {
        self.write(dialect::refresh_statistics).await
    }

    /// Forgets the keys of cases that were opened: what another process destroyed is not in memory either.
    pub fn let_keys_go(&self) {
        self.keyring.let_all_go();
    }

    /// Empties the log of SQLite, in which what was deleted still stands; on PostgreSQL that is the server's matter. Whoever
    /// reads at this moment keeps it from being done, until the next time.
    pub async fn empty_log(&self) {
        let url = self.url.clone();
        let task =
            tokio::task::spawn_blocking(move || dialect::empty_log(&mut url.connect(Purpose::Migrate)?));
        // What was deleted is deleted all the same.
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the log of the database cannot be emptied now"),
            Err(_) => tracing::error!("emptying the log of the database panicked"),
        }
    }

    /// Undoes every migration: an empty database. For tests.
    pub fn revert_all(&self) -> Result<(), StoreError> {
        migrate::down(&mut self.url.connect(Purpose::Migrate)?)
    }

    /// Whether the database can be read and written.
    pub async fn is_ready(&self) -> bool {
        self.read(dialect::ping).await.is_ok() && self.write(dialect::probe).await.is_ok()
    }

    /// How many reading connections are in use, and how many there may be.
    pub fn readers(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections.saturating_sub(state.idle_connections), self.pool.max_size())
    }

    /// The folder of the file, where it is one.
    pub fn folder(&self) -> Option<PathBuf> {
        self.url.folder()
    }

    /// Finishes all writes that wait and closes the gate, unless the database does not answer.
    pub async fn close(&self) {
        let gate = Arc::clone(&self.gate);
        let closing = tokio::task::spawn_blocking(move || gate.close());
        let closed = patiently(async { closing.await.map_err(|_| StoreError::Unavailable) }).await;
        if closed.is_err() {
            tracing::error!("the database does not answer: writes that nobody was told of may be lost");
        }
    }
}

/// The answer, or [`StoreError::Unavailable`] when it does not come in time.
async fn patiently<T, E: From<StoreError>>(answer: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| {
        tracing::warn!("the database did not answer in time");
        Err(StoreError::Unavailable.into())
    })
}
