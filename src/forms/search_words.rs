//! The words of a text by which a case is found, as people type them: with and without umlauts and accents.

use super::folding::plain;
use crate::domain::{MatterKey, SearchWord};

/// Most words that are looked for at once.
const MOST_ASKED: usize = 8;

/// The words of a text for the index, each once: as it is typed without marks (`Müller` is `muller`), and in the search
/// form of DIN 91379, which spells the marked letters out (`mueller`). Words with signs in them are kept whole besides
/// their parts: `40.11/7` is found by `40117`, too.
pub fn kept(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in text.split_whitespace() {
        let parts: Vec<&str> = parts(token).collect();
        if parts.len() > 1 {
            words.push(plain(&parts.concat()));
        }
        words.extend(parts.iter().flat_map(|part| spellings(part)));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// The words of some texts as the index of cases holds them, each once.
pub fn indexed<'a>(key: &MatterKey, texts: impl IntoIterator<Item = &'a str>) -> Vec<SearchWord> {
    let words = texts.into_iter().flat_map(kept);
    let mut hashes: Vec<SearchWord> = words.map(|word| SearchWord::of(key, &word)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// What is looked for, word by word, at most eight of them: a case has to have one of the spellings of each.
pub fn asked(text: &str) -> Vec<Vec<String>> {
    text.split(|letter: char| !is_part_of_word(letter))
        .filter(|part| !part.is_empty())
        .map(spellings)
        .take(MOST_ASKED)
        .collect()
}

/// A word without marks, and in the search form, if that differs.
fn spellings(word: &str) -> Vec<String> {
    let (without, spelled) = (plain(word), plain(&search_form(word)));
    if without == spelled { vec![without] } else { vec![without, spelled] }
}

fn parts(token: &str) -> impl Iterator<Item = &str> {
    token.split(|letter: char| !is_part_of_word(letter)).filter(|part| !part.is_empty())
}

/// Letters and digits, and marks that stand behind their letter.
fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || super::folding::is_mark(letter)
}

/// The letters that DIN 91379 spells with two others in its search form, after ICAO Doc 9303.
fn search_form(word: &str) -> String {
    let composed = icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(word);
    let spelled = |letter: char| match letter {
        'ä' | 'Ä' | 'æ' | 'Æ' => Some("ae"),
        'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => Some("oe"),
        'ü' | 'Ü' => Some("ue"),
        'å' | 'Å' => Some("aa"),
        'ß' | 'ẞ' => Some("ss"),
        'þ' | 'Þ' => Some("th"),
        'ð' | 'Ð' => Some("d"),
        _ => None,
    };
    let mut form = String::with_capacity(composed.len());
    for letter in composed.chars() {
        match spelled(letter) {
            Some(two) => form.push_str(two),
            None => form.push(letter),
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(typed: &str, text: &str) -> bool {
        let kept = kept(text);
        asked(typed).iter().all(|spellings| spellings.iter().any(|word| kept.contains(word)))
    }

    #[test]
    fn a_name_is_found_however_its_letters_are_typed() {
        for (text, ways) in [
            (
                "Ada Özdemir-Müller",
                vec!["Özdemir", "oezdemir", "OZDEMIR", "mueller ada", "Muller", "Özdemir-Müller"],
            ),
            ("Bjørn Ångström", vec!["bjorn", "bjoern", "angstrom", "aangstroem"]),
            ("Łucja Weiß", vec!["lucja weiss", "Weiß"]),
            ("José Mu\u{308}ller", vec!["jose", "Müller", "mueller"]),
            ("K7M-3QX-9AB", vec!["k7m 3qx", "K7M3QX9AB", "k7m-3qx-9ab"]),
            ("40.11-2025/17", vec!["40.11-2025/17", "4011202517", "2025"]),
            ("Mueller", vec!["Müller"]),
        ] {
            for typed in ways {
                assert!(finds(typed, text), "{typed} in {text}: {:?}", kept(text));
            }
        }
        assert!(!finds("Meier", "Meyer"));
        assert!(!finds("Özdemir Ben", "Özdemir Ada"));
    }

    proptest! {
        #[test]
        fn every_text_is_found_by_itself(text in "[\\PC]{0,60}") {
            prop_assert!(finds(&text, &text));
            prop_assert!(finds(&text.to_uppercase(), &text.to_uppercase()));
        }
    }
}
