//! How much anybody may ask for, and who anybody is.
//!
//! There are no puzzles: whoever asks too often waits, is told how long, and loses nothing. What is counted is in the
//! memory of this process and gone when it ends; several processes count each for themselves.

mod act;
mod client;
mod meter;
mod slow;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::time::Duration;

use governor::Quota;

pub use act::Act;
pub use client::client;
pub use meter::{Allowance, Meter, Refusal, Who, admit, run};
pub use slow::{Steady, Times, is_too_slow};

use crate::domain::Proxies;

/// The time in which rare acts are counted.
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// What the operator configured about it; 0 limits nothing.
///
/// Behind one address there is a household, or a whole school, a citizens' office, a mobile carrier: limits of what
/// people do all day are there for programs only, and those of rare acts let a class begin its applications at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The proxies that are believed when they say for whom they ask.
    pub proxies: Proxies,
    /// Requests a second and address; those of half a minute may come at once. A page is one, its files are none.
    pub requests: u32,
    /// Applications that are begun in ten minutes from one address.
    pub starts: u32,
    /// Codes and numbers that are tried in ten minutes from one address. Each has a count of its own besides.
    pub attempts: u32,
    /// Applications of one form that are begun in ten minutes by anybody: far more than any day has seen.
    pub starts_of_form: u32,
    /// Bytes of files in an hour from one address.
    pub uploads: u64,
    /// Bytes of files in all drafts together.
    pub waiting: u64,
    /// How long requests may take.
    pub times: Times,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            proxies: Proxies::default(),
            requests: 20,
            starts: 60,
            attempts: 60,
            starts_of_form: 6000,
            uploads: 1_000_000_000,
            waiting: 20_000_000_000,
            times: Times::default(),
        }
    }
}

impl Limits {
    /// Without any limit.
    pub fn none() -> Self {
        Self {
            requests: 0,
            starts: 0,
            attempts: 0,
            starts_of_form: 0,
            uploads: 0,
            waiting: 0,
            ..Self::default()
        }
    }

    /// How often an act may be done.
    fn of(&self, act: Act) -> Option<Quota> {
        match act {
            Act::Read | Act::Save | Act::Api => {
                let a_second = NonZeroU32::new(self.requests)?;
                Some(Quota::per_second(a_second).allow_burst(a_second.saturating_mul(half_a_minute())))
            }
            Act::Start => in_ten_minutes(self.starts),
            Act::Attempt => in_ten_minutes(self.attempts),
            // A mailbox gets five a day as it is.
            Act::Mail => in_ten_minutes(self.attempts.div_ceil(2)),
            // A town hall comes from one address, and all of it in the morning.
            Act::SignIn => in_ten_minutes(self.attempts.saturating_mul(5)),
            // These cost most: whole forms at once, and every text of the catalogue.
            Act::Paper => in_ten_minutes(self.requests.saturating_mul(15)),
            Act::Search => in_ten_minutes(self.requests.saturating_mul(30)),
        }
    }
}

fn half_a_minute() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(29)
}

/// So many in ten minutes, also all of them at once.
fn in_ten_minutes(most: u32) -> Option<Quota> {
    within(TEN_MINUTES, most)
}

/// So many in an hour, also all of them at once.
fn in_an_hour(most: u32) -> Option<Quota> {
    within(6 * TEN_MINUTES, most)
}

fn within(time: Duration, most: u32) -> Option<Quota> {
    let most = NonZeroU32::new(most)?;
    Some(Quota::with_period(time / most.get())?.allow_burst(most))
}
