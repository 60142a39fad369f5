//! `pforte keys`.

use clap::Subcommand;

use super::acts::Acts;
use super::{Failure, config, master_key, open, runtime};

/// What can be done with master keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Print a fresh master key. Keep it in a file apart from the database and its backups.
    New,
    /// Seal by the current master key what older ones sealed. Then the older ones can be taken out of the file.
    Rotate,
}

/// Runs a command.
pub fn keys(command: KeysCommand) -> Result<(), Failure> {
    match command {
        KeysCommand::New => println!("{}", master_key::fresh()?),
        KeysCommand::Rotate => {
            let config = config()?;
            let db = open(&config)?;
            let mut acts = Acts::open(&config)?;
            let rotated = runtime()?.block_on(db.rotate_master_key())?;
            acts.note("keys.rotate", format!("keys={rotated}"))?;
            println!("{rotated} keys are sealed anew; none needs an older master key any more.");
        }
    }
    Ok(())
}
