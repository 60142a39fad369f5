//! People who apply while things break, and do not give up: who got no answer sends the same once more.

use std::cell::Cell;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::join_all;
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use crate::client::{Client, Outcome};
use crate::person::{self, Ready};

/// How many at once.
const PEOPLE: usize = 8;

/// How long a whole application may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

static PHOTO: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files/photo.jpg");
    std::fs::read(photo).unwrap()
});

/// What people were told.
#[derive(Debug, Default)]
pub struct Told {
    /// The numbers of receipts.
    pub numbers: Vec<String>,
    /// Of these: how many with a photo.
    pub with_photo: usize,
    /// What they got in place of an answer.
    pub refusals: Vec<String>,
}

/// A time in which people apply.
#[derive(Default)]
pub struct Rush {
    /// Told of each receipt.
    acknowledged: Notify,
    /// Nobody begins once more.
    pub is_over: Cell<bool>,
}

impl Rush {
    /// Waits until somebody is shown a number; nobody waits for ever.
    pub async fn begun(&self) {
        let shown = tokio::time::timeout(PATIENCE, self.acknowledged.notified()).await;
        assert!(shown.is_ok(), "nobody is shown a number");
    }

    /// Everybody applies once.
    pub fn brief() -> Self {
        Self { is_over: Cell::new(true), ..Self::default() }
    }
}

/// Somebody whose last click got no answer.
struct Unanswered {
    ready: Ready,
    has_photo: bool,
}

/// The crowd: who they are stays the same when the program goes and comes.
#[derive(Default)]
pub struct Crowd {
    /// What they were told.
    pub told: Told,
    unanswered: Vec<Unanswered>,
}

/// What one person did until the connection broke.
#[derive(Default)]
struct Done {
    told: Told,
    unanswered: Option<Unanswered>,
}

impl Crowd {
    /// All apply, again and again, until it is over or somebody gets no good answer; whoever waits for an answer sends
    /// first.
    pub async fn apply(&mut self, to: SocketAddr, rush: &Rush) {
        self.send_again(to).await;
        let done = join_all((0..PEOPLE).map(|person| apply(to, person, rush))).await;
        self.note(done);
    }

    /// Everybody who got no answer sends the same once more. Who gets none again goes on waiting.
    pub async fn send_again(&mut self, to: SocketAddr) {
        let waiting = std::mem::take(&mut self.unanswered);
        let done = join_all(waiting.into_iter().map(async |unanswered| {
            let mut done = Done::default();
            match Client::connect(to, false).await {
                Ok(mut client) => drop(in_time(send(&mut client, unanswered, &mut done)).await),
                Err(_) => done.unanswered = Some(unanswered),
            }
            done
        }));
        self.note(done.await);
    }

    /// Whether somebody still waits.
    pub fn waits(&self) -> bool {
        !self.unanswered.is_empty()
    }

    fn note(&mut self, done: Vec<Done>) {
        for Done { told, unanswered } in done {
            self.told.numbers.extend(told.numbers);
            self.told.with_photo += told.with_photo;
            self.told.refusals.extend(told.refusals);
            self.unanswered.extend(unanswered);
        }
    }
}

async fn apply(to: SocketAddr, person: usize, rush: &Rush) -> Done {
    let mut done = Done::default();
    let Ok(mut client) = Client::connect(to, false).await else { return done };
    loop {
        // Every other one begins with a photo.
        match apply_once(&mut client, person + done.told.numbers.len(), &mut done).await {
            Ok(()) => rush.acknowledged.notify_one(),
            Err(error) => {
                done.told.refusals.push(error);
                return done;
            }
        }
        if rush.is_over.get() {
            return done;
        }
    }
}

async fn apply_once(client: &mut Client, turn: usize, done: &mut Done) -> Outcome<()> {
    in_time(fill_in_and_send(client, turn, done)).await
}

async fn fill_in_and_send(client: &mut Client, turn: usize, done: &mut Done) -> Outcome<()> {
    let has_photo = turn % 2 == 1;
    let ready = match has_photo {
        true => with_photo(client).await?,
        false => {
            client.forget();
            person::fill_in(client, "Beispiel").await?
        }
    };
    send(client, Unanswered { ready, has_photo }, done).await
}

/// Hands in a photo and goes on to the check page.
async fn with_photo(client: &mut Client) -> Outcome<Ready> {
    person::hand_in(client, &PHOTO, 1).await?;
    person::answer_of(client, person::PHOTOS, "fotos", "name=Anna&_action=next", "pruefen").await?;
    person::ready(client, person::PHOTOS)
}

/// Nobody waits for ever.
async fn in_time(work: impl Future<Output = Outcome<()>>) -> Outcome<()> {
    let waited = tokio::time::timeout(PATIENCE, work).await;
    waited.unwrap_or_else(|_| Err(format!("no answer in {PATIENCE:?}")))
}

async fn send(client: &mut Client, unanswered: Unanswered, done: &mut Done) -> Outcome<()> {
    match person::send(client, &unanswered.ready).await {
        Ok(receipt) => {
            done.told.numbers.push(person::number(&receipt)?);
            done.told.with_photo += usize::from(unanswered.has_photo);
            Ok(())
        }
        Err(error) => {
            done.unanswered = Some(unanswered);
            Err(error)
        }
    }
}

/// The SHA-256 of what lies in the depot for each photo: their metadata is taken out, so not that of what was sent.
pub fn hash(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}
