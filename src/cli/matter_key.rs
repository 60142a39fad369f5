//! The file of the key under which matters have names.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::Failure;
use crate::domain::MatterKey;

/// The name of the file in the data folder.
const FILE: &str = "matters.key";

/// The key of this installation, made at the first start. Processes that start at once on one folder get the same.
/// Fails where the file cannot be read or holds no key: another one would not find what was filed before.
pub fn open(data: &Path) -> Result<MatterKey, Failure> {
    let path = data.join(FILE);
    if matches!(fs::symlink_metadata(&path), Err(error) if error.kind() == ErrorKind::NotFound) {
        make(data, &path)
            .map_err(|error| Failure(format!("the key {} cannot be made: {error}", path.display())))?;
    }
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure(format!("the key {} cannot be read: {error}; mend or restore it", path.display()))
    })?;
    MatterKey::parse(&text).ok_or_else(|| {
        Failure(format!(
            "{} holds no key of 64 hexadecimal digits; restore it from the backup, or delete it: \
             then earlier applications are no longer found, and the codes on receipts open nothing",
            path.display()
        ))
    })
}

/// Writes a fresh key aside and gives it its name when it is complete, unless another process was faster.
fn make(data: &Path, path: &Path) -> Result<(), std::io::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let aside = data.join(format!(".{FILE}.{}", uuid::Uuid::new_v4()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    let made = writeln!(file, "{}", MatterKey::from_bytes(bytes).reveal())
        .and_then(|()| file.sync_all())
        .and_then(|()| match fs::hard_link(&aside, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        });
    fs::remove_file(&aside)?;
    made?;
    File::open(data)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn refusal(folder: &Path) -> String {
        open(folder).unwrap_err().0
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let key = open(folder.path()).unwrap();
        assert!(open(folder.path()).unwrap() == key);
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let other = tempfile::tempdir().unwrap();
        assert!(open(other.path()).unwrap() != key, "each installation has its own");
    }

    #[test]
    fn processes_that_start_at_once_get_the_same_key() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let keys: Vec<MatterKey> = std::thread::scope(|scope| {
                let start = || scope.spawn(|| open(folder.path()).unwrap());
                let starting: Vec<_> = (0..8).map(|_| start()).collect();
                starting.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(keys.iter().all(|key| *key == keys[0]));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for garbage in [&b""[..], b"\xff\xfe", b"ab", &[b'0'; 63], &[b'0'; 4096], &[b'x'; 64]] {
            fs::write(&path, garbage).unwrap();
            let told = refusal(folder.path());
            assert!(told.contains("matters.key") && !told.contains('\n'), "{told}");
            assert_eq!(fs::read(&path).unwrap(), garbage);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(refusal(folder.path()).contains("cannot be read"));
        assert!(refusal(&folder.path().join("nowhere")).contains("cannot be made"));
    }
}
