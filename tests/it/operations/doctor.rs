//! The command that looks at a configuration before the start.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::app::TestApp;
use crate::support::clamd::Clamd;
use crate::support::db::{MASTER_KEY, TestDb};
use crate::support::smtp::MailPort;

/// What the doctor said, and whether nothing is wrong.
struct Findings {
    is_well: bool,
    said: String,
}

impl Findings {
    /// How something stands, with the reason.
    fn of(&self, name: &str) -> (&str, &str) {
        let lines = self.said.lines().filter_map(|line| line.split_once(' '));
        let mut found = lines.filter_map(|(word, rest)| Some((word, rest.trim_start().strip_prefix(name)?)));
        let (word, reason) = found.next().unwrap_or_else(|| panic!("{name} in {}", self.said));
        (word, reason.trim_start())
    }
}

fn doctor(data: &Path, settings: &[(&str, &str)], arguments: &[&str]) -> Findings {
    let output = Command::new(env!("CARGO_BIN_EXE_pforte"))
        .arg("doctor")
        .args(arguments)
        .env("PFORTE_DATA", data)
        .envs(settings.iter().copied())
        .current_dir(data)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    Findings { is_well: output.status.success(), said }
}

fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn a_trial_that_was_never_started_is_well_and_stays_untouched() {
    let data = tempfile::tempdir().unwrap();
    let found = doctor(data.path(), &[("PFORTE_LISTEN", &free())], &[]);
    assert!(found.is_well, "{}", found.said);
    for name in ["settings", "clock", "listen", "data", "master key", "database", "forms", "mail"] {
        assert_eq!(found.of(name).0, "ok", "{name}: {}", found.said);
    }
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0, "the doctor made something");
}

#[test]
fn every_setting_that_cannot_be_read_is_told_and_nothing_secret() {
    let data = tempfile::tempdir().unwrap();
    let wrong = [("PFORTE_LISTEN", "8080"), ("PFORTE_DATABASE_URL", "mysql://u:geheim@h/x")];
    let found = doctor(data.path(), &wrong, &[]);
    assert!(!found.is_well);
    assert_eq!(
        found.said.lines().filter(|line| line.starts_with("wrong    settings")).count(),
        2,
        "{}",
        found.said
    );
    assert!(found.said.contains("127.0.0.1:8080") && !found.said.contains("geheim"), "{}", found.said);
}

#[test]
fn a_file_of_settings_that_everybody_can_read_is_a_warning() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("pforte.toml");
    fs::write(&file, format!("listen = \"{}\"\n", free())).unwrap();
    for (mode, state) in [(0o644, "warning"), (0o640, "ok")] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let found = doctor(data.path(), &[], &[]);
        assert!(found.is_well && found.of("settings").0 == state, "{}", found.said);
    }
}

#[actix_web::test]
async fn a_running_installation_is_well_and_another_master_key_is_not() {
    let app = TestApp::start().await;
    let (address, listen) = (app.test_db.address(), app.address.to_string());
    let common = [
        ("PFORTE_DATABASE_URL", address.as_str()),
        ("PFORTE_LISTEN", &listen),
        ("PFORTE_BASE_URL", "http://127.0.0.1:8080"),
    ];
    let with = |key: &str| {
        doctor(app.data(), &[&common[..], &[("PFORTE_MASTER_KEY", key)]].concat(), &["--no-network"])
    };
    let found = with(MASTER_KEY);
    assert!(found.is_well, "{}", found.said);
    for name in ["data", "files", "audit", "database", "schema", "keys"] {
        assert_eq!(found.of(name).0, "ok", "{name}: {}", found.said);
    }
    for name in ["address", "listen", "backup", "security.txt", "mail"] {
        assert_eq!(found.of(name).0, "warning", "{name}: {}", found.said);
    }
    let backups = tempfile::tempdir().unwrap();
    app.command(&["backup", backups.path().to_str().unwrap()], "").unwrap();
    assert_eq!(with(MASTER_KEY).of("backup").0, "ok");
    let other = with(&"0d".repeat(32));
    assert!(!other.is_well && other.of("keys").0 == "wrong", "{}", other.said);
    assert!(other.of("keys").1.contains("PFORTE_MASTER_KEY_FILE") && !other.said.contains("0d0d"));
    app.stop().await;
}

#[actix_web::test]
async fn a_database_that_is_away_forms_that_are_not_there_and_a_missing_key_are_told_at_once() {
    let data = tempfile::tempdir().unwrap();
    let away = format!("postgres://pforte:geheim@{}/pforte", free());
    let forms = data.path().join("keine");
    let settings = [
        ("PFORTE_LISTEN", &*free()),
        ("PFORTE_DATABASE_URL", &away),
        ("PFORTE_MASTER_KEY", MASTER_KEY),
        ("PFORTE_FORMS", forms.to_str().unwrap()),
    ];
    let found = doctor(data.path(), &settings, &["--no-network"]);
    assert!(!found.is_well && !found.said.contains("geheim"), "{}", found.said);
    assert_eq!((found.of("database").0, found.of("forms").0), ("wrong", "wrong"), "{}", found.said);
    assert!(found.of("database").1.contains("PFORTE_DATABASE_URL"));
    let db = TestDb::new().await;
    let found =
        doctor(data.path(), &[("PFORTE_LISTEN", &free()), ("PFORTE_DATABASE_URL", &db.address())], &[]);
    assert_eq!(found.of("master key").0, "wrong", "{}", found.said);
    assert!(found.of("master key").1.contains("pforte keys new"));
}

#[test]
fn the_mail_server_is_greeted_and_gets_no_mail() {
    let data = tempfile::tempdir().unwrap();
    let server = MailPort::closed();
    let settings = [
        ("PFORTE_LISTEN", &*free()),
        ("PFORTE_SMTP_URL", &server.url()),
        ("PFORTE_MAIL_FROM", "pforte@stadt.example"),
    ];
    let away = doctor(data.path(), &settings, &[]);
    assert!(!away.is_well && away.of("mail").0 == "wrong", "{}", away.said);
    assert!(doctor(data.path(), &settings, &["--no-network"]).is_well);
    let open = server.open([]);
    let there = doctor(data.path(), &settings, &[]);
    assert!(there.is_well && there.of("mail").0 == "ok", "{}", there.said);
    assert!(open.received().is_empty());
}

#[test]
fn the_scanner_is_asked_who_it_is_and_shown_as_much_as_people_may_hand_in() {
    let data = tempfile::tempdir().unwrap();
    let listen = free();
    let found = |settings: &[(&str, &str)]| {
        doctor(data.path(), &[&[("PFORTE_LISTEN", listen.as_str())], settings].concat(), &[])
    };
    let trial = found(&[]);
    assert_eq!(trial.of("scanner"), ("ok", "nobody looks for malware in files: a trial"));
    let database = format!("sqlite:{}", data.path().join("x.sqlite3").display());
    let real = found(&[("PFORTE_DATABASE_URL", database.as_str())]);
    assert!(real.of("scanner").0 == "warning" && real.said.contains("set PFORTE_CLAMD"), "{}", real.said);
    let mut clamd = Clamd::away();
    let address = clamd.address();
    let settings = [("PFORTE_CLAMD", address.as_str())];
    let away = found(&settings);
    assert!(away.is_well && away.of("scanner").0 == "warning", "{}", away.said);
    assert!(away.said.contains("cannot be reached"), "{}", away.said);
    clamd.come();
    // It has a signature of ours and none of the project.
    assert!(found(&settings).of("scanner").1.contains("no signatures of ClamAV"));
    let small = Clamd::start_with_limit("25M");
    let small = found(&[("PFORTE_CLAMD", small.address().as_str())]);
    assert!(
        small.of("scanner").0 == "warning" && small.said.contains("raise StreamMaxLength"),
        "{}",
        small.said
    );
}

#[test]
fn a_certificate_that_nobody_can_look_at_is_a_warning() {
    let data = tempfile::tempdir().unwrap();
    let base = format!("https://{}", free());
    let settings =
        [("PFORTE_LISTEN", &*free()), ("PFORTE_BASE_URL", &base), ("PFORTE_MASTER_KEY", MASTER_KEY)];
    let found = doctor(data.path(), &settings, &[]);
    assert_eq!(found.of("certificate").0, "warning", "{}", found.said);
    assert!(!doctor(data.path(), &settings, &["--no-network"]).said.contains("certificate"));
}

#[test]
fn behind_tls_the_proxy_has_a_name() {
    let data = tempfile::tempdir().unwrap();
    let base = format!("https://{}", free());
    let mut settings = vec![
        ("PFORTE_LISTEN", free()),
        ("PFORTE_BASE_URL", base),
        ("PFORTE_MASTER_KEY", MASTER_KEY.to_owned()),
    ];
    let told = |settings: &[(&'static str, String)]| {
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        doctor(data.path(), &settings, &["--no-network"])
    };
    let unnamed = told(&settings);
    assert!(!unnamed.is_well && unnamed.of("proxies").0 == "wrong", "{}", unnamed.said);
    settings.push(("PFORTE_TRUSTED_PROXIES", "127.0.0.1".to_owned()));
    let named = told(&settings);
    assert!(named.is_well && !named.said.contains("proxies"), "{}", named.said);
}
