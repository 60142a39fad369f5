//! The master key, which seals the keys of cases.

use std::path::PathBuf;

use super::source::Values;
use super::variable::Variable;
use crate::sealing::master::MasterKeys;

/// The master key, which seals the keys of cases.
#[derive(Debug, Clone)]
pub struct SealingConfig {
    /// `PFORTE_MASTER_KEY`: the keys themselves.
    pub masters: Option<MasterKeys>,
    /// `PFORTE_MASTER_KEY_FILE`: the file that holds them. Without both it is `master.key` in the data folder.
    pub file: Option<PathBuf>,
}

const MASTER_KEY_FILE: Variable = Variable::plain(
    "PFORTE_MASTER_KEY_FILE",
    "`master.key` in the data folder; a local trial makes it",
    "The file of the master key, without which nothing that people wrote can be read. `pforte keys new` prints one. A second line may hold an older one, until `pforte keys rotate` was run.",
);
const MASTER_KEY: Variable = Variable::secret(
    "PFORTE_MASTER_KEY",
    "none",
    "The master key itself, in place of a file; older ones behind it, with spaces between.",
);

pub(super) const VARIABLES: [Variable; 2] = [MASTER_KEY_FILE, MASTER_KEY];

impl SealingConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let file = values.parse(&MASTER_KEY_FILE, None, |text| Ok(Some(PathBuf::from(text))));
        let masters = values.parse(&MASTER_KEY, None, |text| {
            MasterKeys::parse(text)
                .map(Some)
                .map_err(|error| format!("{error}; `pforte keys new` prints one"))
        });
        if file.is_some() && masters.is_some() {
            values.refuse("PFORTE_MASTER_KEY: give the key or PFORTE_MASTER_KEY_FILE, not both");
        }
        Self { masters, file }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn problems(variables: &[(&str, &str)]) -> Vec<String> {
        let given = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(given, None).map(|_| Vec::new()).unwrap_or_else(|error| error.problems)
    }

    #[test]
    fn a_key_is_given_in_one_way_and_never_told() {
        let key = "ab".repeat(32);
        assert_eq!(problems(&[("PFORTE_MASTER_KEY", &key)]), [""; 0]);
        assert_eq!(problems(&[("PFORTE_MASTER_KEY_FILE", "/etc/pforte/master.key")]), [""; 0]);
        let both = problems(&[("PFORTE_MASTER_KEY", &key), ("PFORTE_MASTER_KEY_FILE", "x")]);
        assert_eq!(both, ["PFORTE_MASTER_KEY: give the key or PFORTE_MASTER_KEY_FILE, not both"]);
        let malformed = problems(&[("PFORTE_MASTER_KEY", "geheim")]);
        assert_eq!(malformed.len(), 1);
        assert!(
            malformed[0].contains("64 hexadecimal digits") && !malformed[0].contains("geheim"),
            "{malformed:?}"
        );
    }
}
