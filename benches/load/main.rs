//! The load bench: `cargo bench --bench load`. The real program as a process of its own, with a fresh database, under
//! people who apply, and beside it in the same run what this machine could do at best.
//!
//! Figures are medians of several rounds, with the least and the most of them: the machine's noise. Only the ratios of
//! one run can be compared with those of another. The load comes from the same processors as the answers.
//! `PFORTE_BENCH_SECONDS` makes each scene shorter or longer (2), `PFORTE_BENCH_ROUNDS` says how often (5).
//! PostgreSQL is measured, too, where `PFORTE_TEST_POSTGRES` names a server on which databases may be made.
//! A target that is missed is no failure; an answer that is not as it has to be is one, and so is an application that
//! was acknowledged and is not there afterwards.

mod client;
mod crowd;
mod database;
mod figures;
mod floors;
mod person;
mod scenes;
mod server;
mod sizes;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use database::Database;
use figures::{Figures, Target};
use scenes::{Bench, PEOPLE, Page};
use server::{Place, Server};

/// Anything that ends the bench before its table.
type Failure = Box<dyn std::error::Error>;

/// A run.
struct Run {
    folder: PathBuf,
    forms: PathBuf,
    length: Duration,
    rounds: usize,
    figures: Figures,
    failures: usize,
}

fn main() -> ExitCode {
    if let Some(outcome) = floors::serve_bare() {
        return if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    match measure() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failures) => {
            eprintln!("load: {failures} answers were not as they had to be, or applications are lost");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn number(name: &str, otherwise: f64) -> f64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Measures everything and prints it; how many failures there were.
fn measure() -> Result<usize, Failure> {
    let folder = tempfile::tempdir()?;
    let mut run = Run {
        folder: folder.path().to_owned(),
        forms: server::forms(folder.path())?,
        length: Duration::from_secs_f64(number("PFORTE_BENCH_SECONDS", 2.0).max(0.1)),
        rounds: number("PFORTE_BENCH_ROUNDS", 5.0).max(1.0) as usize,
        figures: Figures::default(),
        failures: 0,
    };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{processors} processors, {} rounds of {} s each", run.rounds, run.length.as_secs_f64());
    run.starts()?;
    // The generator runs on one thread: it is to leave the processors to what it measures.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run.sqlite())?;
    match std::env::var("PFORTE_TEST_POSTGRES") {
        Ok(server) => runtime.block_on(run.postgres(&server))?,
        Err(_) => println!("PostgreSQL is not measured: PFORTE_TEST_POSTGRES names no server"),
    }
    set_targets(&mut run.figures);
    let missed = run.figures.print();
    println!("\n{missed} targets missed, {} failures", run.failures);
    Ok(run.failures)
}

fn set_targets(figures: &mut Figures) {
    for prefix in ["", "PostgreSQL: "] {
        for (name, target) in [
            ("processor time of an application", Target::AtMost(1.0)),
            ("processor time with its mails, until all are sent", Target::AtMost(1.0)),
            ("whole applications a second, 64 at once", Target::AtLeast(1000.0)),
            ("whole application, one person alone", Target::AtMost(10.0)),
        ] {
            figures.target(&format!("{prefix}{name}"), target);
        }
    }
    figures.target("final submits a second, 64 at once", Target::OfFloor(1.0));
    figures.target("PostgreSQL: final submits a second, 64 at once", Target::OfFloor(0.7));
    figures.target(FIRST, Target::OfFloor(0.8));
    figures.target("first answer after the start, empty database", Target::AtMost(100.0));
    figures.target("first answer after the start, existing database", Target::AtMost(100.0));
    figures.target("memory, idle", Target::AtMost(30.0));
    figures.target("memory, most under load", Target::AtMost(100.0));
}

/// The figure with the floor of the bare handler.
const FIRST: &str = "first page of the form, beside bare bytes";

impl Run {
    fn place(&self, name: &str, database: &Database) -> Result<Place, Failure> {
        let data = self.data(name)?;
        Ok(Place { data, forms: self.forms.clone(), database: database.address.clone() })
    }

    fn data(&self, name: &str) -> Result<PathBuf, Failure> {
        let data = self.folder.join(name);
        std::fs::create_dir_all(&data)?;
        Ok(data)
    }

    /// How fast the product is there.
    fn starts(&mut self) -> Result<(), Failure> {
        for round in 0..self.rounds {
            let name = format!("start-{round}");
            let place = self.place(&name, &Database::sqlite(&self.data(&name)?))?;
            for what in ["empty", "existing"] {
                let server = place.serve()?;
                let took = server.first_answer.as_secs_f64() * 1000.0;
                self.figures.add(&format!("first answer after the start, {what} database"), "ms", took);
                self.failures += usize::from(!server.stop());
            }
        }
        Ok(())
    }

    async fn sqlite(&mut self) -> Result<(), Failure> {
        let data = self.data("sqlite")?;
        let database = Database::sqlite(&data);
        let place = self.place("sqlite", &database)?;
        let server = place.serve()?;
        place.add_staff()?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.figures.add("memory, idle", "MB", server.memory("VmRSS"));
        sizes::measure(&server, &mut self.figures).await?;
        let bare = bare(&data, &server).await?;
        let photo = photo()?;
        let (length, rounds) = (self.length, self.rounds);
        let mut bench = self.bench(&server, &database, "");
        for round in 1..=rounds {
            println!("SQLite, round {round}");
            bench.alone().await;
            bench.applications(false).await;
            bench.applications(true).await;
            let floor = floors::sqlite(&data, length)?;
            bench.submits(Some(floor)).await;
            pages(&mut bench, &bare).await;
            bench.uploads(&photo).await;
            bench.inbox().await;
        }
        let (acknowledged, failures) = (std::mem::take(&mut bench.acknowledged), bench.failures);
        self.figures.add("memory, most under load", "MB", server.memory("VmHWM"));
        bare.stop();
        self.finish(server, &database, &acknowledged, failures).await
    }

    async fn postgres(&mut self, url: &str) -> Result<(), Failure> {
        let data = self.data("postgres")?;
        let database = match Database::postgres(url) {
            Ok(database) => database,
            Err(error) => {
                println!("PostgreSQL is not measured: {error}");
                return Ok(());
            }
        };
        let server = self.place("postgres", &database)?.serve()?;
        let (length, rounds) = (self.length, self.rounds);
        let mut bench = self.bench(&server, &database, "PostgreSQL: ");
        for round in 1..=rounds {
            println!("PostgreSQL, round {round}");
            bench.alone().await;
            bench.applications(false).await;
            let floor = floors::pgbench(&database.address, &data, length);
            let floor = floor.map_err(|error| println!("  no floor for PostgreSQL: {error}")).ok();
            bench.submits(floor).await;
        }
        let (acknowledged, failures) = (std::mem::take(&mut bench.acknowledged), bench.failures);
        self.finish(server, &database, &acknowledged, failures).await
    }

    fn bench<'a>(
        &'a mut self,
        server: &'a Server,
        database: &'a Database,
        prefix: &'static str,
    ) -> Bench<'a> {
        let (length, figures) = (self.length, &mut self.figures);
        Bench { server, database, figures, prefix, length, acknowledged: Vec::new(), failures: 0 }
    }

    /// Stops the product, and looks whether all that was acknowledged is there.
    async fn finish(
        &mut self,
        server: Server,
        database: &Database,
        acknowledged: &[String],
        failures: usize,
    ) -> Result<(), Failure> {
        let is_orderly = server.stop();
        let lost = database.lost(acknowledged).await?;
        println!(
            "{} applications were acknowledged with {PEOPLE} people at most, {lost} of them are lost",
            acknowledged.len()
        );
        self.failures += failures + lost + usize::from(!is_orderly);
        Ok(())
    }
}

/// The bare server, which answers with the first page of the form.
async fn bare(folder: &Path, server: &Server) -> Result<Server, Failure> {
    let content = folder.join("first_page.html");
    Page::First.keep(server, &content).await?;
    Ok(server::bare(&content)?)
}

/// The pages, and the first one beside the bare server, without and with packing.
async fn pages(bench: &mut Bench<'_>, bare: &Server) {
    let mut floors = Figures::default();
    for (is_gzip, how) in [(false, ""), (true, ", both packed")] {
        let mut floor = Bench {
            server: bare,
            database: bench.database,
            figures: &mut floors,
            prefix: "",
            length: bench.length,
            acknowledged: Vec::new(),
            failures: 0,
        };
        floor.page(how, &Page::Bare, None, is_gzip).await;
        bench.failures += floor.failures;
        let rate = floors.median(how);
        bench.page(&format!("{FIRST}{how}"), &Page::First, Some(rate), is_gzip).await;
        let service = format!("page of the service, beside these bare bytes{how}");
        bench.page(&service, &Page::Service, Some(rate), is_gzip).await;
    }
    bench.page("catalogue", &Page::Catalogue, None, false).await;
    bench.page("check page", &Page::Check, None, false).await;
}

/// A photo of about a megabyte: noise, so that it is as large as what a telephone makes.
fn photo() -> Result<Vec<u8>, Failure> {
    let mut seed = 1_u32;
    let noise = image::RgbImage::from_fn(1500, 1060, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (seed >> 24) as u8 / 2;
        image::Rgb([(x / 8) as u8 / 2 + grain, (y / 8) as u8 / 2 + grain, grain])
    });
    let mut photo = Vec::new();
    noise.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut photo, 90))?;
    Ok(photo)
}
