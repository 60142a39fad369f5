//! Who a program says it is: `Authorization: Bearer` (RFC 6750).

use actix_web::HttpRequest;
use actix_web::http::header;

use super::problem::{ApiError, Kind};
use crate::accounts::{self, KnownSender};
use crate::domain::ApiKey;
use crate::intake;
use crate::store::files::StoredFile;
use crate::web::site::Site;

/// The token that a request carries.
pub fn bearer(request: &HttpRequest) -> Result<&str, ApiError> {
    let value = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = value.and_then(|value| value.split_once(' ')).ok_or(Kind::Unauthorized)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(Kind::Unauthorized.into()) }
}

/// The files that this sender sent and may name.
pub async fn files(site: &Site, sender: &KnownSender) -> Result<Vec<StoredFile>, ApiError> {
    let (scope, now) = (sender.scope(), site.now());
    Ok(site.db.read(move |conn| intake::sent_files(&scope, conn, now)).await?)
}

/// The same of the sender whose key a request carries; none for a request without a key.
pub async fn files_if_known(site: &Site, request: &HttpRequest) -> Result<Vec<StoredFile>, ApiError> {
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(Vec::new());
    }
    files(site, &sender(site, request).await?).await
}

/// The registered sender whose key a request carries.
pub async fn sender(site: &Site, request: &HttpRequest) -> Result<KnownSender, ApiError> {
    let key = ApiKey::parse(bearer(request)?).ok_or(Kind::Unauthorized)?;
    let found = site.db.read(move |conn| accounts::sender(conn, &key)).await?;
    found.ok_or_else(|| {
        tracing::warn!("a key of a sender opened nothing");
        Kind::Unauthorized.into()
    })
}
