//! Which database, and where files lie.

use std::path::PathBuf;

use super::source::Values;
use super::variable::Variable;
use crate::store::{DatabaseUrl, DatabaseUrlError};

/// Which database, and where files lie.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `PFORTE_DATABASE_URL`: the database.
    pub url: DatabaseUrl,
    /// `PFORTE_DATA`: the folder for the SQLite file, for files that people hand in, and for mail kept as files.
    pub data: PathBuf,
    /// Whether the database was left to Pforte: a local trial.
    pub is_default: bool,
}

const DATABASE_URL: Variable = Variable::secret(
    "PFORTE_DATABASE_URL",
    "`sqlite:` and `pforte.sqlite3` in the data folder",
    "The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/NAME` when there is more than one server.",
);
const DATA: Variable = Variable::plain(
    "PFORTE_DATA",
    "`./data`",
    "Folder for the SQLite file, for files that people hand in, for the heads of the chain of events, and for mail kept as files. With several servers all of them see the same folder.",
);

pub(super) const VARIABLES: [Variable; 2] = [DATABASE_URL, DATA];

impl DatabaseConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let data = values.parse(&DATA, PathBuf::from("./data"), |text| Ok(PathBuf::from(text)));
        let is_default = !values.is_given(DATABASE_URL.name);
        let standard = DatabaseUrl::Sqlite(data.join("pforte.sqlite3"));
        Self {
            url: values.parse(&DATABASE_URL, standard, |text| {
                text.parse().map_err(|error: DatabaseUrlError| error.to_string())
            }),
            data,
            is_default,
        }
    }
}
