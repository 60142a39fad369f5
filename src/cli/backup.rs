//! `pforte backup` and `pforte restore`.

use std::path::{Path, PathBuf};

use chrono::SecondsFormat;

use super::acts::Acts;
use super::{Failure, config, depot, master_key, open, private_folder, runtime};
use crate::audit;
use crate::backup::{self, Place, Source};
use crate::clock::{Clock, SystemClock};
use crate::operations::note_backup;
use crate::retention;

/// What a backup is told.
#[derive(Debug, clap::Args)]
pub struct BackupArguments {
    /// The folder for backups; it is made if it is missing.
    folder: PathBuf,
    /// The file for the keys of cases [default: keys.json in the folder]. Keep it apart from the backups, and no older
    /// copies of it for longer than you want to be able to erase.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// How many backups are kept; older ones are deleted.
    #[arg(long, default_value_t = 30)]
    keep: usize,
}

/// What is put back.
#[derive(Debug, clap::Args)]
pub struct RestoreArguments {
    /// The folder of one backup, such as backups/2026-11-27T03-00-00Z.
    backup: PathBuf,
    /// The file with the keys of cases [default: keys.json beside the backup].
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

/// Makes a backup.
pub fn backup(arguments: BackupArguments) -> Result<(), Failure> {
    let config = config()?;
    let (masters, depot) = (master_key::open(&config)?, depot(&config)?);
    let source = Source { url: &config.database.url, depot: &depot, masters: &masters };
    let place = Place::new(&arguments.folder, arguments.keys);
    let made = backup::make(source, &place, arguments.keep, SystemClock.now())
        .map_err(|error| Failure(format!("no backup was made: {error}")))?;
    let (manifest, new) = (&made.manifest, made.new_files);
    println!(
        "{}: {} applications, {} drafts, {} files ({new} new), {} events; older backups deleted: {}",
        made.folder.display(),
        manifest.cases,
        manifest.drafts,
        manifest.files.len(),
        manifest.events,
        made.pruned
    );
    let holds =
        format!("applications={} drafts={} files={}", manifest.cases, manifest.drafts, manifest.files.len());
    let audit = config.database.data.join("audit");
    let noted = private_folder(&audit)
        .map_err(|Failure(error)| error)
        .and_then(|()| note_backup(&audit, manifest.made_at, &holds).map_err(|error| error.to_string()));
    if let Err(error) = noted {
        eprintln!("pforte: the backup is whole, but when it was made could not be noted: {error}");
    }
    println!("{}: the keys of cases; the master key is in neither", place.keys.display());
    Ok(())
}

/// Puts a backup back.
pub fn restore(arguments: RestoreArguments) -> Result<(), Failure> {
    let config = config()?;
    let (masters, depot) = (master_key::open(&config)?, depot(&config)?);
    let folder = &arguments.backup;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = Place::new(parent, arguments.keys);
    let source = Source { url: &config.database.url, depot: &depot, masters: &masters };
    let manifest = backup::restore(source, folder, &place)
        .map_err(|error| Failure(format!("the backup was not put back: {error}")))?;
    let db = open(&config)?;
    db.migrate()?;
    let runtime = runtime()?;
    // Their keys went since the backup was made.
    let erased = runtime.block_on(retention::erase_keyless(&db, &depot, SystemClock.now()))?;
    let head = runtime
        .block_on(audit::verify(&db, &[]))
        .map_err(|error| Failure(format!("the backup is put back, but its events are not whole: {error}")))?;
    Acts::open(&config)?.note("restore", format!("events={} erased={erased}", head.seq))?;
    println!(
        "Put back as of {}: {} applications, {} drafts, {} files; the chain of {} events is whole",
        manifest.made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        manifest.cases,
        manifest.drafts,
        manifest.files.len(),
        head.seq
    );
    println!("Erased since then, and erased here, too: {erased}");
    Ok(())
}
