//! Which database, and where files lie.

use std::path::PathBuf;

use url::Url;

use super::source::Values;
use super::variable::Variable;
use crate::store::DatabaseUrl;

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
    if text.contains(":memory:") {
        return Err("a database in memory loses every application; give a file".to_owned());
    }
    let url = text.parse().map_err(|_| ());
    match url {
        Ok(DatabaseUrl::Postgres(server)) if Url::parse(&server).is_err() => Err(()),
        url => url,
    }
    .map_err(|()| {
        "give sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (special characters percent-encoded)"
            .to_owned()
    })
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
