//! How much the drafts of everybody hold.

use crate::domain::Scope;
use crate::store::{Conn, StoreError, files};

/// The bytes of all files that are in drafts: anybody can put more there, and they go with their drafts.
pub fn waiting_bytes(conn: &mut Conn) -> Result<u64, StoreError> {
    files::bytes_in_drafts(&Scope::System, conn)
}
