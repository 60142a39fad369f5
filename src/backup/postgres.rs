//! PostgreSQL is copied by its own programs: nobody knows its databases better.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::store::ServerAddress;

/// Writes one moment of a database into an archive, without the keys of cases, and reads it through once.
pub fn dump(server: &ServerAddress, snapshot: &str, to: &Path) -> io::Result<()> {
    let mut command = on(server, "pg_dump");
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=keys"]);
    command.arg(format!("--snapshot={snapshot}")).arg("--file").arg(to);
    run(command)?;
    let mut reading = Command::new("pg_restore");
    reading.arg("--file=-").arg(to);
    run(reading)?;
    std::fs::File::open(to)?.sync_all()
}

/// Puts an archive back into an empty database, all of it or nothing.
pub fn restore(server: &ServerAddress, from: &Path) -> io::Result<()> {
    let mut command = on(server, "pg_restore");
    command.args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]).arg(from);
    run(command)
}

fn on(server: &ServerAddress, program: &str) -> Command {
    let mut command = Command::new(program);
    command.arg("--dbname").arg(&server.address);
    if let Some(password) = &server.password {
        command.env("PGPASSWORD", password);
    }
    command
}

fn run(mut command: Command) -> io::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).output().map_err(|error| {
        io::Error::new(error.kind(), format!("{program} cannot be run ({error}): install postgresql-client"))
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason");
    Err(io::Error::other(format!("{program} failed: {last}")))
}
