//! A choice whose options are searched: what was typed, and what was chosen among what it found.

use super::action::{ACTION, Action};
use super::read::raw;
use super::{LONGEST_RAW, Posted, Read};
use crate::domain::Path;
use crate::forms::field::Choice;
use crate::forms::finder;

/// The control in which a part of the name is typed.
pub const SEARCH: &str = "search";

/// The control that tells with which text the page was shown.
pub const SEARCHED: &str = "searched";

/// Reads a searched choice. Of what was typed and what was chosen, the newer counts: a text that is still the
/// one the page was shown with is what the shown options were found by, another one came after them.
pub(super) fn read_search(path: &Path, options: &[Choice], values: &Posted<'_>) -> Read {
    let posted = |name: &str| values.get(name).and_then(|texts| texts.last().copied());
    // Nothing longer names an option, and every option is compared with it.
    let longest = options.iter().map(|option| option.title.chars().count()).max();
    let longest = longest.unwrap_or_default().max(LONGEST_RAW);
    let text = |part: &str| posted(&path.key(part).to_string()).map(|typed| plain(typed, longest));
    let chosen = posted(&path.to_string());
    let option = chosen.and_then(|value| options.iter().find(|option| option.value == value));
    let Some(typed) = text(SEARCH) else {
        // Posted as any other choice is, without a search.
        return match (option, chosen) {
            (Some(option), _) => Read::Answer(option.stored.clone()),
            (None, Some(unknown)) if !unknown.trim().is_empty() => raw(unknown),
            (None, Some(_)) => Read::Empty,
            (None, None) => Read::Untouched,
        };
    };
    if let Some(option) = option
        && text(SEARCHED).is_none_or(|seen| seen == typed)
    {
        return Read::Answer(option.stored.clone());
    }
    if typed.is_empty() {
        return Read::Empty;
    }
    let meant = match is_asked(path, posted(ACTION)) {
        true => finder::meant(options, &typed),
        // Whoever is still typing, or leaves, means no more than they say.
        false => finder::named(options, &typed),
    };
    meant.map_or_else(|| raw(&typed), |option| Read::Answer(option.stored.clone()))
}

/// Whether somebody wants an answer: they go on, or search here.
fn is_asked(path: &Path, button: Option<&str>) -> bool {
    match button {
        None | Some("next") => true,
        Some(button) => Action::parse(button).is_some_and(|action| action == Action::Search(path.clone())),
    }
}

fn plain(typed: &str, longest: usize) -> String {
    let letters = typed.trim().chars().filter(|letter| !letter.is_control());
    letters.take(longest).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn no_more_is_looked_for_than_a_title_is_long() {
        let path: Path = "street".parse().unwrap();
        let long = "Straße ".repeat(40).trim().to_owned();
        let titles = [("a", "Ahornweg"), ("long", long.as_str())];
        let options = titles.map(|(value, title)| Choice::new(&json!(value), Some(title), None).unwrap());
        let read = |typed: &str| {
            let posted = Posted::from([("street.search", vec![typed]), ("_action", vec!["next"])]);
            read_search(&path, &options, &posted)
        };
        match read(&"a ".repeat(250_000)) {
            Read::Texts(texts) => assert!(texts[0].1.chars().count() <= LONGEST_RAW, "{texts:?}"),
            _ => panic!("this is no option"),
        }
        assert_eq!(plain(&"a ".repeat(250_000), LONGEST_RAW).chars().count(), LONGEST_RAW - 1);
        // The longest title is still named in full.
        assert!(matches!(read(&long), Read::Answer(Value::String(value)) if value == "long"));
    }
}
