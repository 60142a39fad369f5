//! Answers at rest: opaque bytes behind a version byte. The one place where encryption with a key a
//! case will live.

use super::error::StoreError;

/// The first byte of plain content.
const PLAIN: u8 = 1;

/// What is stored of `content`.
pub fn seal(content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(content.len() + 1);
    sealed.push(PLAIN);
    sealed.extend_from_slice(content);
    sealed
}

/// The content of what is stored.
pub fn open(sealed: &[u8], table: &'static str) -> Result<Vec<u8>, StoreError> {
    match sealed.split_first() {
        Some((&PLAIN, content)) => Ok(content.to_vec()),
        _ => Err(StoreError::Inconsistent { table, column: "content" }),
    }
}
