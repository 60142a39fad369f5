//! Fuzzing for a bounded time: inputs made by chance out of real ones, each by a number that makes it again.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long each entry point is tried, in seconds.
const SECONDS: &str = "PFORTE_TEST_FUZZ_SECONDS";
/// The number of the first input; the others follow.
const SEED: &str = "PFORTE_TEST_FUZZ_SEED";

/// Tries input after input until the time is over, at least one. A panic names the number that makes its input
/// the first one.
pub fn fuzz(what: &str, mut try_one: impl FnMut(&mut Chance)) {
    let time = Duration::from_secs_f64(setting(SECONDS).unwrap_or(2.0));
    let seed: u64 = setting(SEED).unwrap_or_else(|| u64::from(getrandom::u32().unwrap()));
    println!("fuzzing {what}: {SEED}={seed}");
    let (begin, mut tried, mut slowest) = (Instant::now(), 0, (Duration::ZERO, seed));
    while tried == 0 || begin.elapsed() < time {
        let number = seed.wrapping_add(tried);
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| try_one(&mut Chance(number))));
        assert!(outcome.is_ok(), "fuzzing {what}: {SEED}={number} makes the input that fails");
        slowest = slowest.max((begun.elapsed(), number));
        tried += 1;
    }
    let (seconds, (longest, number)) = (begin.elapsed().as_secs_f64(), slowest);
    println!("fuzzing {what}: {tried} inputs in {seconds:.1} s, the slowest {longest:.1?} ({SEED}={number})");
}

fn setting<T: FromStr<Err: Display>>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

/// Numbers by chance, the same ones for the same beginning (SplitMix64).
pub struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`; 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap() % count.max(1)
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }

    /// Tears, repeats, drops or adds something: pieces that mean something, or parts of the same.
    pub fn spoil<T: Copy>(&mut self, items: &mut Vec<T>, pieces: &[Vec<T>]) {
        let from = self.below(items.len() + 1);
        let to = (from + self.below(12)).min(items.len());
        let new = match self.below(6) {
            0 => Vec::new(),
            1 | 2 => self.pick(pieces).clone(),
            3 => items[from..to].repeat(1 + self.below(40)),
            4 => {
                let start = self.below(items.len());
                items[start..(start + self.below(60)).min(items.len())].to_vec()
            }
            _ => {
                items.truncate(from);
                return;
            }
        };
        let keeps = self.once_in(2);
        items.splice(from..if keeps { from } else { to }, new);
    }

    /// The same with a text.
    pub fn spoil_text(&mut self, text: &str, pieces: &[&str]) -> String {
        let pieces: Vec<Vec<char>> = pieces.iter().map(|piece| piece.chars().collect()).collect();
        let mut chars: Vec<char> = text.chars().collect();
        self.spoil(&mut chars, &pieces);
        chars.into_iter().collect()
    }

    /// Changes one place of a JSON value, of what kind it may be. What is put there comes from `pieces`, or from
    /// anywhere in `other`.
    pub fn spoil_json(&mut self, value: &mut Value, pieces: &[Value], other: &Value) {
        let place = self.place(value);
        let number = self.below(1_000_000);
        let new = match (self.below(8), &mut *place) {
            (0 | 1, _) => self.pick(pieces).clone(),
            (2 | 3, _) => self.part(other).clone(),
            (4, Value::Object(object)) if !object.is_empty() => {
                let name = object.keys().nth(number % object.len()).unwrap().clone();
                let _ = object.shift_remove(&name);
                return;
            }
            (5, Value::Object(object)) if !object.is_empty() => {
                let (name, inside) = object.iter().nth(number % object.len()).unwrap();
                let (name, inside) = (self.spoil_text(name, &["x-", "$", "a.b", "Ä", ""]), inside.clone());
                object.insert(name, inside);
                return;
            }
            (4, Value::Array(items)) if !items.is_empty() => {
                items.remove(number % items.len());
                return;
            }
            (5, Value::Array(items)) if !items.is_empty() => {
                items.push(items[number % items.len()].clone());
                return;
            }
            (6, whole) => json!([whole.clone()]),
            (_, Value::String(text)) => json!(self.spoil_text(text, TEXTS)),
            (_, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                self.pick(&[json!(number + 1.0), json!(-number), json!(number / 3.0), json!(u64::MAX)])
                    .clone()
            }
            (_, Value::Bool(yes)) => json!(!*yes),
            _ => Value::Null,
        };
        *place = new;
    }

    /// Any place of a value, not too often a shallow one.
    fn place<'a>(&mut self, value: &'a mut Value) -> &'a mut Value {
        let count = count(value);
        if count == 0 || self.once_in(9) {
            return value;
        }
        let chosen = self.below(count);
        match value {
            Value::Object(object) => self.place(object.values_mut().nth(chosen).unwrap()),
            Value::Array(items) => self.place(&mut items[chosen]),
            leaf => leaf,
        }
    }

    fn part<'a>(&mut self, value: &'a Value) -> &'a Value {
        let count = count(value);
        if count == 0 || self.once_in(5) {
            return value;
        }
        let chosen = self.below(count);
        match value {
            Value::Object(object) => self.part(object.values().nth(chosen).unwrap()),
            Value::Array(items) => self.part(&items[chosen]),
            leaf => leaf,
        }
    }
}

/// How much is in a value.
fn count(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    }
}

/// What texts of forms may hold that means something, or nothing at all.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\0",
    "\u{202e}",
    "\u{feff}",
    "Ä",
    "😀",
    "{",
    "}",
    "{$",
    "{total}",
    "$",
    "#",
    "/",
    "~1",
    "..",
    "../",
    "[]",
    ".0",
    "row.",
    "sum(",
    "(",
    ")",
    "'",
    "\"",
    "\\",
    "(a+)+$",
    "[",
    "*",
    "2026-02-31",
    "1e999",
    "<b>",
    "%00",
    "https://",
];
