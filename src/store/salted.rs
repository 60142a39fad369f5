//! What an event says in words, with the salt of its hash ([`crate::domain::chain`]): both sealed by the key of the case,
//! so that, when the key is gone, nobody finds out by trying what it said.

use super::conn::Conn;
use super::error::StoreError;
use super::sealed;
use crate::domain::chain::detail_hash;

const TABLE: &str = "case_events";

/// Hexadecimal digits of a salt.
const SALT: usize = 32;

/// A text with its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaltedDetail {
    salted: String,
}

impl SaltedDetail {
    /// With a fresh salt.
    pub(super) fn new(detail: &str) -> Result<Self, StoreError> {
        let mut bytes = [0; SALT / 2];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::Driver(error.to_string()))?;
        Ok(Self { salted: hex::encode(bytes) + detail })
    }

    /// What was stored.
    pub(super) fn open(conn: &mut Conn, sealed: &[u8]) -> Result<Self, StoreError> {
        let salted = sealed::text(conn, sealed, TABLE)?;
        let is_whole = salted.is_char_boundary(SALT);
        is_whole.then_some(Self { salted }).ok_or(StoreError::Inconsistent { table: TABLE, column: "detail" })
    }

    /// What is stored, by the key of a case.
    pub(super) fn seal(&self, conn: &mut Conn, case: &str) -> Result<Vec<u8>, StoreError> {
        sealed::for_case(conn, case, TABLE, self.salted.as_bytes())
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        self.salted.get(SALT..).unwrap_or_default()
    }

    /// The hash that stands in the chain.
    pub(super) fn hash(&self) -> String {
        detail_hash(self.salted.get(..SALT).unwrap_or_default(), self.text())
    }
}

/// The text that was stored, if there is one.
pub(super) fn open_text(conn: &mut Conn, sealed: Option<&[u8]>) -> Result<Option<String>, StoreError> {
    let detail = sealed.map(|sealed| SaltedDetail::open(conn, sealed)).transpose()?;
    Ok(detail.map(|detail| detail.text().to_owned()))
}
