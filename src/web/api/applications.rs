//! Filing an application by a registered sender.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::problem::{AnswerError, ApiError, Kind, Problem};
use super::validate::{errors, judge};
use super::{Department, auth, body, is_current, json};
use crate::accounts::KnownSender;
use crate::forms::availability::Standing;
use crate::forms::files::FILE;
use crate::intake::{self, Filing, SendError, Sending, Sent, Verdict};
use crate::web::site::{Site, fresh_number};

/// The header that names an application of a sender.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// How often filing is tried when a number is taken or the same is filed at once.
const TRIES: usize = 5;

/// An application to file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The answers, as the schema has them; computed values may be left out.
    #[schema(value_type = Object, additional_properties)]
    answers: Map<String, Value>,
    /// The version they were made for; another one than the current is refused.
    #[serde(default)]
    version: Option<String>,
    /// The applicant saw all answers and wants them sent (§ 9a OZG). Nothing is filed otherwise.
    confirmed: bool,
}

/// An application that was filed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// Its number, for people.
    #[schema(example = "K7M-3QX-9AB")]
    number: String,
    /// The secret with which its state is asked for. Give it to the applicant, not to others. `null` only where the
    /// sender got another key since.
    #[schema(required)]
    secret: Option<String>,
    /// When it arrived.
    #[schema(format = "date-time", value_type = String)]
    received_at: String,
    /// The day on which it counts as received, in Germany.
    #[schema(format = "date", value_type = String)]
    received_on: NaiveDate,
    /// The version that was answered.
    version: String,
    /// Where it is now.
    department: Department,
}

/// An instant in UTC, to the second.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Files an application.
///
/// Once for each idempotency key: the same request again, at once or much later, gets the same number and secret
/// (and the header `Idempotency-Replayed: true`), whatever became of the form since. An answer that did not arrive is
/// fetched in this way; after a problem nothing was filed, and the key is still unused.
///
/// Answers name files by the `reference` that each got when it was sent; instead of a file there may be another answer,
/// such as handing it in later.
#[utoipa::path(
    post,
    path = "/api/v1/services/{slug}/applications",
    operation_id = "fileApplication",
    security(("sender" = [])),
    params(
        ("slug" = String, Path, description = "The service", example = "mangel-melden"),
        ("Idempotency-Key" = String, Header, description = "Made by the sender, fresh for each application (a UUID, for example)",
            pattern = "^[!-~]+$", min_length = 1, max_length = 255, example = "0e3c6a1e-7d0b-4c52-9e0e-0d7f3a1b5c11"),
    ),
    request_body(content = Application, example = json!({"answers": {
        "danger": false,
        "category": "road",
        "location": {"text": "Musterweg, vor Haus Nummer 12"},
        "description": "Tiefes Schlagloch auf der rechten Fahrbahn.",
        "wants_answer": false,
        "declarations": {"truth": true, "privacy_read": true}
    }, "confirmed": true})),
    responses(
        (status = 201, description = "It is filed, now or by an earlier request with this key", body = Receipt, headers(
            ("Location" = String, description = "Where its state is"),
            ("Idempotency-Replayed" = String, description = "`true` where an earlier request filed it"))),
        (status = 401, description = "No key of an enabled sender", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not a service of this sender", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such service", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The version is not the current one, the service is not open, or the same is being filed this moment", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Answers are wrong or missing, the applicant did not confirm, or the idempotency key was used for something else", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn send(
    site: web::Data<Site>,
    request: HttpRequest,
    slug: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let sender = auth::sender(&site, &request).await?;
    let key = idempotency_key(&request)?;
    let (application, sent) = body::read::<Application>(&request, payload).await?;
    let sending = sending(&site, &sender, &key, hash(&[slug.as_str(), &sent.to_string()]))?;
    if let Some(earlier) = earlier(&site, &sender, sending.clone()).await? {
        return Ok(answer(&earlier));
    }
    let service = super::service(&site, &slug)?;
    if !sender.may_file(&service.online.id) {
        return Err(Kind::NotYourService.into());
    }
    if service.standing(site.today()) != Standing::Open {
        return Err(Kind::NotOpen.into());
    }
    is_current(&service, application.version.as_deref())?;
    if !application.confirmed {
        return Err(Kind::NotConfirmed.into());
    }
    let here = auth::files(&site, &sender).await?;
    let verdict = judge(&site, &site.sender_turns, &service, application.answers, here).await?;
    if !verdict.errors.is_empty() {
        return Err(ApiError::invalid(errors(&verdict)));
    }
    Ok(answer(&file(&site, &sender, Arc::new(verdict), sending).await?))
}

fn idempotency_key(request: &HttpRequest) -> Result<String, ApiError> {
    let key =
        request.headers().get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fits = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(key.to_owned()) } else { Err(Kind::KeyMissing.into()) }
}

/// The SHA-256 of texts, as lower-case hexadecimal.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    hex::encode(hash.finalize())
}

fn sending(site: &Site, sender: &KnownSender, key: &str, request: String) -> Result<Sending, ApiError> {
    let filing = Filing {
        submit_key: hash(&["sender", &sender.id.to_string(), key]),
        seen_revision: None,
        now: site.now(),
        today: site.today(),
        number: fresh_number()?,
        mail_domain: site.mail_domain(),
        clerk_login: None,
        complete_by: None,
        witness: None,
        matters: site.matters.clone(),
    };
    Ok(Sending { key: sender.key.clone(), request, filing })
}

async fn earlier(site: &Site, sender: &KnownSender, sending: Sending) -> Result<Option<Sent>, ApiError> {
    let (scope, library) = (sender.scope(), site.library.clone());
    Ok(site.db.read(move |conn| intake::sent(&scope, conn, &library, &sending)).await?)
}

async fn file(
    site: &Site,
    sender: &KnownSender,
    verdict: Arc<Verdict>,
    mut sending: Sending,
) -> Result<Sent, ApiError> {
    let mut outcome = Err(SendError::Conflict);
    for _ in 0..TRIES {
        let (scope, library) = (sender.scope(), site.library.clone());
        let (verdict, now) = (Arc::clone(&verdict), sending.clone());
        outcome = site.db.write(move |conn| intake::send(&scope, conn, &library, &verdict, &now)).await;
        if !matches!(outcome, Err(SendError::Conflict)) {
            break;
        }
        sending.filing.number = fresh_number()?;
    }
    Ok(outcome?)
}

fn answer(sent: &Sent) -> HttpResponse {
    let submission = &sent.submission;
    let mut response = json(
        StatusCode::CREATED,
        &Receipt {
            number: submission.number.to_string(),
            secret: sent.secret.as_ref().map(|secret| secret.reveal().to_owned()),
            received_at: instant(submission.filed_at),
            received_on: submission.received_on,
            version: submission.version.0.clone(),
            department: Department::from(&sent.department),
        },
    );
    let place = format!("/api/v1/applications/{}", submission.number.as_str());
    if let Ok(place) = header::HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    if sent.is_repeated {
        let name = header::HeaderName::from_static("idempotency-replayed");
        response.headers_mut().insert(name, header::HeaderValue::from_static("true"));
    }
    response
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::KeyReused => Kind::KeyReused.into(),
            SendError::Conflict => Kind::InProgress.into(),
            SendError::FileGone => Self::invalid(vec![AnswerError {
                pointer: String::new(),
                keyword: FILE.to_owned(),
                message: intake::NOT_HERE.to_owned(),
            }]),
            SendError::Library(error) => error.into(),
        }
    }
}
