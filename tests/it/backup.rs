//! What was acknowledged comes back from a backup, and what was erased does not. By the commands, as an operator runs
//! them beside the product.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pforte::domain::Role;
use pforte::store::DatabaseUrl;
use tempfile::TempDir;

use crate::sealing::{MARKER, apply, paper, says};
use crate::support::app::{TestApp, command, fixtures};
use crate::support::asking::{number_and_code, opened};
use crate::support::client::Page;
use crate::support::db::{TestDb, written};

/// The folder of backups.
struct Backups(TempDir);

impl Backups {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// As it is named on the command line.
    fn name(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn keys(&self) -> PathBuf {
        self.0.path().join("keys.json")
    }

    /// The complete ones, oldest first.
    fn all(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut all: Vec<PathBuf> = entries.filter(|path| path.join("manifest.json").is_file()).collect();
        all.sort();
        all
    }

    /// Makes one, and answers where it is.
    async fn make(&self, app: &TestApp) -> PathBuf {
        let told = self.try_make(app, &[]).await.unwrap();
        assert!(told.contains(self.name()), "{told}");
        self.all().pop().unwrap()
    }

    /// Tries so beside the running product.
    async fn try_make(&self, app: &TestApp, more: &[&str]) -> Result<String, String> {
        let arguments: Vec<String> =
            ["backup", self.name()].iter().chain(more).map(|word| (*word).to_owned()).collect();
        let (database, data) = (app.test_db.address(), app.data().to_owned());
        let run = move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            command(&arguments, &database, &data, "")
        };
        actix_web::rt::task::spawn_blocking(run).await.unwrap()
    }

    /// Everything that stands in them, as bytes; archives are unpacked.
    fn content(&self) -> Vec<u8> {
        content(self.0.path())
    }
}

fn content(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(content(&path));
        } else if path.extension().is_some_and(|ending| ending == "dump") {
            let unpacked =
                std::process::Command::new("pg_restore").arg("--file=-").arg(&path).output().unwrap();
            assert!(unpacked.status.success());
            all.extend(unpacked.stdout);
        } else {
            all.extend(fs::read(&path).unwrap());
        }
    }
    all
}

/// Puts a backup back onto an empty host.
fn restore(backup: &Path, more: &[&str], database: &DatabaseUrl, data: &Path) -> Result<String, String> {
    let arguments = [&["restore", backup.to_str().unwrap()], more].concat();
    command(&arguments, &written(database), data, "")
}

/// The product on what was put back, and what the command told.
async fn restored(backup: &Path) -> (TestApp, String) {
    let (data, mut told) = (tempfile::tempdir().unwrap(), String::new());
    let test_db = TestDb::made_by(|url| told = restore(backup, &[], url, data.path()).unwrap()).await;
    (TestApp::start_in(data, test_db, fixtures()).await, told)
}

/// The pages of all cases of the department, as a caseworker opens them.
async fn cases(app: &TestApp) -> Vec<Page> {
    let clerk = app.signed_in("wieder", Role::Caseworker, &["fb10"]).await;
    let inbox = clerk.open("/postkorb").await;
    let mut pages = Vec::new();
    for address in inbox.hrefs("table a[href^='/postkorb/']") {
        pages.push(clerk.open(&address).await);
        let files = pages.last().unwrap().hrefs("a[download]");
        assert_eq!(clerk.fetch(&files[0]).await.2, paper());
    }
    pages
}

#[actix_web::test]
async fn what_was_acknowledged_before_a_backup_under_load_is_there_after_it_was_put_back() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (first, _) = number_and_code(&apply(&app).await);
    let (backups, is_over) = (Backups::new(), Arc::new(AtomicBool::new(false)));
    let filing = async {
        let mut during = 0;
        while !is_over.load(Ordering::Relaxed) {
            apply(&app).await;
            during += 1;
        }
        during
    };
    let making = async {
        let backup = backups.make(&app).await;
        is_over.store(true, Ordering::Relaxed);
        backup
    };
    let (during, backup) = futures_util::future::join(filing, making).await;
    assert!(during > 0, "nobody filed anything meanwhile");
    let (after, _) = number_and_code(&apply(&app).await);
    app.stop().await;
    assert!(!says(&backups.content()), "a backup says it");

    let (app, told) = restored(&backup).await;
    assert!(told.contains("is whole") && told.contains("erased here, too: 0"), "{told}");
    let cases = cases(&app).await;
    assert!(!cases.is_empty() && cases.len() <= during + 1);
    let has = |number: &str| cases.iter().any(|case| case.says(number) && case.says(MARKER));
    assert!(has(&first), "what was acknowledged is lost");
    assert!(!has(&after));
    // The product goes on from there: numbers, chain and drafts.
    let (next, _) = number_and_code(&apply(&app).await);
    assert!(!has(&next));
    app.command(&["audit", "verify"], "").unwrap();
    app.stop().await;
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    let spelled = [needle.to_vec(), hex::encode(needle).into_bytes()];
    spelled.iter().any(|needle| haystack.windows(needle.len()).any(|part| part == needle.as_slice()))
}

#[actix_web::test]
async fn whoever_was_erased_stays_erased_in_every_backup() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    let (stays, _) = number_and_code(&apply(&app).await);
    let (number, code) = number_and_code(&apply(&app).await);
    // Taken back, so that it is at its end.
    let (client, _) = opened(&app, &number, &code).await;
    let asked = client.open("/status/zuruecknehmen").await;
    client.submit(&asked, "/zuruecknehmen", &[]).await.must_say("zurückgenommen");
    let backups = Backups::new();
    let before = backups.make(&app).await;
    let plain = number.replace('-', "");
    let of_theirs = format!("(SELECT key_id FROM cases WHERE receipt_number = '{plain}')");
    let key = app.test_db.bytes(&format!("SELECT wrapped AS bytes FROM keys WHERE id = {of_theirs}")).await;
    assert!(holds(&fs::read(backups.keys()).unwrap(), &key) && !holds(&content(&before), &key));
    let told = app.command(&["erase", &number, "--reason", "no-longer-needed"], "").unwrap();
    assert!(told.contains("is erased"), "{told}");
    backups.make(&app).await;
    assert!(!holds(&backups.content(), &key), "the key of an erased case lies in a backup");
    app.stop().await;

    let (app, told) = restored(&before).await;
    assert!(told.contains("is whole") && told.contains("erased here, too: 1"), "{told}");
    let cases = cases(&app).await;
    assert!(cases.len() == 1 && cases[0].says(&stays));
    app.command(&["audit", "verify"], "").unwrap();
    app.stop().await;
}

/// A backup is refused with this reason, whatever is written on the command line after it.
fn refused(backup: &Path, more: &[&str], reason: &str) {
    let data = tempfile::tempdir().unwrap();
    let database = DatabaseUrl::Sqlite(data.path().join("pforte.sqlite3"));
    let told = restore(backup, more, &database, data.path()).unwrap_err();
    assert!(told.contains(reason) && told.lines().count() == 1, "{told}");
    assert!(!data.path().join("pforte.sqlite3").exists(), "half a database is there: {told}");
}

/// Does something to a file, has it refused, and takes it back.
fn refused_with(file: &Path, change: impl FnOnce(&mut Vec<u8>), backup: &Path, reason: &str) {
    let whole = fs::read(file).unwrap();
    let mut changed = whole.clone();
    change(&mut changed);
    fs::write(file, changed).unwrap();
    refused(backup, &[], reason);
    fs::write(file, whole).unwrap();
}

#[actix_web::test]
async fn a_backup_that_is_not_whole_or_not_ours_is_refused() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    if let DatabaseUrl::Postgres(_) = app.test_db.url() {
        // What is refused before the database is looked at is the same there.
        app.stop().await;
        return;
    }
    apply(&app).await;
    let backups = Backups::new();
    let backup = backups.make(&app).await;
    let old_keys = fs::read(backups.keys()).unwrap();
    let newer = backups.make(&app).await;
    app.stop().await;

    let flip = |bytes: &mut Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    };
    refused_with(&backup.join("database.sqlite3"), flip, &backup, "damaged");
    let kept = fs::read_dir(backups.0.path().join("files")).unwrap().next().unwrap().unwrap().path();
    refused_with(&kept, flip, &backup, "damaged");
    refused_with(&kept, Vec::clear, &backup, "damaged");
    refused_with(&backup.join("manifest.json"), Vec::clear, &backup, "manifest.json cannot be read");
    refused_with(&backups.keys(), Vec::clear, &backup, "keys.json cannot be read");
    let old = backups.0.path().join("old.json");
    fs::write(&old, old_keys).unwrap();
    refused(&newer, &["--keys", old.to_str().unwrap()], "--keys");
    refused(Path::new("/nowhere"), &[], "manifest.json cannot be read");
    // It is whole all the same.
    let (app, _) = restored(&newer).await;
    assert_eq!(cases(&app).await.len(), 1);
    let told = command(&["backup", backups.name()], "sqlite:/nowhere/else", app.data(), "").unwrap_err();
    assert!(told.contains("there is no database"), "{told}");
    // Nothing is put over something.
    let told = restore(&newer, &[], app.test_db.url(), app.data()).unwrap_err();
    assert!(told.contains("the database is not empty"), "{told}");
    app.stop().await;
}

#[actix_web::test]
async fn older_backups_go_with_their_files_and_nothing_else_does() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    apply(&app).await;
    let backups = Backups::new();
    let first = backups.make(&app).await;
    let stray = backups.0.path().join("files").join(uuid::Uuid::new_v4().to_string());
    fs::write(&stray, "of a backup that was broken off").unwrap();
    fs::create_dir(backups.0.path().join("2026-11-27.part")).unwrap();
    let told = backups.try_make(&app, &["--keep", "1"]).await.unwrap();
    assert!(told.contains("1 files (0 new)") && told.contains("older backups deleted: 1"), "{told}");
    let all = backups.all();
    assert!(all.len() == 1 && all[0] != first);
    assert!(!stray.exists() && !backups.0.path().join("2026-11-27.part").exists());
    app.stop().await;
    let (app, _) = restored(&all[0]).await;
    assert_eq!(cases(&app).await.len(), 1);

    // Another database does not take the place of what lies there: its keys would be gone.
    let (keys, other) =
        (fs::read(backups.keys()).unwrap(), TestApp::start_on(TestDb::new().await, fixtures(), false).await);
    apply(&other).await;
    let told = backups.try_make(&other, &[]).await.unwrap_err();
    assert!(told.contains("another database"), "{told}");
    assert_eq!(fs::read(backups.keys()).unwrap(), keys);
    other.stop().await;
    app.stop().await;
}

#[actix_web::test]
async fn a_file_that_is_missing_or_damaged_is_told_before_the_last_backup_is_gone() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    apply(&app).await;
    let lost = fs::read_dir(&app.files_folder).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&lost).unwrap();
    let backups = Backups::new();
    fs::write(&lost, &whole[..whole.len() - 1]).unwrap();
    let told = backups.try_make(&app, &[]).await.unwrap_err();
    assert!(told.contains("is not what was handed in"), "{told}");
    fs::remove_file(&lost).unwrap();
    let told = backups.try_make(&app, &[]).await.unwrap_err();
    assert!(told.contains("1 files are missing"), "{told}");
    assert!(backups.all().is_empty() && !backups.keys().exists());
    fs::write(&lost, &whole).unwrap();
    backups.make(&app).await;
    app.stop().await;
}

#[actix_web::test]
async fn without_its_keys_a_database_is_not_served() {
    let app = TestApp::start_on(TestDb::new().await, fixtures(), false).await;
    apply(&app).await;
    app.test_db.execute("DELETE FROM keys").await;
    let told = app.command(&["migrate"], "").unwrap_err();
    assert!(told.contains("pforte restore"), "{told}");
    app.stop().await;
}
