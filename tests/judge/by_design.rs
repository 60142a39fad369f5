//! Where the official suite is not followed, and why.

/// What is done instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The schema is refused, so nobody is judged wrongly.
    Refused,
    /// The verdict is another one.
    Differs,
}

/// A place of the suite at which it is not followed.
#[derive(Debug)]
pub struct Entry {
    pub kind: Kind,
    /// The beginning of a group's name; `*/` stands for every draft.
    pub place: &'static str,
    /// A part of what is told: of the refusal, or of the name of a test.
    pub told: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl Entry {
    /// Whether the entry speaks about what came out of a group.
    pub fn covers(&self, kind: Kind, group: &str, told: &str) -> bool {
        let without_draft = group.split_once('/').map_or("", |(_, rest)| rest);
        let is_here = match self.place.strip_prefix("*/") {
            Some(place) => without_draft.starts_with(place),
            None => group.starts_with(self.place),
        };
        self.kind == kind && is_here && told.contains(self.told)
    }
}

const fn refused(place: &'static str, told: &'static str, reason: &'static str) -> Entry {
    Entry { kind: Kind::Refused, place, told, reason }
}

const fn differs(place: &'static str, told: &'static str, reason: &'static str) -> Entry {
    Entry { kind: Kind::Differs, place, told, reason }
}

/// What is told of a reference that leads out of the form.
const AWAY: &str = "is not present in a registry";
/// What is told of an address inside of an older schema; draft 04 calls it `id`.
const ADDRESS: &str = "d\" is refused: it would change what the references below it mean";

const NO_SERVERS: &str = "a form is whole; references to other servers and to meta-schemas are refused";
const NO_ADDRESSES: &str = "a form has one address; parts of it are referred to by their place";
const RECURSIVE: &str = "`$recursiveRef` cannot be said in 2020-12 by another name";

/// Every group that is not followed.
pub const BY_DESIGN: &[Entry] = &[
    refused("*/refRemote.json", AWAY, NO_SERVERS),
    refused("*/refRemote.json", ADDRESS, NO_ADDRESSES),
    refused("*/definitions.json: validate definition against metaschema", AWAY, NO_SERVERS),
    refused("draft2019-09/defs.json: validate definition against metaschema", AWAY, NO_SERVERS),
    refused("*/ref.json: remote ref, containing refs itself", AWAY, NO_SERVERS),
    refused("*/ref.json: simple URN base URI with $ref via the URN", AWAY, NO_ADDRESSES),
    refused("*/ref.json: URN base URI with URN and JSON pointer ref", AWAY, NO_ADDRESSES),
    refused("draft2019-09/ref.json: URN base URI with URN and anchor ref", AWAY, NO_ADDRESSES),
    refused("*/ref.json", ADDRESS, NO_ADDRESSES),
    refused("draft2019-09/anchor.json", ADDRESS, NO_ADDRESSES),
    refused("draft2019-09/recursiveRef.json", ADDRESS, NO_ADDRESSES),
    refused("draft2019-09/recursiveRef.json", "\"$recursive", RECURSIVE),
    refused("draft2019-09/ref.json: $ref with $recursiveAnchor", "\"$recursiveAnchor\"", RECURSIVE),
    refused("draft2019-09/unevaluatedProperties.json", "\"$recursiveAnchor\"", RECURSIVE),
    refused("draft2019-09/unevaluatedItems.json", "\"$recursiveAnchor\"", RECURSIVE),
    refused(
        "draft2019-09/unevaluatedItems.json",
        "\"unevaluatedItems\"",
        "beside `contains` it means something else in 2020-12, and forms may not use it anyway",
    ),
    refused("*/vocabulary.json", "/$schema: ", "a form uses the standard vocabulary"),
    refused("draft2020-12/dynamicRef.json", AWAY, NO_SERVERS),
    refused(
        "draft2020-12/optional/format/unknown.json",
        "Unknown format",
        "a format that nobody knows is a typing mistake",
    ),
    differs(
        "draft2020-12/format.json",
        "string is only an annotation by default",
        "formats are asked for: a validator may (2020-12 Validation, 7.2.1), and a form means what it says",
    ),
    differs(
        "draft2020-12/optional/format/email.json",
        "a quoted string with a",
        "no such address is typed on purpose; src/forms/formats.rs says what an address of people is",
    ),
    differs(
        "draft2020-12/optional/format/email.json",
        "-address-literal after the @ is valid",
        "machines have such addresses, people do not",
    ),
    differs(
        "draft2020-12/optional/format/idn-email.json",
        "a valid idn e-mail (example@example.test in Hangul)",
        "umlauts and the like may stand behind the @ only: hardly any mail server takes them before it",
    ),
];
