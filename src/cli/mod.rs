//! The commands. Exit code 0 only on success; a failure is one line on stderr that says how to mend it.

mod acts;
mod audit;
mod backup;
mod check;
mod diff;
mod doctor;
mod export;
mod forms;
mod keys;
mod master_key;
mod messages;
mod migrate;
mod notify;
mod preview;
mod purge;
mod senders;
mod serve;
mod staff;
mod staff_password;

use std::fmt::Display;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::depot::Depot;
use crate::forms::source::FormSource;
use crate::scanner::Scanner;
use crate::store::{DatabaseUrl, Db};

/// The online gateway of a German municipality.
#[derive(Debug, Parser)]
#[command(
    name = "pforte",
    version,
    about,
    after_help = "Settings are environment variables PFORTE_…; README.md lists them."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the gateway (the default).
    Serve,
    /// Look at the configuration before the start: a line for each thing, and exit code 1 where one is wrong. Changes
    /// nothing.
    Doctor(doctor::DoctorArguments),
    /// Bring the database up to date. `serve` does so too.
    Migrate,
    /// Check forms: the built-in ones, or those of a folder.
    Check {
        /// The folder with the forms.
        folder: Option<PathBuf>,
        /// Run no cases, but print every message that people can be told at a field, in German: a line each, with
        /// form, field, cause and message, and a tab between them. `{…}` stands for what depends on the answers.
        #[arg(long)]
        messages: bool,
        /// The messages of this form only: the name of its folder, for example dog_tax.
        #[arg(long, value_name = "ID", requires = "messages")]
        form: Option<String>,
    },
    /// Begin forms, look at them, and compare versions of them.
    #[command(subcommand)]
    Forms(forms::FormsCommand),
    /// Manage the accounts of staff.
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Manage the programs that may file applications through /api/v1.
    #[command(subcommand)]
    Senders(senders::SendersCommand),
    /// Make a master key, or change to another one.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Back up database and files while Pforte runs.
    Backup(backup::BackupArguments),
    /// Put a backup back where nothing is.
    Restore(backup::RestoreArguments),
    /// Verify the chain of events: what happened to cases, and who read them.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Erase what was kept as long as its form says: cases, papers, lists of payments. `serve` does so once a day.
    Purge(purge::PurgeArguments),
    /// Erase one case because its applicant asked for it (Article 17 GDPR).
    Erase(purge::EraseArguments),
    /// Give out all that is known of an applicant in one case, as JSON (Articles 15 and 20 GDPR).
    Export(export::ExportArguments),
}

/// Connections for reading.
const READERS: u32 = 8;

/// What went wrong, in one line.
#[derive(Debug)]
struct Failure(String);

impl<E: Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string().replace('\n', " "))
    }
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Migrate => migrate::migrate(),
        Command::Check { folder, messages: true, form } => {
            messages::messages(&folder.map_or(FormSource::Embedded, FormSource::Folder), form.as_deref())
        }
        Command::Check { folder, .. } => check::check(folder),
        Command::Forms(command) => forms::forms(command),
        Command::Staff(command) => staff::staff(command),
        Command::Senders(command) => senders::senders(command),
        Command::Keys(command) => keys::keys(command),
        Command::Backup(arguments) => backup::backup(arguments),
        Command::Restore(arguments) => backup::restore(arguments),
        Command::Audit(command) => audit::audit(command),
        Command::Purge(arguments) => purge::purge(&arguments),
        Command::Erase(arguments) => purge::erase(&arguments),
        Command::Export(arguments) => export::export(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(reason)) => {
            eprintln!("pforte: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn config() -> Result<Config, Failure> {
    Ok(Config::load(std::env::vars_os())?)
}

/// The forms in use.
fn form_source(config: &Config) -> FormSource {
    config.site.forms.clone().map_or(FormSource::Embedded, FormSource::Folder)
}

/// Opens the database of a configuration, with the folder of its file.
fn open(config: &Config) -> Result<Db, Failure> {
    let url = &config.database.url;
    if let DatabaseUrl::Sqlite(path) = url
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        private_folder(folder)?;
    }
    let masters = master_key::open(config)?;
    Db::open(url, READERS, masters)
        .map_err(|error| Failure(format!("{error}; check PFORTE_DATABASE_URL ({url:?})")))
}

/// The folder for files that people hand in.
fn depot(config: &Config) -> Result<Depot, Failure> {
    let folder = config.database.data.join("files");
    private_folder(&folder)?;
    let scanner = config.scanner.clamd.clone().map(Scanner::at);
    Ok(Depot::new(&folder).scanned_by(scanner))
}

/// Makes a folder that only this user may enter: applications and mail lie in it. One that is there
/// already keeps the rights that the operator gave it.
fn private_folder(folder: &Path) -> Result<(), Failure> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Failure(format!("the folder {} cannot be made: {error}", folder.display())))
}

/// A runtime for commands that ask the database.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}
