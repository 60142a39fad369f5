//! Where an application stands, for whoever has its number and its secret.

use chrono::{DateTime, Utc};

use super::attempts::may_try;
use crate::domain::{Department, FileId, PublicState, ReceiptNumber, Scope};
use crate::library::{Library, LibraryError};
use crate::store::attempts::{Place, Trying};
use crate::store::{Conn, StoreError, cases};

/// Where an application stands.
#[derive(Debug, Clone)]
pub struct ApplicationState {
    /// Its number.
    pub number: ReceiptNumber,
    /// What the service is called.
    pub title: String,
    /// Where it stands.
    pub state: PublicState,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// Where it is.
    pub department: Department,
    /// Its files that turned out to be malware after it was filed.
    pub malware: Vec<FileId>,
}

/// Finds where an application stands; `None` for a number that nobody has and for a secret that does not fit.
pub fn state(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    number: &ReceiptNumber,
) -> Result<Option<ApplicationState>, LibraryError> {
    let Some(found) = cases::find_state(scope, conn, number)? else { return Ok(None) };
    let form = library.form(conn, &found.version, found.channel)?;
    Ok(Some(ApplicationState {
        number: number.clone(),
        title: form.file.title.clone(),
        state: found.state.public(),
        received_at: found.received_at,
        malware: found.malware,
        department: form.department(&found.department).cloned().ok_or(LibraryError::Unreadable)?,
    }))
}

/// Counts a question that found nothing, by the number as it was given; whether there were too many. The right secret
/// is never counted: with 256 bits nobody finds it, and whoever guesses must not keep out whom it belongs to.
pub fn count_wrong(conn: &mut Conn, number: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(!may_try(conn, &Place::of(Trying::State(number)), now)?)
}
