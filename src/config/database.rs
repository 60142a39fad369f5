//! Which database, and where files lie.

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

use super::source::Values;
use super::variable::Variable;

/// Which database, and where files lie.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `PFORTE_DATABASE_URL`: the database.
    pub url: DatabaseUrl,
    /// `PFORTE_DATA`: the folder for the SQLite file and for mail that is kept as files.
    pub data: PathBuf,
    /// Whether the database was left to Pforte: a local trial.
    pub is_default: bool,
}

/// The address of a database; the scheme chooses the kind. [`fmt::Debug`] hides the password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made when it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL server, with user and password as libpq reads them.
    Postgres(String),
}

const DATABASE_URL: Variable = Variable::secret(
    "PFORTE_DATABASE_URL",
    "`sqlite:` and `pforte.sqlite3` in the data folder",
    "The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/NAME` when there is more than one server.",
);
const DATA: Variable =
    Variable::plain("PFORTE_DATA", "`./data`", "Folder for the SQLite file and for mail kept as files.");

pub(super) const VARIABLES: [Variable; 2] = [DATABASE_URL, DATA];

impl DatabaseConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let data = values.parse(&DATA, PathBuf::from("./data"), |text| Ok(PathBuf::from(text)));
        let is_default = !values.is_given(DATABASE_URL.name);
        let standard = DatabaseUrl::Sqlite(data.join("pforte.sqlite3"));
        Self { url: values.parse(&DATABASE_URL, standard, database_url), data, is_default }
    }
}

fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    if let Some(rest) = text.strip_prefix("sqlite:") {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        return match path {
            "" => Err("give a file, for example sqlite:/var/lib/pforte/pforte.sqlite3".to_owned()),
            _ if path.contains(":memory:") => {
                Err("a database in memory loses every application; give a file".to_owned())
            }
            _ => Ok(DatabaseUrl::Sqlite(Path::new(path).to_owned())),
        };
    }
    let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    if is_postgres && Url::parse(text).is_ok() {
        return Ok(DatabaseUrl::Postgres(text.to_owned()));
    }
    Err("give sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (special characters percent-encoded)"
        .to_owned())
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_database() {
        assert_eq!(database_url("sqlite:a/b.db"), Ok(DatabaseUrl::Sqlite("a/b.db".into())));
        assert_eq!(database_url("sqlite:///var/b.db"), Ok(DatabaseUrl::Sqlite("/var/b.db".into())));
        let server = "postgres://pforte:geheim@db/pforte";
        assert_eq!(database_url(server), Ok(DatabaseUrl::Postgres(server.to_owned())));
        for bad in ["", "mysql://db/x", "pforte.sqlite3", "sqlite:", "sqlite::memory:", "host=db dbname=x"] {
            assert!(database_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_is_never_shown() {
        let url = DatabaseUrl::Postgres("postgres://pforte:geheim@db/pforte".to_owned());
        assert!(!format!("{url:?}").contains("geheim"));
    }
}
