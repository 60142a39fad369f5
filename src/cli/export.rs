//! `pforte export`: all that is known of an applicant.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use clap::Args;

use super::acts::Acts;
use super::serve::catalogue;
use super::{Failure, config, open, runtime};
use crate::casework::give_access_to_operator;
use crate::clock::{Clock, SystemClock};
use crate::domain::ReceiptNumber;
use crate::library::Library;
use crate::web::pages::data_rights::access;

/// Whose data is given out, and where to.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The number of the application.
    number: String,
    /// The file to write, which must not be there yet [default: standard output].
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

/// Writes all that is known of an applicant in one case as JSON. Its history says so.
pub fn export(arguments: &ExportArguments) -> Result<(), Failure> {
    let number: ReceiptNumber =
        arguments.number.parse().map_err(|_| Failure("this is no number of an application".to_owned()))?;
    let config = config()?;
    let (db, mut acts) = (open(&config)?, Acts::open(&config)?);
    db.migrate()?;
    let library = Library::new(catalogue(&config)?);
    let (now, of) = (SystemClock.now(), number.clone());
    let found = runtime()?.block_on(async {
        let found = db.write(move |conn| give_access_to_operator(conn, &library, &of, now)).await;
        db.close().await;
        found
    })?;
    if found.is_some() {
        acts.note("export", format!("number={number}"))?;
    }
    let found = found.ok_or_else(|| Failure(format!("there is no application {number}")))?;
    let json = access::json(&found, now).map_err(|_| Failure("the file cannot be made".to_owned()))?;
    let Some(path) = &arguments.into else {
        println!("{json}");
        return Ok(());
    };
    let told = |error| Failure(format!("{} cannot be written: {error}", path.display()));
    // For its owner only.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(told)?;
    file.write_all(json.as_bytes()).and_then(|()| file.sync_all()).map_err(told)?;
    println!("{number} is written to {}; its files are not in it.", path.display());
    Ok(())
}
