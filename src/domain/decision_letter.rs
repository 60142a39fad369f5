//! The letter of a decision: its words as people read them, put down once and changed by nobody.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A letter, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLetter {
    /// Who writes: name of the city and the department.
    pub authority: Vec<String>,
    /// The line above the address: where it goes back to.
    pub sender: String,
    /// To whom it goes, line by line.
    pub addressee: Vec<String>,
    /// Date, numbers and where to ask, by label.
    pub facts: Vec<(String, String)>,
    /// What it is about.
    pub subject: String,
    /// Its parts.
    pub parts: Vec<LetterPart>,
    /// The name of who signed it (§ 37 (3) VwVfG), and for whom.
    pub signature: Vec<String>,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterPart {
    /// Its heading, if it has one.
    pub heading: Option<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// What is listed behind them.
    pub items: Vec<String>,
}

/// A letter that is put down: its bytes, and their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenLetter {
    content: Vec<u8>,
    hash: String,
}

impl DecisionLetter {
    /// The letter as it is kept, and named by its hash.
    pub fn freeze(&self) -> Result<FrozenLetter, serde_json::Error> {
        let content = serde_json::to_vec(self)?;
        let hash = hash_of(&content);
        Ok(FrozenLetter { content, hash })
    }
}

fn hash_of(content: &[u8]) -> String {
    hex::encode(Sha256::new().chain_update(b"pforte letter\0").chain_update(content).finalize())
}

impl FrozenLetter {
    /// What was kept; nothing where it is not what the hash names.
    pub fn kept(content: Vec<u8>, hash: String) -> Option<Self> {
        (hash_of(&content) == hash).then_some(Self { content, hash })
    }

    /// Its bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// Names it: other words, another hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Its words.
    pub fn letter(&self) -> Option<DecisionLetter> {
        serde_json::from_slice(&self.content).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> DecisionLetter {
        DecisionLetter {
            authority: vec!["Stadt".to_owned()],
            sender: "Stadt, Platz 1".to_owned(),
            addressee: vec!["Ada Weiß".to_owned()],
            facts: vec![("Datum".to_owned(), "01.10.2025".to_owned())],
            subject: "Bescheid".to_owned(),
            parts: vec![LetterPart { heading: None, paragraphs: vec!["Text".to_owned()], items: Vec::new() }],
            signature: vec!["Robin Berger".to_owned()],
        }
    }

    #[test]
    fn a_letter_is_what_its_hash_names() {
        let frozen = letter().freeze().unwrap();
        assert_eq!(frozen.letter(), Some(letter()));
        let mut other = letter();
        other.signature = vec!["Kim Sommer".to_owned()];
        assert_ne!(other.freeze().unwrap().hash(), frozen.hash());
        let (content, hash) = (frozen.content().to_vec(), frozen.hash().to_owned());
        assert_eq!(FrozenLetter::kept(content.clone(), hash.clone()), Some(frozen));
        let mut changed = content;
        changed[5] ^= 1;
        assert_eq!(FrozenLetter::kept(changed, hash), None);
    }
}
