//! The running product: a real server on a port of its own, a database of its own, mail into a folder.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use chrono::{Duration, NaiveDate, TimeZone, Utc};
use pforte::accounts::SessionLimits;
use pforte::app::{self, Parts, Running};
use pforte::clock::{Clock, FixedClock};
use pforte::depot::Depot;
use pforte::domain::{Account, ClerkId, DepartmentId, MatterKey, Role, SecurityContact};
use pforte::forms::catalogue::Catalogue;
use pforte::forms::source::FormSource;
use pforte::library::Library;
use pforte::mail::Mailer;
use pforte::scanner::Scanner;
use pforte::store::{Db, clerks};
use pforte::web::limits::Limits;
use pforte::web::site::SiteSettings;

use super::client::{Client, Page};
use super::db::TestDb;

/// The password of every test account.
pub const PASSWORD: &str = "ein-langes-kennwort-fuer-tests";

/// How it is started.
#[derive(Default)]
struct Kind {
    sends_mail: bool,
    changing: Option<PathBuf>,
    debtor: Option<Account>,
    is_secure: bool,
    limits: Option<Limits>,
    scanner: Option<Scanner>,
}

/// A running product.
pub struct TestApp {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database, for looking behind the scenes.
    pub db: Db,
    /// The files that people handed in.
    pub depot: Depot,
    /// The folder in which they lie.
    pub files_folder: PathBuf,
    /// The folder of the heads of its chain of events.
    pub audit_folder: PathBuf,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its forms.
    pub library: Arc<Library>,
    /// Where its mail goes.
    pub mail_folder: PathBuf,
    running: Running,
    folder: tempfile::TempDir,
    /// Its database, for troubling it.
    pub test_db: TestDb,
}

impl TestApp {
    /// Starts the product with the shipped forms. It is 1 October 2025, 09:00 in Germany.
    pub async fn start() -> Self {
        Self::start_with(shipped(), true).await
    }

    /// Starts it without the worker that sends mail, for tests that do its work by hand.
    pub async fn start_without_worker() -> Self {
        Self::start_with(shipped(), false).await
    }

    async fn start_with(library: Arc<Library>, sends_mail: bool) -> Self {
        Self::start_on(TestDb::new().await, library, sends_mail).await
    }

    /// Starts it on a database that holds something already.
    pub async fn start_on(test_db: TestDb, library: Arc<Library>, sends_mail: bool) -> Self {
        Self::begin(test_db, library, Kind { sends_mail, ..Kind::default() }).await
    }

    /// Starts it on a database and a data folder that hold something already.
    pub async fn start_in(data: tempfile::TempDir, test_db: TestDb, library: Arc<Library>) -> Self {
        Self::begin_in(data, test_db, library, Kind::default()).await
    }

    /// Starts another process of the same installation, as on a second server.
    pub async fn beside(&self) -> Self {
        Self::start_on(self.test_db.beside(), Arc::clone(&self.library), false).await
    }

    /// Starts it as a local trial with the forms of a folder that the test changes.
    pub async fn start_trial(folder: &Path) -> Self {
        let library = super::folder::library(folder);
        let kind = Kind { changing: Some(folder.to_owned()), ..Kind::default() };
        Self::begin(TestDb::new().await, library, kind).await
    }

    /// Starts it with an account from which what is granted is paid.
    pub async fn start_paying() -> Self {
        let debtor = Account::written("Stadt Braunschweig", "DE02120300000000202051", None).unwrap();
        let kind = Kind { sends_mail: true, debtor: Some(debtor), ..Kind::default() };
        Self::begin(TestDb::new().await, shipped(), kind).await
    }

    /// Starts it as the world reaches it: by an address with `https://`, behind a proxy that ends TLS.
    pub async fn start_secure() -> Self {
        let kind = Kind { sends_mail: true, is_secure: true, ..Kind::default() };
        Self::begin(TestDb::new().await, shipped(), kind).await
    }

    /// Starts it as the world reaches it, with these limits.
    pub async fn start_secure_limited(limits: Limits) -> Self {
        let kind = Kind { is_secure: true, limits: Some(limits), ..Kind::default() };
        Self::begin(TestDb::new().await, shipped(), kind).await
    }

    /// Starts it with these limits; other tests have none, since all of them come from one address.
    pub async fn start_limited(limits: Limits, library: Arc<Library>) -> Self {
        let kind = Kind { sends_mail: true, limits: Some(limits), ..Kind::default() };
        Self::begin(TestDb::new().await, library, kind).await
    }

    /// Starts it with a scanner for malware, on a database that may hold something already.
    pub async fn start_scanned(
        test_db: TestDb,
        scanner: Scanner,
        (library, works): (Arc<Library>, bool),
    ) -> Self {
        Self::begin(test_db, library, Kind { sends_mail: works, scanner: Some(scanner), ..Kind::default() })
            .await
    }

    async fn begin(test_db: TestDb, library: Arc<Library>, kind: Kind) -> Self {
        Self::begin_in(tempfile::tempdir().unwrap(), test_db, library, kind).await
    }

    async fn begin_in(folder: tempfile::TempDir, test_db: TestDb, library: Arc<Library>, kind: Kind) -> Self {
        let Kind { sends_mail, changing, debtor, is_secure, limits, scanner } = kind;
        let limits = limits.unwrap_or_else(Limits::none);
        let db = test_db.db();
        let mail_folder = folder.path().join("mail");
        let files_folder = folder.path().join("files");
        std::fs::create_dir_all(&mail_folder).unwrap();
        std::fs::create_dir_all(&files_folder).unwrap();
        let depot = Depot::new(&files_folder).scanned_by(scanner);
        let audit_folder = folder.path().join("audit");
        std::fs::create_dir_all(&audit_folder).unwrap();
        let clock = Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2025, 10, 1, 7, 0, 0).unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let settings = SiteSettings {
            city: "Stadt Braunschweig".to_owned(),
            base_url: format!("http{}://{address}", if is_secure { "s" } else { "" }),
            is_secure,
            is_dev: false,
            is_trial: changing.is_some(),
            sessions: SessionLimits {
                idle: Duration::minutes(30),
                desk_idle: Duration::minutes(5),
                absolute: Duration::hours(12),
            },
            debtor,
            security: is_secure.then(security_contact),
            limits,
        };
        let mailer = Arc::new(Mailer::folder(&mail_folder, "pforte@stadt.example").unwrap());
        let parts = Parts {
            listener,
            db: db.clone(),
            depot: depot.clone(),
            audit: audit_folder.clone(),
            matters: MatterKey::from_bytes([40; 32]),
            library: Arc::clone(&library),
            changing,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            mailer,
            settings,
            workers: 1,
            numbers: None,
            sends_mail,
            operator: None,
            digest_hour: 7,
        };
        let running = app::start(parts).await.unwrap();
        Self {
            address,
            db,
            depot,
            files_folder,
            audit_folder,
            clock,
            library,
            mail_folder,
            running,
            folder,
            test_db,
        }
    }

    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Client {
        Client::new(self.address)
    }

    /// Adds an account.
    pub async fn add_clerk(&self, login: &str, role: Role, departments: &[&str]) -> ClerkId {
        let hash = pforte::accounts::hash_password(PASSWORD).unwrap();
        let clerk = clerks::NewClerk {
            id: ClerkId::random(),
            login: login.to_owned(),
            name: format!("{login} (Test)"),
            password_hash: hash,
            role,
            departments: departments.iter().map(|id| DepartmentId((*id).to_owned())).collect(),
            details: clerks::ClerkDetails::default(),
            created_at: self.clock.now(),
        };
        let id = clerk.id;
        self.db.write(move |conn| clerks::insert(conn, &clerk)).await.unwrap();
        id
    }

    /// A browser in which this new account is signed in.
    pub async fn signed_in(&self, login: &str, role: Role, departments: &[&str]) -> Client {
        self.add_clerk(login, role, departments).await;
        let client = self.browser();
        let page = self.sign_in(&client, login, PASSWORD).await;
        assert!(page.status.is_success(), "{login} cannot sign in: {}", page.status);
        client
    }

    /// Signs in by the form.
    pub async fn sign_in(&self, client: &Client, login: &str, password: &str) -> Page {
        let page = client.open("/amt/anmelden").await;
        client.submit(&page, "/amt/anmelden", &[("login", login), ("password", password)]).await
    }

    /// Runs a command of the product on the same database, as an operator does beside the running one,
    /// with this on standard input; answers what it printed, if it succeeded.
    pub fn command(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        command(arguments, &self.test_db.address(), self.data(), input)
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Stops it and starts it again with other forms, on the same database.
    pub async fn restart_with(self, library: Arc<Library>) -> Self {
        let Self { running, mut test_db, .. } = self;
        running.stop().await.unwrap();
        test_db.reopen();
        Self::start_on(test_db, library, true).await
    }

    /// Stops the product as an operator does; its database stays.
    pub async fn stop(self) -> TestDb {
        self.running.stop().await.unwrap();
        self.test_db
    }
}

/// Runs a command of the product on a database and a data folder; answers what it printed, if it succeeded.
pub fn command(arguments: &[&str], database: &str, data: &Path, input: &str) -> Result<String, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pforte"))
        .args(arguments)
        .env("PFORTE_DATABASE_URL", database)
        .env("PFORTE_DATA", data)
        .env("PFORTE_MASTER_KEY", super::db::MASTER_KEY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

/// To whom weaknesses are reported, where the world reaches it.
fn security_contact() -> SecurityContact {
    SecurityContact {
        contacts: vec!["mailto:sicherheit@stadt.example".to_owned()],
        expires_on: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap(),
        policy: None,
    }
}

/// The forms that only tests have.
pub fn fixtures() -> Arc<Library> {
    static FIXTURES: OnceLock<Arc<Library>> = OnceLock::new();
    let load =
        || Arc::new(Library::new(Catalogue::load(&FormSource::Folder(super::process::fixture_forms()))));
    Arc::clone(FIXTURES.get_or_init(load))
}

/// The shipped forms, loaded once for all tests.
pub fn shipped() -> Arc<Library> {
    static SHIPPED: OnceLock<Arc<Library>> = OnceLock::new();
    let load = || Arc::new(Library::new(Catalogue::load(&FormSource::Embedded)));
    Arc::clone(SHIPPED.get_or_init(load))
}
