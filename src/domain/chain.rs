//! The chain of events: each holds a hash of itself and of all that were there before it, so nothing can be changed,
//! taken away, put in between or swapped without breaking it. Who can write the whole chain anew is found out by a
//! head that was kept elsewhere.

use sha2::{Digest, Sha256};

/// The link before the first event.
pub const FIRST_LINK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Names the encoding of events; another one when it changes.
const EVENT: &[u8] = b"pforte event 1";

/// Names the hash of a detail.
const DETAIL: &[u8] = b"pforte event detail 1";

/// Names the hash that is a link.
const LINK: &[u8] = b"pforte event link 1";

/// The last link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// How many events the chain has; the place of the last one.
    pub seq: i64,
    /// Its link, in 64 hexadecimal digits.
    pub chain: String,
}

/// Everything that an event says, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFacts<'a> {
    /// Its id.
    pub id: &'a str,
    /// The case.
    pub case_id: &'a str,
    /// When, in microseconds since 1970 in UTC.
    pub at: i64,
    /// The word for who caused it.
    pub actor: &'a str,
    /// Which member of staff did.
    pub clerk_id: Option<&'a str>,
    /// The word for what happened.
    pub kind: &'a str,
    /// The hash of the text that belongs to it, by [`detail_hash`]: so the text can be erased and the rest be verified.
    pub detail_hash: Option<&'a str>,
}

impl EventFacts<'_> {
    /// All of it as bytes, each text with its length before it: two different events are never the same bytes.
    pub fn encoded(&self) -> Vec<u8> {
        let mut bytes = EVENT.to_vec();
        put(&mut bytes, self.id);
        put(&mut bytes, self.case_id);
        bytes.extend(self.at.to_be_bytes());
        put(&mut bytes, self.actor);
        put_maybe(&mut bytes, self.clerk_id);
        put(&mut bytes, self.kind);
        put_maybe(&mut bytes, self.detail_hash);
        bytes
    }

    /// The SHA-256 of it, in hexadecimal digits.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.encoded()))
    }
}

/// The hash of a detail with its salt, without which somebody could find out by trying what was erased.
pub fn detail_hash(salt: &str, detail: &str) -> String {
    let mut bytes = DETAIL.to_vec();
    put(&mut bytes, salt);
    put(&mut bytes, detail);
    hex::encode(Sha256::digest(bytes))
}

/// The link of the event with this digest at the place `seq`, behind the link before it.
pub fn link(before: &str, seq: i64, digest: &str) -> String {
    let mut bytes = LINK.to_vec();
    put(&mut bytes, before);
    bytes.extend(seq.to_be_bytes());
    put(&mut bytes, digest);
    hex::encode(Sha256::digest(bytes))
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}

fn put_maybe(bytes: &mut Vec<u8>, text: Option<&str>) {
    bytes.push(u8::from(text.is_some()));
    if let Some(text) = text {
        put(bytes, text);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is stored of an event.
    type Facts = (String, String, i64, String, Option<String>, String, Option<String>);

    /// Few letters and short texts, so that what is joined without care would often be the same.
    fn text() -> impl Strategy<Value = String> {
        "[a\u{0}\u{1}]{0,9}"
    }

    fn facts() -> impl Strategy<Value = Facts> {
        let maybe = || proptest::option::of(text());
        (text(), text(), -2_i64..3, text(), maybe(), text(), maybe())
    }

    fn encoded((id, case, at, actor, clerk, kind, detail): &Facts) -> Vec<u8> {
        let facts = EventFacts {
            id,
            case_id: case,
            at: *at,
            actor,
            clerk_id: clerk.as_deref(),
            kind,
            detail_hash: detail.as_deref(),
        };
        facts.encoded()
    }

    /// Reads the bytes again: what can be read back is never the encoding of two events.
    fn decoded(mut bytes: &[u8]) -> Option<Facts> {
        fn text(bytes: &mut &[u8]) -> Option<String> {
            let (length, rest) = bytes.split_first_chunk()?;
            let (text, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
            *bytes = rest;
            String::from_utf8(text.to_vec()).ok()
        }
        fn maybe(bytes: &mut &[u8]) -> Option<Option<String>> {
            let (is_there, rest) = bytes.split_first()?;
            *bytes = rest;
            if *is_there == 0 { Some(None) } else { text(bytes).map(Some) }
        }
        bytes = bytes.strip_prefix(EVENT)?;
        let (id, case) = (text(&mut bytes)?, text(&mut bytes)?);
        let (at, rest) = bytes.split_first_chunk()?;
        bytes = rest;
        let actor = text(&mut bytes)?;
        let clerk = maybe(&mut bytes)?;
        let kind = text(&mut bytes)?;
        let detail = maybe(&mut bytes)?;
        bytes.is_empty().then_some((id, case, i64::from_be_bytes(*at), actor, clerk, kind, detail))
    }

    proptest! {
        #[test]
        fn what_an_event_says_can_be_read_from_its_encoding(event in facts()) {
            prop_assert_eq!(decoded(&encoded(&event)), Some(event));
        }

        #[test]
        fn no_two_events_have_the_same_encoding(one in facts(), other in facts()) {
            prop_assert_eq!(encoded(&one) == encoded(&other), one == other);
        }

        #[test]
        fn salt_and_detail_do_not_run_into_each_other(one in (text(), text()), other in (text(), text())) {
            let hash = |(salt, detail): &(String, String)| detail_hash(salt, detail);
            prop_assert_eq!(hash(&one) == hash(&other), one == other);
        }
    }

    #[test]
    fn a_link_depends_on_what_was_before_on_the_place_and_on_the_event() {
        let digest = "d".repeat(64);
        let first = link(FIRST_LINK, 1, &digest);
        assert_eq!(first.len(), 64);
        for other in [link(&first, 1, &digest), link(FIRST_LINK, 2, &digest), link(FIRST_LINK, 1, FIRST_LINK)]
        {
            assert_ne!(first, other);
        }
    }

    /// Whoever changes the encoding breaks every chain there is. The value was computed by another program, too.
    #[test]
    fn the_encoding_stays_as_it_is() {
        let facts = EventFacts {
            id: "0199a000-0000-7000-8000-000000000001",
            case_id: "6b0c9f6e-0000-4000-8000-000000000002",
            at: 1_759_302_000_000_000,
            actor: "clerk",
            clerk_id: Some("6b0c9f6e-0000-4000-8000-000000000003"),
            kind: "noted",
            detail_hash: Some(&detail_hash("00ff", "Schule angerufen")),
        };
        insta::assert_snapshot!(link(FIRST_LINK, 1, &facts.digest()), @"46a73b0021d819b14ee80fa20d805fd17c321260537769a3465a90364d4b6c1f");
    }
}
