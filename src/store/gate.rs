//! The gate for writes: threads that take waiting jobs into one transaction, each in its savepoint,
//! and answer each only after the commit. One `fsync` serves many requests, and on SQLite writers do
//! not starve each other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::chain;
use super::conn::{Conn, DatabaseUrl, Purpose};
use super::dialect;
use super::error::StoreError;
use super::keys::Keyring;

/// Most jobs of one transaction.
const BATCH: usize = 128;

/// Most jobs that wait; beyond it the product says that it is overloaded.
const QUEUE: usize = 1024;

/// A job: runs inside the transaction and keeps its result for the answer.
type Run = Box<dyn FnOnce(&mut Conn) -> Done + Send>;

/// Hands the kept result to the waiting request, or tells it why there is none.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// What a job left behind.
struct Done {
    /// Its changes are kept; otherwise its savepoint is rolled back.
    keep: bool,
    answer: Answer,
}

/// A job that waits. Its request is told that the database is away when the job is dropped.
struct Job {
    run: Run,
    /// Gone when nobody waits for the answer any more.
    wanted: Weak<()>,
}

/// The gate.
pub struct Gate {
    queue: Mutex<Option<SyncSender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Gate {
    /// Opens the gate: one thread for SQLite, two for PostgreSQL.
    pub(super) fn open(url: &DatabaseUrl, keyring: &Arc<Keyring>) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let count = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => 2,
        };
        let mut threads = Vec::new();
        for i in 0..count {
            let (url, jobs, conn) = (url.clone(), Arc::clone(&jobs), url.connect(Purpose::Write)?);
            let keyring = Arc::clone(keyring);
            let thread = std::thread::Builder::new()
                .name(format!("writer-{i}"))
                .spawn(move || keyring.within(|| Writer { url, conn: Some(conn) }.work(&jobs)))
                .map_err(|error| StoreError::Driver(error.to_string()))?;
            threads.push(thread);
        }
        Ok(Self { queue: Mutex::new(Some(queue)), threads: Mutex::new(threads) })
    }

    /// Runs `job` in the next transaction; the answer comes after the commit.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let run: Run = Box::new(move |conn| {
            // Whoever does not wait any more was told that nothing was done.
            if sender.is_closed() {
                return Done { keep: false, answer: Box::new(|_| ()) };
            }
            let result = job(conn);
            Done {
                keep: result.is_ok(),
                answer: Box::new(move |committed| {
                    // Without the commit even a refusal does not count: it may rest on what a neighbour
                    // wrote and lost.
                    let answer = match committed {
                        Ok(()) => result,
                        Err(error) => Err(error.into()),
                    };
                    // The request may have gone away; then nobody waits.
                    let _ = sender.send(answer);
                }),
            }
        });
        let waits = Arc::new(());
        self.enqueue(Job { run, wanted: Arc::downgrade(&waits) })?;
        let answer = receiver.await.unwrap_or_else(|_| Err(StoreError::Unavailable.into()));
        drop(waits);
        answer
    }

    fn enqueue(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or(StoreError::Unavailable)?;
        queue.try_send(job).map_err(|error| {
            if matches!(error, TrySendError::Full(_)) {
                tracing::warn!("too many writes are waiting");
            }
            StoreError::Unavailable
        })
    }

    /// Finishes all waiting jobs and ends the threads. Blocks.
    pub fn close(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a writer ended with a panic");
            }
        }
    }
}

struct Writer {
    url: DatabaseUrl,
    conn: Option<Conn>,
}

impl Writer {
    fn work(mut self, jobs: &Mutex<Receiver<Job>>) {
        loop {
            let mut batch = Vec::new();
            {
                let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                match jobs.recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => return,
                }
                while batch.len() < BATCH
                    && let Ok(job) = jobs.try_recv()
                {
                    batch.push(job);
                }
            }
            // Not even a transaction for jobs that nobody waits for: a silent server would hold up the stop for each.
            batch.retain(|job| job.wanted.strong_count() > 0);
            if !batch.is_empty() {
                self.run(batch);
            }
        }
    }

    fn run(&mut self, batch: Vec<Job>) {
        let Some(mut conn) = self.conn.take().or_else(|| self.url.connect(Purpose::Write).ok()) else {
            return;
        };
        if dialect::begin(&mut conn).is_err() {
            // The connection to a server may be stale: once more with a fresh one. A file is locked by
            // somebody else. Without a transaction the jobs are dropped, and each request is told that
            // the database is away.
            let DatabaseUrl::Postgres(_) = self.url else { return };
            let Ok(fresh) = self.url.connect(Purpose::Write) else { return };
            conn = fresh;
            if dialect::begin(&mut conn).is_err() {
                return;
            }
        }
        // What waited in a transaction that was lost is lost, too.
        chain::forget_from(0);
        let mut ran = Vec::new();
        let mut committed = batch.into_iter().try_for_each(|job| {
            ran.extend(run_one(&mut conn, job)?);
            Ok(())
        });
        // The last thing before the commit; see there why nobody waits in a circle for it.
        committed = committed.and_then(|()| chain::seal(&mut conn));
        if committed.is_ok() {
            committed = dialect::run(&mut conn, "COMMIT");
        }
        match &committed {
            Ok(()) => self.conn = Some(conn),
            // Closing the connection takes back what it began. Jobs that did not run are dropped.
            Err(error) => tracing::error!(%error, "a transaction could not be committed"),
        }
        for (answer, kept) in ran {
            answer(if committed.is_ok() { kept } else { Err(StoreError::Unavailable) });
        }
    }
}

/// What a job left: how to answer it, and whether its changes were kept.
type Outcome = (Answer, Result<(), StoreError>);

/// Runs a job in its savepoint, and tells with its answer whether its changes are part of the
/// transaction. A job that panics is rolled back, and its request told that it failed.
///
/// An error is the end of the batch: the savepoint could not be left, so the transaction is not what it
/// should be. PostgreSQL would refuse the jobs that follow and then answer `COMMIT` with a rollback that
/// looks like success; SQLite, which takes back everything when the disk is full, would run them outside.
fn run_one(conn: &mut Conn, job: Job) -> Result<Option<Outcome>, StoreError> {
    let waiting = chain::waiting();
    dialect::run(conn, "SAVEPOINT job")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| (job.run)(conn)));
    let mut kept = Ok(());
    if outcome.as_ref().is_ok_and(|done| done.keep) {
        // Fails on PostgreSQL when the job hid a failed statement.
        kept = dialect::run(conn, "RELEASE SAVEPOINT job");
        if kept.is_ok() {
            return Ok(outcome.ok().map(|done| (done.answer, kept)));
        }
    }
    chain::forget_from(waiting);
    dialect::run(conn, "ROLLBACK TO SAVEPOINT job")?;
    dialect::run(conn, "RELEASE SAVEPOINT job")?;
    if outcome.is_err() {
        tracing::error!("a write panicked and was rolled back");
    }
    Ok(outcome.ok().map(|done| (done.answer, kept)))
}
