//! Programs: `/api/v1` as its users see it.

mod description;
mod files;
mod filing;
mod problems;
mod reading;
mod senders;
mod state;

use serde_json::{Value, json};

use crate::support::cases::answers;

/// The service that most tests use: it can be filed without a name.
const SLUG: &str = "mangel-melden";

/// Answers to it that are complete.
fn complete() -> Value {
    answers("defect_report", "schlagloch_anonym").to_value()
}

/// A request that files these answers.
fn confirmed(answers: &Value) -> Value {
    json!({"answers": answers, "confirmed": true})
}
