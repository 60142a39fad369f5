//! `pforte audit`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Failure, config, open, runtime};
use crate::audit::{self, VerifyError};

/// What can be done with the chain of events.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk all events, and tell whether one was changed, taken away, put in between or swapped.
    Verify {
        /// Compare with the heads in this file, too: a copy of audit/head.log of the data folder that was kept
        /// elsewhere. Without it nobody finds out who wrote the end of the chain anew together with its head.
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
}

/// Runs a command on the chain of events.
pub fn audit(command: AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify { head } = command;
    let kept = match head {
        Some(path) => audit::read_heads(&path)
            .map_err(|error| Failure(format!("{} cannot be used: {error}", path.display())))?,
        None => Vec::new(),
    };
    let db = open(&config()?)?;
    let head = runtime()?.block_on(audit::verify(&db, &kept)).map_err(|error| match error {
        VerifyError::Broken(found) => Failure(format!("the chain of events is broken: {found}")),
        VerifyError::Store(error) => error.into(),
    })?;
    println!("The chain of events is whole: {} events, head {}", head.seq, head.chain);
    Ok(())
}
