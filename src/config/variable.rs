//! The variables there are: one list that the reader, the README and the error messages share.

/// A variable of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name in the environment, for example `PFORTE_LISTEN`.
    pub name: &'static str,
    /// What holds when it is not set, as the README shows it.
    pub default: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// Whether its value may hold a password and is therefore never repeated in a message.
    pub is_secret: bool,
}

/// What every name begins with.
pub(super) const PREFIX: &str = "PFORTE_";

/// Variables that begin like this belong to the test suite and are ignored.
pub(super) const TEST_PREFIX: &str = "PFORTE_TEST_";

impl Variable {
    /// A variable whose value may be shown.
    pub(super) const fn plain(name: &'static str, default: &'static str, meaning: &'static str) -> Self {
        Self { name, default, meaning, is_secret: false }
    }

    /// A variable whose value may hold a password.
    pub(super) const fn secret(name: &'static str, default: &'static str, meaning: &'static str) -> Self {
        Self { name, default, meaning, is_secret: true }
    }

    /// Its key in `pforte.toml`: the name without prefix, in lower case, for example `listen`.
    pub fn key(&self) -> String {
        self.name.trim_start_matches(PREFIX).to_ascii_lowercase()
    }
}

/// All variables, in the order in which the README lists them.
pub fn table() -> Vec<Variable> {
    let parts: [&[Variable]; 12] = [
        &super::http::VARIABLES,
        &super::limits::VARIABLES,
        &super::database::VARIABLES,
        &super::sealing::VARIABLES,
        &super::site::VARIABLES,
        &super::mail::VARIABLES,
        &super::payment::VARIABLES,
        &super::scanner::VARIABLES,
        &super::session::VARIABLES,
        &super::security::VARIABLES,
        &super::operations::VARIABLES,
        &super::log::VARIABLES,
    ];
    parts.concat()
}

/// The table as the README shows it, in Markdown.
pub fn table_in_markdown() -> String {
    let mut text = String::from("| Variable | Default | Meaning |\n|---|---|---|\n");
    for variable in table() {
        text.push_str(&format!("| `{}` | {} | {} |\n", variable.name, variable.default, variable.meaning));
    }
    text
}

/// The name in `names` that `name` was probably meant to be.
pub(super) fn nearest<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    let bare = |name: &str| name.trim_start_matches(PREFIX).to_ascii_lowercase();
    let likeness = |known: &&String| strsim::jaro_winkler(&bare(name), &bare(known));
    names
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|known| likeness(known) > 0.8)
        .map(String::as_str)
}
