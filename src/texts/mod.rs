//! The languages of the product. German is the legal text and stands where it is used; a file a
//! language says the same in other words, by the German text. What a file does not know stays German.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// Texts by the German ones.
pub type Dictionary = BTreeMap<String, String>;

/// The language tag (BCP 47) of the legal text.
pub const GERMAN: &str = "de";

/// German's own name; in every file the entry of this name is what the file's language calls itself.
pub const OWN_NAME: &str = "Deutsch";

/// The files of this folder: English, and Leichte Sprache (easy-to-read German, DIN SPEC 33429).
const BUILT_IN: [(&str, &str); 2] =
    [("en", include_str!("en.json")), ("de-x-ls", include_str!("de-x-ls.json"))];

static BUILT_IN_TEXTS: LazyLock<Vec<(&str, Dictionary)>> = LazyLock::new(|| {
    // A test reads them; an unreadable one would leave German.
    BUILT_IN.iter().map(|(tag, text)| (*tag, serde_json::from_str(text).unwrap_or_default())).collect()
});

/// A language in which the product speaks. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    tag: Arc<str>,
    texts: Arc<Dictionary>,
}

impl Default for Language {
    fn default() -> Self {
        Self::german()
    }
}

impl Language {
    /// The language of the legal text, and of everything that staff read.
    pub fn german() -> Self {
        Self { tag: Arc::from(GERMAN), texts: Arc::default() }
    }

    /// Its tag (BCP 47), as it stands in `lang`: `de`, `en`, `de-x-ls`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Whether this is the language of the legal text.
    pub fn is_german(&self) -> bool {
        *self.tag == *GERMAN
    }

    /// What the language calls itself: „English“.
    pub fn name(&self) -> &str {
        self.say(OWN_NAME)
    }

    /// Whether it says a German text in its own words.
    pub fn knows(&self, german: &str) -> bool {
        self.texts.contains_key(german)
    }

    /// A text in this language; the German one where there is no other.
    pub fn say<'a>(&'a self, german: &'a str) -> &'a str {
        self.texts.get(german).map_or(german, String::as_str)
    }

    /// The same, with values in the place of the names in braces. A value is never searched for names.
    pub fn fill(&self, german: &str, values: &[(&str, &str)]) -> String {
        let value =
            |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into());
        fill_names(self.say(german), value)
    }
}

/// A text with values in the place of its names in braces, where there is one. A value is never searched for names.
pub fn fill_names(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| Some((value(name)?, behind)));
        match named {
            Some((value, behind)) => {
                filled.push_str(&value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The names in braces of a text.
pub fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// The languages in which the product speaks, German first.
#[derive(Debug, Clone)]
pub struct Languages(Arc<[Language]>);

impl Default for Languages {
    fn default() -> Self {
        Self::with(&BTreeMap::new())
    }
}

impl Languages {
    /// The built-in ones, and those that a city adds or mends: texts by the tag of their language.
    pub fn with(added: &BTreeMap<String, Dictionary>) -> Self {
        let mut languages = vec![Language::german()];
        for (tag, texts) in BUILT_IN_TEXTS.iter() {
            languages.push(language(tag, texts, added.get(*tag)));
        }
        let is_new = |tag: &&String| **tag != GERMAN && BUILT_IN.iter().all(|(known, _)| known != tag);
        for tag in added.keys().filter(is_new) {
            languages.push(language(tag, &Dictionary::new(), added.get(tag)));
        }
        Self(languages.into())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Language> {
        self.0.iter()
    }

    /// The language with this tag.
    pub fn find(&self, tag: &str) -> Option<&Language> {
        self.0.iter().find(|language| *language.tag == *tag)
    }
}

fn language(tag: &str, texts: &Dictionary, added: Option<&Dictionary>) -> Language {
    let mut texts = texts.clone();
    texts.extend(added.into_iter().flatten().map(|(german, other)| (german.clone(), other.clone())));
    Language { tag: Arc::from(tag), texts: Arc::new(texts) }
}

/// Marks a German text that is said in other languages elsewhere.
pub const fn de(german: &'static str) -> &'static str {
    german
}

/// Every text of the product's own that another language must have.
pub fn all() -> impl Iterator<Item = &'static str> {
    BUILT_IN_TEXTS.first().into_iter().flat_map(|(_, texts)| texts.keys().map(String::as_str))
}
