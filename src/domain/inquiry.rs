//! Questions of the department to the applicant (Rückfrage, Nachforderung): until when, how they go out, how they end.

use std::fmt;
use std::str::FromStr;

/// Days after which an answer is expected, unless the caseworker says another day: four weeks. No statute sets this
/// time; where one does, or the post is slow, the day is chosen.
pub const INQUIRY_DAYS: u64 = 28;

/// Days before the end of the time at which the applicant is reminded.
pub const INQUIRY_REMINDER_DAYS: u64 = 7;

/// Most characters of a question, and of what is written beside the answers.
pub const MAX_QUESTION: usize = 2000;

/// How the applicant is told that there is a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InquiryWay {
    /// By a mail without content.
    Mail,
    /// By a letter that the department prints: the answers hold no address for mails.
    Letter,
}

/// How an inquiry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InquiryEnding {
    /// The applicant answered.
    Answered,
    /// The department took it back.
    TakenBack,
}

impl InquiryWay {
    /// The stable word in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Letter => "letter",
        }
    }
}

impl InquiryEnding {
    /// The stable word in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::TakenBack => "taken_back",
        }
    }
}

impl fmt::Display for InquiryEnding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InquiryWay {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Mail, Self::Letter].into_iter().find(|way| way.as_str() == text).ok_or(())
    }
}

impl FromStr for InquiryEnding {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Answered, Self::TakenBack].into_iter().find(|ending| ending.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for way in [InquiryWay::Mail, InquiryWay::Letter] {
            assert_eq!(way.as_str().parse(), Ok(way));
        }
        for ending in [InquiryEnding::Answered, InquiryEnding::TakenBack] {
            assert_eq!(ending.as_str().parse(), Ok(ending));
        }
        assert_eq!("".parse::<InquiryEnding>(), Err(()));
    }
}
