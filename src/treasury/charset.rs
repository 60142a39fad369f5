//! The letters that every bank of the SEPA takes (EPC217-08): Latin ones without marks, digits, and a few signs.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// What takes more than leaving a mark away, as people and machines write it (DIN 91379, ICAO Doc 9303).
const WORDS: [(char, &str); 34] = [
    ('ä', "ae"),
    ('ö', "oe"),
    ('ü', "ue"),
    ('Ä', "Ae"),
    ('Ö', "Oe"),
    ('Ü', "Ue"),
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "Ae"),
    ('œ', "oe"),
    ('Œ', "Oe"),
    ('ø', "o"),
    ('Ø', "O"),
    ('ł', "l"),
    ('Ł', "L"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ð', "d"),
    ('Ð', "D"),
    ('þ', "th"),
    ('Þ', "Th"),
    ('ħ', "h"),
    ('Ħ', "H"),
    ('ŧ', "t"),
    ('Ŧ', "T"),
    ('ı', "i"),
    ('ŋ', "n"),
    ('&', "+"),
    ('–', "-"),
    ('—', "-"),
    ('_', "-"),
    ('’', "'"),
    ('€', "EUR"),
];

/// Whether every bank takes it.
fn is_taken(c: char) -> bool {
    c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c)
}

/// A text in the letters that every bank takes, of at most so many. What has no other letter becomes a blank; blanks
/// stand alone and not at the ends, and slashes likewise, which would be taken for codes (EPC217-08, 1.4).
pub fn plain(text: &str, most: usize) -> String {
    // Marks may stand by themselves behind their letter: together they are one again.
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned();
    let mut out = String::new();
    for c in composed.chars() {
        match WORDS.iter().find(|(from, _)| *from == c) {
            Some((_, to)) => out.push_str(to),
            None => push(&mut out, c),
        }
    }
    trimmed(&out, most)
}

/// One sign: itself, or its letters without their marks, or a blank.
fn push(out: &mut String, c: char) {
    if is_taken(c) {
        out.push(c);
        return;
    }
    let mut buffer = [0; 4];
    let decomposed =
        DecomposingNormalizerBorrowed::new_nfkd().normalize(c.encode_utf8(&mut buffer)).into_owned();
    let is_mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let letters: String = decomposed.chars().filter(|c| !is_mark(c)).collect();
    if !letters.is_empty() && letters.chars().all(is_taken) {
        out.push_str(&letters);
    } else if !is_mark(&c) {
        out.push(' ');
    }
}

fn trimmed(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text.trim_start_matches([' ', '/']).chars() {
        let repeats = matches!(c, ' ' | '/') && out.ends_with(c);
        if !repeats && out.len() < most {
            out.push(c);
        }
    }
    out.trim_end_matches([' ', '/']).to_owned()
}
