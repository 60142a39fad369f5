//! Keys for what stands on a page of the desk: letters out of the words, so that they are easy to keep in mind.

/// Letters that browsers want for themselves together with Alt: the address line and menus. Digits change tabs.
const OF_BROWSERS: [char; 3] = ['d', 'e', 'f'];

/// A letter for each title, none twice and none of `taken`: the first letter of a word, or else any of the title.
/// `None` where all are taken.
pub fn shortcuts<'a>(titles: impl IntoIterator<Item = &'a str>, taken: &[char]) -> Vec<Option<char>> {
    let mut used: Vec<char> = taken.iter().chain(&OF_BROWSERS).copied().collect();
    let choose = |title: &str| {
        let title = title.to_lowercase();
        let first = title.split_whitespace().filter_map(|word| word.chars().next());
        let key = first.chain(title.chars()).find(|key| key.is_ascii_lowercase() && !used.contains(key))?;
        used.push(key);
        Some(key)
    };
    titles.into_iter().map(choose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_title_has_a_letter_of_its_own() {
        let ways = [
            "Person füllt selbst aus",
            "Hilfe beim Ausfüllen",
            "Übertragung eines Papierantrags",
            "telefonisch",
        ];
        assert_eq!(shortcuts(ways, &['h']), [Some('p'), Some('b'), Some('r'), Some('t')]);
        assert_eq!(shortcuts(["Ehe", "", "Öl"], &['l']), [Some('h'), None, None]);
    }
}
