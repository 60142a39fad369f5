//! The program on a host of its own, which goes on from what the last one left behind.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use pforte::sealing::master::MasterKeys;
use pforte::store::{DatabaseUrl, Db};

/// Names the PostgreSQL server on which databases may be made.
const SERVER: &str = "PFORTE_TEST_POSTGRES";

const MASTER_KEY: &str = "fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17";

/// How soon it is ready again.
const READY: Duration = Duration::from_secs(5);

/// A host: a data folder and a database.
pub struct Host {
    folder: tempfile::TempDir,
    url: DatabaseUrl,
    name: Option<String>,
}

impl Host {
    /// A fresh one, on SQLite or on the server of the test run.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, name) = match std::env::var(SERVER) {
            Ok(server) => {
                let name = format!("pforte_fault_{}", uuid::Uuid::new_v4().simple());
                on(&server, &format!("CREATE DATABASE {name}"));
                let (base, _) = server.rsplit_once('/').unwrap();
                (DatabaseUrl::Postgres(format!("{base}/{name}")), Some(name))
            }
            Err(_) => (DatabaseUrl::Sqlite(folder.path().join("pforte.sqlite3")), None),
        };
        Self { folder, url, name }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The database, as it is looked at from outside.
    pub fn db(&self) -> Db {
        Db::open(&self.url, 2, MasterKeys::parse(MASTER_KEY).unwrap()).unwrap()
    }

    /// Runs a command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pforte"));
        let database = match &self.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        command.env("PFORTE_DATA", self.data()).env("PFORTE_DATABASE_URL", database);
        command.env("PFORTE_MASTER_KEY", MASTER_KEY).env("PFORTE_FORMS", forms());
        command
    }

    /// Starts the program, and waits until it is ready.
    pub async fn start(&self) -> Process {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = File::options().create(true).append(true).open(self.data().join("log")).unwrap();
        let mut command = self.command();
        command.env("PFORTE_LISTEN", address.to_string()).stdout(log.try_clone().unwrap()).stderr(log);
        let (child, begun) = (command.spawn().unwrap(), Instant::now());
        let process = Process { child, address };
        while reqwest::get(format!("http://{address}/health/ready")).await.is_err() {
            let log = fs::read_to_string(self.data().join("log")).unwrap();
            assert!(begun.elapsed() < READY, "not ready after {READY:?}: {log}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let (Some(name), Ok(server)) = (&self.name, std::env::var(SERVER)) {
            on(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn on(server: &str, statement: &str) {
    PgConnection::establish(server).unwrap().batch_execute(statement).unwrap();
}

fn forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/forms")
}

/// The running program.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Process {
    /// Ends it as a power cut would: it does nothing any more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
