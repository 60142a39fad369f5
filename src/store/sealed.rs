//! What people wrote, at rest: sealed by the key of its case or draft, behind a byte for the format and the id of the
//! key. Each text opens in the table only in which it was stored.

use uuid::Uuid;

use super::conn::Conn;
use super::error::StoreError;
use super::keys::{self, Key};
use crate::sealing::Secret;

/// The first byte.
const FORMAT: u8 = 1;

/// Bytes of the id of a key.
const ID: usize = 16;

/// What is stored of `content` in a table.
pub(super) fn seal(key: &Key, table: &'static str, content: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut sealed = vec![FORMAT];
    sealed.extend_from_slice(key.id.as_bytes());
    sealed.extend(key.secret.seal(table.as_bytes(), content)?);
    Ok(sealed)
}

/// As [`seal`], by the key of a case.
pub(super) fn for_case(
    conn: &mut Conn,
    case: &str,
    table: &'static str,
    content: &[u8],
) -> Result<Vec<u8>, StoreError> {
    seal(&keys::of_case(conn, case)?, table, content)
}

/// As [`for_case`], for what may be missing.
pub(super) fn maybe_for_case(
    conn: &mut Conn,
    case: &str,
    table: &'static str,
    content: Option<&[u8]>,
) -> Result<Option<Vec<u8>>, StoreError> {
    content.map(|content| for_case(conn, case, table, content)).transpose()
}

/// The content of what is stored in a table; [`StoreError::Erased`] where its key is gone.
pub(super) fn open(conn: &mut Conn, sealed: &[u8], table: &'static str) -> Result<Vec<u8>, StoreError> {
    let broken = StoreError::Inconsistent { table, column: "content" };
    let Some((id, closed)) = split(sealed) else { return Err(broken) };
    keys::by_id(conn, id)?.secret.open(table.as_bytes(), closed).map_err(|_| broken)
}

/// As [`open`], for a text.
pub(super) fn text(conn: &mut Conn, sealed: &[u8], table: &'static str) -> Result<String, StoreError> {
    let broken = StoreError::Inconsistent { table, column: "content" };
    String::from_utf8(open(conn, sealed, table)?).map_err(|_| broken)
}

/// As [`text`], for one that may be missing.
pub(super) fn maybe_text(
    conn: &mut Conn,
    sealed: Option<&[u8]>,
    table: &'static str,
) -> Result<Option<String>, StoreError> {
    sealed.map(|sealed| text(conn, sealed, table)).transpose()
}

/// As [`seal`], for the key of a file.
pub(super) fn seal_secret(key: &Key, table: &'static str, secret: &Secret) -> Result<Vec<u8>, StoreError> {
    seal(key, table, secret.bytes())
}

/// As [`open`], for the key of a file.
pub(super) fn secret(conn: &mut Conn, sealed: &[u8], table: &'static str) -> Result<Secret, StoreError> {
    let bytes = zeroize::Zeroizing::new(open(conn, sealed, table)?);
    let bytes = bytes.as_slice().try_into();
    bytes.map(Secret::from_bytes).map_err(|_| StoreError::Inconsistent { table, column: "key" })
}

/// Gets the keys of what will be opened, in one question to the database.
pub(super) fn prepare<'a>(
    conn: &mut Conn,
    sealed: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(), StoreError> {
    keys::open_all(conn, sealed.into_iter().filter_map(|sealed| Some(split(sealed)?.0)))
}

fn split(sealed: &[u8]) -> Option<(Uuid, &[u8])> {
    let (id, closed) = sealed.strip_prefix(&[FORMAT])?.split_first_chunk::<ID>()?;
    Some((Uuid::from_bytes(*id), closed))
}
