//! The words of a search: those that say something, folded as people type them on any keyboard.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::forms::folding::plain;

/// Words that say nothing about a service, by language. They count only where nothing else was typed.
const FILLERS: [(&str, &str); 6] = [
    (
        "de",
        "aber auch auf aus bei beim bin brauche brauchen braucht darf das dem den der des die doch dort ein eine \
         einem einen einer er es für geht gibt habe haben hat hier ich ihr ihre im in ist kann kein keine man mein \
         meine meinem meinen meiner mich mir mit möchte muss nach nicht noch oder sein sich sie sind soll über um \
         und uns vom von wann war warum was welche wenn wer werden wie will wir wird wo woher wohin zu zum zur",
    ),
    (
        "de",
        "abmelden anmelden anmeldung antrag anträge beantragen beantragung bekommen bekomme bitte erhalten formular \
         machen melden meldung online stellen suche suchen ummelden",
    ),
    (
        "en",
        "about and any apply application are can does for form from get have how into need not please some that the \
         there this want what when where which who will with would you your",
    ),
    ("tr", "almak başvuru ben benim bir bu için ile istiyorum nasıl ne nerede var ve"),
    ("pl", "chcę czy dla gdzie jak jest kiedy mam moja mój nie oraz potrzebuję się wniosek"),
    (
        "uk",
        "або вона для де заява коли маю мені мій моя отримати подати потрібна потрібно про хочу це чи що як",
    ),
];

/// The same in Arabic, which is written from right to left and therefore stands alone.
const ARABIC_FILLERS: &str = "أريد أين إلى الى طلب على عن في كيف متى من هل";

static FILLER_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| FILLERS.iter().flat_map(|(_, said)| words(said)).chain(words(ARABIC_FILLERS)).collect());

/// Those that say something about a service; all, if none does.
pub fn telling<T: Clone>(all: Vec<T>, word: impl Fn(&T) -> &String) -> Vec<T> {
    let says = |part: &&T| word(part).chars().count() > 2 && !FILLER_WORDS.contains(word(part));
    let said: Vec<T> = all.iter().filter(says).cloned().collect();
    if said.is_empty() { all } else { said }
}

/// The words of a text, folded.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = folded(text);
    let parts: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.into_iter()
}

/// As people type it where the keyboard has no marks. Both ways to write an umlaut are one, so that „Köln“ is found
/// as `Koeln`, and `çöp` as `cop`.
pub fn folded(text: &str) -> String {
    plain(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")
}
