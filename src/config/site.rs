//! Whose installation it is and what it offers.

use std::path::PathBuf;

use super::source::{Values, yes_or_no};
use super::variable::Variable;

/// Whose installation it is and what it offers.
#[derive(Debug, Clone)]
pub struct SiteConfig {
    /// `PFORTE_CITY`: the municipality, as pages and mail name it.
    pub city: String,
    /// `PFORTE_FORMS`: the folder with the forms; `None` for the ones built into the binary.
    pub forms: Option<PathBuf>,
    /// `PFORTE_DEV`: whether the gallery of components and the previews of forms are served.
    pub is_dev: bool,
}

const CITY: Variable =
    Variable::plain("PFORTE_CITY", "`Stadt Braunschweig`", "The municipality, as pages and mail name it.");
const FORMS: Variable = Variable::plain(
    "PFORTE_FORMS",
    "the built-in forms",
    "Folder with the forms, read at start, in a local trial whenever they change; `pforte check DIR` tests it.",
);
const DEV: Variable = Variable::plain(
    "PFORTE_DEV",
    "`0`",
    "`1` serves the gallery of components and the previews of forms, these on the machine itself only; for development only.",
);

pub(super) const VARIABLES: [Variable; 3] = [CITY, FORMS, DEV];

impl SiteConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            city: values.parse(&CITY, "Stadt Braunschweig".to_owned(), one_line),
            forms: values.parse(&FORMS, None, |text| Ok(Some(PathBuf::from(text)))),
            is_dev: values.parse(&DEV, false, yes_or_no),
        }
    }
}

fn one_line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("give the name on one line".to_owned());
    }
    Ok(text.to_owned())
}
