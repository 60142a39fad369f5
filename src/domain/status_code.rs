//! The code with which an applicant looks at where their application stands.

use std::fmt;
use std::str::FromStr;

use subtle::ConstantTimeEq;

use super::letters::{fits, typed, with_check};
use super::{CaseId, MatterKey};

/// Characters before the check character: 74 bits, which nobody guesses.
const LENGTH: usize = 15;

/// Minutes without a request after which a look at an application is over: the screen may be anybody's.
pub const VISIT_IDLE_MINUTES: i64 = 30;

/// Hours after which it is over in any case.
pub const VISIT_HOURS: i64 = 12;

/// A code, written `K7M3-QX9A-B2CD-EFGH`. It follows from the case and a key that is not in the database, so each
/// receipt can show it again and whoever reads the database learns none. Whoever has it reads the application: it is
/// never stored, never mailed and never logged.
#[derive(Clone)]
pub struct StatusCode(String);

/// A text that is no code: of another length, with other characters, or mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of an application")]
pub struct StatusCodeError;

impl StatusCode {
    /// The code of a case. A fresh one has the next `round`, and is worth everything that the old one was.
    pub fn of(key: &MatterKey, case: CaseId, round: i64) -> Self {
        let mac = key.mac(format!("pforte status code\0{case}\0{round}").as_bytes());
        Self(with_check(&mac[..LENGTH]))
    }

    /// Whether two codes are the same, in constant time.
    pub fn is(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..])
    }
}

impl fmt::Debug for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusCode(…)")
    }
}

impl FromStr for StatusCode {
    type Err = StatusCodeError;

    /// Reads a code as people type it: small letters, spaces and dashes do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = typed(text, LENGTH + 1).filter(|bytes| bytes.len() == LENGTH + 1 && fits(bytes));
        let bytes = bytes.ok_or(StatusCodeError)?;
        Ok(Self(bytes.iter().map(|byte| char::from(*byte)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(byte: u8) -> MatterKey {
        MatterKey::from_bytes([byte; 32])
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(byte: u8, round in 0i64..1000) {
            let code = StatusCode::of(&key(byte), CaseId::random(), round);
            let typed: StatusCode = code.to_string().to_lowercase().replace('-', " ").parse().unwrap();
            prop_assert!(typed.is(&code));
            prop_assert_eq!(code.to_string().len(), 19);
            prop_assert_eq!(format!("{code:?}"), "StatusCode(…)");
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<StatusCode>();
        }
    }

    #[test]
    fn it_follows_from_key_case_and_round_and_from_nothing_less() {
        let (case, other) = (CaseId::random(), CaseId::random());
        let code = StatusCode::of(&key(1), case, 0);
        assert!(code.is(&StatusCode::of(&key(1), case, 0)));
        assert!(!code.is(&StatusCode::of(&key(2), case, 0)));
        assert!(!code.is(&StatusCode::of(&key(1), other, 0)));
        assert!(!code.is(&StatusCode::of(&key(1), case, 1)));
    }

    #[test]
    fn a_mistyped_code_is_none() {
        let code = StatusCode::of(&key(1), CaseId::random(), 0).to_string();
        let first = if code.starts_with('Z') { 'Y' } else { 'Z' };
        for wrong in [String::new(), format!("{code}2"), format!("{first}{}", &code[1..])] {
            assert!(wrong.parse::<StatusCode>().is_err(), "{wrong}");
        }
    }
}
