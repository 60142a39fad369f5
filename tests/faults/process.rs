//! The program on a host of its own, which goes on from what the last one left behind.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use pforte::sealing::master::MasterKeys;
use pforte::store::{DatabaseUrl, Db};

/// Names the PostgreSQL server on which databases may be made.
const SERVER: &str = "PFORTE_TEST_POSTGRES";

const PROGRAM: &str = env!("CARGO_BIN_EXE_pforte");

const MASTER_KEY: &str = "fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17fa17";

/// How soon it is ready again.
const READY: Duration = Duration::from_secs(5);

/// The size of a small disk.
const SMALL: &str = "size=8m";

/// Mounts a disk of its own on the first argument, which nobody else sees, and becomes what follows.
const ON_SMALL_DISK: &str =
    r#"size=$1 data=$2; shift 2; mount -t tmpfs -o "$size" pforte "$data" && exec "$@""#;

/// A host: a data folder and a database.
pub struct Host {
    folder: tempfile::TempDir,
    server: Option<(String, String)>,
    /// Where the small disk is seen from outside, once the program runs on it.
    disk: Option<RefCell<PathBuf>>,
    /// Stands before the C library, if the disk fails at times.
    shim: Option<PathBuf>,
}

impl Host {
    /// A fresh one, on SQLite or on the server of the test run.
    pub fn new() -> Self {
        let server = std::env::var(SERVER).ok().map(|server| {
            let name = format!("pforte_fault_{}", uuid::Uuid::new_v4().simple());
            on(&server, &format!("CREATE DATABASE {name}"));
            let (base, _) = server.rsplit_once('/').unwrap();
            (format!("{base}/{name}"), name)
        });
        Self { folder: tempfile::tempdir().unwrap(), server, disk: None, shim: None }
    }

    /// One whose data folder lies on a small disk, for as long as the program runs.
    pub fn on_small_disk() -> Self {
        let mut host = Self::new();
        host.disk = Some(RefCell::default());
        host
    }

    /// One whose disk can be told to keep nothing.
    pub fn on_failing_disk() -> Self {
        let mut host = Self::new();
        let shim = host.folder.path().join("fsync.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/fsync.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(source).status();
        assert!(built.unwrap().success());
        host.shim = Some(shim);
        host
    }

    /// From now on nothing reaches the disk; how that is told.
    pub fn fail_disk(&self) -> PathBuf {
        let sign = self.sign();
        File::create(&sign).unwrap();
        sign
    }

    /// The disk works again.
    pub fn mend_disk(sign: PathBuf) {
        fs::remove_file(sign).unwrap();
    }

    fn sign(&self) -> PathBuf {
        self.folder.path().join("failing")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        let disk = self.disk.as_ref().map(|disk| disk.borrow().clone());
        disk.unwrap_or_else(|| self.folder.path().to_owned())
    }

    /// Whether the database is elsewhere than the files.
    pub fn has_server(&self) -> bool {
        self.server.is_some()
    }

    fn url(&self) -> DatabaseUrl {
        match &self.server {
            Some((url, _)) => DatabaseUrl::Postgres(url.clone()),
            None => DatabaseUrl::Sqlite(self.data().join("pforte.sqlite3")),
        }
    }

    /// The database, as it is looked at from outside.
    pub fn db(&self) -> Db {
        Db::open(&self.url(), 2, MasterKeys::parse(MASTER_KEY).unwrap()).unwrap()
    }

    /// Ends the program as an operator does, and takes what lies on the small disk off it, to be looked at.
    pub async fn leave_disk(&mut self, process: Process) {
        // What is open stays when the program goes, and with it the disk.
        let disk = File::open(self.data()).unwrap();
        process.stop().await;
        let from = format!("/proc/{}/fd/{}/.", std::process::id(), disk.as_raw_fd());
        let copied = Command::new("cp").arg("-r").arg(from).arg(self.folder.path()).status();
        assert!(copied.unwrap().success());
        self.disk = None;
    }

    /// Fills the disk until so many bytes are left; with what.
    pub fn fill_disk(&self, left: u64) -> PathBuf {
        let path = self.data().join("ballast");
        let (mut ballast, piece) = (File::create(&path).unwrap(), [1; 4096]);
        while ballast.write_all(&piece).is_ok() {}
        let size = ballast.metadata().unwrap().len();
        ballast.set_len(size - left).unwrap();
        path
    }

    /// Runs a command.
    pub fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        self.settings(&mut command, &self.data());
        command
    }

    fn settings(&self, command: &mut Command, data: &Path) {
        let sqlite = || format!("sqlite:{}", data.join("pforte.sqlite3").display());
        let database = self.server.as_ref().map_or_else(sqlite, |(url, _)| url.clone());
        command.env("PFORTE_DATA", data).env("PFORTE_DATABASE_URL", database);
        command.env("PFORTE_MASTER_KEY", MASTER_KEY).env("PFORTE_FORMS", forms());
        // Everybody comes from one address.
        let limits = ["REQUESTS", "STARTS", "ATTEMPTS", "FORM"];
        command.envs(limits.map(|limit| (format!("PFORTE_RATE_{limit}"), "10000000")));
    }

    /// What becomes the program.
    fn serving(&self) -> Command {
        let data = self.folder.path();
        let mut command = match &self.disk {
            None => Command::new(PROGRAM),
            Some(_) => {
                let mut command = Command::new("unshare");
                command.args(["--map-root-user", "--mount", "sh", "-c", ON_SMALL_DISK, "sh", SMALL]);
                command.arg(data).arg(PROGRAM);
                command
            }
        };
        if let Some(shim) = &self.shim {
            command.env("LD_PRELOAD", shim).env("PFORTE_TEST_FSYNC", self.sign());
        }
        self.settings(&mut command, data);
        command
    }

    /// Starts the program, and waits until it is ready.
    pub async fn start(&self) -> Process {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let path = self.folder.path().join("log");
        let log = File::options().create(true).append(true).open(&path).unwrap();
        let mut command = self.serving();
        command.env("PFORTE_LISTEN", address.to_string()).stdout(log.try_clone().unwrap()).stderr(log);
        let child = command.spawn().unwrap();
        if let Some(disk) = &self.disk {
            let root = PathBuf::from(format!("/proc/{}/root", child.id()));
            disk.replace(root.join(self.folder.path().strip_prefix("/").unwrap()));
        }
        let process = Process { child, address, log: path };
        process.must_be_ready().await;
        process
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let (Some((_, name)), Ok(server)) = (&self.server, std::env::var(SERVER)) {
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
    log: PathBuf,
}

impl Process {
    /// Waits until it is ready, and not longer than it may take.
    pub async fn must_be_ready(&self) {
        let begun = Instant::now();
        loop {
            let answer = reqwest::get(format!("http://{}/health/ready", self.address)).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let log = fs::read_to_string(&self.log).unwrap();
            assert!(begun.elapsed() < READY, "not ready after {READY:?}: {log}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it as an operator does.
    pub async fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        while self.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it as a power cut would: it does nothing any more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
