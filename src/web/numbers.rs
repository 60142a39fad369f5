//! What stands on the listener for the operator.

use actix_web::{HttpResponse, web};

use crate::meters::Meters;
use crate::operations::Watch;

/// `GET /metrics`: the numbers, in the format of Prometheus.
pub async fn show(watch: web::Data<Watch>, meters: web::Data<Meters>) -> HttpResponse {
    watch.measure().await;
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(meters.render())
}
