//! Many people at once, on one thread: what they do, how often, how fast.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::client::{Client, Outcome};
use super::server::processor_time;

/// Most errors that are told in words.
const TOLD: usize = 5;

/// What a crowd did.
#[derive(Debug, Default)]
pub struct Tally {
    /// What was done without an error.
    pub done: u64,
    /// How long it took in all, in seconds.
    pub seconds: f64,
    /// How long each request took, in microseconds, in order.
    pub micros: Vec<u32>,
    /// The numbers of applications that were acknowledged.
    pub receipts: Vec<String>,
    /// What went wrong.
    pub errors: Vec<String>,
    /// The processors that the generator of the load used, in seconds.
    pub generator: f64,
}

impl Tally {
    /// How much was done in a second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.seconds
    }

    /// How long a request took at most, of this share of all, in milliseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let place = (self.micros.len().saturating_sub(1) as f64 * share).round() as usize;
        self.micros.get(place).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
    }

    fn add(&mut self, other: Tally) {
        self.done += other.done;
        self.micros.extend(other.micros);
        self.receipts.extend(other.receipts);
        self.errors.extend(other.errors);
    }
}

/// Who comes: how many, to where, for how long, and whether they ask for packed pages.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// The server.
    pub to: SocketAddr,
    /// How many people.
    pub people: usize,
    /// For how long somebody begins once more.
    pub length: Duration,
    /// Whether pages are asked for packed.
    pub is_gzip: bool,
}

impl Crowd {
    /// Everybody prepares, and once all are ready, everybody does `work` again and again. What `work` answers is the
    /// number of what was filed.
    pub async fn does(
        self,
        prepare: impl AsyncFn(&mut Client) -> Outcome<()>,
        work: impl AsyncFn(&mut Client, u64) -> Outcome<Option<String>>,
    ) -> Tally {
        let (mut clients, mut tally) = (Vec::new(), Tally::default());
        for ready in join_all((0..self.people).map(|_| self.ready(&prepare))).await {
            match ready {
                Ok(client) => clients.push(client),
                Err(error) => tally.errors.push(error),
            }
        }
        let (begin, generator) = (Instant::now(), processor_time(std::process::id()));
        let turn = Rc::new(Cell::new(0));
        let people = clients.into_iter().map(|client| self.one(client, begin, &turn, &prepare, &work));
        for one in join_all(people).await {
            tally.add(one);
        }
        tally.seconds = begin.elapsed().as_secs_f64();
        tally.generator = (processor_time(std::process::id()) - generator).as_secs_f64();
        tally.micros.sort_unstable();
        tally
    }

    async fn ready(&self, prepare: impl AsyncFn(&mut Client) -> Outcome<()>) -> Outcome<Client> {
        let mut client = Client::connect(self.to, self.is_gzip).await?;
        prepare(&mut client).await?;
        // Whoever was ready early waits for the others, and the server does not keep a connection for ever.
        client.renew(self.to).await?;
        client.micros.clear();
        Ok(client)
    }

    async fn one(
        &self,
        mut client: Client,
        begin: Instant,
        turn: &Cell<u64>,
        prepare: impl AsyncFn(&mut Client) -> Outcome<()>,
        work: impl AsyncFn(&mut Client, u64) -> Outcome<Option<String>>,
    ) -> Tally {
        let mut tally = Tally::default();
        loop {
            turn.set(turn.get() + 1);
            match work(&mut client, turn.get()).await {
                Ok(receipt) => {
                    tally.done += 1;
                    tally.receipts.extend(receipt);
                }
                Err(error) => {
                    tally.errors.push(error);
                    // What went wrong may have left the connection in the middle of an answer.
                    tally.micros.append(&mut client.micros);
                    match self.ready(&prepare).await {
                        Ok(fresh) => client = fresh,
                        Err(_) => break,
                    }
                }
            }
            if begin.elapsed() >= self.length {
                break;
            }
        }
        tally.micros.append(&mut client.micros);
        tally
    }
}

/// Tells some of the errors, and how many there are.
pub fn complain(what: &str, errors: &[String]) {
    for error in errors.iter().take(TOLD) {
        eprintln!("  {what}: {error}");
    }
    if errors.len() > TOLD {
        eprintln!("  {what}: {} more", errors.len() - TOLD);
    }
}
