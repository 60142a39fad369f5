//! Numbers as people in Germany write them: `1.234,56`, `7,5`, `49 €`, and `7.5` where nothing else can be meant.

use rust_decimal::Decimal;

/// Why a text is no number for its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberProblem {
    /// It is no number.
    NotANumber,
    /// It has more places after the comma than the field takes.
    TooManyPlaces,
    /// It has more digits than a number can keep exactly.
    TooLong,
}

/// More digits are not exact in JSON.
const MOST_DIGITS: usize = 15;

/// Reads a number with at most `decimals` places after the comma. `unit` may stand behind it, for an
/// amount also `€`, `EUR`, `Euro` and `,-`.
pub fn read_number(text: &str, decimals: u32, unit: Option<&str>) -> Result<Decimal, NumberProblem> {
    let text = without_unit(text.trim(), unit);
    let (negative, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, places) = split(text, decimals).ok_or(NumberProblem::NotANumber)?;
    if is_maybe_grouped(whole, places, decimals) {
        return Err(NumberProblem::TooManyPlaces);
    }
    let whole = without_groups(whole).ok_or(NumberProblem::NotANumber)?;
    let places = places.trim_end_matches('0');
    if whole.trim_start_matches('0').len() + places.len() > MOST_DIGITS {
        return Err(NumberProblem::TooLong);
    }
    if places.len() > decimals as usize {
        return Err(NumberProblem::TooManyPlaces);
    }
    let number = if places.is_empty() { whole } else { format!("{whole}.{places}") };
    let number: Decimal = number.parse().map_err(|_| NumberProblem::NotANumber)?;
    Ok(if negative && !number.is_zero() { -number } else { number })
}

/// Reads an amount in euros as whole cents.
pub fn read_cents(text: &str) -> Result<Decimal, NumberProblem> {
    let text = text.trim();
    let text = ["€", "EUR", "Euro", "eur", "euro"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit).or_else(|| text.strip_prefix(unit)))
        .unwrap_or(text)
        .trim();
    let text = [",--", ",—", ",–", ",-"].iter().find_map(|dash| text.strip_suffix(dash)).unwrap_or(text);
    let euros = read_number(text, 2, None)?;
    Ok((euros * Decimal::ONE_HUNDRED).normalize())
}

fn without_unit<'a>(text: &'a str, unit: Option<&str>) -> &'a str {
    unit.and_then(|unit| text.strip_suffix(unit)).map_or(text, str::trim_end)
}

/// Whole part and places. A single dot is a decimal point only where it cannot be a thousands dot and
/// the field takes places: `1.5` is, `1.234` is not.
fn split(text: &str, decimals: u32) -> Option<(&str, &str)> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((whole, places)) = text.split_once(',') {
        return is_digits(places).then_some((whole, places));
    }
    match text.split_once('.') {
        Some((whole, places))
            if decimals > 0 && is_digits(whole) && is_digits(places) && without_groups(text).is_none() =>
        {
            Some((whole, places))
        }
        _ => Some((text, "")),
    }
}

/// Three digits behind a comma, where the field takes fewer: somebody who writes `1,800` as in English means a
/// thousand times as much.
fn is_maybe_grouped(whole: &str, places: &str, decimals: u32) -> bool {
    let is_group = matches!(whole.len(), 1..=3) && !whole.starts_with('0');
    decimals < 3 && places.len() == 3 && is_group
}

/// The digits of a whole number, written plainly or in groups of three with dots or spaces between.
fn without_groups(whole: &str) -> Option<String> {
    let separator = |c: char| matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if is_digits(whole) {
        return Some(whole.to_owned());
    }
    let first_separator = whole.chars().find(|c| separator(*c))?;
    let mut groups = whole.split(first_separator);
    let first = groups.next()?;
    if !is_digits(first) || first.len() > 3 || first.starts_with('0') {
        return None;
    }
    let mut digits = first.to_owned();
    for group in groups {
        if !is_digits(group) || group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::display::{euros, number, plain};
    use proptest::prelude::*;

    fn read(text: &str, decimals: u32) -> Result<String, NumberProblem> {
        read_number(text, decimals, Some("km")).map(|n| n.to_string())
    }

    #[test]
    fn numbers_are_read_as_they_are_written_in_germany() {
        assert_eq!(read("1.234,56", 2), Ok("1234.56".to_owned()));
        assert_eq!(read("7,5", 1), Ok("7.5".to_owned()));
        assert_eq!(read("7.5 km", 1), Ok("7.5".to_owned()));
        assert_eq!(read("1.234", 3), Ok("1234".to_owned()));
        assert_eq!(read("0.500", 1), Ok("0.5".to_owned()));
        assert_eq!(read("12 345 678", 0), Ok("12345678".to_owned()));
        assert_eq!(read("-3", 0), Ok("-3".to_owned()));
        assert_eq!(read("7,50", 1), Ok("7.5".to_owned()));
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for text in ["1,234.56", "1.23.456", "12.34,5", "", ",", "1,", "zwölf", "1e5", "٣", "1 2", "1.5.0"]
        {
            assert_eq!(read(text, 2), Err(NumberProblem::NotANumber), "{text}");
        }
        assert_eq!(read("1.5", 0), Err(NumberProblem::NotANumber));
        assert_eq!(read("7,55", 1), Err(NumberProblem::TooManyPlaces));
        assert_eq!(read("1234567890123456", 0), Err(NumberProblem::TooLong));
        for text in ["1,800", "63,000", "100,500"] {
            assert_eq!(read(text, 2), Err(NumberProblem::TooManyPlaces), "{text}");
        }
        assert_eq!(read("1,800", 3), Ok("1.8".to_owned()));
        assert_eq!(read("0,500", 1), Ok("0.5".to_owned()), "no group begins with 0");
        assert_eq!(read("1.234,500", 1), Ok("1234.5".to_owned()), "the dot is the thousands");
    }

    #[test]
    fn amounts_become_cents() {
        for text in ["49", "49,00", "49 €", "49,00€", "€ 49", "49,-", "49,– Euro", "49.00"] {
            assert_eq!(read_cents(text), Ok(Decimal::from(4900)), "{text}");
        }
        assert_eq!(read_cents("1.234,5"), Ok(Decimal::from(123_450)));
        assert_eq!(read_cents("0,005"), Err(NumberProblem::TooManyPlaces));
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed_again(value in -999_999_999_999_i64..999_999_999_999, places in 0_u32..4) {
            let exact = Decimal::new(value, places).normalize();
            prop_assert_eq!(read_number(&plain(exact, places), places, None), Ok(exact));
            if exact.scale() != 0 || places == 0 {
                prop_assert_eq!(read_number(&number(exact), places, None), Ok(exact));
            }
            prop_assert_eq!(read_cents(&euros(Decimal::from(value))), Ok(Decimal::from(value)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}", places in 0_u32..6) {
            let _ = read_number(&text, places, Some("km"));
            let _ = read_cents(&text);
        }
    }
}
