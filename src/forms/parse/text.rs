//! Texts as they are stored: trimmed, without control characters, codes without the spaces people type.

use crate::forms::field::{TextFormat, TextKind};

/// Without a limit of its own, a text keeps at most this many characters.
const MOST_WITHOUT_LIMIT: usize = 20_000;

/// The text as it is stored; empty if nothing was typed. A text that is far too long is cut: what is
/// left is still too long, so that the field says so, and nothing huge is stored.
pub fn normalised(raw: &str, kind: &TextKind) -> String {
    let most = kind
        .max_length
        .and_then(|most| usize::try_from(most).ok())
        .map_or(MOST_WITHOUT_LIMIT, |most| most.saturating_mul(2).saturating_add(1000));
    let text: String = if kind.multiline { lines(raw) } else { one_line(raw) };
    let text = match kind.format {
        TextFormat::Plain => text,
        TextFormat::Tel => text.split_whitespace().collect::<Vec<_>>().join(" "),
        TextFormat::Email => without_spaces(&text),
        TextFormat::Uri => web_address(&without_spaces(&text)),
        TextFormat::Iban | TextFormat::Bic => without_spaces(&text).replace('-', "").to_uppercase(),
        TextFormat::Plz => {
            let code = without_spaces(&text);
            let upper = code.to_uppercase();
            upper.strip_prefix("D-").or(upper.strip_prefix("DE-")).map_or(code, str::to_owned)
        }
    };
    text.chars().take(most).collect()
}

/// People leave out how a page is fetched.
fn web_address(text: &str) -> String {
    let has_scheme = text.contains(':') || !text.contains('.');
    if has_scheme { text.to_owned() } else { format!("https://{text}") }
}

fn lines(raw: &str) -> String {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || is_visible(*c)).collect();
    text.trim().to_owned()
}

fn one_line(raw: &str) -> String {
    let spaced = raw.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    let text: String = spaced.filter(|c| is_visible(*c)).collect();
    text.trim().to_owned()
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Control characters and marks that turn the direction of a text around have no place in an answer.
pub fn is_visible(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: TextFormat, raw: &str) -> String {
        normalised(raw, &TextKind { format, ..TextKind::default() })
    }

    #[test]
    fn codes_lose_the_spaces_people_type() {
        assert_eq!(of(TextFormat::Iban, " de02 1203 0000\u{a0}0000 2020 51 "), "DE02120300000000202051");
        assert_eq!(of(TextFormat::Bic, "byla dem1 001"), "BYLADEM1001");
        assert_eq!(of(TextFormat::Plz, "D-38 100"), "38100");
        assert_eq!(of(TextFormat::Email, " a.b@beispiel.de "), "a.b@beispiel.de");
        assert_eq!(of(TextFormat::Tel, "0531   470-1"), "0531 470-1");
    }

    #[test]
    fn control_characters_go_and_line_ends_are_one() {
        assert_eq!(of(TextFormat::Plain, " A\u{0}nna\tMaria\u{202e} "), "Anna Maria");
        let several = TextKind { multiline: true, ..TextKind::default() };
        assert_eq!(normalised("eins\r\nzwei\rdrei\n\n", &several), "eins\nzwei\ndrei");
    }

    #[test]
    fn a_huge_text_is_cut_but_stays_too_long() {
        let kind = TextKind { max_length: Some(10), ..TextKind::default() };
        assert_eq!(normalised(&"ä".repeat(50_000), &kind).chars().count(), 1020);
    }
}
