//! Folders and the disks below them.

use std::io;
use std::path::Path;

use rustix::fs::{Access, access, statvfs};

/// How many bytes a process without privileges can still write below a folder.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let disk = statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Fails when this process may not make files in a folder, also because its disk can only be read. Nothing is written.
pub fn may_write(folder: &Path) -> io::Result<()> {
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// A number of bytes as people read it.
pub(super) fn in_words(bytes: u64) -> String {
    let megabytes = bytes / 1_000_000;
    if megabytes < 10_000 { format!("{megabytes} MB") } else { format!("{} GB", megabytes / 1000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_there_has_room_and_one_that_is_not_has_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(folder.path()).unwrap() > 0);
        may_write(folder.path()).unwrap();
        let missing = folder.path().join("missing");
        assert_eq!(free_bytes(&missing).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(may_write(&missing).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn bytes_are_told_so_that_people_can_compare_them() {
        assert_eq!(in_words(99_999_999), "99 MB");
        assert_eq!(in_words(12_345_678_901), "12 GB");
    }
}
