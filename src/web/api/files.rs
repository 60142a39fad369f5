//! Files for an application that a program files: each is sent first, and named in the answers.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Duration;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::applications::instant;
use super::problem::{ApiError, Kind, Problem};
use super::{auth, json};
use crate::depot::inspect::Unfit;
use crate::depot::{Arrived, KeepError};
use crate::domain::{FileName, FileType, Metadata, SENT_FILE_HOURS, Scan};
use crate::forms::messages::MOST_BYTES;
use crate::intake::{self, SentFileError};
use crate::web::limits::is_too_slow;
use crate::web::site::Site;

/// Where files are sent to.
pub const ADDRESS: &str = "/api/v1/files";

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// What the file is called; the department sees it, without anything that could harm.
    #[param(example = "Beleg.pdf", min_length = 1, max_length = 255)]
    name: String,
}

/// A file that waits for the application that names it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentFile {
    /// How an answer names it.
    #[schema(example = "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11/48213/Beleg.pdf")]
    reference: String,
    /// What it is, by its content.
    #[schema(example = "application/pdf")]
    media_type: &'static str,
    /// Its size in bytes, as it is stored.
    bytes: u64,
    /// The SHA-256 of its content as it is stored, in lower-case hexadecimal digits.
    sha256: String,
    /// It is deleted then, unless an application names it.
    #[schema(format = "date-time", value_type = String)]
    kept_until: String,
    /// Whether it waits for the scanner for malware, which could not look at it when it came. It can be named all the
    /// same; until it was looked at nobody gets to see it, and should it turn out to be malware, nobody ever does.
    waits_for_scan: bool,
}

/// Sends a file.
///
/// One a request, as it is. It waits a day for an application of the same sender whose answers name it by its
/// `reference`; what it is decides its content. A file belongs to one answer of one application.
///
/// Pictures are stored without metadata (Exif, XMP, comments; they stay turned as they were), so `bytes` and `sha256`
/// tell what is stored, not what was sent. Fields whose `x-file` says `"metadata": "removed"` do not store the name
/// either: the department sees „Foto 1.jpg“.
#[utoipa::path(
    post,
    path = "/api/v1/files",
    operation_id = "sendFile",
    security(("sender" = [])),
    params(Named),
    request_body(
        content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "image/jpeg"),
            (Vec<u8> = "image/png"),
        ),
        description = "The file, at most 50 MB"
    ),
    responses(
        (status = 201, description = "It waits", body = SentFile),
        (status = 401, description = "No key of an enabled sender", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Too much of this sender waits", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is none of the types, empty, damaged, protected, holds a program, or is malware", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn send(
    site: web::Data<Site>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let sender = auth::sender(&site, &request).await?;
    let named =
        web::Query::<Named>::from_query(request.query_string()).map_err(|_| Kind::Malformed)?.into_inner();
    if named.name.trim().is_empty() || named.name.chars().count() > 255 {
        return Err(ApiError::new(Kind::Malformed, "The parameter name has 1 to 255 characters.".to_owned()));
    }
    is_file(&request)?;
    let (scope, told, now) = (sender.scope(), told_size(&request), site.now());
    site.db.read(move |conn| intake::may_send(&scope, conn, told, now)).await?;
    let arrived = receive(&site, payload).await?;
    let (scope, file, name, now) =
        (sender.scope(), arrived.clone(), FileName::from_client(&named.name), site.now());
    let kept = site.db.write(move |conn| intake::keep_sent(&scope, conn, &file, &name, now)).await;
    let reference = match kept {
        Ok(reference) => reference,
        Err(error) => {
            if let Err(error) = site.depot.remove(arrived.id).await {
                tracing::warn!(%error, "a file that is not kept cannot be deleted");
            }
            return Err(error.into());
        }
    };
    let sent = SentFile {
        reference: reference.to_string(),
        media_type: arrived.kind.media_type(),
        bytes: arrived.bytes,
        sha256: arrived.sha256,
        kept_until: instant(now + Duration::hours(SENT_FILE_HOURS)),
        waits_for_scan: arrived.scan == Scan::Waiting,
    };
    Ok(json(StatusCode::CREATED, &sent))
}

/// The type that is told only says that it is a file and no form; the content decides.
fn is_file(request: &HttpRequest) -> Result<(), ApiError> {
    let headers = request.headers();
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_known =
        [FileType::Pdf, FileType::Jpeg, FileType::Png].iter().any(|kind| kind.media_type() == told);
    let is_plain = headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    if is_known && is_plain { Ok(()) } else { Err(Kind::UnsupportedMediaType.into()) }
}

/// Takes a file into the depot, piece by piece. Which field it is for is not known yet, so a picture is stored as the
/// strictest one wants it: without metadata.
async fn receive(site: &Site, mut payload: web::Payload) -> Result<Arrived, ApiError> {
    let mut arriving = site.depot.begin().await.map_err(|error| broken(&error))?;
    while let Some(chunk) = payload.next().await {
        let slow_or_broken = |error| if is_too_slow(&error) { Kind::TooSlow } else { Kind::Malformed };
        let chunk = chunk.map_err(slow_or_broken)?;
        if arriving.write(&chunk).await.map_err(|error| broken(&error))? > MOST_BYTES {
            return Err(Kind::TooLarge.into());
        }
    }
    arriving.keep(Metadata::Removed).await.map_err(|error| match error {
        KeepError::Disk(error) => broken(&error),
        KeepError::Unfit(Unfit::Malware) => Kind::Malware.into(),
        KeepError::Unfit(unfit) => ApiError::new(Kind::UnfitFile, told(unfit).to_owned()),
    })
}

/// The size that is told beforehand; nothing, if it is not.
fn told_size(request: &HttpRequest) -> u64 {
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    told.unwrap_or_default()
}

fn told(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Empty => "It is empty.",
        Unfit::OfOtherKind => "It is neither a PDF nor a JPEG nor a PNG.",
        Unfit::Protected => "It opens with a password only.",
        Unfit::Unreadable => "It is damaged.",
        Unfit::Active => "It holds a program.",
        Unfit::Malware => "It is malware.",
    }
}

fn broken(error: &std::io::Error) -> ApiError {
    tracing::error!(%error, "a file cannot be kept; look after the folder of PFORTE_DATA");
    Kind::Unavailable.into()
}

impl From<SentFileError> for ApiError {
    fn from(error: SentFileError) -> Self {
        match error {
            SentFileError::TooMuch => Kind::TooMuchWaits.into(),
            SentFileError::Store(error) => error.into(),
        }
    }
}
