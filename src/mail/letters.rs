//! What the mails say. No mail holds an answer or more of a person than their address.

use askama::Template;

use crate::texts::Language;

/// A rendered mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
}

/// Tells the applicant that the application arrived: number, time, department; no content.
#[derive(Debug, Template)]
#[template(path = "acknowledgement/body.txt", escape = "none")]
pub struct Acknowledgement {
    /// The language of the applicant.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// When it arrived: `23.11.2026, 10:41 Uhr`.
    pub received_at: String,
    /// The department's name.
    pub department: String,
    /// Its public address for questions, if any.
    pub contact: Option<String>,
}

/// Tells a department that a case arrived: a link; no personal data.
#[derive(Debug, Template)]
#[template(path = "department_notice/body.txt", escape = "none")]
pub struct DepartmentNotice {
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// When it arrived.
    pub received_at: String,
    /// The address of the case.
    pub link: String,
}

/// Tells somebody that they are asked to say something on an application of a colleague: a link; no personal
/// data, no answer.
#[derive(Debug, Template)]
#[template(path = "second_step_request/body.txt", escape = "none")]
pub struct SecondStepRequest {
    /// The service's name.
    pub service: String,
    /// What is asked for, as the form calls it.
    pub step: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The address at which it is answered.
    pub link: String,
}

/// Tells a department that the second step of a case was answered: a link; no personal data, no answer.
#[derive(Debug, Template)]
#[template(path = "second_step_notice/body.txt", escape = "none")]
pub struct SecondStepNotice {
    /// The service's name.
    pub service: String,
    /// What was asked for, as the form calls it.
    pub step: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The address of the case.
    pub link: String,
}

/// Opens a draft on another device, or tells that its time is nearly over: a link; no answer.
#[derive(Debug, Template)]
#[template(path = "draft_mail/body.txt", escape = "none")]
pub struct DraftMail {
    /// The language of the person.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The last day of the draft.
    pub kept_until: String,
    /// Where it goes on: holds the code, and is nobody's but the person's.
    pub link: String,
    /// Whether nobody asked for it: the end is near.
    pub is_reminder: bool,
}

impl DraftMail {
    /// Why there is a mail.
    fn first(&self) -> String {
        let language = &self.language;
        match self.is_reminder {
            true => language.fill(
                "Ihre Angaben sind noch nicht abgesendet. Wir löschen sie am {day}.",
                &[("day", &self.kept_until)],
            ),
            false => language
                .say("Ihre Angaben sind gespeichert, aber noch nicht abgesendet. Mit diesem Link machen Sie weiter, auch auf einem anderen Gerät.")
                .to_owned(),
        }
    }

    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let values = [("day", self.kept_until.as_str()), ("service", self.service.as_str())];
        let subject = match self.is_reminder {
            true => self.language.fill("Wir löschen Ihre Angaben am {day}: {service}", &values),
            false => self.language.fill("Später weitermachen: {service}", &values),
        };
        Ok(Letter { subject, text: self.render()? })
    }
}

/// Tells the applicant that there is something new: where to look; no content, no state, no code.
#[derive(Debug, Template)]
#[template(path = "case_news/body.txt", escape = "none")]
pub struct CaseNews {
    /// The language of the applicant.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// Where it is asked for with number and code, or with the account of a member of staff.
    pub link: String,
    /// It is looked at with an account.
    pub with_account: bool,
}

/// Tells the applicant that the withdrawal arrived; no content.
#[derive(Debug, Template)]
#[template(path = "withdrawal_acknowledgement/body.txt", escape = "none")]
pub struct WithdrawalAcknowledgement {
    /// The language of the applicant.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
}

/// Tells a department that the applicant withdrew: a link; no personal data, no reason.
#[derive(Debug, Template)]
#[template(path = "withdrawal_notice/body.txt", escape = "none")]
pub struct WithdrawalNotice {
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The address of the case.
    pub link: String,
}

/// What stands before a fact, as wide as the others.
fn label(text: &str) -> String {
    format!("{text:<16} ")
}

impl CaseNews {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let values = [("number", self.number.as_str()), ("service", self.service.as_str())];
        let subject = self.language.fill("Es gibt etwas Neues {number}: {service}", &values);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl WithdrawalAcknowledgement {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let values = [("number", self.number.as_str()), ("service", self.service.as_str())];
        let subject = self.language.fill("Ihre Rücknahme ist eingegangen {number}: {service}", &values);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl WithdrawalNotice {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("Rücknahme {}: {}", self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl SecondStepRequest {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("{} erbeten {}: {}", self.step, self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl SecondStepNotice {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("{} liegt vor {}: {}", self.step, self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl Acknowledgement {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let values = [("number", self.number.as_str()), ("service", self.service.as_str())];
        let subject = self.language.fill("Eingangsbestätigung {number}: {service}", &values);
        Ok(Letter { subject, text: self.render()? })
    }
}

impl DepartmentNotice {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("Neuer Vorgang {}: {}", self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}
