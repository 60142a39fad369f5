//! Configuration: environment variables `PFORTE_…`, and a file `pforte.toml` below them.
//!
//! One struct per concern; each field names its variable. Unknown names and malformed values are refused
//! at start, all at once. Nothing else in the product asks the environment.

mod database;
mod http;
mod limits;
mod log;
mod mail;
mod operations;
mod payment;
mod scanner;
mod sealing;
mod security;
mod session;
mod site;
mod source;
mod variable;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use database::DatabaseConfig;
pub use http::HttpConfig;
pub use limits::LimitsConfig;
pub use log::{LogConfig, LogFormat};
pub use mail::{MailConfig, SmtpUrl};
pub use operations::OperationsConfig;
pub use payment::PaymentConfig;
pub use scanner::ScannerConfig;
pub use sealing::SealingConfig;
pub use security::SecurityConfig;
pub use session::SessionConfig;
pub use site::SiteConfig;
pub use source::{ConfigError, ConfigFile};
pub use variable::{Variable, table, table_in_markdown};

use source::Values;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where Pforte listens and how the world reaches it.
    pub http: HttpConfig,
    /// How much anybody may ask for.
    pub limits: LimitsConfig,
    /// Which database, and where files lie.
    pub database: DatabaseConfig,
    /// Whose installation it is and what it offers.
    pub site: SiteConfig,
    /// The master key, which seals the keys of cases.
    pub sealing: SealingConfig,
    /// How mail leaves the house.
    pub mail: MailConfig,
    /// From which account what is granted is paid.
    pub payment: PaymentConfig,
    /// Who looks for malware in files.
    pub scanner: ScannerConfig,
    /// How long staff stay signed in.
    pub session: SessionConfig,
    /// To whom weaknesses are reported.
    pub security: SecurityConfig,
    /// What the operator is told.
    pub operations: OperationsConfig,
    /// What is logged.
    pub log: LogConfig,
    /// The file that was read beside the environment.
    pub file: Option<PathBuf>,
}

/// The file that is read when it lies in the working directory and `PFORTE_CONFIG` names no other.
const STANDARD_FILE: &str = "pforte.toml";

impl Config {
    /// Reads the configuration from variables and a file. No I/O; problems are told all at once.
    pub fn read(
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<ConfigFile<'_>>,
    ) -> Result<Self, ConfigError> {
        let name = file.as_ref().map(|file| PathBuf::from(file.name));
        let mut values = Values::collect(environment, file);
        let http = HttpConfig::read(&mut values);
        let config = Self {
            limits: LimitsConfig::read(&mut values),
            operations: OperationsConfig::read(&mut values, &http),
            http,
            database: DatabaseConfig::read(&mut values),
            site: SiteConfig::read(&mut values),
            sealing: SealingConfig::read(&mut values),
            mail: MailConfig::read(&mut values),
            payment: PaymentConfig::read(&mut values),
            scanner: ScannerConfig::read(&mut values),
            session: SessionConfig::read(&mut values),
            security: SecurityConfig::read(&mut values),
            log: LogConfig::read(&mut values),
            file: name,
        };
        values.finish(config)
    }

    /// Reads the configuration from the variables of the process and from the file that `PFORTE_CONFIG`
    /// names, or from `pforte.toml` if there is one.
    pub fn load(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self, ConfigError> {
        let mut variables = Vec::new();
        for (name, value) in environment {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => variables.push((name, value)),
                Err(_) if !name.starts_with("PFORTE_") => {}
                Err(_) => return Err(refusal(format!("{name}: the value is not UTF-8; save it as UTF-8"))),
            }
        }
        let named = variables.iter().find(|(name, value)| name == log::CONFIG.name && !value.is_empty());
        let name = named.map_or(STANDARD_FILE, |(_, value)| value).to_owned();
        if named.is_none() && !Path::new(&name).exists() {
            return Self::read(variables, None);
        }
        let text = std::fs::read_to_string(&name)
            .map_err(|error| refusal(format!("{name}: cannot be read ({error}); mend PFORTE_CONFIG")))?;
        Self::read(variables, Some(ConfigFile { name: &name, text: &text }))
    }

    /// Whether this is a trial on one machine: the database was left to Pforte, only this machine reaches
    /// it, also by its name, and mail goes no further. Such an installation gets accounts to try it with.
    pub fn is_local_trial(&self) -> bool {
        let is_alone = self.http.listen.ip().is_loopback() && self.http.is_local();
        self.database.is_default && is_alone && self.mail.is_local()
    }
}

fn refusal(problem: String) -> ConfigError {
    ConfigError { problems: vec![problem] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::DatabaseUrl;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())), None)
    }

    fn read_with(variables: &[(&str, &str)], text: &str) -> Result<Config, ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(variables, Some(ConfigFile { name: "pforte.toml", text }))
    }

    fn problems(variables: &[(&str, &str)], text: &str) -> Vec<String> {
        read_with(variables, text).unwrap_err().problems
    }

    #[test]
    fn nothing_set_is_a_local_trial() {
        let config = read(&[("PATH", "/bin"), ("PFORTE_TEST_POSTGRES", "x"), ("PFORTE_FORMS", "")]).unwrap();
        assert!(config.is_local_trial());
        assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.http.base_url, "http://127.0.0.1:8080");
        assert_eq!(config.database.url, DatabaseUrl::Sqlite("./data/pforte.sqlite3".into()));
        assert_eq!(config.site.city, "Stadt Braunschweig");
        assert_eq!(config.site.forms, None);
        assert_eq!(config.session.idle.num_minutes(), 30);
        assert_eq!(config.session.absolute.num_hours(), 12);
        assert_eq!(config.log.format, LogFormat::Human);
        assert!(config.mail.smtp.is_none());
    }

    #[test]
    fn an_own_database_or_an_open_port_is_no_trial() {
        assert!(!read(&[("PFORTE_DATABASE_URL", "sqlite:/srv/pforte.db")]).unwrap().is_local_trial());
        assert!(!read(&[("PFORTE_LISTEN", "0.0.0.0:80")]).unwrap().is_local_trial());
    }

    #[test]
    fn behind_a_proxy_or_with_a_mail_server_it_is_no_trial() {
        assert!(!read(&[("PFORTE_BASE_URL", "https://antrag.example.de")]).unwrap().is_local_trial());
        let mail = |url| read(&[("PFORTE_SMTP_URL", url), ("PFORTE_MAIL_FROM", "a@b.de")]).unwrap();
        assert!(!mail("smtps://mail.example.de").is_local_trial());
        assert!(mail("smtp://127.0.0.1:2525").is_local_trial());
        assert!(read(&[("PFORTE_BASE_URL", "http://localhost:8080")]).unwrap().is_local_trial());
    }

    #[test]
    fn the_world_is_reached_by_tls_only() {
        for address in ["http://antrag.example.de", "http://192.0.2.7:8080", "http://0.0.0.0"] {
            let told = problems(&[("PFORTE_BASE_URL", address)], "");
            assert!(
                told.len() == 1 && told[0].contains("without TLS") && told[0].contains("https://"),
                "{told:?}"
            );
        }
        let listens = problems(&[("PFORTE_LISTEN", "192.0.2.7:8080")], "");
        assert!(listens.len() == 1 && listens[0].starts_with("PFORTE_BASE_URL: "), "{listens:?}");
        let behind = [("PFORTE_LISTEN", "192.0.2.7:8080"), ("PFORTE_BASE_URL", "https://antrag.example.de")];
        assert!(read(&behind).unwrap().http.is_https());
        assert!(!read(&[("PFORTE_BASE_URL", "http://[::1]:8080")]).unwrap().http.is_https());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "city = \"Stadt Wolfenbüttel\"\nworkers = 3\ndev = true\nlisten = \"127.0.0.1:9000\"";
        let config = read_with(&[("PFORTE_LISTEN", "127.0.0.1:7000")], file).unwrap();
        assert_eq!(config.http.listen.port(), 7000);
        assert_eq!(config.http.workers, Some(3));
        assert_eq!(config.site.city, "Stadt Wolfenbüttel");
        assert!(config.site.is_dev);
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest_known_one() {
        assert_eq!(
            problems(&[("PFORTE_LISTN", "x"), ("PFORTE_QQQQ", "x")], "base-url = \"x\"\nconfig = \"x\""),
            [
                "base-url in pforte.toml: there is no such setting; did you mean base_url?",
                "config in pforte.toml: there is no such setting; the README lists all of them",
                "PFORTE_LISTN in the environment: there is no such setting; did you mean PFORTE_LISTEN?",
                "PFORTE_QQQQ in the environment: there is no such setting; the README lists all of them",
            ]
        );
    }

    #[test]
    fn malformed_values_are_refused_all_at_once_and_say_what_would_be_right() {
        let variables = [
            ("PFORTE_LISTEN", "8080"),
            ("PFORTE_WORKERS", "0"),
            ("PFORTE_LOG", "info,==="),
            ("PFORTE_LOG_FORMAT", "xml"),
            ("PFORTE_DEV", "maybe"),
        ];
        assert_eq!(
            problems(&variables, "session_hours = 900\ncity = [1]\n"),
            [
                "city in pforte.toml: give a text, a whole number or true/false",
                "PFORTE_LISTEN: \"8080\" is refused: give address and port, for example 127.0.0.1:8080",
                "PFORTE_WORKERS: \"0\" is refused: give a whole number from 1 to 256",
                "PFORTE_DEV: \"maybe\" is refused: give 1 or 0",
                "session_hours in pforte.toml: \"900\" is refused: give a whole number from 1 to 12",
                "PFORTE_LOG: \"info,===\" is refused: give a level, for example info or info,pforte::outbox=debug",
                "PFORTE_LOG_FORMAT: \"xml\" is refused: give human or json",
            ]
        );
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        let told = problems(&[], "city = \"x\"\nlisten 5");
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("pforte.toml, line 2: no valid TOML: "), "{}", told[0]);
    }

    #[test]
    fn secrets_stand_in_no_message() {
        let told = problems(&[("PFORTE_DATABASE_URL", "mysql://u:geheim@h/x")], "smtp_url = \"geheim\"");
        assert_eq!(told.len(), 2);
        assert!(!told.concat().contains("geheim"));
        let variables = [
            ("PFORTE_DATABASE_URL", "postgres://u:geheim@h/x"),
            ("PFORTE_SMTP_URL", "smtps://u:geheim@h"),
            ("PFORTE_MAIL_FROM", "a@b.de"),
        ];
        assert!(!format!("{:?}", read(&variables).unwrap()).contains("geheim"));
    }

    #[test]
    fn a_mail_server_needs_a_sender() {
        let told = problems(&[("PFORTE_SMTP_URL", "smtp://localhost")], "");
        assert_eq!(told, ["PFORTE_MAIL_FROM: give the sender's address, since PFORTE_SMTP_URL is set"]);
    }

    #[test]
    fn the_readme_lists_every_variable() {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&table_in_markdown()), "put this into README.md:\n{}", table_in_markdown());
    }
}
