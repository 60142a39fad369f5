//! `pforte doctor`: looks at a configuration before the start, a line for each thing. It changes nothing.

mod network;
mod scanner;

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::serve::has_named_its_proxies;
use super::{Failure, form_source, master_key, runtime};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::domain::Scope;
use crate::forms::catalogue::Catalogue;
use crate::operations::{Check, OLD_BACKUP, State, folder, last_backup, may_write, report_contact, space};
use crate::sealing::master::MasterKeys;
use crate::store::watch::{SchemaState, schema_state};
use crate::store::{DatabaseUrl, Db, StoreError, erasure};

/// What the doctor is told.
#[derive(Debug, clap::Args)]
pub struct DoctorArguments {
    /// Ask neither the mail server, nor the scanner, nor the address of this installation.
    #[arg(long)]
    no_network: bool,
}

/// A clock before this day was never set.
const BEGINNING: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 1, 1);

/// Looks at everything that the start needs.
pub fn doctor(arguments: &DoctorArguments) -> Result<(), Failure> {
    let mut told = Told::default();
    let config = match Config::load(std::env::vars_os()) {
        Ok(config) => config,
        Err(error) => {
            told.all(error.problems.into_iter().map(|problem| failed("settings", problem)));
            return told.end();
        }
    };
    told.one(settings(&config));
    told.all([user(), clock(SystemClock.now())]);
    told.all(addresses(&config));
    told.all(folders(&config));
    let masters = match master_key::look(&config) {
        Ok(Some(masters)) => {
            told.one(ok("master key", "it can be read"));
            Some(masters)
        }
        Ok(None) => {
            told.one(ok("master key", "it is made at the first start of this trial"));
            None
        }
        Err(Failure(reason)) => {
            told.one(failed("master key", reason));
            None
        }
    };
    told.all(database(&config, masters)?);
    told.one(forms(&config));
    told.one(backup(&config, SystemClock.now()));
    told.one(contact(&config, SystemClock.now()));
    told.all(network::checks(&config, arguments.no_network, SystemClock.now())?);
    told.one(scanner::check(&config, arguments.no_network, SystemClock.now())?);
    told.end()
}

/// What was told so far.
#[derive(Default)]
struct Told {
    wrong: usize,
    warnings: usize,
}

impl Told {
    fn one(&mut self, check: Check) {
        let word = match check.state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Failed => "wrong",
        };
        self.wrong += usize::from(check.state == State::Failed);
        self.warnings += usize::from(check.state == State::Warning);
        println!("{word:<8} {:<12} {}", check.name, check.reason.replace('\n', " "));
    }

    fn all(&mut self, checks: impl IntoIterator<Item = Check>) {
        checks.into_iter().for_each(|check| self.one(check));
    }

    fn end(self) -> Result<(), Failure> {
        match self.wrong {
            0 => {
                println!("Nothing is wrong; warnings: {}", self.warnings);
                Ok(())
            }
            wrong => Err(Failure(format!("wrong: {wrong}; mend what is told above before the start"))),
        }
    }
}

fn ok(name: &'static str, reason: impl Into<String>) -> Check {
    Check::new(name, State::Ok, reason)
}

fn warning(name: &'static str, reason: impl Into<String>) -> Check {
    Check::new(name, State::Warning, reason)
}

fn failed(name: &'static str, reason: impl Into<String>) -> Check {
    Check::new(name, State::Failed, reason)
}

/// The settings can be read; a file of them by nobody else.
fn settings(config: &Config) -> Check {
    let Some(file) = &config.file else { return ok("settings", "each can be read") };
    match std::fs::metadata(file).map(|facts| facts.mode() & 0o007) {
        Ok(0) => ok("settings", format!("each can be read, in {} and the environment", file.display())),
        _ => warning(
            "settings",
            format!(
                "each can be read, and {} by everybody on this machine; it may hold passwords (chmod o= takes that away)",
                file.display()
            ),
        ),
    }
}

fn user() -> Check {
    match std::fs::metadata("/proc/self").map(|facts| facts.uid()) {
        Ok(0) => warning("user", "this is root; run Pforte, and the doctor, as a user of its own"),
        Ok(user) => ok("user", format!("number {user}")),
        Err(_) => warning("user", "this machine does not say which one this is"),
    }
}

fn clock(now: DateTime<Utc>) -> Check {
    let told = now.format("%Y-%m-%d %H:%M UTC").to_string();
    match BEGINNING.is_some_and(|beginning| now.date_naive() < beginning) {
        true => failed("clock", format!("it says {told}; set it: deadlines and sessions depend on it")),
        false => ok("clock", told),
    }
}

/// How people and Prometheus reach it.
fn addresses(config: &Config) -> Vec<Check> {
    let (http, url) = (&config.http, &config.http.base_url);
    let base = match (http.is_https(), config.is_local_trial()) {
        (true, _) => ok("address", url),
        (false, true) => ok("address", format!("{url}, a trial on this machine")),
        (false, false) => warning(
            "address",
            format!(
                "{url} is for this machine only; set PFORTE_BASE_URL to the https address that people use"
            ),
        ),
    };
    let proxies = has_named_its_proxies(config).err().map(|Failure(reason)| failed("proxies", reason));
    let mut checks = vec![base];
    checks.extend(proxies);
    checks.push(listen("listen", http.listen, "PFORTE_LISTEN"));
    if let Some(address) = config.operations.metrics_listen {
        checks.push(match listen("metrics", address, "PFORTE_METRICS_LISTEN") {
            check if check.state == State::Ok && !address.ip().is_loopback() => warning(
                "metrics",
                format!("{address} is reached by other machines, without TLS and password: let a firewall choose which"),
            ),
            check => check,
        });
    }
    checks
}

fn listen(name: &'static str, address: SocketAddr, setting: &str) -> Check {
    match TcpListener::bind(address) {
        Ok(_) => ok(name, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            warning(name, format!("somebody listens on {address} already: Pforte, or another program"))
        }
        Err(error) => failed(name, format!("nobody can listen on {address}: {error}; set {setting}")),
    }
}

/// What the start makes in folders, and the room there.
fn folders(config: &Config) -> Vec<Check> {
    let data = &config.database.data;
    let mut checks = vec![made("data", data)];
    for (name, folder) in [("files", data.join("files")), ("audit", data.join("audit"))] {
        if folder.exists() {
            checks.push(made(name, &folder));
        }
    }
    let there = [Some(data.clone()), config.database.url.folder()];
    let there: Vec<PathBuf> = there.into_iter().flatten().map(|folder| nearest(&folder)).collect();
    checks.push(space(there.iter().map(PathBuf::as_path)));
    checks
}

/// A folder that is there, or can be made.
fn made(name: &'static str, path: &Path) -> Check {
    if path.exists() {
        return folder(name, path, State::Failed);
    }
    let above = nearest(path);
    match may_write(&above) {
        Ok(()) => ok(name, format!("{} is made at the first start", path.display())),
        Err(error) => failed(
            name,
            format!("{} cannot be made in {}: {error}; set PFORTE_DATA", path.display(), above.display()),
        ),
    }
}

/// The folder itself, or what is there of the way to it.
fn nearest(path: &Path) -> PathBuf {
    let found = path.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    if found.as_os_str().is_empty() { PathBuf::from(".") } else { found.to_owned() }
}

/// The database, its tables, and whether the master key opens what is in it.
fn database(config: &Config, masters: Option<MasterKeys>) -> Result<Vec<Check>, Failure> {
    let url = &config.database.url;
    if let DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        let folder = url.folder().unwrap_or_default();
        return Ok(vec![made("database", if folder.exists() { path } else { &folder })]);
    }
    let Some(masters) = masters else {
        return Ok(vec![warning("database", "it is there, but is looked at only with a master key")]);
    };
    let db = match Db::open(url, 1, masters) {
        Ok(db) => db,
        Err(error) => return Ok(vec![failed("database", format!("{error}; check PFORTE_DATABASE_URL"))]),
    };
    Ok(runtime()?.block_on(async {
        let checks = tables(&db).await;
        db.close().await;
        checks
    }))
}

async fn tables(db: &Db) -> Vec<Check> {
    let schema = match db.read(schema_state).await {
        Ok(SchemaState::Current) => ok("schema", "it is the one of this program"),
        Ok(SchemaState::Older) => {
            warning("schema", "it is older: the start brings it up to date; make a backup before")
        }
        Ok(SchemaState::Newer) => failed("schema", "a newer program has changed it: upgrade this one"),
        Err(StoreError::Driver(error)) if error.contains("__diesel_schema_migrations") => {
            return vec![ok("database", "it is empty: the start makes its tables")];
        }
        Err(error) => return vec![failed("database", format!("it cannot be read: {error}"))],
    };
    if schema.state != State::Ok {
        return vec![ok("database", "it can be read"), schema];
    }
    let database = match db.is_ready().await {
        true => ok("database", "it can be read and written"),
        false => failed("database", "it cannot be written: check its rights, its disk and who else holds it"),
    };
    let keys = match db.matter_key().await {
        Ok(_) => ok("keys", "the master key opens those of this database"),
        Err(StoreError::Erased) => failed("keys", StoreError::KeysMissing.to_string()),
        Err(error) => failed("keys", error.to_string()),
    };
    let keyless = db.read(|conn| erasure::count_keyless(&Scope::System, conn)).await;
    let keys = match keyless {
        Ok(cases) if cases > 0 && keys.state == State::Ok => {
            warning("keys", format!("{cases} cases have no key and cannot be read: were keys lost?"))
        }
        _ => keys,
    };
    vec![database, schema, keys]
}

fn forms(config: &Config) -> Check {
    let source = form_source(config);
    if let Err(problem) = source.form_ids() {
        return failed("forms", format!("{problem} Set PFORTE_FORMS."));
    }
    let catalogue = Catalogue::load(&source);
    let served = catalogue.all().count();
    match catalogue.problems() {
        [] => ok("forms", format!("{served} are served")),
        [first, ..] if served == 0 => failed("forms", format!("none can be served: {first}")),
        [first, others @ ..] => warning(
            "forms",
            format!("{served} are served; {first} (and {} more mistakes; see `pforte check`)", others.len()),
        ),
    }
}

fn backup(config: &Config, now: DateTime<Utc>) -> Check {
    let remedy = "run `pforte backup` each night";
    match last_backup(&config.database.data.join("audit")) {
        None if config.is_local_trial() => ok("backup", "none was made; a trial needs none"),
        None => warning("backup", format!("none was made by `pforte backup` yet; {remedy}")),
        Some(last) if now - last > OLD_BACKUP => {
            warning("backup", format!("the last one is of {}; {remedy}", last.format("%Y-%m-%d %H:%M UTC")))
        }
        Some(last) => ok("backup", format!("the last one is of {}", last.format("%Y-%m-%d %H:%M UTC"))),
    }
}

/// To whom somebody turns who finds a weakness.
fn contact(config: &Config, now: DateTime<Utc>) -> Check {
    match &config.security.contact {
        Some(contact) => report_contact(contact.expires_on, now),
        None if config.is_local_trial() => ok("security.txt", "there is none; a trial needs none"),
        None => warning(
            "security.txt",
            "there is none: nobody is told where to report a weakness; set PFORTE_SECURITY_CONTACT and \
             PFORTE_SECURITY_EXPIRES",
        ),
    }
}
