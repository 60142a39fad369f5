//! What is measured: one round of each scene at a time.

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

use super::client::{Client, Outcome};
use super::crowd::{Crowd, Tally, complain};
use super::database::Database;
use super::figures::Figures;
use super::person::{self, Ready};
use super::server::{LOGIN, PASSWORD, Server};

/// How many people are there at once.
pub const PEOPLE: usize = 64;
/// How many people look at pages at once.
const READERS: usize = 32;
/// How many people hand in photos at once, and how many each for one application.
const SENDERS: usize = 8;
const PHOTOS: usize = 8;
/// How many finished applications each of them sends, when all send at once.
const PREPARED: usize = 8;
/// How many caseworkers look at the inbox.
const CLERKS: usize = 2;
/// How long the product may need until its mails are sent.
const SETTLING: Duration = Duration::from_secs(120);

/// A run on one database.
pub struct Bench<'a> {
    /// The product.
    pub server: &'a Server,
    /// Its database.
    pub database: &'a Database,
    /// What was measured; names begin with the database, where it is not SQLite.
    pub figures: &'a mut Figures,
    /// Stands before the names of figures.
    pub prefix: &'static str,
    /// How long a scene takes.
    pub length: Duration,
    /// The numbers of all applications that were acknowledged.
    pub acknowledged: Vec<String>,
    /// How many answers were not as they had to be.
    pub failures: usize,
}

impl Bench<'_> {
    fn crowd(&self, people: usize) -> Crowd {
        Crowd { to: self.server.address, people, length: self.length, is_gzip: false }
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Notes what went wrong and what was acknowledged.
    fn note(&mut self, what: &str, tally: &mut Tally) {
        complain(what, &tally.errors);
        self.failures += tally.errors.len();
        self.acknowledged.append(&mut tally.receipts);
    }

    /// Waits until all mails are sent: what runs in the background must not fall into the next scene.
    pub async fn settle(&mut self) {
        let begin = Instant::now();
        loop {
            match self.database.waiting_mails().await {
                Ok(0) => return,
                _ if begin.elapsed() > SETTLING => break,
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        eprintln!("  mails are still waiting: what follows is measured beside them");
    }

    /// One person alone: how long a whole application takes.
    pub async fn alone(&mut self) {
        let before = self.server.processor_time();
        let mut tally = self.crowd(1).does(nothing, whole).await;
        let took = (self.server.processor_time() - before).as_secs_f64();
        let name = self.name("whole application, one person alone");
        self.figures.add(&name, "ms", tally.seconds * 1000.0 / tally.done as f64);
        let name = self.name("  processor time of each of these");
        self.figures.add(&name, "ms", took * 1000.0 / tally.done as f64);
        self.note("alone", &mut tally);
        self.settle().await;
    }

    /// Sixty-four people at once, each from the catalogue to the receipt.
    pub async fn applications(&mut self, is_gzip: bool) {
        let how = if is_gzip { ", pages packed by Pforte" } else { "" };
        let before = self.server.processor_time();
        let mut tally = Crowd { is_gzip, ..self.crowd(PEOPLE) }.does(nothing, whole).await;
        let took = (self.server.processor_time() - before).as_secs_f64();
        self.note("applications", &mut tally);
        self.settle().await;
        let with_mails = (self.server.processor_time() - before).as_secs_f64();
        let each = 1000.0 / tally.done as f64;
        let name = self.name(&format!("whole applications a second, 64 at once{how}"));
        self.figures.add(&name, "/s", tally.rate());
        let name = self.name(&format!("processor time of an application{how}"));
        self.figures.add(&name, "ms", took * each);
        let name = self.name(&format!("processor time with its mails, until all are sent{how}"));
        self.figures.add(&name, "ms", with_mails * each);
        if is_gzip {
            return;
        }
        for (name, share) in
            [("one request of these, half take at most", 0.5), ("one of a hundred takes longer than", 0.99)]
        {
            let name = self.name(&format!("  {name}"));
            self.figures.add(&name, "ms", tally.percentile(share));
        }
        let name = self.name("  requests of an application");
        self.figures.add(&name, "", tally.micros.len() as f64 / tally.done as f64);
        let name = self.name("  processor time of the generator for each");
        self.figures.add(&name, "ms", tally.generator * each);
    }

    /// The last click of sixty-four people at once, beside single transactions of the database.
    pub async fn submits(&mut self, floor: Option<f64>) {
        let (ready, sent): (RefCell<Vec<Ready>>, RefCell<Vec<String>>) = Default::default();
        let prepare = async |client: &mut Client| {
            for turn in 0..PREPARED {
                let filled = person::fill_in(client, &format!("Familie{turn}")).await?;
                ready.borrow_mut().push(filled);
            }
            Ok(())
        };
        let work = async |client: &mut Client, _| {
            loop {
                let Some(next) = ready.borrow_mut().pop() else { return Ok(None) };
                let number = person::number(&person::send(client, &next).await?)?;
                sent.borrow_mut().push(number);
            }
        };
        // Once: everybody stops when nothing is left to send.
        let mut tally = Crowd { length: Duration::ZERO, ..self.crowd(PEOPLE) }.does(prepare, work).await;
        tally.receipts = sent.take();
        tally.done = tally.receipts.len() as u64;
        let name = self.name("final submits a second, 64 at once");
        match floor {
            Some(floor) => self.figures.beside(&name, "/s", (tally.rate(), floor)),
            None => self.figures.add(&name, "/s", tally.rate()),
        };
        self.note("submits", &mut tally);
        self.settle().await;
    }

    /// A page, asked for again and again.
    pub async fn page(&mut self, name: &str, page: &Page, floor: Option<f64>, is_gzip: bool) {
        let crowd = Crowd { is_gzip, ..self.crowd(READERS) };
        let path = page.path();
        let look = async |client: &mut Client, _| {
            let answer = client.get(&path, is_gzip).await?;
            if answer.status == 200 { Ok(None) } else { Err(format!("GET {path}: {}", answer.status)) }
        };
        let mut tally = crowd.does(async |client: &mut Client| page.reach(client).await, look).await;
        match floor {
            Some(floor) => self.figures.beside(name, "/s", (tally.rate(), floor)),
            None => self.figures.add(name, "/s", tally.rate()),
        };
        self.note(name, &mut tally);
    }

    /// Photos of a megabyte, each with the page after it.
    pub async fn uploads(&mut self, photo: &[u8]) {
        let work = async |client: &mut Client, _| person::hand_in(client, photo, PHOTOS).await.map(|()| None);
        let before = self.server.processor_time();
        let mut tally = self.crowd(SENDERS).does(nothing, work).await;
        let took = (self.server.processor_time() - before).as_secs_f64();
        let photos = tally.rate() * PHOTOS as f64;
        self.figures.add("photos of a megabyte handed in, 8 at once", "/s", photos);
        self.figures.add("  that is", "MB/s", photos * photo.len() as f64 / 1e6);
        self.figures.add("  processor time of each photo", "ms", took * 1000.0 / (photos * tally.seconds));
        self.note("uploads", &mut tally);
    }

    /// The inbox, while people apply.
    pub async fn inbox(&mut self) {
        let sign_in = async |client: &mut Client| person::sign_in(client, LOGIN, PASSWORD).await;
        let look = async |client: &mut Client, _| client.open("/postkorb").await.map(|()| None);
        let (clerks, people) = (self.crowd(CLERKS), self.crowd(READERS));
        let (mut inbox, mut applications) =
            futures_util::future::join(clerks.does(sign_in, look), people.does(nothing, whole)).await;
        self.figures.add("inbox, first page, 2 clerks beside 32 who apply", "/s", inbox.rate());
        self.figures.add("  half of these take at most", "ms", inbox.percentile(0.5));
        self.figures.add("  and one of a hundred longer than", "ms", inbox.percentile(0.99));
        self.figures.add("  whole applications beside it", "/s", applications.rate());
        self.note("inbox", &mut inbox);
        self.note("applications beside the inbox", &mut applications);
        self.settle().await;
    }
}

/// A page that is looked at.
#[derive(Debug, Clone, Copy)]
pub enum Page {
    /// The bare server's only one.
    Bare,
    /// The list of all services.
    Catalogue,
    /// The page of a service.
    Service,
    /// The first page of its form.
    First,
    /// All answers, before sending.
    Check,
}

impl Page {
    fn path(self) -> String {
        match self {
            Self::Bare | Self::Catalogue => "/".to_owned(),
            Self::Service => person::service().to_owned(),
            Self::First => person::page(person::PAGES[0]),
            Self::Check => person::page("pruefen"),
        }
    }

    async fn reach(self, client: &mut Client) -> Outcome<()> {
        match self {
            Self::Bare | Self::Catalogue | Self::Service => Ok(()),
            Self::First => person::begin(client).await,
            Self::Check => person::fill_in(client, "Beispiel").await.map(|_| ()),
        }
    }

    /// Writes its bytes into a file, as they are without packing.
    pub async fn keep(self, server: &Server, file: &Path) -> Outcome<()> {
        let mut client = Client::connect(server.address, false).await?;
        self.reach(&mut client).await?;
        client.open(&self.path()).await?;
        std::fs::write(file, client.page()?).map_err(|error| error.to_string())
    }
}

async fn nothing(_: &mut Client) -> Outcome<()> {
    Ok(())
}

async fn whole(client: &mut Client, turn: u64) -> Outcome<Option<String>> {
    person::apply(client, &format!("Familie{turn}")).await.map(Some)
}
