//! From columns to domain types and back: one rule each.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

use super::error::StoreError;

/// An instant as it is stored: microseconds since 1970 in UTC.
pub fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

/// A stored instant.
pub fn instant(table: &'static str, column: &'static str, micros: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or(StoreError::Inconsistent { table, column })
}

/// A stored instant that may be missing.
pub fn maybe_instant(
    table: &'static str,
    column: &'static str,
    micros: Option<i64>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    micros.map(|micros| instant(table, column, micros)).transpose()
}

/// A stored word, id or number in its domain type.
pub fn parse<T: FromStr>(table: &'static str, column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Inconsistent { table, column })
}

/// As [`parse`], for a column that may be empty.
pub fn maybe<T: FromStr>(
    table: &'static str,
    column: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(table, column, text)).transpose()
}

/// A stored day.
pub fn day(table: &'static str, column: &'static str, text: &str) -> Result<NaiveDate, StoreError> {
    parse(table, column, text)
}
