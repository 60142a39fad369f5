//! Letters as people type them on any keyboard: the one rule by which searches compare words.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A text in small letters without marks: `É` is `e`, `ß` is `ss`, `ї` is `і`. What is no letter stays as it is.
/// `static/js/search.js` does the same while somebody types.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    for letter in apart.chars().flat_map(char::to_lowercase).filter(|letter| !is_mark(*letter)) {
        match spelled(letter) {
            Some(spelled) => plain.push_str(spelled),
            None => plain.push(letter),
        }
    }
    plain
}

/// Letters that are not one with a mark, and what people type for them.
fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        _ => return None,
    })
}

/// Whether this is a mark that stands behind its letter: an accent, or a vowel of Arabic.
pub fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_marks_and_of_one_language_are_typed_plainly() {
        for (text, expected) in [
            ("Straße 5, GROẞ", "strasse 5, gross"),
            ("Ångström Čeština Łódź", "angstrom cestina lodz"),
            ("KÖPEK VERGİSİ ılık", "kopek vergisi ilik"),
            ("o\u{308}ster", "oster"),
            ("Œuvre æther Ødegård Đorđe Ħal Ŧ", "oeuvre aether odegard dorde hal t"),
            ("Київ й", "киів и"),
            ("إِعَانَة", "اعانة"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
