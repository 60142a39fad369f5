//! The code that opens a draft on another device.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::letters::{fits, typed, with_check};

/// Random characters before the check character: 74 bits, which nobody guesses in the life of a draft.
const RANDOM: usize = 15;

/// Characters that name the place at which attempts are counted; the others stay secret.
const SELECTOR: usize = 4;

/// A code, written `K7M3-QX9A-B2CD-EFGH`. Whoever has it reads and changes the draft: it is shown once, never
/// stored and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ResumeCode(String);

/// A text that is no code: of another length, with other characters, or mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of a draft")]
pub struct ResumeCodeError;

impl ResumeCode {
    /// Makes a code from random bytes.
    pub fn from_random(bytes: [u8; RANDOM]) -> Self {
        Self(with_check(&bytes))
    }

    /// What may be stored: the SHA-256 of the code, as lower-case hexadecimal. A slow hash is for passwords
    /// that people think up.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::new().chain_update(b"pforte draft code\0").chain_update(&self.0).finalize())
    }

    /// Where attempts at this code are counted.
    pub fn selector(&self) -> &str {
        &self.0[..SELECTOR]
    }
}

impl fmt::Display for ResumeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..])
    }
}

impl fmt::Debug for ResumeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeCode(…)")
    }
}

impl FromStr for ResumeCode {
    type Err = ResumeCodeError;

    /// Reads a code as people type it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = typed(text, RANDOM + 1).filter(|bytes| bytes.len() == RANDOM + 1 && fits(bytes));
        let bytes = bytes.ok_or(ResumeCodeError)?;
        Ok(Self(bytes.iter().map(|byte| char::from(*byte)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(bytes: [u8; RANDOM]) {
            let code = ResumeCode::from_random(bytes);
            prop_assert_eq!(code.to_string().to_lowercase().replace('-', " ").parse(), Ok(code.clone()));
            prop_assert_eq!(code.hash().len(), 64);
            let debugged = format!("{code:?}");
            prop_assert!(!debugged.contains(code.selector()));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<ResumeCode>();
        }
    }

    #[test]
    fn a_mistyped_code_is_none() {
        let code = ResumeCode::from_random([7; RANDOM]).to_string();
        let wrong = format!("Z{}", &code[1..]);
        assert_eq!(wrong.parse::<ResumeCode>(), Err(ResumeCodeError));
        assert_eq!("".parse::<ResumeCode>(), Err(ResumeCodeError));
        assert_eq!(format!("{code}2").parse::<ResumeCode>(), Err(ResumeCodeError));
    }
}
