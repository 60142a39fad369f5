//! Eingangsnummer: the number a person is told, reads out on the phone and types again.

use std::fmt;
use std::str::FromStr;

use super::letters::{fits, typed, with_check};

/// Random characters before the check character.
const RANDOM: usize = 8;

/// A receipt number: eight random characters and a check character, written `K7M-3QX-9AB`.
/// Uniqueness is the database's business.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReceiptNumber(String);

/// Why a text is no receipt number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptNumberError {
    /// It has the wrong length or a character that receipt numbers do not use.
    #[error("not in the form of a receipt number")]
    Malformed,
    /// The check character does not fit: a typing error.
    #[error("the check character does not fit")]
    Mistyped,
}

impl ReceiptNumber {
    /// Makes a number from random bytes. The small bias of their letters is harmless because the number is
    /// an identifier and not a secret.
    pub fn from_random(bytes: [u8; RANDOM]) -> Self {
        Self(with_check(&bytes))
    }

    /// The nine characters without separators, as they are stored and stand in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

impl FromStr for ReceiptNumber {
    type Err = ReceiptNumberError;

    /// Reads a number as people type it: small letters, spaces and dashes do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = typed(text, RANDOM + 1).filter(|bytes| bytes.len() == RANDOM + 1);
        let bytes = bytes.ok_or(ReceiptNumberError::Malformed)?;
        if !fits(&bytes) {
            return Err(ReceiptNumberError::Mistyped);
        }
        Ok(Self(bytes.iter().map(|byte| char::from(*byte)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::{ALPHABET, position};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(bytes: [u8; RANDOM]) {
            let number = ReceiptNumber::from_random(bytes);
            prop_assert_eq!(number.to_string().to_lowercase().parse(), Ok(number.clone()));
            prop_assert_eq!(number.as_str().parse(), Ok(number));
        }

        #[test]
        fn one_wrong_character_is_caught(bytes: [u8; RANDOM], at in 0..=RANDOM, by in 1usize..31) {
            let number = ReceiptNumber::from_random(bytes);
            let mut text = number.as_str().as_bytes().to_vec();
            text[at] = ALPHABET[(position(text[at]).unwrap() + by) % 31];
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(text.parse::<ReceiptNumber>(), Err(ReceiptNumberError::Mistyped));
        }

        #[test]
        fn two_swapped_characters_are_caught(bytes: [u8; RANDOM], a in 0..RANDOM, b in 0..RANDOM) {
            let number = ReceiptNumber::from_random(bytes);
            let mut text = number.as_str().as_bytes().to_vec();
            prop_assume!(text[a] != text[b]);
            text.swap(a, b);
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(text.parse::<ReceiptNumber>(), Err(ReceiptNumberError::Mistyped));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<ReceiptNumber>();
        }
    }
}
