//! Which services somebody means: words as people type them, also in sentences, with a slip of the fingers, or in
//! another language than the page.

#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use super::definition::FormFile;
use super::folding::is_mark;
use words::{folded, telling, words};

/// Words that are looked at, at most: the rest of what somebody pastes is not.
const MOST_WORDS: usize = 12;

/// Letters of the shortest word in which a slip is forgiven; from the second number on, two are.
const FORGIVING: [usize; 2] = [5, 9];

/// Letters from which on a word is found as the beginning of another, and inside of another.
const BEGINS: usize = 3;
const INSIDE: usize = 4;

/// Letters of a word that says enough for itself: a name inside of what was typed, and a word whose plain hit keeps a
/// service in the result.
const SAYING: usize = 5;

/// How plainly a service says a word, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hit {
    /// A word of a name is only similar.
    Slip = 1,
    /// The typed word begins or ends with a name: „Straßenlaterne“ with „Laterne“.
    Around,
    /// The sentence about it or its life situation holds the word.
    About,
    /// It stands inside of a name.
    Inside,
    /// A name begins with it.
    Begun,
    /// It is a name, or a word of one.
    Whole,
}

/// What a service is called and said to be, folded once for all words.
#[derive(Debug, Default)]
pub struct Told {
    /// Titles and keywords, each as its words.
    names: BTreeSet<Vec<String>>,
    /// All their words.
    parts: BTreeSet<String>,
    /// Keywords of other languages, each as the words that say something.
    foreign: Vec<Vec<String>>,
    /// The words of summaries and life situations.
    about: BTreeSet<String>,
}

impl Told {
    fn of(files: &[&FormFile]) -> Self {
        let names = files.iter().flat_map(|file| std::iter::once(&file.title).chain(&file.keywords));
        let names: BTreeSet<Vec<String>> = names.map(|name| words(name).collect()).collect();
        let foreign: BTreeSet<&String> =
            files.iter().flat_map(|file| file.keywords_in.values().flatten()).collect();
        let about = files.iter().flat_map(|file| [&file.summary, &file.group]);
        Self {
            parts: names.iter().flatten().cloned().collect(),
            names,
            foreign: foreign.into_iter().map(|name| telling(words(name).collect(), |word| word)).collect(),
            about: about.flat_map(|text| words(text)).collect(),
        }
    }

    /// How plainly it says a word, if it does; `foreign` are its names in other languages that were typed in full.
    fn hit(&self, word: &str, foreign: &[&Vec<String>]) -> Option<Hit> {
        let letters = word.chars().count();
        let is_whole = |parts: &Vec<String>| parts.iter().any(|part| part == word);
        let named = |test: &dyn Fn(&str) -> bool| self.parts.iter().any(|part| test(part));
        if self.parts.contains(word) || foreign.iter().any(|parts| is_whole(parts)) {
            Some(Hit::Whole)
        } else if letters >= BEGINS && named(&|part| part.starts_with(word)) {
            Some(Hit::Begun)
        } else if letters >= INSIDE && named(&|part| part.contains(word)) {
            Some(Hit::Inside)
        } else {
            let says = |part: &String| {
                part == word
                    || letters >= BEGINS && part.starts_with(word)
                    || letters >= INSIDE && part.contains(word)
            };
            self.about.iter().any(says).then_some(Hit::About)
        }
    }

    /// The same for a word that no service says plainly.
    fn guess(&self, word: &str, foreign: &[&Vec<String>]) -> Option<Hit> {
        let is_around = |name: &Vec<String>| {
            matches!(name.as_slice(), [name] if name.chars().count() >= SAYING
                && (word.starts_with(name.as_str()) || word.ends_with(name.as_str())))
        };
        let mut parts = self.parts.iter().chain(foreign.iter().copied().flatten());
        if self.names.iter().any(is_around) {
            Some(Hit::Around)
        } else {
            parts.any(|part| is_slip(word, part)).then_some(Hit::Slip)
        }
    }
}

/// What somebody searches for: each word as it was typed, and folded.
#[derive(Debug, Clone)]
pub struct Query(Vec<(String, String)>);

/// What was found.
#[derive(Debug)]
pub struct Found<T> {
    /// The best first. Without a word everything, as it came.
    pub services: Vec<T>,
    /// The words to which there is nothing, as they were typed.
    pub missed: Vec<String>,
}

impl Query {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let parts = typed.split(|c: char| !c.is_alphanumeric() && !is_mark(c));
        let all =
            parts.map(|part| (part.to_owned(), folded(part))).filter(|(_, word)| !word.is_empty()).collect();
        let mut chosen = telling(all, |(_, word)| word);
        chosen.truncate(MOST_WORDS);
        Self(chosen)
    }

    /// What a service says, folded once for all words of a search; nothing, where nothing is searched for.
    pub fn read(&self, files: &[&FormFile]) -> Told {
        if self.0.is_empty() { Told::default() } else { Told::of(files) }
    }

    /// The names of other languages of which every word was typed.
    fn in_full<'a>(&self, told: &'a Told) -> Vec<&'a Vec<String>> {
        let is_typed = |part: &String| self.0.iter().any(|(_, word)| word == part || is_slip(word, part));
        told.foreign.iter().filter(|parts| parts.iter().all(is_typed)).collect()
    }

    /// How plainly each service says each word. What is only similar counts where no service says it plainly.
    fn hits<'a>(&self, told: impl Iterator<Item = &'a Told>) -> Vec<Vec<Option<Hit>>> {
        let told: Vec<(&Told, Vec<&Vec<String>>)> = told.map(|told| (told, self.in_full(told))).collect();
        let mut all: Vec<Vec<Option<Hit>>> = told
            .iter()
            .map(|(told, foreign)| self.0.iter().map(|(_, word)| told.hit(word, foreign)).collect())
            .collect();
        let held = holders(&all, self.0.len());
        for (hits, (told, foreign)) in all.iter_mut().zip(&told) {
            let unheld = hits.iter_mut().zip(&self.0).zip(&held).filter(|(_, held)| **held == 0);
            unheld.for_each(|((hit, (_, word)), _)| *hit = told.guess(word, foreign));
        }
        all
    }

    /// Keeps the services that say the rarest word, or a longer one plainly; the best come first. A word weighs more
    /// the fewer services say it.
    pub fn choose<T>(&self, candidates: Vec<(Told, T)>) -> Found<T> {
        let all = self.hits(candidates.iter().map(|(told, _)| told));
        let held = holders(&all, self.0.len());
        let rarest = held.iter().copied().filter(|held| *held > 0).min();
        let mut kept: Vec<(usize, T)> = Vec::new();
        for (hits, (_, candidate)) in all.iter().zip(candidates) {
            if self.0.is_empty() || self.stays(hits, &held, rarest) {
                kept.push((weight(hits, &held), candidate));
            }
        }
        kept.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let missed = self.0.iter().zip(&held).filter(|(_, held)| **held == 0);
        Found {
            services: kept.into_iter().map(|(_, candidate)| candidate).collect(),
            missed: missed.map(|((typed, _), _)| typed.clone()).collect(),
        }
    }

    /// Whether a service says the rarest word that was found, or one of some letters plainly.
    fn stays(&self, hits: &[Option<Hit>], held: &[usize], rarest: Option<usize>) -> bool {
        self.0.iter().zip(hits).zip(held).any(|(((_, word), hit), held)| {
            hit.is_some_and(|hit| {
                Some(*held) == rarest || hit >= Hit::Begun && word.chars().count() >= SAYING
            })
        })
    }
}

/// How many services say each word.
fn holders(all: &[Vec<Option<Hit>>], words: usize) -> Vec<usize> {
    let holds = |i: usize| all.iter().filter(|hits| hits.get(i).is_some_and(Option::is_some)).count();
    (0..words).map(holds).collect()
}

/// How well a service fits. The hundred keeps what the division takes.
fn weight(hits: &[Option<Hit>], held: &[usize]) -> usize {
    let each =
        hits.iter().zip(held).filter_map(|(hit, held)| hit.map(|hit| hit as usize * 100 / held.max(&1)));
    each.sum()
}

/// Whether a word is another one but for a slip or an ending.
fn is_slip(typed: &str, meant: &str) -> bool {
    let (typed_letters, meant_letters) = (typed.chars().count(), meant.chars().count());
    let forgiven = FORGIVING.iter().filter(|least| typed_letters.min(meant_letters) >= **least).count();
    forgiven > 0
        && typed_letters.abs_diff(meant_letters) <= forgiven
        && strsim::osa_distance(typed, meant) <= forgiven
}
