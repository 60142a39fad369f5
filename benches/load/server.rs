//! The real program as a process of its own, with a fresh database, and what the system says of it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a start may take before it has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// What staff of the bench sign in with.
pub const LOGIN: &str = "lasttest";
/// Their password.
pub const PASSWORD: &str = "messen-und-vergleichen";

/// A folder for the data and the address of the database.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder.
    pub data: PathBuf,
    /// The forms: the shipped ones, and those of this bench.
    pub forms: PathBuf,
    /// The address of the database.
    pub database: String,
}

/// A process that serves.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from the start of the process to its first answer.
    pub first_answer: Duration,
}

/// The shipped forms and those of this bench, side by side, in `folder`.
pub fn forms(folder: &Path) -> std::io::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let forms = folder.join("forms");
    copy(&root.join("forms"), &forms)?;
    for ours in ["load_grant", "load_photo"] {
        copy(&root.join("benches/load/forms").join(ours), &forms.join(ours))?;
    }
    Ok(forms)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The master key of every installation that is measured.
pub const MASTER_KEY: &str = "6c6f61646c6f61646c6f61646c6f61646c6f61646c6f61646c6f61646c6f6164";

/// All people of a run come from one address: they are counted as ever, but may ask for far more.
const ALL_FROM_ONE_ADDRESS: [(&str, &str); 6] = [
    ("PFORTE_RATE_REQUESTS", "10000000"),
    ("PFORTE_RATE_STARTS", "10000000"),
    ("PFORTE_RATE_ATTEMPTS", "10000000"),
    ("PFORTE_RATE_FORM", "10000000"),
    ("PFORTE_UPLOAD_HOUR", "10000000"),
    ("PFORTE_UPLOAD_QUOTA", "10000000"),
];

/// A port that nobody has.
fn free() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

impl Place {
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pforte"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PFORTE_"))
        {
            command.env_remove(name);
        }
        command
            .current_dir(&self.data)
            .env("PFORTE_DATA", &self.data)
            .env("PFORTE_FORMS", &self.forms)
            .env("PFORTE_DATABASE_URL", &self.database)
            .env("PFORTE_MASTER_KEY", MASTER_KEY)
            .envs(ALL_FROM_ONE_ADDRESS);
        command
    }

    /// Starts the product and waits for its first answer. It logs as ever, into a file.
    pub fn serve(&self) -> std::io::Result<Server> {
        let address = free()?;
        let log = File::create(self.data.join("log"))?;
        let mut command = self.command();
        command.env("PFORTE_LISTEN", address.to_string()).stdout(log.try_clone()?).stderr(log);
        start(command, address)
    }

    /// Adds the account that looks at the inbox.
    pub fn add_staff(&self) -> std::io::Result<()> {
        let mut command = self.command();
        command.args([
            "staff",
            "add",
            LOGIN,
            "--name",
            "Lasttest",
            "--role",
            "caseworker",
            "--department",
            "fb41",
        ]);
        let mut child =
            command.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(PASSWORD.as_bytes())?;
        }
        if child.wait()?.success() { Ok(()) } else { Err(std::io::Error::other("no account could be added")) }
    }
}

/// This program once more, as the bare server that answers with what stands in a file.
pub fn bare(content: &Path) -> std::io::Result<Server> {
    let address = free()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.env(super::floors::BARE_CONTENT, content).env(super::floors::BARE_LISTEN, address.to_string());
    start(command.stdout(Stdio::null()), address)
}

fn start(mut command: impl std::borrow::BorrowMut<Command>, address: SocketAddr) -> std::io::Result<Server> {
    let begin = Instant::now();
    let child = command.borrow_mut().spawn()?;
    let mut server = Server { child, address, first_answer: Duration::ZERO };
    while !answers(address) {
        if begin.elapsed() > PATIENCE || server.child.try_wait()?.is_some() {
            return Err(std::io::Error::other("the server does not start; see the file log in its folder"));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    server.first_answer = begin.elapsed();
    Ok(server)
}

/// Whether the start page is there.
fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut head = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut head).is_ok()
        && head.ends_with(b"200")
}

/// What processors a process used so far, in user and system mode together.
pub fn processor_time(pid: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces; the fields 14 and 15 of proc(5) are the 12th and 13th behind it.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second on every Linux of today.
    Duration::from_millis(ticks * 10)
}

impl Server {
    /// The processors it used so far.
    pub fn processor_time(&self) -> Duration {
        processor_time(self.child.id())
    }

    /// A line of its `/proc/…/status`, in megabytes: `VmRSS`, `VmHWM`.
    pub fn memory(&self, line: &str) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let found = text.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(':'));
        let kilobytes = found.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        // What the kernel calls kB has 1024 bytes.
        kilobytes.unwrap_or(f64::NAN) * 1.024 / 1000.0
    }

    /// Stops it as systemd would: SIGTERM, and waits until it has finished its work.
    pub fn stop(mut self) -> bool {
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        let begin = Instant::now();
        while told.as_ref().is_ok_and(|status| status.success()) && begin.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone after `stop`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
