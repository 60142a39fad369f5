//! The wiring: configuration becomes a running product. Built once by `serve`, and by every test that
//! drives the product over HTTP.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpServer};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::audit;
use crate::clock::Clock;
use crate::depot::Depot;
use crate::domain::MatterKey;
use crate::library::{FreshLibrary, Library};
use crate::mail::Mailer;
use crate::meters::Meters;
use crate::operations::Watch;
use crate::outbox::{self, Operator};
use crate::retention::{self, Limits};
use crate::screening::Screening;
use crate::store::{Db, StoreError};
use crate::web::site::{Site, SiteSettings};
use crate::web::{body, layout, limits, middleware, routes};

/// How long requests in flight may take after the product was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Most connections of one thread; further ones wait in the queue of the system. Two files are open for each at most,
/// and the unit for systemd allows 65,536 (`packaging/systemd/`).
const MOST_CONNECTIONS: usize = 4096;

/// Most connections to the listener for the operator at once.
const OPERATORS: usize = 16;

/// How often what was measured is summed up.
const SUMMING_UP: Duration = Duration::from_secs(10);

/// Everything the product is made of.
pub struct Parts {
    /// The address to listen on, bound already: port 0 in tests.
    pub listener: TcpListener,
    /// The database, migrated.
    pub db: Db,
    /// The files that people hand in.
    pub depot: Depot,
    /// The folder into which the head of the chain of events is exported.
    pub audit: PathBuf,
    /// Names matters, to find earlier applications in them.
    pub matters: MatterKey,
    /// The forms.
    pub library: Arc<Library>,
    /// The folder from which they were loaded, if what is saved in it is to show at the next page: in a local trial.
    pub changing: Option<PathBuf>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How mail leaves the house.
    pub mailer: Arc<Mailer>,
    /// What pages depend on.
    pub settings: SiteSettings,
    /// Threads that answer requests; 0 for one a core.
    pub workers: usize,
    /// Where the operator's Prometheus asks for numbers, bound already, and the numbers.
    pub numbers: Option<(TcpListener, Meters)>,
    /// Whether this process works the outbox, and has files looked at that wait for the scanner. Tests do that by hand.
    pub sends_mail: bool,
    /// The address of whoever runs the installation, to be told once a day what to look after.
    pub operator: Option<String>,
    /// From which hour on staff are told on working days what is due.
    pub digest_hour: u32,
}

/// Why the product could not start or ended.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database.
    #[error("the database cannot be used: {0}")]
    Store(#[from] StoreError),
    /// The network.
    #[error("cannot serve: {0}")]
    Network(#[from] std::io::Error),
}

/// The running product.
pub struct Running {
    server: JoinHandle<std::io::Result<()>>,
    handle: ServerHandle,
    operator: Option<ServerHandle>,
    tasks: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
    db: Db,
}

/// Runs `work` on the runtime that the server needs, the last thing that this process does.
pub fn block_on<F: Future>(work: F) -> F::Output {
    let system = actix_web::rt::System::new();
    let output = system.block_on(work);
    // Dropping it would wait for reads that a silent server never answers; they end with the process.
    std::mem::forget(system);
    output
}

/// Starts serving and what runs in the background: sending mail, sweeping what has expired,
/// exporting the head of the chain of events. Current forms
/// are kept in the database first, so that a draft can always be opened with the version it began with.
pub async fn start(parts: Parts) -> Result<Running, AppError> {
    let (now, forms) = (parts.clock.now(), Arc::clone(&parts.library));
    parts.db.write(move |conn| forms.keep_current(conn, now)).await?;
    let (stop, stopped) = watch::channel(false);
    let db = parts.db.clone();
    let site = site(&parts);
    let watching = Arc::new(watching(&parts));
    let recent = Arc::clone(&site.recent);
    let mut tasks = in_the_background(&parts, move || recent.forget(), &watching, &stopped);
    let watching: Data<Watch> = Data::from(watching);
    let is_measured = parts.numbers.is_some();
    let operator = match parts.numbers {
        Some((listener, meters)) => {
            let server = for_operator(listener, meters.clone(), watching.clone())?;
            tasks.push(tokio::spawn(sum_up(meters, stopped.clone())));
            let handle = server.handle();
            tokio::spawn(server);
            Some(handle)
        }
        None => None,
    };
    layout::set_municipality(&parts.settings.city);
    let site = Data::new(site);
    tasks.push(tokio::spawn(limits::run(Arc::clone(&site.meter), db.clone(), stopped)));
    let server = for_people(parts.listener, parts.workers, (site, watching), is_measured)?;
    let handle = server.handle();
    Ok(Running { server: tokio::spawn(server), handle, operator, tasks, stop, db })
}

/// What handlers need.
fn site(parts: &Parts) -> Site {
    let Parts { db, depot, matters, library, clock, settings, .. } = parts;
    let (library, clock) = (Arc::clone(library), Arc::clone(clock));
    let fresh = parts.changing.clone().map(|folder| {
        Arc::new(FreshLibrary::new(folder, Arc::clone(&library), db.clone(), Arc::clone(&clock)))
    });
    let site = Site::new(db.clone(), depot.clone(), matters.clone(), library, clock, settings.clone());
    Site { fresh, ..site }
}

/// Looks after what can go wrong.
fn watching(parts: &Parts) -> Watch {
    let (db, library, depot) = (parts.db.clone(), Arc::clone(&parts.library), parts.depot.clone());
    let report_until = parts.settings.security.as_ref().map(|contact| contact.expires_on);
    Watch::new(db, library, depot, parts.audit.clone(), Arc::clone(&parts.clock))
        .at(&parts.settings.base_url)
        .with_report_contact_until(report_until)
}

/// What runs beside the requests until it is told to stop.
fn in_the_background(
    parts: &Parts,
    forget: impl Fn() + Send + Sync + 'static,
    watching: &Arc<Watch>,
    stopped: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let Parts { db, depot, library, clock, settings, .. } = parts;
    let limits = Limits { session_idle: settings.sessions.idle, session: settings.sessions.absolute };
    let kept = (db.clone(), depot.clone(), Arc::clone(library));
    let sweeping = retention::run(kept, limits, forget, Arc::clone(clock), stopped.clone());
    let exporting = audit::run(db.clone(), parts.audit.clone(), Arc::clone(clock), stopped.clone());
    let mut tasks = vec![tokio::spawn(sweeping), tokio::spawn(exporting)];
    if parts.sends_mail {
        let held = (db.clone(), depot.clone(), Arc::clone(library));
        let screening = Screening::new(held, &settings.mail_domain(), Arc::clone(clock));
        tasks.push(tokio::spawn(screening.run(stopped.clone())));
        let (mailer, library) = (Arc::clone(&parts.mailer), Arc::clone(library));
        let told = parts.operator.clone().map(|address| Operator { watch: Arc::clone(watching), address });
        let mails = outbox::Sending::new(mailer, library, &settings.base_url, &settings.city)
            .telling_at(parts.digest_hour)
            .telling_operator(told);
        let (domain, clock) = (settings.mail_domain(), Arc::clone(clock));
        tasks.push(tokio::spawn(outbox::run(db.clone(), mails, domain, clock, stopped.clone())));
    }
    tasks
}

/// Serves what is for everybody, on so many threads; 0 for one a core.
fn for_people(
    listener: TcpListener,
    workers: usize,
    (site, watching): (Data<Site>, Data<Watch>),
    is_measured: bool,
) -> std::io::Result<Server> {
    let SiteSettings { is_dev, is_trial, .. } = *site.settings;
    let times = site.settings.limits.times;
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(site.clone())
            .app_data(watching.clone())
            .app_data(PayloadConfig::new(body::MAX_BODY))
            .wrap(from_fn(middleware::keep_input))
            .wrap(Compress::default())
            .wrap(from_fn(middleware::same_origin))
            .wrap(from_fn(middleware::boundary))
            .wrap(from_fn(middleware::in_language))
            .wrap(from_fn(middleware::fresh_forms))
            .wrap(from_fn(middleware::security_headers))
            .wrap(Condition::new(is_measured, from_fn(middleware::measured)))
            .configure(|config| routes::configure(config, is_dev, is_trial))
    })
    .tcp_nodelay(true)
    .client_request_timeout(times.head)
    .keep_alive(times.idle)
    .max_connections(MOST_CONNECTIONS)
    .shutdown_timeout(GRACE.as_secs())
    .disable_signals();
    if workers > 0 {
        server = server.workers(workers);
    }
    Ok(server.listen(listener)?.run())
}

/// Serves what is for the operator: few ask, and none of them may keep the product from stopping.
fn for_operator(listener: TcpListener, meters: Meters, watch: Data<Watch>) -> std::io::Result<Server> {
    let meters = Data::new(meters);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(meters.clone())
            .app_data(watch.clone())
            .wrap(from_fn(middleware::security_headers))
            .configure(routes::configure_operator)
    });
    Ok(server.workers(1).max_connections(OPERATORS).disable_signals().listen(listener)?.run())
}

/// Sums up what was measured, until told to stop.
async fn sum_up(meters: Meters, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        meters.sum_up();
        tokio::select! {
            () = tokio::time::sleep(SUMMING_UP) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

impl Running {
    /// Stops: no new requests, those in flight are finished, the mail in hand is sent, the database is
    /// closed after its last commit.
    pub async fn stop(self) -> Result<(), AppError> {
        self.handle.stop(true).await;
        self.finish().await
    }

    /// Serves until the process is told to stop (SIGTERM, SIGINT), then stops.
    pub async fn until_signal(self) -> Result<(), AppError> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => {}
            result = tokio::signal::ctrl_c() => result?,
        }
        tracing::info!("stopping: requests in flight are finished");
        self.stop().await
    }

    async fn finish(self) -> Result<(), AppError> {
        if let Ok(result) = self.server.await {
            result?;
        }
        if let Some(operator) = self.operator {
            operator.stop(false).await;
        }
        // The tasks may be gone already; then there is nothing to tell them.
        self.stop.send_replace(true);
        for task in self.tasks {
            if task.await.is_err() {
                tracing::error!("a task in the background ended with a panic");
            }
        }
        self.db.close().await;
        Ok(())
    }
}
