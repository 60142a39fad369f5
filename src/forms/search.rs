//! Which services somebody means: words as people type them, also in sentences, with a slip of the fingers, or in
//! another language than the page.

use super::definition::FormFile;

/// Words that say nothing about a service, folded. They count only where nothing else was typed.
const FILLERS: [&str; 42] = [
    "aber", "auf", "bei", "beim", "brauche", "das", "dem", "den", "der", "des", "die", "ein", "eine",
    "einen", "einer", "für", "fuer", "habe", "ich", "kann", "mein", "meine", "meinen", "mich", "mir", "mit",
    "moechte", "und", "von", "wie", "will", "wir", "and", "can", "for", "have", "how", "need", "not", "the",
    "want", "with",
];

/// Words that are looked at, at most: the rest of what somebody pastes is not.
const MOST_WORDS: usize = 12;

/// Letters of the shortest word in which a slip is forgiven; from the second number on, two are.
const FORGIVING: [usize; 2] = [5, 9];

/// What somebody searches for.
#[derive(Debug, Clone)]
pub struct Query(Vec<String>);

/// How well a service fits: the words that were found, and how plainly. More is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    words: usize,
    weight: usize,
}

impl Query {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let all: Vec<String> = words(typed).collect();
        let says = |word: &&String| word.chars().count() > 2 && !FILLERS.contains(&word.as_str());
        let telling: Vec<String> = all.iter().filter(says).cloned().collect();
        let mut chosen = if telling.is_empty() { all } else { telling };
        chosen.truncate(MOST_WORDS);
        Self(chosen)
    }

    /// How well a service fits, which is told in some languages: the best of each word counts.
    pub fn fit(&self, told: &[&FormFile]) -> Fit {
        let best = |word: &String| told.iter().map(|file| weight(word, file)).max().unwrap_or_default();
        let weights = self.0.iter().map(best);
        weights
            .filter(|weight| *weight > 0)
            .fold(Fit::default(), |fit, weight| Fit { words: fit.words + 1, weight: fit.weight + weight })
    }

    /// Keeps what holds most of the words, the best first. Without a word everything stays as it is.
    pub fn choose<T>(&self, mut candidates: Vec<(Fit, T)>) -> Vec<T> {
        if !self.0.is_empty() {
            let most = candidates.iter().map(|(fit, _)| fit.words).max().unwrap_or_default();
            candidates.retain(|(fit, _)| fit.words > 0 && fit.words == most);
            candidates.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        }
        candidates.into_iter().map(|(_, candidate)| candidate).collect()
    }
}

/// How plainly a service says a word: what it is called says more than a sentence about it, and a word that is only
/// similar says least.
fn weight(word: &str, file: &FormFile) -> usize {
    let foreign = file.keywords_in.values().flatten();
    let names: Vec<String> =
        std::iter::once(&file.title).chain(&file.keywords).chain(foreign).map(|name| folded(name)).collect();
    let is_begun = |name: &String| words(name).any(|part| part.starts_with(word));
    if names.iter().any(is_begun) {
        4
    } else if names.iter().any(|name| name.contains(word)) {
        3
    } else if [&file.summary, &file.group].iter().any(|text| folded(text).contains(word)) {
        2
    } else {
        usize::from(names.iter().any(|name| words(name).any(|part| is_slip(word, &part))))
    }
}

/// Whether a word is another one but for a slip or an ending.
fn is_slip(typed: &str, meant: &str) -> bool {
    let letters = typed.chars().count().min(meant.chars().count());
    let forgiven = FORGIVING.iter().filter(|least| letters >= **least).count();
    forgiven > 0 && strsim::osa_distance(typed, meant) <= forgiven
}

/// The words of a text, folded.
fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = folded(text);
    let parts: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.into_iter()
}

/// In small letters, and with umlauts as people type them where the keyboard has none.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    small.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::catalogue::Catalogue;
    use crate::forms::source::FormSource;

    fn found(catalogue: &Catalogue, typed: &str) -> Vec<String> {
        let query = Query::of(typed);
        let candidates = catalogue.services().map(|service| {
            let file = &service.online.file;
            (query.fit(&[file]), service.online.id.clone())
        });
        query.choose(candidates.collect())
    }

    /// What people type, and the service they mean: it comes first.
    const MEANT: [(&str, &str); 22] = [
        ("Hund", "dog_tax_registration"),
        ("ich habe einen Hund", "dog_tax_registration"),
        ("hund steuer", "dog_tax_registration"),
        ("Hundesteur", "dog_tax_registration"),
        ("dog licence", "dog_tax_registration"),
        ("köpek vergisi", "dog_tax_registration"),
        ("Schuelerfahrkosten", "school_transport_refund"),
        ("Fahrkarte für mein Kind", "school_transport_refund"),
        ("school bus", "school_transport_refund"),
        ("Anwohnerparken", "resident_parking_permit"),
        ("parking permit", "resident_parking_permit"),
        ("Schlagloch", "defect_report"),
        ("pothole", "defect_report"),
        ("Laterne kaputt", "defect_report"),
        ("Wohngeld", "housing_benefit_check"),
        ("housing benefit", "housing_benefit_check"),
        ("свідоцтво про народження", "birth_certificate_order"),
        ("birth certificate", "birth_certificate_order"),
        ("Adresse von jemandem", "register_information_simple"),
        ("Nachbarschaftsfest", "street_event_permit"),
        ("Theater Zuschuss", "culture_project_grant"),
        ("arts grant", "culture_project_grant"),
    ];

    #[test]
    fn people_find_what_they_mean() {
        let catalogue = Catalogue::load(&FormSource::Embedded);
        for (typed, meant) in MEANT {
            let found = found(&catalogue, typed);
            assert!(found.iter().take(2).any(|id| id == meant), "{typed:?} finds {found:?} and not {meant}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found_and_nothing_typed_is_everything() {
        let catalogue = Catalogue::load(&FormSource::Embedded);
        for typed in ["Reisepass", "xyzzyx", "Führerschein"] {
            assert_eq!(found(&catalogue, typed), Vec::<String>::new(), "{typed:?}");
        }
        for typed in ["", " - "] {
            assert_eq!(found(&catalogue, typed).len(), catalogue.services().count(), "{typed:?}");
        }
    }
}
