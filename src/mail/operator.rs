//! The mail to whoever runs the installation. Nothing of any application.

use askama::Template;

use super::Letter;

/// Tells the operator what to look after.
#[derive(Debug, Template)]
#[template(path = "operator_digest/body.txt", escape = "none")]
pub struct OperatorDigest {
    /// The address of the installation.
    pub address: String,
    /// What there is to tell, a line each.
    pub lines: Vec<String>,
}

impl OperatorDigest {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        Ok(Letter { subject: "Pforte: Bitte nachsehen".to_owned(), text: self.render()? })
    }
}
