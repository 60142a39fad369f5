//! A folder of JSON files becomes a form: what is asked, when it is asked, what is valid, what it says.
//!
//! Pure after loading: no I/O, no clock; invalid answers are a value, not an `Err`.
//! The format is documented for authors in `forms/README.md`.
//!
//! The way of an answer: `parse` (what a browser posted becomes typed answers) → `state` (what
//! applies, what is computed, what is wrong, what is unusual) → `view` (what a page shows).

pub mod advice;
pub mod applicable;
pub mod asked;
pub mod author;
pub mod availability;
pub mod bundle;
pub mod cases;
pub mod catalogue;
pub mod check;
pub mod checking;
pub mod committee;
pub mod compile;
pub mod compute;
pub mod condition;
pub mod definition;
pub mod diff;
pub mod display;
pub mod expression;
pub mod field;
pub mod files;
pub mod finder;
pub mod folding;
pub mod form;
pub mod formats;
pub mod given;
pub mod inquiry;
pub mod interpolate;
pub mod journey;
pub mod legacy;
pub mod letter;
pub mod lint;
pub mod lists;
pub mod messages;
pub mod mistakes;
pub mod numbering;
pub mod paper;
pub mod papers;
pub mod parse;
pub mod payee;
pub mod places;
pub mod prefill;
pub mod preview;
pub mod problem;
pub mod publish;
pub mod responsibility;
pub mod reuse;
pub mod search;
pub mod search_words;
pub mod service_texts;
pub mod shortcomings;
pub mod source;
pub mod state;
pub mod strict_json;
pub mod takes;
pub mod translation;
pub mod validate;
pub mod view;

#[cfg(test)]
pub(crate) mod tests;
