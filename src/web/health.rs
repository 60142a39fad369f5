//! For the operator's watch: is the process alive, can it work.

use actix_web::{HttpResponse, web};

use super::site::Site;

/// `GET /health/live`: the process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /health/ready`: the database can be read and written, too; 503 otherwise.
pub async fn ready(site: web::Data<Site>) -> HttpResponse {
    match site.db.is_ready().await {
        true => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        false => HttpResponse::ServiceUnavailable()
            .content_type("application/json")
            .body("{\"database\":\"away\"}\n"),
    }
}
