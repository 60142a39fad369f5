//! The one place where a value becomes words: numbers, amounts, days, options. Numbers and days are written as
//! in Germany in every language: that is how they are typed here, and how letters show them.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_decimal::prelude::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::expression::Datum;
use super::field::{Choice, Kind, Node, TextFormat};
use crate::clock::{from_moment, german_day};
use crate::texts::{Language, de};

/// The names of the months.
pub const MONTHS: [&str; 12] = [
    de("Januar"),
    de("Februar"),
    de("März"),
    de("April"),
    de("Mai"),
    de("Juni"),
    de("Juli"),
    de("August"),
    de("September"),
    de("Oktober"),
    de("November"),
    de("Dezember"),
];

/// A day with the name of its month, in German: `3. September 2025`.
pub fn day_in_words(day: NaiveDate) -> String {
    format!("{}. {}", day.day(), month_in_words(day))
}

/// The month of a day, in German: `September 2025`.
pub fn month_in_words(day: NaiveDate) -> String {
    let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).copied();
    format!("{} {}", month.unwrap_or_default(), day.year())
}

/// A stored answer in words, one line each; nothing for an empty set, a group or a list.
pub fn words(language: &Language, node: &Node, value: &Value) -> Vec<String> {
    let text = || value.as_str().unwrap_or_default();
    let line = match &node.kind {
        Kind::Text(kind) if kind.multiline => return text().lines().map(str::to_owned).collect(),
        Kind::Text(kind) if kind.format == TextFormat::Iban => grouped_by_four(text()),
        Kind::Text(_) => text().to_owned(),
        Kind::Number { unit, .. } => {
            decimal(value).map(|n| with_unit(&number(n), unit.as_deref())).unwrap_or_default()
        }
        Kind::Money => decimal(value).map(euros).unwrap_or_default(),
        Kind::Date => day(text()).map(german_day).unwrap_or_default(),
        Kind::Month => month(language, text()).unwrap_or_default(),
        Kind::Time => {
            clock_time(text()).map(|time| language.fill("{time} Uhr", &[("time", time)])).unwrap_or_default()
        }
        Kind::Moment => from_moment(text()).map(|at| moment(language, at)).unwrap_or_default(),
        Kind::YesNo | Kind::Declaration => match value {
            Value::Bool(yes) => yes_or_no(language, *yes).to_owned(),
            _ => String::new(),
        },
        Kind::OneOf { options, .. } => label(options, value).to_owned(),
        Kind::SeveralOf { options, .. } => {
            let chosen = value.as_array().map_or(&[][..], Vec::as_slice);
            return chosen.iter().map(|value| label(options, value).to_owned()).collect();
        }
        Kind::Files(files) => {
            let named = files.references(value).into_iter();
            let named = named.map(|file| format!("{} ({})", file.name.as_str(), size(file.bytes)));
            let instead = files.chosen_instead(value).map(|option| option.title.clone());
            return named.chain(instead).collect();
        }
        Kind::Group(_) | Kind::List(_) => String::new(),
    };
    if line.is_empty() { Vec::new() } else { vec![line] }
}

/// A stored answer as it would be typed into its one-line control: `49,00`, `7,5`, `true`, `DE02 1203 …`.
pub fn typed(node: &Node, value: &Value) -> String {
    match (&node.kind, value) {
        (Kind::OneOf { .. }, Value::Number(number)) => number.to_string(),
        (Kind::Time, Value::String(text)) => clock_time(text).unwrap_or_default().to_owned(),
        (Kind::Money, _) => {
            decimal(value).map(|cents| plain(cents / Decimal::ONE_HUNDRED, 2)).unwrap_or_default()
        }
        (Kind::Number { .. }, _) => decimal(value).map(|n| plain(n, n.scale())).unwrap_or_default(),
        (Kind::Text(kind), Value::String(text)) if kind.format == TextFormat::Iban => grouped_by_four(text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// The size of a file, as the shops give it: thousands of bytes.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} Byte"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", number((Decimal::from(bytes) / Decimal::from(1_000_000)).round_dp(1))),
    }
}

/// A setting or another computed datum in words. A table of steps shows the value of the day.
pub fn datum_words(
    language: &Language,
    datum: &Datum,
    unit: Option<&str>,
    today: NaiveDate,
) -> Option<String> {
    Some(match datum {
        Datum::Number(cents) if unit == Some("EUR") => euros(*cents),
        Datum::Number(value) => with_unit(&number(*value), unit),
        Datum::Text(text) => text.clone(),
        Datum::Bool(yes) => yes_or_no(language, *yes).to_owned(),
        Datum::Date(day) => german_day(*day),
        Datum::List(items) => {
            let words: Vec<String> =
                items.iter().flatten().filter_map(|item| datum_words(language, item, unit, today)).collect();
            words.join(", ")
        }
        Datum::Steps(steps) => {
            let (_, value) = steps.iter().rev().find(|(from, _)| *from <= today)?;
            datum_words(language, value, unit, today)?
        }
    })
}

/// An amount of cents: `1.234,50 €`.
pub fn euros(cents: Decimal) -> String {
    let text = plain(cents / Decimal::ONE_HUNDRED, 2);
    let (whole, places) = text.split_once(',').unwrap_or((&text, "00"));
    format!("{},{places} €", with_dots(whole))
}

/// An amount of whole cents, as it is decided.
pub fn euros_of(cents: i64) -> String {
    euros(Decimal::from(cents))
}

/// A number with German comma; thousands dots from five digits on (DIN 5008), so that a year stays a year.
pub fn number(value: Decimal) -> String {
    let text = plain(value.normalize(), value.normalize().scale());
    let (whole, places) = text.split_once(',').map_or((text.as_str(), None), |(w, p)| (w, Some(p)));
    let is_long = whole.trim_start_matches('-').len() >= 5;
    let whole = if is_long { with_dots(whole) } else { whole.to_owned() };
    places.map_or_else(|| whole.clone(), |places| format!("{whole},{places}"))
}

/// A number with German comma and exactly `places`, without thousands dots.
pub fn plain(value: Decimal, places: u32) -> String {
    let rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.*}", places as usize).replace('.', ",")
}

/// The exact number of a JSON number.
pub fn decimal(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    text.parse().or_else(|_| Decimal::from_scientific(&text)).ok().map(|number: Decimal| number.normalize())
}

/// A stored day.
pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Year and number of a stored month.
pub fn year_month(text: &str) -> Option<(i32, u32)> {
    let first = day(&format!("{text}-01"))?;
    Some((first.year(), first.month()))
}

/// Hour and minute of a stored time.
fn clock_time(text: &str) -> Option<&str> {
    text.get(..5)
}

fn yes_or_no(language: &Language, yes: bool) -> &str {
    if yes { language.say("Ja") } else { language.say("Nein") }
}

fn moment(language: &Language, at: NaiveDateTime) -> String {
    let time = at.format("%H:%M").to_string();
    format!("{}, {}", german_day(at.date()), language.fill("{time} Uhr", &[("time", &time)]))
}

fn month(language: &Language, text: &str) -> Option<String> {
    let (year, month) = year_month(text)?;
    let name = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    Some(format!("{} {year}", language.say(name)))
}

fn label<'a>(options: &'a [Choice], value: &'a Value) -> &'a str {
    let option = options.iter().find(|option| option.stored == *value);
    option.map_or_else(|| value.as_str().unwrap_or_default(), |option| option.title.as_str())
}

fn with_unit(text: &str, unit: Option<&str>) -> String {
    unit.map_or_else(|| text.to_owned(), |unit| format!("{text} {unit}"))
}

fn with_dots(whole: &str) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push('.');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

fn grouped_by_four(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / 4);
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_numbers_read_german() {
        assert_eq!(euros(Decimal::from(4900)), "49,00 €");
        assert_eq!(euros(Decimal::from(123_456_789)), "1.234.567,89 €");
        assert_eq!(euros(Decimal::from(-5)), "-0,05 €");
        assert_eq!(number("14.20".parse().unwrap()), "14,2");
        assert_eq!(number(Decimal::from(2026)), "2026");
        assert_eq!(number(Decimal::from(12_345)), "12.345");
        assert_eq!(number("-12345.5".parse().unwrap()), "-12.345,5");
    }

    #[test]
    fn a_stored_month_has_a_name() {
        let german = Language::german();
        assert_eq!(month(&german, "2025-09").as_deref(), Some("September 2025"));
        assert_eq!(month(&german, "2025-13"), None);
    }
}
