//! For the operator's watch: is the process alive, can it work.

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::operations::{Check, State, Watch, worst};

/// `GET /health/live`: the process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /health/ready`: whether applications can be filed, 503 otherwise; and each thing that was looked at by its name.
/// Anybody may ask, so why something failed stands in the log and on the listener for the operator only.
pub async fn ready(watch: web::Data<Watch>) -> HttpResponse {
    answer(&watch.checks().await, |check| json!(check.state.as_str()))
}

/// `GET /health/ready` on the listener for the operator: with the reasons.
pub async fn ready_in_detail(watch: web::Data<Watch>) -> HttpResponse {
    answer(&watch.checks().await, |check| json!({"state": check.state.as_str(), "reason": check.reason}))
}

fn answer(checks: &[Check], told: impl Fn(&Check) -> Value) -> HttpResponse {
    let state = worst(checks);
    let checks: Map<String, Value> =
        checks.iter().map(|check| (check.name.to_owned(), told(check))).collect();
    let mut response = match state {
        State::Ok | State::Warning => HttpResponse::Ok(),
        State::Failed => HttpResponse::ServiceUnavailable(),
    };
    response.json(json!({"state": state.as_str(), "checks": checks}))
}
