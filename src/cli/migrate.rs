//! `pforte migrate`.

use super::{Failure, config, open};

/// Brings the database up to date.
pub fn migrate() -> Result<(), Failure> {
    open(&config()?)?.migrate()?;
    println!("The database is up to date.");
    Ok(())
}
