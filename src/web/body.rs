//! What a browser posts: `application/x-www-form-urlencoded`, read strictly.

use actix_web::web::Bytes;
use chrono::NaiveDate;

use super::error::WebError;
use crate::forms::parse::read_day;

/// Most bytes of a posted page. The largest honest page of a form stays far below.
pub const MAX_BODY: usize = 512 * 1024;

/// Most controls of a posted page: more is an attack and not a form.
pub const MAX_CONTROLS: usize = 4000;

/// The controls of a posted page, in order.
#[derive(Debug, Clone, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// Reads a body. What is no UTF-8 is refused, not repaired: a repaired name is a wrong name. So is the
    /// character NUL, which no keyboard types and PostgreSQL does not keep.
    pub fn parse(body: &Bytes) -> Result<Self, WebError> {
        let text = std::str::from_utf8(body).map_err(|_| WebError::Unreadable)?;
        if text.split('&').count() > MAX_CONTROLS {
            return Err(WebError::TooLarge);
        }
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        Ok(Self(pairs.collect::<Result<_, WebError>>()?))
    }

    /// The first value of a control.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The day in the three controls of a date; none where it is no day.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        let part = |part: &str| self.value(&format!("{name}.{part}")).unwrap_or_default();
        read_day(part("day"), part("month"), part("year")).ok()
    }

    /// Every value of a control, in order.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }
}

fn decode(text: &str) -> Result<String, WebError> {
    let spaced = text.replace('+', " ");
    text_of(percent_encoding::percent_decode_str(&spaced).collect())
}

/// What was posted as text, strictly: UTF-8 without the character NUL.
pub fn text_of(bytes: Vec<u8>) -> Result<String, WebError> {
    let text = String::from_utf8(bytes).map_err(|_| WebError::Unreadable)?;
    if text.contains('\0') { Err(WebError::Unreadable) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn umlauts_spaces_and_plus_signs_are_read() {
        let posted = Posted::parse(&Bytes::from_static(b"a.b=M%C3%BCller+%2B+S%C3%B6hne&leer=&x")).unwrap();
        assert_eq!(posted.value("a.b"), Some("Müller + Söhne"));
        assert_eq!(posted.value("leer"), Some(""));
        assert_eq!(posted.value("x"), Some(""));
        assert_eq!(posted.value("y"), None);
    }

    #[test]
    fn broken_utf8_is_refused() {
        assert!(matches!(Posted::parse(&Bytes::from_static(b"a=%FF%FE")), Err(WebError::Unreadable)));
        assert!(matches!(Posted::parse(&Bytes::from_static(b"a=\xff")), Err(WebError::Unreadable)));
    }

    #[test]
    fn a_nul_is_refused() {
        assert!(matches!(Posted::parse(&Bytes::from_static(b"a=b%00c")), Err(WebError::Unreadable)));
    }

    #[test]
    fn a_flood_of_controls_is_refused() {
        let body = "a=1&".repeat(5000);
        assert!(matches!(Posted::parse(&Bytes::from(body)), Err(WebError::TooLarge)));
    }

    proptest! {
        #[test]
        fn what_is_encoded_reads_back(name in "[^\\x00]*", value in "[^\\x00]*") {
            let body: String = form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            let posted = Posted::parse(&Bytes::from(body)).unwrap();
            prop_assert_eq!(posted.0, vec![(name, value)]);
        }

        #[test]
        fn no_body_panics(bytes: Vec<u8>) {
            let _ = Posted::parse(&Bytes::from(bytes));
        }
    }
}
