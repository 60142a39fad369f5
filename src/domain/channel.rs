//! The way an application came in.

use std::fmt;
use std::str::FromStr;

/// Through which channel an application was filed. What happened at the desk in detail stands in the
/// answers under `assisted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The person filed it themselves over the net.
    Online,
    /// Begleitete Erfassung: staff at the desk filed it for or with the person.
    Assisted,
    /// A member of staff filed it themselves, out of their account.
    Staff,
    /// No application, but what somebody else says on one that was filed: the second step of its form.
    SecondStep,
    /// No application, but what the applicant answers to an inquiry on one that was filed.
    Inquiry,
    /// A registered sender's program filed it through `/api/v1`.
    Api,
}

impl Channel {
    const ALL: [Self; 6] =
        [Self::Online, Self::Assisted, Self::Staff, Self::SecondStep, Self::Inquiry, Self::Api];

    /// The stable word for this channel in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Assisted => "assisted",
            Self::Staff => "staff",
            Self::SecondStep => "second_step",
            Self::Inquiry => "inquiry",
            Self::Api => "api",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Channel {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text).ok_or(())
    }
}
