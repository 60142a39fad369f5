//! The real scanner: `clamd` of ClamAV on a socket of its own, with one signature of our own.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pforte::scanner::{Scanner, ScannerAddress};

/// The test string that every scanner knows (EICAR), put together here: as a whole in this file, it would have a
/// scanner on a developer's machine delete the file.
pub fn eicar() -> String {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

/// Where a scanner is, or will be.
pub struct Clamd {
    folder: tempfile::TempDir,
    largest: &'static str,
    running: Option<Child>,
}

impl Clamd {
    /// A scanner that is away.
    pub fn away() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signatures = folder.path().join("signatures");
        std::fs::create_dir(&signatures).unwrap();
        // In any file (0), anywhere in it (*).
        let line = format!("Pforte.Test:0:*:{}\n", hex::encode(eicar()));
        std::fs::write(signatures.join("pforte.ndb"), line).unwrap();
        Self { folder, largest: "55M", running: None }
    }

    /// A scanner at work.
    pub fn start() -> Self {
        let mut clamd = Self::away();
        clamd.come();
        clamd
    }

    /// A scanner that looks at nothing larger than this, in the words of its settings.
    pub fn start_with_limit(largest: &'static str) -> Self {
        let mut clamd = Self::away();
        clamd.largest = largest;
        clamd.come();
        clamd
    }

    /// Sets it to work.
    pub fn come(&mut self) {
        let (settings, folder) = (self.folder.path().join("clamd.conf"), self.folder.path().display());
        let largest = self.largest;
        let text = format!(
            "DatabaseDirectory {folder}/signatures\nTemporaryDirectory {folder}\nLocalSocket {folder}/clamd.ctl\n\
             Foreground yes\nMaxThreads 4\nStreamMaxLength {largest}\nMaxFileSize 55M\nMaxScanSize 400M\n"
        );
        std::fs::write(&settings, text).unwrap();
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let started = Command::new(program())
            .arg("--config-file")
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        self.running = Some(started.unwrap());
        let begun = Instant::now();
        while !self.answers() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(30), "clamd does not answer: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        let Ok(mut line) = UnixStream::connect(self.socket()) else { return false };
        let mut answer = Vec::new();
        line.write_all(b"zPING\0").and_then(|()| line.read_to_end(&mut answer)).is_ok() && answer == b"PONG\0"
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("clamd.ctl")
    }

    /// The setting that names it.
    pub fn address(&self) -> String {
        format!("unix:{}", self.socket().display())
    }

    /// The scanner as the product asks it.
    pub fn scanner(&self) -> Scanner {
        Scanner::at(self.address().parse::<ScannerAddress>().unwrap())
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill().and_then(|()| running.wait());
        }
    }
}

/// Debian has it where only root looks for programs.
fn program() -> PathBuf {
    let known = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/usr/bin/clamd"].map(PathBuf::from);
    let found = known.into_iter().find(|path| path.exists());
    found.expect("clamd is not installed: apt-get install clamav-daemon (tests/run does)")
}
