//! Whether the scanner for malware can do its work.

use chrono::{DateTime, Utc};
use futures_util::stream;

use super::super::{Failure, runtime};
use super::{ok, warning};
use crate::config::Config;
use crate::forms::messages::MOST_BYTES;
use crate::operations::{Check, has_old_signatures};
use crate::scanner::{NotScanned, Scanner};

/// Bytes that are sent to the scanner at once.
const PIECE: u64 = 64 * 1024;

/// Asks the scanner which one it is, and shows it as much as the largest file that people can hand in.
pub(super) fn check(config: &Config, is_off: bool, now: DateTime<Utc>) -> Result<Check, Failure> {
    let Some(address) = config.scanner.clamd.clone() else {
        return Ok(match config.is_local_trial() {
            true => ok("scanner", "nobody looks for malware in files: a trial"),
            false => warning(
                "scanner",
                "nobody looks for malware in the files that people hand in; install clamav-daemon and set PFORTE_CLAMD",
            ),
        });
    };
    if is_off {
        return Ok(ok("scanner", "it was not asked (--no-network)"));
    }
    Ok(runtime()?.block_on(async {
        let scanner = Scanner::at(address.clone());
        let version = match scanner.version().await {
            Ok(version) => version,
            Err(error) => return away(&address.to_string(), &error),
        };
        if let Err(error) = scanner.scan(as_large_as_the_largest()).await {
            return away(&address.to_string(), &error);
        }
        let engine = &version.engine;
        match (version.signatures, has_old_signatures(&version, now)) {
            (Some(made), Some(true)) => {
                let day = made.format("%Y-%m-%d");
                warning("scanner", format!("{engine}: its signatures are of {day}; look after freshclam"))
            }
            (Some(made), _) => {
                ok("scanner", format!("{engine}, with signatures of {}", made.format("%Y-%m-%d")))
            }
            (None, _) => warning(
                "scanner",
                format!(
                    "{engine}: it has no signatures of ClamAV and finds next to nothing; look after freshclam"
                ),
            ),
        }
    }))
}

fn away(address: &str, error: &NotScanned) -> Check {
    warning(
        "scanner",
        format!("{address}: {error}; files are taken and shown to nobody until it has looked at them"),
    )
}

fn as_large_as_the_largest() -> impl stream::Stream<Item = std::io::Result<Vec<u8>>> + Send {
    stream::iter((0..MOST_BYTES.div_ceil(PIECE)).map(|_| Ok(vec![0; PIECE as usize])))
}
