//! Why a case is erased.

use std::fmt;
use std::str::FromStr;

use super::CaseEventKind;

/// Why a case is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureCause {
    /// It was kept as long as its form says.
    Period,
    /// The person whose data it is asked for it, and this was found to hold (Article 17 GDPR).
    Request(ErasureGround),
    /// Its key is gone already: it was erased, and a copy of the database from before came back.
    KeyGone,
}

/// What a request rests on: the points of Article 17 (1) GDPR. A word and no text, so that it can be kept as proof without
/// saying anything of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureGround {
    /// Point a.
    NoLongerNeeded,
    /// Point b.
    ConsentWithdrawn,
    /// Point c.
    Objection,
    /// Point d.
    Unlawful,
    /// Point e.
    LegalDuty,
}

impl ErasureCause {
    /// What tells of it in the history.
    pub fn event(self) -> CaseEventKind {
        match self {
            Self::Period | Self::KeyGone => CaseEventKind::Erased,
            Self::Request(_) => CaseEventKind::ErasedOnRequest,
        }
    }

    /// The stable word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Period => "period",
            Self::Request(_) => "request",
            Self::KeyGone => "key_gone",
        }
    }

    /// What the request rests on, if it was one.
    pub fn ground(self) -> Option<ErasureGround> {
        match self {
            Self::Request(ground) => Some(ground),
            Self::Period | Self::KeyGone => None,
        }
    }
}

impl ErasureGround {
    /// All, in the order of the law.
    pub const ALL: [Self; 5] =
        [Self::NoLongerNeeded, Self::ConsentWithdrawn, Self::Objection, Self::Unlawful, Self::LegalDuty];

    /// The stable word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoLongerNeeded => "no-longer-needed",
            Self::ConsentWithdrawn => "consent-withdrawn",
            Self::Objection => "objection",
            Self::Unlawful => "unlawful",
            Self::LegalDuty => "legal-duty",
        }
    }
}

impl fmt::Display for ErasureGround {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ErasureGround {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text).ok_or(())
    }
}
