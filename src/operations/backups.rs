//! When the last backup was made: `pforte backup` notes it beside the heads of the chain of events.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

/// The name of the file in `audit` of the data folder: a line a backup.
const FILE: &str = "backup.log";

/// Notes a backup: its instant and what it holds, without names.
pub fn note_backup(audit: &Path, made_at: DateTime<Utc>, holds: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(audit.join(FILE))?;
    let at = made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    file.write_all(format!("{at} {holds}\n").as_bytes())
}

/// When the last backup was made, where that is known.
pub fn last_backup(audit: &Path) -> Option<DateTime<Utc>> {
    let told = fs::read_to_string(audit.join(FILE)).ok()?;
    told.lines().rev().find_map(|line| line.split(' ').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};

    use super::*;

    #[test]
    fn the_last_backup_counts_and_none_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last_backup(folder.path()), None);
        let first = Utc.with_ymd_and_hms(2025, 10, 1, 1, 0, 0).unwrap();
        note_backup(folder.path(), first, "applications=1").unwrap();
        note_backup(folder.path(), first + Duration::days(1), "applications=2").unwrap();
        assert_eq!(last_backup(folder.path()), Some(first + Duration::days(1)));
    }
}
