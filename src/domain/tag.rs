//! Tags (Merkmale): short words on cases by which a department finds them again.

use std::fmt;
use std::str::FromStr;

/// Most characters of a tag that staff put on a case.
pub const MAX_TAG: usize = 40;

/// A tag on a case. In the database and in addresses it is `form:committee` or `own:Eilt`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// The routing of the form gave it; the form has its title.
    Form(String),
    /// Staff of the department put it on.
    Own(OwnTag),
}

/// What staff wrote on a tag: one line, not empty, short.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnTag(String);

impl OwnTag {
    /// A tag of what somebody typed; blanks at its ends go, and of several in a row one stays. `None` for nothing, for
    /// more than [`MAX_TAG`] characters, and for control characters or nothing but signs.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_short = text.chars().count() <= MAX_TAG;
        let is_text = text.chars().any(char::is_alphanumeric) && !text.chars().any(char::is_control);
        (is_short && is_text).then_some(Self(text))
    }

    /// What people read.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two are the same to people, who do not mind capital letters.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl fmt::Display for OwnTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(word) => write!(f, "form:{word}"),
            Self::Own(own) => write!(f, "own:{}", own.0),
        }
    }
}

impl FromStr for Tag {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            Some(("form", word)) if !word.is_empty() => Ok(Self::Form(word.to_owned())),
            Some(("own", word)) => OwnTag::typed(word).map(Self::Own).ok_or(()),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_is_a_short_line() {
        let typed = |text: &str| OwnTag::typed(text).map(|tag| tag.0);
        assert_eq!(typed("  Rückruf \t nötig "), Some("Rückruf nötig".to_owned()));
        for wrong in ["", "   ", "!?", "a\u{7}b", &"x".repeat(41)] {
            assert_eq!(typed(wrong), None, "{wrong:?}");
        }
        assert_eq!("elsewhere:x".parse::<Tag>(), Err(()));
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back(text in "\\PC{0,60}") {
            let own = OwnTag::typed(&text).map(Tag::Own);
            for tag in own.into_iter().chain([Tag::Form(format!("t{text}"))]) {
                prop_assert_eq!(tag.to_string().parse(), Ok(tag));
            }
        }
    }
}
