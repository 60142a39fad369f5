//! Finding an option of a long list by a part of its name. Large and small letters, accents and umlauts make
//! no difference, and words may come in any order; `static/js/search.js` does the same while somebody types.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::field::Choice;

/// So many options are shown at most; whoever sees more of them reads no longer.
pub const MOST_SHOWN: usize = 20;

/// The option that a text names exactly: by its title, by another word for it alone, or by its value.
pub fn named<'a>(options: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    // What was chosen from the list stands there as it is.
    let plainly = options.iter().find(|option| option.title == typed);
    plainly.or_else(|| exact(options, &Folded::new(typed), typed))
}

/// The option that is meant for sure: the one that is named, or the only one that fits.
pub fn meant<'a>(options: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    named(options, typed).or_else(|| match fitting(options, typed).as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

/// All options that fit a text, those that begin with it first; none, if it holds neither letters nor digits.
pub fn fitting<'a>(options: &'a [Choice], typed: &str) -> Vec<&'a Choice> {
    let wanted = Folded::new(typed);
    if wanted.plain.is_empty() {
        return Vec::new();
    }
    let ranked = options.iter().filter_map(|option| Some((rank(option, &wanted)?, option)));
    let mut ranked: Vec<(u8, &Choice)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, option)| option).collect()
}

/// A text as a search compares it: two titles with the same key cannot be told apart.
pub fn key(text: &str) -> String {
    Folded::new(text).german
}

fn exact<'a>(options: &'a [Choice], wanted: &Folded, typed: &str) -> Option<&'a Choice> {
    if wanted.plain.is_empty() {
        return None;
    }
    let only = |is_meant: &dyn Fn(&Choice) -> bool| {
        let mut meant = options.iter().filter(|option| is_meant(option));
        meant.next().filter(|_| meant.next().is_none())
    };
    only(&|option| Folded::new(&option.title).is(wanted))
        .or_else(|| only(&|option| option.also.iter().any(|word| Folded::new(word).is(wanted))))
        .or_else(|| only(&|option| option.value == typed))
}

/// How well an option fits: 0 the best; nothing, if it does not.
fn rank(option: &Choice, wanted: &Folded) -> Option<u8> {
    let title = Folded::new(&option.title);
    if wanted.forms().any(|wanted| title.forms().any(|title| title.starts_with(wanted))) {
        return Some(0);
    }
    let also = option.also.iter().map(|word| Folded::new(word));
    let texts: Vec<Folded> = std::iter::once(title).chain(also).collect();
    let every_word = |fits: &dyn Fn(&str, &str) -> bool| {
        let words = wanted.plain.split(' ').zip(wanted.german.split(' '));
        words.into_iter().all(|(plain, german)| {
            texts.iter().any(|text| text.forms().any(|text| fits(text, plain) || fits(text, german)))
        })
    };
    if every_word(&|text, word| text.split(' ').any(|begun| begun.starts_with(word))) {
        return Some(1);
    }
    every_word(&|text, word| text.contains(word)).then_some(2)
}

/// A text in small letters without accents, its words with one space between them: `ä` is `a` in one form
/// and `ae` in the other, because people write both.
struct Folded {
    plain: String,
    german: String,
}

impl Folded {
    fn new(text: &str) -> Self {
        let plain = folded(text);
        let german = match text.contains(UMLAUTS) {
            true => folded(&spelled_out(text)),
            false => plain.clone(),
        };
        Self { plain, german }
    }

    fn forms(&self) -> impl Iterator<Item = &str> {
        [self.plain.as_str(), self.german.as_str()].into_iter()
    }

    fn is(&self, other: &Self) -> bool {
        self.forms().any(|one| other.forms().any(|other| one == other))
    }
}

const UMLAUTS: [char; 6] = ['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü'];

fn spelled_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        spelled.push(letter);
        if UMLAUTS.contains(&letter) {
            spelled.push('e');
        }
    }
    spelled
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut add = |letter: char| match letter {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' => folded.push('d'),
        'ı' => folded.push('i'),
        // The accents that a letter was taken apart into.
        '\u{300}'..='\u{36f}' => {}
        _ if letter.is_alphanumeric() => folded.push(letter),
        // "St. John's" is "st johns".
        '\'' | '’' | '.' => {}
        _ if folded.ends_with(' ') || folded.is_empty() => {}
        _ => folded.push(' '),
    };
    match text.is_ascii() {
        true => text.chars().for_each(|letter| add(letter.to_ascii_lowercase())),
        false => {
            let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
            apart.chars().flat_map(char::to_lowercase).for_each(add);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn options() -> Vec<Choice> {
        [
            ("AT", "Österreich", "Austria"),
            ("CI", "Côte d’Ivoire", "Elfenbeinküste"),
            ("NE", "Niger", ""),
            ("NG", "Nigeria", ""),
            ("US", "Vereinigte Staaten", "USA"),
            ("AE", "Vereinigte Arabische Emirate", "VAE"),
            ("goethe", "Goethestraße", ""),
        ]
        .map(|(value, title, also)| {
            let also = Some(also.to_owned()).filter(|also| !also.is_empty());
            Choice::new(&json!(value), Some(title), None).unwrap().found_by(also.into_iter().collect())
        })
        .into()
    }

    fn found(typed: &str) -> Vec<String> {
        fitting(&options(), typed).iter().map(|option| option.value.clone()).collect()
    }

    #[test]
    fn letters_accents_and_umlauts_make_no_difference() {
        for typed in ["öster", "OSTER", "Oester", "ÖSTERREICH", "O\u{308}ster", "austr"] {
            assert_eq!(found(typed), ["AT"], "{typed}");
        }
        for typed in ["cote d'ivoire", "Côte dIvoire", "elfenbeinkuste", "ELFENBEINKUESTE"] {
            assert_eq!(found(typed), ["CI"], "{typed}");
        }
        for typed in ["Göthestraße", "goethestrasse", "gothestr"] {
            assert_eq!(found(typed), if typed == "gothestr" { vec![] } else { vec!["goethe"] }, "{typed}");
        }
    }

    #[test]
    fn words_come_in_any_order_and_the_best_come_first() {
        assert_eq!(found("Staaten vereinigte"), ["US"]);
        assert_eq!(found("vereinigte"), ["US", "AE"]);
        assert_eq!(found("nig"), ["NE", "NG", "US", "AE"], "what begins so stands before what holds it");
        assert_eq!(found("geria"), ["NG"]);
        assert_eq!(found("..."), [] as [&str; 0]);
        assert_eq!(found("Atlantis"), [] as [&str; 0]);
    }

    #[test]
    fn what_is_named_is_meant_also_where_more_would_fit() {
        let (options, value) = (options(), |found: Option<&Choice>| found.map(|option| option.value.clone()));
        assert_eq!(value(meant(&options, "niger")).as_deref(), Some("NE"));
        assert_eq!(value(meant(&options, "usa")).as_deref(), Some("US"));
        assert_eq!(value(meant(&options, "NG")).as_deref(), Some("NG"), "by its value");
        assert_eq!(value(meant(&options, "arabisch")).as_deref(), Some("AE"), "the only one");
        assert_eq!(value(meant(&options, "Vereinigte")), None);
        assert_eq!(value(named(&options, "arabisch")), None);
    }
}
