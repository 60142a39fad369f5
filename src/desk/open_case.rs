//! One resident at a time: the case that lies open in a session.

use chrono::{DateTime, Utc};

use crate::accounts::SignedIn;
use crate::domain::{DraftId, ReceiptNumber};
use crate::intake;
use crate::store::{Conn, StoreError, sessions, submissions};

/// Opens a draft of this clerk, in the place of what lay open; `false` if there is none.
pub fn open(clerk: &SignedIn, conn: &mut Conn, draft: DraftId) -> Result<bool, StoreError> {
    sessions::open_draft(&clerk.scope(), conn, &clerk.session, draft)
}

/// Opens what this clerk filed lately, to print it; `false` if there is none.
pub fn open_filed(
    clerk: &SignedIn,
    conn: &mut Conn,
    number: &ReceiptNumber,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let since = intake::receipts_since(now);
    match submissions::find_receipt(&clerk.scope(), conn, number, since)? {
        Some(_) => sessions::open_filed(conn, &clerk.session, number),
        None => Ok(false),
    }
}

/// Notes that the draft that lies open was filed: its receipt lies open then.
pub fn note_filed(
    clerk: &SignedIn,
    conn: &mut Conn,
    draft: DraftId,
    number: &ReceiptNumber,
) -> Result<(), StoreError> {
    sessions::note_filed(conn, &clerk.session, draft, number)
}

/// Closes what lies open; a draft stays as it is.
pub fn close(clerk: &SignedIn, conn: &mut Conn) -> Result<(), StoreError> {
    sessions::close_case(conn, &clerk.session)
}
