//! The file of the master key.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::{Failure, private_folder};
use crate::config::Config;
use crate::sealing::Secret;
use crate::sealing::master::MasterKeys;

/// The name of the file in the data folder.
const FILE: &str = "master.key";

/// The master keys of this installation. A local trial gets one at the first start; everybody else decides where it lies,
/// because whoever has database and key reads everything.
pub fn open(config: &Config) -> Result<MasterKeys, Failure> {
    if let Some(masters) = look(config)? {
        return Ok(masters);
    }
    let data = &config.database.data;
    let path = data.join(FILE);
    private_folder(data)?;
    make(data, &path)
        .map_err(|error| Failure(format!("the master key {} cannot be made: {error}", path.display())))?;
    read(&path)
}

/// The master keys, without making any: `None` where a local trial gets one at its first start.
pub fn look(config: &Config) -> Result<Option<MasterKeys>, Failure> {
    if let Some(masters) = &config.sealing.masters {
        return Ok(Some(masters.clone()));
    }
    if let Some(file) = &config.sealing.file {
        return read(file).map(Some);
    }
    let path = config.database.data.join(FILE);
    if matches!(fs::symlink_metadata(&path), Err(error) if error.kind() == ErrorKind::NotFound) {
        if config.is_local_trial() {
            return Ok(None);
        }
        return Err(Failure(
            "there is no master key: print one with `pforte keys new`, keep it in a file apart from the database and \
             its backups, and name the file in PFORTE_MASTER_KEY_FILE"
                .to_owned(),
        ));
    }
    read(&path).map(Some)
}

fn read(path: &Path) -> Result<MasterKeys, Failure> {
    let failed = |error: String| {
        Failure(format!("the master key {} cannot be used: {error}; mend or restore it", path.display()))
    };
    let facts = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if facts.permissions().mode() & 0o007 != 0 {
        return Err(failed("everybody on this machine can read it (chmod o= takes that away)".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    MasterKeys::parse(&text).map_err(|error| failed(error.to_string()))
}

/// A fresh master key, as its file holds it.
pub fn fresh() -> Result<String, Failure> {
    Ok(hex::encode(Secret::random()?.bytes()))
}

/// Writes a fresh key aside and gives it its name when it is complete, unless another process was faster.
fn make(data: &Path, path: &Path) -> Result<(), std::io::Error> {
    let key = fresh().map_err(|Failure(reason)| std::io::Error::other(reason))?;
    let aside = data.join(format!(".{FILE}.{}", uuid::Uuid::new_v4()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    let made = writeln!(file, "{key}").and_then(|()| file.sync_all()).and_then(|()| {
        match fs::hard_link(&aside, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    });
    fs::remove_file(&aside)?;
    made?;
    File::open(data)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Config {
        Config::read(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())), None)
            .unwrap()
    }

    fn trial(data: &Path) -> Config {
        config(&[("PFORTE_DATA", data.to_str().unwrap())])
    }

    fn refusal(config: &Config) -> String {
        let told = open(config).unwrap_err().0;
        assert!(!told.contains('\n'), "{told}");
        told
    }

    #[test]
    fn a_trial_makes_its_key_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let key = open(&trial(folder.path())).unwrap();
        assert_eq!(open(&trial(folder.path())).unwrap().name(), key.name());
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(open(&trial(other.path())).unwrap().name(), key.name(), "each installation has its own");
    }

    #[test]
    fn processes_that_start_at_once_get_the_same_key() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let names: Vec<String> = std::thread::scope(|scope| {
                let start = || scope.spawn(|| open(&trial(folder.path())).unwrap().name().to_owned());
                let starting: Vec<_> = (0..8).map(|_| start()).collect();
                starting.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(names.iter().all(|name| *name == names[0]));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn whoever_serves_others_says_where_the_key_lies() {
        let folder = tempfile::tempdir().unwrap();
        let data = ("PFORTE_DATA", folder.path().to_str().unwrap());
        let told = refusal(&config(&[data, ("PFORTE_BASE_URL", "https://antrag.example.de")]));
        assert!(told.contains("pforte keys new") && told.contains("PFORTE_MASTER_KEY_FILE"), "{told}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let key = "ab".repeat(32);
        assert!(open(&config(&[data, ("PFORTE_MASTER_KEY", &key)])).is_ok());
        let file = folder.path().join("elsewhere");
        fs::write(&file, key).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        let named = config(&[data, ("PFORTE_MASTER_KEY_FILE", file.to_str().unwrap())]);
        assert!(open(&named).is_ok());
        fs::set_permissions(&file, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(refusal(&named).contains("everybody on this machine can read it"));
        fs::remove_file(&file).unwrap();
        assert!(refusal(&named).contains("elsewhere"));
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for garbage in [&b""[..], b"\xff\xfe", b"ab", &[b'0'; 63], &[b'0'; 4096], &[b'x'; 64]] {
            fs::write(&path, garbage).unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
            assert!(refusal(&trial(folder.path())).contains(FILE));
            assert_eq!(fs::read(&path).unwrap(), garbage);
        }
    }
}
