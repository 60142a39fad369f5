//! The mark of a browser in which people have signed in: strangers who guess cannot keep them out of it.

use std::fmt;

use chrono::NaiveDate;
use subtle::ConstantTimeEq;

use super::{ClerkId, MatterKey, Token};

/// Days for which a browser stays known to a person without signing in. Browsers keep no cookie for more than 400.
pub const KNOWN_DAYS: i64 = 395;

/// Most people to whom one browser is known: a computer at the desk has some.
const MOST_PEOPLE: usize = 20;

/// Bytes of a seal: 128 bits, which nobody guesses.
const SEAL: usize = 16;

/// What parts of a mark stand between.
const BETWEEN: char = '.';

/// A browser, and in it a seal for each person who has signed in there (OWASP: device cookies). A seal follows from
/// browser, person, day and a key that is not in the database; it says to nobody else whose it is. A mark lets nobody
/// in: passwords typed in a browser that is known to their owner are counted apart from those of strangers.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    name: Token,
    people: Vec<Seal>,
}

#[derive(Clone, PartialEq, Eq)]
struct Seal {
    day: NaiveDate,
    text: String,
}

impl KnownBrowser {
    /// A browser that is known to nobody yet, by a fresh random name.
    pub fn new(name: Token) -> Self {
        Self { name, people: Vec::new() }
    }

    /// Reads a mark as a browser sends it back. Whether its seals are ours shows only when one is asked for.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(BETWEEN);
        let name = Token::parse(parts.next()?)?;
        let people = parts.take(MOST_PEOPLE).map(Seal::parse).collect::<Option<_>>()?;
        Some(Self { name, people })
    }

    /// The name under which this browser's attempts are counted.
    pub fn name(&self) -> &Token {
        &self.name
    }

    /// Whether this person has signed in here within [`KNOWN_DAYS`].
    pub fn is_known_to(&self, key: &MatterKey, clerk: ClerkId, today: NaiveDate) -> bool {
        self.people.iter().any(|seal| {
            let age = (today - seal.day).num_days();
            (0..=KNOWN_DAYS).contains(&age) && seal.is(&self.seal(key, clerk, seal.day))
        })
    }

    /// The mark after this person has signed in here. The one who was here least lately gives way.
    #[must_use]
    pub fn with(&self, key: &MatterKey, clerk: ClerkId, today: NaiveDate) -> Self {
        let own = |seal: &&Seal| !seal.is(&self.seal(key, clerk, seal.day));
        let others = self.people.iter().filter(own).take(MOST_PEOPLE - 1).cloned();
        let people = std::iter::once(self.seal(key, clerk, today)).chain(others).collect();
        Self { name: self.name.clone(), people }
    }

    /// The seal of a person for whom this browser is known since a day.
    fn seal(&self, key: &MatterKey, clerk: ClerkId, day: NaiveDate) -> Seal {
        let name = self.name.reveal();
        let mac = key.mac(format!("pforte known browser\0{name}\0{clerk}\0{day}").as_bytes());
        Seal { day, text: hex::encode(mac.get(..SEAL).unwrap_or_default()) }
    }

    /// The text for the cookie.
    pub fn reveal(&self) -> String {
        let mut text = self.name.reveal().to_owned();
        for Seal { day, text: seal } in &self.people {
            text.push(BETWEEN);
            text.push_str(&day.format("%Y%m%d").to_string());
            text.push_str(seal);
        }
        text
    }
}

impl Seal {
    fn parse(text: &str) -> Option<Self> {
        let (day, seal) = text.split_at_checked(8)?;
        let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
        let is_seal = seal.len() == 2 * SEAL && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_seal.then(|| Self { day, text: seal.to_owned() })
    }

    /// Whether two seals are the same, in constant time.
    fn is(&self, other: &Self) -> bool {
        self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

impl fmt::Debug for KnownBrowser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownBrowser(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> MatterKey {
        MatterKey::from_bytes([7; 32])
    }

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 10, number).unwrap()
    }

    fn browser() -> KnownBrowser {
        KnownBrowser::new(Token::from_bytes([1; 32]))
    }

    #[test]
    fn a_browser_is_known_to_whoever_signed_in_there_and_to_nobody_else() {
        let (anna, omar, eve) = (ClerkId::random(), ClerkId::random(), ClerkId::random());
        let mark = browser().with(&key(), anna, day(1)).with(&key(), omar, day(2));
        let mark = KnownBrowser::parse(&mark.reveal()).unwrap();
        assert!(mark.is_known_to(&key(), anna, day(3)) && mark.is_known_to(&key(), omar, day(3)));
        assert!(!mark.is_known_to(&key(), eve, day(3)));
        assert!(!mark.is_known_to(&MatterKey::from_bytes([8; 32]), anna, day(3)), "the key of another house");
        let moved = mark.reveal().replacen(&hex::encode([1; 32]), &hex::encode([2; 32]), 1);
        assert!(!KnownBrowser::parse(&moved).unwrap().is_known_to(&key(), anna, day(3)), "another browser");
        let younger = mark.reveal().replace("20251001", "20251002");
        assert!(!KnownBrowser::parse(&younger).unwrap().is_known_to(&key(), anna, day(3)), "another day");
    }

    #[test]
    fn it_is_forgotten_after_a_year_or_after_many_others() {
        let anna = ClerkId::random();
        let mark = browser().with(&key(), anna, day(1));
        let last = day(1) + chrono::Duration::days(KNOWN_DAYS);
        assert!(mark.is_known_to(&key(), anna, last));
        assert!(!mark.is_known_to(&key(), anna, last.succ_opt().unwrap()));
        let crowded = (0..MOST_PEOPLE).fold(mark.clone(), |mark, _| {
            mark.with(&key(), anna, day(2)).with(&key(), ClerkId::random(), day(3))
        });
        assert!(crowded.is_known_to(&key(), anna, day(3)), "whoever comes back stays");
        let forgotten = (0..MOST_PEOPLE).fold(mark, |mark, _| mark.with(&key(), ClerkId::random(), day(3)));
        assert!(!forgotten.is_known_to(&key(), anna, day(3)));
        assert!(crowded.reveal().len() < 1000, "a cookie stays small");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_written_reads_back(text: String, days in prop::collection::vec(1u32..28, 0..25)) {
            let _ = KnownBrowser::parse(&text);
            let mark = days.iter().fold(browser(), |mark, at| mark.with(&key(), ClerkId::random(), day(*at)));
            prop_assert!(KnownBrowser::parse(&mark.reveal()) == Some(mark));
        }
    }
}
