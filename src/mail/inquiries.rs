//! What the mails about inquiries say: that there is a question, until when, and where it is answered. Never what is
//! asked, nor what was answered.

use askama::Template;

use super::letters::Letter;
use crate::texts::Language;

/// Why an applicant gets a mail about an inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InquiryNews {
    /// It was asked.
    Asked,
    /// The day comes near.
    Near,
    /// The day has passed.
    Over,
    /// The answer arrived.
    Received,
}

/// Tells an applicant of an inquiry: service, number, day, and the page that asks for number and code.
#[derive(Debug, Template)]
#[template(path = "inquiry_mail/body.txt", escape = "none")]
pub struct InquiryMail {
    /// Why.
    pub news: InquiryNews,
    /// The language of the applicant.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The day until which an answer is expected; nothing once it is there.
    pub due_on: Option<String>,
    /// Where number and code are typed in.
    pub link: String,
}

/// Tells a department that an inquiry was answered: a link; no personal data, no answer.
#[derive(Debug, Template)]
#[template(path = "inquiry_answered/body.txt", escape = "none")]
pub struct InquiryAnswered {
    /// The service's name.
    pub service: String,
    /// The receipt number as people read it.
    pub number: String,
    /// The address of the case.
    pub link: String,
}

impl InquiryMail {
    /// Why there is a mail.
    fn first(&self) -> &str {
        let language = &self.language;
        match self.news {
            InquiryNews::Asked => language.say("wir haben eine Frage zu Ihrem Antrag, oder es fehlt eine Unterlage. Bis Ihre Antwort da ist, geht es nicht weiter."),
            InquiryNews::Near => language.say("wir erinnern Sie an unsere Frage zu Ihrem Antrag. Ihre Antwort ist noch nicht da."),
            InquiryNews::Over => language.say("der Tag für Ihre Antwort auf unsere Frage ist vorbei. Sie können noch antworten, solange nichts entschieden ist. Antworten Sie bitte bald."),
            InquiryNews::Received => language.say("Ihre Antwort auf unsere Frage ist angekommen. Wir machen jetzt weiter."),
        }
    }

    /// What stands before a fact, as wide as the others.
    fn label(&self, text: &str) -> String {
        format!("{text:<16} ")
    }

    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let day = self.due_on.as_deref().unwrap_or_default();
        let values = [("number", self.number.as_str()), ("service", self.service.as_str()), ("day", day)];
        let subject = match self.news {
            InquiryNews::Asked => self.language.fill("Frage zu Ihrem Antrag {number}: {service}", &values),
            InquiryNews::Near => {
                self.language.fill("Erinnerung: Antwort bis {day} zum Antrag {number}: {service}", &values)
            }
            InquiryNews::Over => {
                self.language.fill("Ihre Antwort fehlt noch zum Antrag {number}: {service}", &values)
            }
            InquiryNews::Received => {
                self.language.fill("Antwort angekommen zum Antrag {number}: {service}", &values)
            }
        };
        Ok(Letter { subject, text: self.render()? })
    }
}

impl InquiryAnswered {
    /// The mail.
    pub fn letter(&self) -> Result<Letter, askama::Error> {
        let subject = format!("Antwort auf die Rückfrage {}: {}", self.number, self.service);
        Ok(Letter { subject, text: self.render()? })
    }
}
