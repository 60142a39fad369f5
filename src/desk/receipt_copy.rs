//! The receipt of an application, issued once more for a person who lost it (Zweitschrift). Number and name together
//! open it, at any desk; it shows what a receipt certifies, and none of the answers.

use chrono::{DateTime, NaiveDate, Utc};

use crate::accounts::SignedIn;
use crate::domain::ReceiptNumber;
use crate::forms::folding::plain;
use crate::intake::{self, ReceiptFile};
use crate::library::{Library, LibraryError};
use crate::store::attempts::{self, LoginHash};
use crate::store::{Conn, StoreError, receipt_copies, sessions};

/// What became of asking for a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyAsked {
    /// It lies open in the session, and the history of the case tells so.
    Opened,
    /// Nothing was filed under this number for this name.
    Unknown,
    /// Too many wrong ones by this clerk: none is looked at for a minute.
    Throttled,
}

/// Opens the receipt of a number and a name for this clerk, in the place of what lay open. Attempts are counted at the
/// clerk: nobody learns by trying who applied for what.
pub fn open_copy(
    clerk: &SignedIn,
    conn: &mut Conn,
    (number, name): (&ReceiptNumber, &str),
    now: DateTime<Utc>,
) -> Result<CopyAsked, StoreError> {
    let place = LoginHash::of(&format!("receipt copy by {}", clerk.login));
    if !intake::may_try(conn, &place, now)? {
        return Ok(CopyAsked::Throttled);
    }
    let found = receipt_copies::find(&clerk.scope(), conn, number)?;
    let Some(found) = found.filter(|found| is_name_of(name, &found.applicant_name)) else {
        // Whoever tries names and numbers can be found out (Article 32 GDPR).
        let clerk = clerk.clerk;
        tracing::warn!(target: "pforte::audit", %clerk, "asked for a copy of a receipt that there is not");
        return Ok(CopyAsked::Unknown);
    };
    attempts::delete(conn, &place)?;
    receipt_copies::note(&clerk.scope(), conn, found.case, now)?;
    sessions::open_copy(conn, &clerk.session, number)?;
    Ok(CopyAsked::Opened)
}

/// The receipt that lies open to be issued once more, without the answers.
pub fn copy(
    clerk: &SignedIn,
    conn: &mut Conn,
    library: &Library,
    number: &ReceiptNumber,
    today: NaiveDate,
) -> Result<Option<ReceiptFile>, LibraryError> {
    if !clerk.open.is_copy || clerk.open.filed.as_ref() != Some(number) {
        return Ok(None);
    }
    let Some(found) = receipt_copies::find(&clerk.scope(), conn, number)? else { return Ok(None) };
    let file = ReceiptFile::of(conn, library, number, found.filed)?;
    Ok(Some(ReceiptFile { copied_on: Some(today), sections: Vec::new(), email: None, ..file }))
}

/// Whether somebody says the name of an applicant: two words of it, or all, in any order and spelled on any keyboard.
/// More words than it has are a name of somebody else.
fn is_name_of(said: &str, applicant: &str) -> bool {
    let (said, mut known) = (words(said), words(applicant));
    let count = known.len();
    let are_all_known = said.iter().all(|word| {
        let place = known.iter().position(|other| other == word);
        place.map(|place| known.swap_remove(place)).is_some()
    });
    are_all_known && !said.is_empty() && said.len() >= count.min(2)
}

fn words(name: &str) -> Vec<String> {
    let plain = plain(name);
    plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_order_and_on_any_keyboard() {
        for said in ["Anna Weiß", "weiss, anna", "Weiß Anna Maria", "ANNA-MARIA WEISS"] {
            assert!(is_name_of(said, "Anna Maria Weiß"), "{said}");
        }
        assert!(is_name_of("Kulturverein Brunswyk", "Kulturverein Brunswyk e. V."));
        assert!(is_name_of("Plato", "Plato"));
    }

    #[test]
    fn another_name_is_not_known() {
        for said in ["", " , ", "Anna", "Weiß", "Anna Anna", "Anna Schwarz", "Anna Maria Weiß Schwarz"] {
            assert!(!is_name_of(said, "Anna Maria Weiß"), "{said}");
        }
        assert!(!is_name_of("Anna", ""));
        assert!(!is_name_of("", ""));
    }
}
