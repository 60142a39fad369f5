//! What operators did with commands: who, when, with what (BSI TR-03172-3, A3.9.04 and A3.14.03).
//!
//! What a command prints nobody collects, so its acts stand in a file beside the heads of the chain of events. It is only
//! ever added to, and holds ids and no names. What the administration does with the running product stands in its log.

use std::fmt::Display;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::{Failure, private_folder};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;

/// The name of the file in `audit` of the data folder.
const FILE: &str = "acts.log";

/// The user of a process that nobody signed in for (Linux, `(uid_t) -1`).
const NOBODY: &str = "4294967295";

/// The file, open: who cannot write down what they do, does nothing.
pub(super) struct Acts(File);

impl Acts {
    /// Opens the file of this installation.
    pub(super) fn open(config: &Config) -> Result<Self, Failure> {
        let folder = config.database.data.join("audit");
        private_folder(&folder)?;
        let path = folder.join(FILE);
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
        let told =
            |error| Failure(format!("{} cannot be written, so nothing is done: {error}", path.display()));
        file.map(Self).map_err(told)
    }

    /// Writes down what was done with what: `act` is a word of ours, `with` has ids and no names.
    pub(super) fn note(&mut self, act: &str, with: impl Display) -> Result<(), Failure> {
        let at = SystemClock.now().format("%Y-%m-%dT%H:%M:%SZ");
        // In one piece, so that lines of several processes do not mix.
        let line = format!("{at} {act} {with} {}\n", operator());
        let written = self.0.write_all(line.as_bytes()).and_then(|()| self.0.sync_data());
        written.map_err(|error| Failure(format!("{act} is done, but could not be written down: {error}")))
    }
}

/// Who runs this process, by numbers: the user, and who signed in to the machine, also behind `sudo` (audit(7)).
fn operator() -> String {
    let user = fs::metadata("/proc/self").map_or_else(|_| "unknown".to_owned(), |it| it.uid().to_string());
    let signed_in = fs::read_to_string(Path::new("/proc/self/loginuid"));
    let signed_in = signed_in.ok().filter(|text| text.trim() != NOBODY);
    format!("uid={user} signed_in_uid={}", signed_in.as_deref().map_or("none", str::trim))
}
