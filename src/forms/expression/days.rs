//! Reckoning with days.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The whole number that `number` is; `None` where it has decimals or is too large.
pub(super) fn whole(number: Decimal) -> Option<i64> {
    if number.fract().is_zero() { number.to_i64() } else { None }
}

/// The day of this calendar date; `None` where there is none.
pub(super) fn day_of(year: Decimal, month: Decimal, day: Decimal) -> Option<NaiveDate> {
    let year = i32::try_from(whole(year)?).ok()?;
    let month = u32::try_from(whole(month)?).ok()?;
    let day = u32::try_from(whole(day)?).ok()?;
    NaiveDate::from_ymd_opt(year, month, day).and_then(storable)
}

/// A day as it is stored: `2026-11-23` and nothing else.
pub(super) fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(storable)?;
    (day.to_string() == text).then_some(day)
}

/// Days are stored with four digits of the year.
fn storable(day: NaiveDate) -> Option<NaiveDate> {
    (1..=9999).contains(&day.year()).then_some(day)
}

/// The days from `start` to `end`; negative where `end` is earlier.
pub(super) fn days_between(start: NaiveDate, end: NaiveDate) -> i64 {
    end.signed_duration_since(start).num_days()
}

/// `day` and `count` days.
pub(super) fn add_days(day: NaiveDate, count: Decimal) -> Option<NaiveDate> {
    let count = TimeDelta::try_days(whole(count)?)?;
    day.checked_add_signed(count).and_then(storable)
}

/// `day` and `count` months: the same day of that month, or its last day where it is shorter
/// (§ 188 Abs. 3 BGB).
pub(super) fn add_months(day: NaiveDate, count: Decimal) -> Option<NaiveDate> {
    let count = whole(count)?;
    let months = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
    let moved = if count < 0 { day.checked_sub_months(months) } else { day.checked_add_months(months) };
    moved.and_then(storable)
}

/// The whole months from `start` to `end`: as many as [`add_months`] can add to `start` without passing
/// `end`. Negative where `end` is earlier.
pub(super) fn months_between(start: NaiveDate, end: NaiveDate) -> i64 {
    if end < start {
        return -months_between(end, start);
    }
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    let months = month(end) - month(start);
    match add_months(start, Decimal::from(months)) {
        Some(reached) if reached <= end => months,
        _ => months - 1,
    }
}

/// The whole years of a person born on `birth`; `None` where that day is yet to come.
///
/// Who was born on 29 February completes a year at the end of 28 February where there is no 29th, and
/// is a year older on 1 March (§ 187 Abs. 2, § 188 Abs. 2 and 3 BGB).
pub(super) fn age(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    day.years_since(birth)
}
