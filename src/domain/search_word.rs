//! Words by which cases are found: what of a name or a note may stand in an index.

use super::MatterKey;

/// A word of a case as the index holds it: 64 bits of an HMAC with the installation's key. Whoever reads only the
/// database cannot tell which names are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchWord(pub i64);

impl SearchWord {
    /// The word of a text that was folded before: one word, in small letters without marks.
    pub fn of(key: &MatterKey, folded: &str) -> Self {
        let name = key.name(&format!("search word\0{folded}"));
        // Sixteen hexadecimal digits always fit; the name has 64.
        let bits = name.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok());
        Self(bits.unwrap_or_default().cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_follows_from_the_key_and_the_text_and_is_not_the_name_of_a_matter() {
        let (key, other) = (MatterKey::from_bytes([1; 32]), MatterKey::from_bytes([2; 32]));
        assert_eq!(SearchWord::of(&key, "meyer"), SearchWord::of(&key, "meyer"));
        assert_ne!(SearchWord::of(&key, "meyer"), SearchWord::of(&key, "meier"));
        assert_ne!(SearchWord::of(&key, "meyer"), SearchWord::of(&other, "meyer"));
    }
}
