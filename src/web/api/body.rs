//! What a program posts: JSON, read strictly.

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::{ApiError, Kind};
use crate::forms::strict_json;

/// Most bytes of a body: all pages of the largest form at once stay far below.
pub const MAX_BODY: usize = 1024 * 1024;

/// Most values in a body, objects and lists included: a million empty rows fit into [`MAX_BODY`], and judging them
/// would take seconds and a gigabyte.
pub const MAX_VALUES: usize = 5_000;

/// Reads a body; answers it as it came, too.
pub async fn read<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<(T, Value), ApiError> {
    let headers = request.headers();
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<mime::Mime>().ok());
    let is_json = kind.is_some_and(|kind| kind.essence_str() == mime::APPLICATION_JSON.essence_str());
    let is_plain = headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    if !is_json || !is_plain {
        return Err(Kind::UnsupportedMediaType.into());
    }
    let read = payload.to_bytes_limited(MAX_BODY).await.map_err(|_| Kind::TooLarge)?;
    let bytes = read.map_err(|_| Kind::Malformed)?;
    let malformed = |told: String| ApiError::new(Kind::Malformed, told);
    let value = strict_json::read(&bytes).map_err(|error| malformed(sentence(&error.to_string())))?;
    if values(&value) > MAX_VALUES {
        return Err(Kind::TooLarge.into());
    }
    let body = serde_path_to_error::deserialize(&value).map_err(|error| {
        let path = error.path().to_string();
        malformed(sentence(&format!("at {path}: {}", error.inner())))
    })?;
    Ok((body, value))
}

/// How many values there are. The reader of JSON bounds the depth.
fn values(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object.values().map(values).sum(),
        Value::Array(items) => items.iter().map(values).sum::<usize>(),
        _ => 0,
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
