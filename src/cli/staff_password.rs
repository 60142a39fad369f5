//! The passwords of accounts, as operators give them.

use std::io::Read;

use super::Failure;
use crate::accounts::{generate_password, hash_password, judge_password};

/// More than this many bytes of standard input are no password.
const MOST_READ: u64 = 64 * 1024;

/// A password with its hash.
pub(super) struct Password {
    /// The hash.
    pub(super) hash: String,
    /// What to print at the end: the password, if we made it.
    pub(super) notice: String,
}

impl Password {
    /// The one on standard input, which has to fit somebody with these words about them, or a random one.
    pub(super) fn of(stdin: bool, about: &[&str]) -> Result<Self, Failure> {
        if stdin {
            return Ok(Self { hash: hash_password(&typed(about)?)?, notice: String::new() });
        }
        let made = generate_password()?;
        let notice = format!(" Password, shown only this once: {made}");
        Ok(Self { hash: hash_password(&made)?, notice })
    }
}

/// What stands on standard input, but the end of its line. It is taken whole or not at all: a part of it would be a
/// password that nobody knows.
fn typed(about: &[&str]) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().take(MOST_READ).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|_| "the password is not UTF-8; save it as UTF-8")?;
    let password = text.trim_end_matches(['\r', '\n']);
    judge_password(password, about)?;
    Ok(password.to_owned())
}
