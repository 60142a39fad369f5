//! Why somebody must not work on a case.

use std::fmt;
use std::str::FromStr;

/// The kind of reason for which a member of staff declares themselves biased, after § 20 (1) and § 21 (1) VwVfG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BiasReason {
    /// Is a party themselves (no. 1).
    Party,
    /// Is a relative of a party (no. 2).
    Relative,
    /// Represents a party by law or proxy (no. 3).
    Representative,
    /// Is a relative of who represents a party (no. 4).
    RelativeOfRepresentative,
    /// Is employed by a party, or sits on its board (no. 5).
    Employed,
    /// Gave an opinion or acted in the matter outside of their office (no. 6).
    ActedBefore,
    /// May get an advantage or a disadvantage by it (sentence 2).
    Advantage,
    /// There is another reason to doubt their impartiality (§ 21).
    Doubt,
}

impl BiasReason {
    /// All kinds, in the order of the law.
    pub const ALL: [Self; 8] = [
        Self::Party,
        Self::Relative,
        Self::Representative,
        Self::RelativeOfRepresentative,
        Self::Employed,
        Self::ActedBefore,
        Self::Advantage,
        Self::Doubt,
    ];

    /// The stable word in the database and in pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Relative => "relative",
            Self::Representative => "representative",
            Self::RelativeOfRepresentative => "relative_of_representative",
            Self::Employed => "employed",
            Self::ActedBefore => "acted_before",
            Self::Advantage => "advantage",
            Self::Doubt => "doubt",
        }
    }
}

impl fmt::Display for BiasReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for BiasReason {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(())
    }
}
