//! Finding an option of a long list by a part of its name. Large and small letters, accents and umlauts make
//! no difference, and words may come in any order; `static/js/search.js` does the same while somebody types.

use super::field::Choice;
use super::folding::plain;

/// So many options are shown at most; whoever sees more of them reads no longer.
pub const MOST_SHOWN: usize = 20;

/// So many words of a text are looked for at most; what stands behind them tells nothing more.
const MOST_WORDS: usize = 12;

/// A text of fewer letters and digits is never taken for an option that it only begins.
const LEAST_BEGUN: usize = 4;

/// The option that a text names exactly, and no other one: by its title, by another word for it, or by its value.
pub fn named<'a>(options: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    // What was chosen from the list stands there as it is.
    only(options.iter(), |option| option.title == typed)
        .or_else(|| exact(&all_names(options), &Wanted::new(typed), typed))
}

/// The option that is meant for sure: the one that is named; or the only one that fits, if its title begins so, or
/// its words do.
pub fn meant<'a>(options: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    let plainly = only(options.iter(), |option| option.title == typed);
    plainly.or_else(|| {
        let (names, wanted) = (all_names(options), Wanted::new(typed));
        exact(&names, &wanted, typed).or_else(|| begun(&names, &wanted))
    })
}

/// All options that fit a text, those that begin with it first; none, if it holds neither letters nor digits.
pub fn fitting<'a>(options: &'a [Choice], typed: &str) -> Vec<&'a Choice> {
    let wanted = Wanted::new(typed);
    if wanted.is_empty() {
        return Vec::new();
    }
    let ranked = options.iter().filter_map(|option| Some((Names::new(option).rank(&wanted)?, option)));
    let mut ranked: Vec<(u8, &Choice)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, option)| option).collect()
}

/// The option for whatever no other one is.
pub fn otherwise(options: &[Choice]) -> Option<&Choice> {
    options.iter().find(|option| option.otherwise)
}

/// A text as a search compares it: two titles with the same key cannot be told apart.
pub fn key(text: &str) -> String {
    Folded::new(text).german
}

/// The one that is so, unless several are.
fn only<T>(all: impl Iterator<Item = T>, is_meant: impl Fn(&T) -> bool) -> Option<T> {
    let mut meant = all.filter(is_meant);
    meant.next().filter(|_| meant.next().is_none())
}

fn exact<'a>(names: &[Names<'a>], wanted: &Wanted, typed: &str) -> Option<&'a Choice> {
    if wanted.is_empty() {
        return None;
    }
    let found = only(names.iter(), |names| names.title.is(&wanted.whole))
        .or_else(|| only(names.iter(), |names| names.also.iter().any(|word| word.is(&wanted.whole))))
        .or_else(|| {
            // "IN" is the code of India, and much else begins so.
            let is_beginning = names.iter().any(|names| names.title.begins_with(&wanted.whole));
            names.iter().find(|names| !is_beginning && names.option.value == typed)
        });
    found.map(|names| names.option)
}

/// The only option that fits, if its title or its words begin so: whoever types "rom" for Rome, which is not there,
/// does not mean what else holds these letters.
fn begun<'a>(names: &[Names<'a>], wanted: &Wanted) -> Option<&'a Choice> {
    let letters = wanted.whole.plain.chars().filter(|letter| *letter != ' ').count();
    if letters < LEAST_BEGUN {
        return None;
    }
    let fitting = only(names.iter(), |names| names.rank(wanted).is_some())?;
    let title = std::slice::from_ref(&fitting.title);
    let is_begun = fitting.title.begins_with(&wanted.whole) || wanted.every_word(title, begins_a_word);
    is_begun.then_some(fitting.option)
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.split(' ').any(|begun| begun.starts_with(word))
}

fn all_names(options: &[Choice]) -> Vec<Names<'_>> {
    options.iter().map(Names::new).collect()
}

/// What an option is called, as a search compares it.
struct Names<'a> {
    option: &'a Choice,
    title: Folded,
    also: Vec<Folded>,
}

impl<'a> Names<'a> {
    fn new(option: &'a Choice) -> Self {
        let also = option.also.iter().map(|word| Folded::new(word)).collect();
        Self { option, title: Folded::new(&option.title), also }
    }

    /// How well an option fits: 0 the best; nothing, if it does not.
    fn rank(&self, wanted: &Wanted) -> Option<u8> {
        if self.title.begins_with(&wanted.whole) {
            return Some(0);
        }
        let names = || std::iter::once(&self.title).chain(&self.also);
        if wanted.every_word(names(), begins_a_word) {
            return Some(1);
        }
        wanted.every_word(names(), |text, word| text.contains(word)).then_some(2)
    }
}

/// What somebody looks for.
struct Wanted {
    whole: Folded,
    /// Its words, in both forms.
    words: Vec<(String, String)>,
}

impl Wanted {
    fn new(typed: &str) -> Self {
        let whole = Folded::new(typed);
        let words = whole.plain.split(' ').zip(whole.german.split(' ')).take(MOST_WORDS);
        let words = words.map(|(plain, german)| (plain.to_owned(), german.to_owned())).collect();
        Self { whole, words }
    }

    fn is_empty(&self) -> bool {
        self.whole.plain.is_empty()
    }

    fn every_word<'a>(
        &self,
        names: impl IntoIterator<Item = &'a Folded> + Clone,
        fits: impl Fn(&str, &str) -> bool,
    ) -> bool {
        self.words.iter().all(|(plain, german)| {
            let mut texts = names.clone().into_iter().flat_map(Folded::forms);
            texts.any(|text| fits(text, plain) || fits(text, german))
        })
    }
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

    fn begins_with(&self, other: &Self) -> bool {
        other.forms().any(|other| self.forms().any(|one| one.starts_with(other)))
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

/// Without marks, and without what stands between words but one space: "St. John's" is "st johns".
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in plain(text).chars().filter(|letter| !matches!(letter, '\'' | '’' | '.')) {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
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

    fn value(found: Option<&Choice>) -> Option<&str> {
        found.map(|option| option.value.as_str())
    }

    #[test]
    fn what_is_named_is_meant_also_where_more_would_fit() {
        let options = options();
        assert_eq!(value(meant(&options, "niger")), Some("NE"));
        assert_eq!(value(meant(&options, "usa")), Some("US"));
        assert_eq!(value(meant(&options, "CI")), Some("CI"), "by its value");
        assert_eq!(value(meant(&options, "arabisch")), Some("AE"), "the only one");
        assert_eq!(value(meant(&options, "emir arab")), Some("AE"), "its words, in any order");
        assert_eq!(value(meant(&options, "Vereinigte")), None);
        assert_eq!(value(named(&options, "arabisch")), None);
    }

    #[test]
    fn what_a_text_only_holds_or_hardly_begins_is_asked_about() {
        let option = |value: &str, title: &str, also: &[&str]| {
            let option = Choice::new(&json!(value), Some(title), None).unwrap();
            option.found_by(also.iter().map(|word| (*word).to_owned()).collect())
        };
        let options = [
            option("RO", "Rumänien", &["Romania"]),
            option("IN", "Indien", &[]),
            option("ID", "Indonesien", &[]),
            option("NL", "Niederlande", &["Holland"]),
        ];
        for typed in ["Rom", "Roma", "IN", "rumä", "mänien", "holl", "nied", "nie"] {
            let fits = fitting(&options, typed).len();
            assert!(fits >= 1, "{typed}");
            let wanted = match typed {
                "rumä" => Some("RO"),
                "nied" => Some("NL"),
                _ => None,
            };
            assert_eq!(value(meant(&options, typed)), wanted, "{typed}");
        }
        assert_eq!(value(meant(&options, "NL")), Some("NL"), "no title begins so");
    }

    #[test]
    fn what_several_options_are_called_names_none_of_them() {
        let option = |value: &str, also: &str| {
            Choice::new(&json!(value), Some("Georgia"), None).unwrap().found_by(vec![also.to_owned()])
        };
        let options = [option("GE", "Georgien"), option("US-GA", "Südstaat")];
        for typed in ["Georgia", "georgia", "Georg"] {
            assert_eq!(value(named(&options, typed)), None, "{typed}");
            assert_eq!(value(meant(&options, typed)), None, "{typed}");
            assert_eq!(fitting(&options, typed).len(), 2, "{typed}");
        }
        assert_eq!(value(named(&options, "Georgien")), Some("GE"));
    }

    #[test]
    fn a_text_of_a_great_many_words_is_looked_for_by_few() {
        assert_eq!(Wanted::new(&"a ".repeat(250_000)).words.len(), MOST_WORDS);
        let thirteen = format!("{}nowhere", "vereinigte ".repeat(MOST_WORDS));
        assert_eq!(found(&thirteen), ["US", "AE"]);
    }
}
