//! What an incomplete application lacks: with the submission, as its answers are kept; until when, with the case.

use super::conn::Conn;
use super::error::StoreError;
use super::keys::Key;
use super::rows::day;
use super::sealed;
use crate::domain::{Incomplete, Shortcoming};

/// What is stored with the submission.
pub(super) fn seal(key: &Key, shortcomings: &[Shortcoming]) -> Result<Vec<u8>, StoreError> {
    let bytes = serde_json::to_vec(shortcomings).map_err(|error| StoreError::Driver(error.to_string()))?;
    sealed::seal(key, "submissions", &bytes)
}

/// What was stored, if the application was taken incomplete.
pub(super) fn open(
    conn: &mut Conn,
    shortcomings: Option<&[u8]>,
    complete_by: Option<&str>,
) -> Result<Option<Incomplete>, StoreError> {
    let (Some(sealed), Some(due_on)) = (shortcomings, complete_by) else { return Ok(None) };
    let bytes = sealed::open(conn, sealed, "submissions")?;
    let unreadable = |_| StoreError::Inconsistent { table: "submissions", column: "shortcomings" };
    Ok(Some(Incomplete {
        due_on: day("cases", "complete_by", due_on)?,
        shortcomings: serde_json::from_slice(&bytes).map_err(unreadable)?,
    }))
}
