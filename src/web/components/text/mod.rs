//! A plain text of a form in which web addresses are links.

mod examples;

use askama::Template;
use askama::filters::HtmlSafe;

pub use examples::examples;

/// A plain text; web addresses in it (`https://…`, `www.…`) become links, all else is escaped.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "components/text/text.html")]
pub struct Text<'a>(pub &'a str);

impl HtmlSafe for Text<'_> {}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    /// The words before the address.
    before: &'a str,
    /// The address as it is written, if one follows.
    address: Option<&'a str>,
}

impl Piece<'_> {
    /// Where a link leads: an address without a scheme is taken as `https`.
    fn href(&self) -> String {
        match self.address {
            Some(address) if address.starts_with("www.") => format!("https://{address}"),
            address => address.unwrap_or_default().to_owned(),
        }
    }
}

impl<'a> Text<'a> {
    fn pieces(self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = self.0;
        while let Some((before, address, after)) = split_at_address(rest) {
            pieces.push(Piece { before, address: Some(address) });
            rest = after;
        }
        pieces.push(Piece { before: rest, address: None });
        pieces
    }
}

/// The text before the first web address, the address, and what follows.
fn split_at_address(text: &str) -> Option<(&str, &str, &str)> {
    let starts = ["https://", "http://", "www."].into_iter().filter_map(|scheme| {
        let at = text.find(scheme)?;
        // Inside a word it is no address.
        let inside = text.get(..at)?.chars().next_back().is_some_and(char::is_alphanumeric);
        (!inside).then_some((at, scheme.len()))
    });
    let (at, scheme) = starts.min()?;
    let (before, from) = text.split_at_checked(at)?;
    let end = from.find(|c: char| c.is_whitespace() || "<>\"„“”»«".contains(c)).unwrap_or(from.len());
    // A full stop or bracket at the end belongs to the sentence.
    let address = from.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    if address.len() <= scheme {
        return None;
    }
    Some((before, address, from.get(address.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_become_links_and_the_full_stop_stays_outside() {
        let html = Text("Siehe www.vrb-online.de/tarif, und (https://www.braunschweig.de).").to_string();
        assert_eq!(
            html,
            "Siehe <a class=\"kern-link pf-inline-link\" href=\"https://www.vrb-online.de/tarif\">\
             www.vrb-online.de/tarif</a>, und (<a class=\"kern-link pf-inline-link\" \
             href=\"https://www.braunschweig.de\">https://www.braunschweig.de</a>)."
        );
    }

    #[test]
    fn what_only_looks_like_an_address_stays_text() {
        for text in ["https://", "awww.de", "javascript:alert(1)", "www."] {
            assert_eq!(Text(text).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn no_character_is_lost(text in "(https://|www\\.|[a-zäß„ .)<&]){0,12}") {
            let joined: String = Text(&text)
                .pieces()
                .iter()
                .flat_map(|piece| [piece.before, piece.address.unwrap_or_default()])
                .collect();
            prop_assert_eq!(joined, text);
        }
    }
}
