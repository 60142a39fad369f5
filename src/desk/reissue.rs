//! The receipt of an application, issued once more for a person who lost it (Zweitschrift). Number and name together
//! open it, at any desk; it shows what a receipt certifies, and no page of the answers.

use chrono::{DateTime, NaiveDate, Utc};

use crate::accounts::SignedIn;
use crate::domain::{MatterKey, ReceiptNumber};
use crate::forms::folding::plain;
use crate::intake::{self, ReceiptFile};
use crate::library::{Library, LibraryError};
use crate::store::attempts::{self, Place, Trying};
use crate::store::reissues::Reissuable;
use crate::store::{Conn, StoreError, case_visits, reissues, sessions};

/// What became of asking for a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reissue {
    /// It lies open in the session, and the history of the case tells so.
    Opened,
    /// Nothing was filed under this number for this name.
    Unknown,
    /// Too many wrong ones by this clerk: none is looked at for a minute.
    Throttled,
}

/// Opens the receipt of a number and a name for this clerk, in the place of what lay open. Attempts are counted at
/// the number and at the clerk: nobody learns by trying who applied for what.
pub fn open_reissue(
    clerk: &SignedIn,
    conn: &mut Conn,
    (number, name): (&ReceiptNumber, &str),
    now: DateTime<Utc>,
) -> Result<Reissue, StoreError> {
    let found = match find_by_name(clerk, conn, (number, name), now)? {
        Found::Throttled => return Ok(Reissue::Throttled),
        Found::Nothing => return Ok(Reissue::Unknown),
        Found::Case(found) => found,
    };
    reissues::note(&clerk.scope(), conn, found.case, now)?;
    // The code on a lost receipt is worth nothing from now on.
    case_visits::renew_code(&clerk.scope(), conn, found.case)?;
    sessions::open_reissue(conn, &clerk.session, number)?;
    Ok(Reissue::Opened)
}

/// What was found under a number for a name.
pub(super) enum Found {
    /// An application.
    Case(Box<Reissuable>),
    /// None.
    Nothing,
    /// Too many wrong ones by this clerk: none is looked at for a minute.
    Throttled,
}

/// Finds what was filed under a number for a name, for a clerk with the person before them. Attempts are counted at the
/// number and at the clerk.
pub(super) fn find_by_name(
    clerk: &SignedIn,
    conn: &mut Conn,
    (number, name): (&ReceiptNumber, &str),
    now: DateTime<Utc>,
) -> Result<Found, StoreError> {
    let places = [Trying::Receipt(number.as_str()), Trying::ReceiptAtDesk(&clerk.login)].map(Place::of);
    for place in &places {
        if !intake::may_try(conn, place, now)? {
            return Ok(Found::Throttled);
        }
    }
    let found = reissues::find(&clerk.scope(), conn, number)?;
    let Some(found) = found.filter(|found| is_name_of(name, &found.applicant_name)) else {
        // Whoever tries names and numbers can be found out (Article 32 GDPR).
        let clerk = clerk.clerk;
        tracing::warn!(target: "pforte::audit", %clerk, number = number.as_str(), "asked for a receipt that there is not");
        return Ok(Found::Nothing);
    };
    for place in &places {
        attempts::delete(conn, place)?;
    }
    Ok(Found::Case(Box::new(found)))
}

/// The receipt that lies open to be issued once more, without the answers.
pub fn reissued(
    clerk: &SignedIn,
    conn: &mut Conn,
    library: &Library,
    (number, matters): (&ReceiptNumber, &MatterKey),
    today: NaiveDate,
) -> Result<Option<ReceiptFile>, LibraryError> {
    if !clerk.open.is_reissue || clerk.open.filed.as_ref() != Some(number) {
        return Ok(None);
    }
    let Some(found) = reissues::find(&clerk.scope(), conn, number)? else { return Ok(None) };
    let file = ReceiptFile::of(conn, library, found.filed, Some(matters))?;
    Ok(Some(ReceiptFile { reissued_on: Some(today), sections: Vec::new(), email: None, ..file }))
}

/// Words that are no name: titles, and the forms of organisations.
const NO_NAMES: [&str; 15] = [
    "dr",
    "prof",
    "dipl",
    "ing",
    "ev",
    "eg",
    "eingetragener",
    "gmbh",
    "ggmbh",
    "mbh",
    "ug",
    "ag",
    "kg",
    "gbr",
    "ohg",
];

/// Whether somebody says the name of an applicant: the last word of it, and of all at least two and the half, in any
/// order and spelled on any keyboard. A word that it has not is a name of somebody else.
fn is_name_of(said: &str, applicant: &str) -> bool {
    let (said, mut known) = (words(said), words(applicant));
    let needed = known.len().min(known.len().div_ceil(2).max(2));
    if !known.last().is_some_and(|last| said.contains(last)) {
        return false;
    }
    let are_all_known = said.iter().all(|word| {
        let place = known.iter().position(|other| other == word);
        place.map(|place| known.swap_remove(place)).is_some()
    });
    are_all_known && said.len() >= needed
}

/// The words of a name as every keyboard can type them: „Müller“ and „Mueller“ are the same. Single letters tell
/// nothing.
fn words(name: &str) -> Vec<String> {
    let spelled = ["ae", "oe", "ue"]
        .iter()
        .zip(["a", "o", "u"])
        .fold(plain(name), |name, (two, one)| name.replace(two, one));
    let words =
        spelled.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.filter(|word| !NO_NAMES.contains(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_order_and_on_any_keyboard() {
        for said in ["Anna Weiß", "weiss, anna", "Weiß Anna Maria", "ANNA-MARIA WEISS", "Dr. Anna Weiß"] {
            assert!(is_name_of(said, "Anna Maria Weiß"), "{said}");
        }
        assert!(is_name_of("Kulturverein Brunswyk", "Kulturverein Brunswyk e. V."));
        assert!(is_name_of("Juergen Mueller", "Jürgen Müller"));
        assert!(is_name_of("Jurgen Muller", "Juergen Mueller"));
        assert!(is_name_of("Freunde des Theaters", "Verein der Freunde des Theaters e.V."));
        assert!(is_name_of("Plato", "Plato"));
    }

    #[test]
    fn another_name_is_not_known() {
        for said in
            ["", " , ", "Anna", "Weiß", "Anna Anna", "Anna Maria", "Anna Schwarz", "Anna Maria Weiß Schwarz"]
        {
            assert!(!is_name_of(said, "Anna Maria Weiß"), "{said}");
        }
        for said in ["e. V.", "e.V. der", "der Freunde", "des Theaters", "GmbH & Co"] {
            assert!(!is_name_of(said, "Verein der Freunde des Theaters e. V."), "{said}");
        }
        assert!(!is_name_of("Anna", "") && !is_name_of("", "") && !is_name_of("GmbH", "GmbH"));
    }
}
