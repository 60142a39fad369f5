//! Words out of keys: labels for people, names for the engine, addresses.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::forms::lint::{DESK_RECORD, RESERVED, is_name};

/// What a text is called where every name of a schema is one already.
const NAMELESS: &str = "field";

/// Longest address that is made out of a title.
const LONGEST_ADDRESS: usize = 60;

/// Words in a key or a hint that promise more than one line of text.
const PROSE: &[&str] = &[
    "abstract",
    "anmerkung",
    "begründung",
    "begruendung",
    "bemerkung",
    "beschreibung",
    "comment",
    "description",
    "details",
    "erläuterung",
    "erlaeuterung",
    "explanation",
    "freitext",
    "free text",
    "hinweise",
    "justification",
    "markdown",
    "message",
    "motivation",
    "nachricht",
    "notes",
    "paragraph",
    "reason",
    "remark",
    "stellungnahme",
    "summary",
];

/// Whether a schema allows `null` and nothing else.
pub fn is_null(schema: &Value) -> bool {
    let nothing_else = |keyword: &str| {
        schema.get(keyword).is_some_and(|all| {
            all.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_null))
        })
    };
    schema.get("type").is_some_and(|name| *name == "null")
        || schema.get("const").is_some_and(Value::is_null)
        || nothing_else("enum")
}

/// A label out of a key: `dateOfBirth` and `date_of_birth` become „Date of birth“.
pub fn label(key: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let chars: Vec<char> = key.chars().collect();
    let mut word = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
        let behind = chars.get(i + 1).copied().unwrap_or(' ');
        let begins =
            c.is_uppercase() && (before.is_lowercase() || before.is_numeric() || behind.is_lowercase());
        if !c.is_alphanumeric() || begins {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    let is_shouted = words.iter().all(|word| !word.chars().any(char::is_lowercase));
    let is_short = |word: &str| word.chars().count() <= 4;
    let small = |word: &String| {
        let is_initials = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
        if is_initials && !(is_shouted && (words.len() > 1 || !is_short(word))) {
            word.clone()
        } else {
            word.to_lowercase()
        }
    };
    let text = words.iter().map(small).collect::<Vec<_>>().join(" ");
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => key.to_owned(),
    }
}

/// Whether a value looks like a key rather than like words: `single_house`, `singleHouse`, `married`.
pub fn is_key(text: &str) -> bool {
    let is_camel = text.chars().zip(text.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let has_letter = text.chars().any(char::is_alphabetic);
    is_plain
        && has_letter
        && (is_camel || text.contains('_') || text.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Whether an answer is more than a line, by its key and what is said about it.
pub fn is_prose(key: &str, description: &str) -> bool {
    let (key, description) = (label(key).to_lowercase(), description.to_lowercase());
    PROSE.iter().any(|word| key.contains(word) || description.contains(word))
}

/// A text without the signs by which settings and answers are named in texts.
pub fn without_braces(text: &str) -> String {
    text.replace('{', "(").replace('}', ")")
}

/// A text in the letters of addresses and names: `Größe` becomes `Groesse`.
fn in_ascii(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'œ' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'Ä' => plain.push_str("Ae"),
            'Ö' => plain.push_str("Oe"),
            'Ü' => plain.push_str("Ue"),
            'ß' => plain.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' | 'å' => plain.push('a'),
            'ç' | 'č' | 'ć' => plain.push('c'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ł' => plain.push('l'),
            'ñ' | 'ń' => plain.push('n'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ø' => plain.push('o'),
            'š' | 'ś' => plain.push('s'),
            'ú' | 'ù' | 'û' => plain.push('u'),
            'ž' | 'ż' | 'ź' => plain.push('z'),
            c if c.is_ascii_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    plain
}

/// An address: small letters, digits and dashes; `other` where nothing of the text is left.
pub fn address(text: &str, other: &str) -> String {
    let spaced = if is_key(text) { label(text) } else { text.to_owned() };
    let plain = in_ascii(&spaced).to_lowercase();
    let mut address = String::new();
    for word in plain.split_whitespace() {
        if !address.is_empty() && address.len() + word.len() >= LONGEST_ADDRESS {
            break;
        }
        if !address.is_empty() {
            address.push('-');
        }
        address.extend(word.chars().take(LONGEST_ADDRESS));
    }
    if address.is_empty() { other.to_owned() } else { address }
}

/// `text`, or with the first number behind it that makes it free.
pub fn free(text: &str, sign: char, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(text) {
        return text.to_owned();
    }
    let numbered = (2_u64..).map(|number| format!("{text}{sign}{number}"));
    numbered.into_iter().find(|name| !is_taken(name)).unwrap_or_default()
}

/// The names of the fields: as they were given, unless the engine could not take them.
#[derive(Debug, Default)]
pub struct Names {
    renamed: BTreeMap<String, String>,
}

impl Names {
    /// The names of all properties of a schema.
    pub fn of(schema: &Value) -> Self {
        let mut all = Vec::new();
        collect(schema, &mut all);
        let mut used: HashSet<String> = all.iter().filter(|name| is_fine(name)).cloned().collect();
        let mut renamed = BTreeMap::new();
        for name in all.into_iter().chain([DESK_RECORD.to_owned()]) {
            if (is_fine(&name) && name != DESK_RECORD) || renamed.contains_key(&name) {
                continue;
            }
            let new = free(&plain(&name), '_', |new| used.contains(new) || !is_fine(new));
            used.insert(new.clone());
            renamed.insert(name, new);
        }
        Self { renamed }
    }

    /// The name that a property has in the form. What the desk records has a name at the top that nobody
    /// else may use.
    pub fn name<'a>(&'a self, given: &'a str, is_top: bool) -> &'a str {
        match self.renamed.get(given) {
            Some(new) if given != DESK_RECORD || is_top => new,
            _ => given,
        }
    }
}

fn is_fine(name: &str) -> bool {
    is_name(name) && !RESERVED.contains(&name)
}

fn plain(name: &str) -> String {
    if is_name(name) {
        return format!("{name}_answer");
    }
    let words = in_ascii(name);
    let joined = words.split_whitespace().collect::<Vec<_>>().join("_");
    match joined.chars().next() {
        None => NAMELESS.to_owned(),
        Some(first) if first.is_ascii_alphabetic() => joined,
        Some(_) => format!("{NAMELESS}_{joined}"),
    }
}

fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                if key == "properties"
                    && let Some(properties) = inner.as_object()
                {
                    names.extend(properties.keys().cloned());
                }
                collect(inner, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_labels() {
        for (key, wanted) in [
            ("dateOfBirth", "Date of birth"),
            ("date_of_birth", "Date of birth"),
            ("geburtsdatum", "Geburtsdatum"),
            ("PostalCode", "Postal code"),
            ("IBAN", "IBAN"),
            ("taxID", "Tax ID"),
            ("HTTPServer2", "HTTP server2"),
            ("STREET_NAME", "Street name"),
            ("straßen-name", "Straßen name"),
            ("...", "..."),
        ] {
            assert_eq!(label(key), wanted);
        }
    }

    #[test]
    fn names_stay_if_they_can() {
        let schema = serde_json::json!({"properties": {
            "firstName": {}, "first name": {}, "größe": {}, "and": {}, "2nd": {}, "§": {}, "first_name": {}, "assisted": {},
        }});
        let names = Names::of(&schema);
        for (given, wanted) in [
            ("firstName", "firstName"),
            ("first name", "first_name_2"),
            ("größe", "groesse"),
            ("and", "and_answer"),
            ("2nd", "field_2nd"),
            ("§", "field"),
            ("assisted", "assisted_answer"),
        ] {
            assert_eq!(names.name(given, true), wanted);
        }
        assert_eq!(names.name("assisted", false), "assisted");
    }

    #[test]
    fn titles_become_addresses() {
        assert_eq!(address("Antrag auf Wohngeld (Erstantrag)", "x"), "antrag-auf-wohngeld-erstantrag");
        assert_eq!(address("homeAddress", "x"), "home-address");
        assert_eq!(address("§§", "seite"), "seite");
        assert!(address(&"sehr lang ".repeat(30), "x").len() <= LONGEST_ADDRESS);
    }
}
