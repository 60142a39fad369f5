//! What templates call: `{{ "Weiter"|t }}`, `{{ "Noch {n} Tage"|fill("n", days) }}`.

use std::fmt::Display;

use askama::Values;

use super::language;

/// A text of the product in the language of the page. Never for what people typed.
#[askama::filter_fn]
pub fn t(german: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(language::t(&german.to_string()).into_owned())
}

/// The same with a value in the place of a name in braces.
#[askama::filter_fn]
pub fn fill<V: Display>(
    german: impl Display,
    _: &dyn Values,
    name: &str,
    value: V,
) -> askama::Result<String> {
    Ok(language::fill(&german.to_string(), &[(name, &value.to_string())]))
}

/// The same with two values.
#[askama::filter_fn]
pub fn fill_two<V: Display, W: Display>(
    german: impl Display,
    _: &dyn Values,
    name: &str,
    value: V,
    other_name: &str,
    other: W,
) -> askama::Result<String> {
    let (value, other) = (value.to_string(), other.to_string());
    Ok(language::fill(&german.to_string(), &[(name, &value), (other_name, &other)]))
}
