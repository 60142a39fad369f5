//! How the scanner for malware stands, and the files that wait for it.

use chrono::{DateTime, Duration, Utc};

use super::{Check, State, Watch};
use crate::clock::day_in_germany;
use crate::scanner::{NotScanned, Scanner, Version};
use crate::store::StoreError;
use crate::store::watch::{ScansState, scans_state};

/// Files that wait for longer than this are told of: staff cannot open them meanwhile.
const WAITING: Duration = Duration::minutes(15);

/// Signatures that are older than this are told of. The project makes new ones every day.
pub const OLD_SIGNATURES: Duration = Duration::days(3);

/// Whether signatures are old; `None` where nobody knows, or the scanner has none of the project.
pub fn has_old_signatures(version: &Version, now: DateTime<Utc>) -> Option<bool> {
    version.signatures.map(|made| now - made > OLD_SIGNATURES)
}

/// The scanner, and what waits for it.
struct Standing {
    /// What it tells of itself; `None` where there is no scanner.
    version: Option<Result<Version, NotScanned>>,
    files: Result<ScansState, StoreError>,
}

impl Watch {
    async fn standing(&self) -> Standing {
        let version = async {
            match self.depot.scanner() {
                Some(scanner) => Some(Scanner::version(scanner).await),
                None => None,
            }
        };
        let (version, files) = tokio::join!(version, self.db.read(scans_state));
        Standing { version, files }
    }

    /// Applications are taken in any case, so nothing here is worse than a warning. Nothing where there is no scanner,
    /// and nothing waits for one.
    pub(super) async fn scanner(&self) -> Option<Check> {
        let now = self.clock.now();
        let Standing { version, files } = self.standing().await;
        let warn = |reason: String| Some(Check::new("scanner", State::Warning, reason));
        let files = match files {
            Ok(files) => files,
            Err(error) => return warn(format!("nobody can say what waits for it: {error}")),
        };
        let late = files.oldest.filter(|oldest| now - *oldest > WAITING);
        let minutes = late.map_or(0, |oldest| (now - oldest).num_minutes());
        match version {
            None if files.waiting == 0 => None,
            None => warn(format!("{} files wait for one, and PFORTE_CLAMD is not set", files.waiting)),
            Some(Err(error)) => warn(format!("{error}; {} files wait for it", files.waiting)),
            Some(Ok(_)) if late.is_some() => warn(format!(
                "{} files wait for it, one of them for {minutes} minutes; see the log",
                files.waiting
            )),
            Some(Ok(version)) if has_old_signatures(&version, now) == Some(true) => {
                warn(format!("{}: its signatures are old; look after freshclam", version.engine))
            }
            Some(Ok(version)) => {
                let reason = format!("{}; {} files wait for it", version.engine, files.waiting);
                Some(Check::new("scanner", State::Ok, reason))
            }
        }
    }

    /// The same in German, a line each, for the mail of the day.
    pub(super) async fn of_scanner(&self, now: DateTime<Utc>) -> Vec<String> {
        let Standing { version, files } = self.standing().await;
        let mut told = Vec::new();
        match version {
            Some(Err(_)) => told.push(
                "Der Virenscanner (clamd) antwortet nicht. Neue Dateien werden angenommen, aber niemandem gezeigt."
                    .to_owned(),
            ),
            Some(Ok(version)) if has_old_signatures(&version, now) == Some(true) => {
                if let Some(made) = version.signatures {
                    let day = day_in_germany(made).format("%d.%m.%Y");
                    told.push(format!("Die Signaturen des Virenscanners sind vom {day}."));
                }
            }
            _ => {}
        }
        if let Ok(ScansState { waiting, oldest: Some(oldest) }) = files
            && now - oldest > WAITING
        {
            told.push(format!(
                "Dateien, die auf den Virenscanner warten: {waiting}, die älteste seit {} Stunden. Warum, sagt das Protokoll.",
                (now - oldest).num_hours()
            ));
        }
        told
    }
}
