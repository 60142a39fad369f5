//! The program as an operator starts it: a process of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::db::{MASTER_KEY, TestDb};

/// The 20 seconds that requests may take to come to their end, and what a busy machine takes.
const PATIENCE: Duration = Duration::from_secs(40);

/// The program on a database, ready to serve.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    data: tempfile::TempDir,
}

impl Process {
    /// Starts it with the shipped forms.
    pub async fn start(db: &TestDb) -> Self {
        Self::start_with(db, &[]).await
    }

    /// Starts it with more settings.
    pub async fn start_with(db: &TestDb, settings: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = File::create(data.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_pforte"))
            .env("PFORTE_DATA", data.path())
            .env("PFORTE_DATABASE_URL", db.address())
            .env("PFORTE_MASTER_KEY", MASTER_KEY)
            .env("PFORTE_LISTEN", address.to_string())
            .envs(settings.iter().copied())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let process = Self { child, address, data };
        let mut tries = 0;
        while reqwest::get(format!("http://{address}/health/ready")).await.is_err() {
            tries += 1;
            assert!(tries < 200, "the program does not serve: {}", process.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        process
    }

    /// All that it said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).unwrap()
    }

    /// Tells it to stop.
    pub fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for its end; whether it ended well.
    pub async fn end(mut self) -> bool {
        let stop = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            if stop.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("the program does not end");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The forms that only tests have.
pub fn fixture_forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms")
}
