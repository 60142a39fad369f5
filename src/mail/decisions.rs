//! What the mails about decisions say: that there is one and until when it can be fetched. Never how it was decided.

use askama::Template;

use super::letters::Letter;
use crate::texts::Language;

/// Tells an applicant that the decision can be fetched: service, number, day, and the page that asks for number and
/// code.
#[derive(Debug, Template)]
#[template(path = "decision_mail/body.txt", escape = "none")]
pub struct DecisionMail {
    /// The language of the applicant.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The last day on which it can be fetched.
    pub fetch_by: String,
    /// Where number and code are typed in.
    pub link: String,
}

/// Tells a department that a decision was not fetched, and goes by post: a link; no personal data.
#[derive(Debug, Template)]
#[template(path = "decision_to_post/body.txt", escape = "none")]
pub struct DecisionToPost {
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The address of the case.
    pub link: String,
}

impl DecisionMail {
    /// What stands before a fact, as wide as the others.
    fn label(&self, text: &str) -> String {
        format!("{text:<16} ")
    }

    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let values = [("number", self.number.as_str()), ("service", self.service.as_str())];
        let subject = self.language.fill("Bescheid zum Antrag {number}: {service}", &values);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl DecisionToPost {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("Bescheid zur Post geben {}: {}", self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}
