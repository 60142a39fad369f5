//! Every keyword that a schema may use, and why some may not be used.

/// Keywords of JSON Schema that describe an answer or a branch.
const STANDARD: &[&str] = &[
    "$comment",
    "$defs",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "else",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "prefixItems",
    "properties",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
];

/// Own keywords whose value is a text.
const OWN_TEXTS: &[&str] = &[
    "x-at",
    "x-autocomplete",
    "x-compute",
    "x-desk-default",
    "x-exclusive",
    "x-item",
    "x-layout",
    "x-object",
    "x-prefill",
    "x-privacy",
    "x-subject",
    "x-unit",
    "x-widget",
];

/// Own keywords whose value is `true` or `false`.
const OWN_FLAGS: &[&str] = &["x-anew", "x-at-submit", "x-later", "x-privacy-notice"];

/// Keywords of a question: `if`, `not`, `contains`, a `when`.
const IN_TESTS: &[&str] = &[
    "$comment",
    "$ref",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "type",
];

/// Keywords that exist and are refused: why, and what to write instead.
const REFUSED: &[(&str, &str, &str)] = &[
    ("$anchor", BY_NAME, REFER),
    ("$dynamicAnchor", BY_NAME, REFER),
    ("$dynamicRef", BY_NAME, REFER),
    ("$id", "the address of a schema is given by Pforte", "Leave it out."),
    ("$recursiveRef", BY_NAME, REFER),
    ("$vocabulary", "a form uses the standard vocabulary", "Leave it out."),
    ("additionalItems", "a list has rows of one kind", "Describe them with \"items\"."),
    ("contentEncoding", NO_FILES, "Ask for them with \"x-file\"."),
    ("contentMediaType", NO_FILES, "Ask for them with \"x-file\"."),
    ("contentSchema", NO_FILES, "Ask for them with \"x-file\"."),
    ("definitions", "this is the name of older drafts", "Write \"$defs\"."),
    (
        "dependencies",
        "this is the name of older drafts",
        "Write \"dependentRequired\" or \"dependentSchemas\".",
    ),
    ("maxProperties", NO_COUNT, "Forbid fields in a branch: \"name\": false."),
    ("minProperties", NO_COUNT, "Write \"required\", or \"anyOf\" of \"required\" sets."),
    ("patternProperties", EVERY_NAME, "Write each field in \"properties\"."),
    ("propertyNames", EVERY_NAME, "Write each field in \"properties\"."),
    ("unevaluatedItems", "a list has rows of one kind", "Describe them with \"items\"."),
];

const BY_NAME: &str = "a reference names its target by its place";
const REFER: &str = "Write \"$ref\": \"#/$defs/<name>\".";
const NO_FILES: &str = "Pforte takes files by a way of its own";
const NO_COUNT: &str = "people could not be told which answer is missing or too many";
const EVERY_NAME: &str = "every question has a name of its own";

/// Formats that have messages of their own.
pub const FORMATS: &[&str] = &[
    "date",
    "year-month",
    "time",
    "date-time",
    "email",
    "idn-email",
    "tel",
    "iban",
    "bic",
    "plz",
    "uri",
    "iri",
];

/// Formats of texts that people type as they are; what to mend, only the author can say.
pub const WITHOUT_WORDS: &[&str] = &[
    "duration",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It describes an answer, or restricts it in a branch.
    Part,
    /// It only asks: `if`, `not` inside of it, `contains`, a `when`.
    Test,
    /// An option of a choice.
    Choice,
    /// A member of `anyOf` or `oneOf` that names what must be there.
    Needs,
}

/// What is wrong with a keyword.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// Whether `keyword` may stand at a place of this kind.
pub fn check(keyword: &str, place: Place) -> Option<Fault> {
    if is_known_at(keyword, place) {
        return None;
    }
    if let Some((_, reason, remedy)) = REFUSED.iter().find(|(name, _, _)| *name == keyword) {
        let reason = format!("{keyword:?} is refused: {reason}.");
        return Some(Fault { reason, remedy: (*remedy).to_owned() });
    }
    if is_known_at(keyword, Place::Part) {
        let reason = format!("{keyword:?} says nothing {}.", described(place));
        return Some(Fault {
            reason,
            remedy: "Take it away, or write it where the answer is described.".to_owned(),
        });
    }
    let reason = format!("unknown keyword {keyword:?}.");
    Some(Fault { reason, remedy: suggestion(keyword, place) })
}

fn is_known_at(keyword: &str, place: Place) -> bool {
    match place {
        Place::Part => {
            ["x-depth", "x-errors", "x-file", "x-list"].contains(&keyword)
                || [STANDARD, OWN_TEXTS, OWN_FLAGS].iter().any(|known| known.contains(&keyword))
        }
        Place::Test => IN_TESTS.contains(&keyword),
        Place::Choice => {
            ["$comment", "const", "description", "title", "x-also", "x-otherwise"].contains(&keyword)
        }
        Place::Needs => ["$comment", "required"].contains(&keyword),
    }
}

fn described(place: Place) -> &'static str {
    match place {
        Place::Part => "here",
        Place::Test => "in a question such as \"if\"",
        Place::Choice => "about an option",
        Place::Needs => "here: this member holds \"required\" only",
    }
}

/// Whether the value of this keyword must be a text.
pub fn is_text(keyword: &str) -> bool {
    OWN_TEXTS.contains(&keyword) || ["title", "description"].contains(&keyword)
}

/// Whether the value of this keyword must be `true` or `false`.
pub fn is_flag(keyword: &str) -> bool {
    OWN_FLAGS.contains(&keyword) || ["deprecated", "readOnly", "writeOnly"].contains(&keyword)
}

fn suggestion(keyword: &str, place: Place) -> String {
    let known = [STANDARD, OWN_TEXTS, OWN_FLAGS, &["x-errors"]].concat();
    match nearest(keyword, known.into_iter().filter(|known| is_known_at(known, place))) {
        Some(known) => format!("Did you mean {known:?}?"),
        None => "The keywords are listed in forms/README.md.".to_owned(),
    }
}

/// The name that was probably meant: at most a third of the letters differ.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let distance = |name: &str| strsim::damerau_levenshtein(&plain(typed), &plain(name));
    let (nearest, distance) =
        known.map(|name| (name, distance(name))).min_by_key(|(_, distance)| *distance)?;
    (distance * 3 <= typed.chars().count().max(3)).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_is_met_with_the_keyword_that_was_meant() {
        for (typed, meant) in
            [("typ", "type"), ("requird", "required"), ("maxlength", "maxLength"), ("x-error", "x-errors")]
        {
            let fault = check(typed, Place::Part).unwrap();
            assert_eq!(fault.reason, format!("unknown keyword {typed:?}."));
            assert_eq!(fault.remedy, format!("Did you mean {meant:?}?"));
        }
        assert!(check("colour", Place::Part).unwrap().remedy.contains("forms/README.md"));
    }

    #[test]
    fn keywords_are_known_where_they_mean_something() {
        assert_eq!(check("pattern", Place::Part), None);
        assert_eq!(check("pattern", Place::Test), None);
        assert!(check("title", Place::Test).unwrap().reason.contains("says nothing"));
        assert!(check("x-errors", Place::Choice).unwrap().reason.contains("about an option"));
        assert!(check("minProperties", Place::Test).unwrap().reason.contains("is refused"));
    }
}
