//! Validating answers without filing them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::problem::{AnswerError, ApiError, Kind, Problem};
use super::{Department, auth, body, is_current, json};
use crate::domain::Answers;
use crate::forms::form::PublicService;
use crate::intake::{self, Verdict};
use crate::store::files::StoredFile;
use crate::turns::Turns;
use crate::web::site::Site;

/// Answers to validate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// The answers, as the schema has them; computed values may be left out.
    #[schema(value_type = Object, additional_properties)]
    answers: Map<String, Value>,
    /// The version they were made for; another one than the current is refused.
    #[serde(default)]
    version: Option<String>,
}

/// What is said about answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Judgement {
    /// Whether they are complete and right.
    valid: bool,
    /// The version that they were judged by.
    version: String,
    /// What is wrong or missing. Also an answer that is not asked, or that the form does not know.
    errors: Vec<AnswerError>,
    /// What says nothing and is left out (RFC 6901), such as an empty list.
    ignored: Vec<String>,
    /// Values that are computed of the answers.
    computed: Vec<Computed>,
    /// Hints for the applicant. They stop nothing.
    hints: Vec<Hint>,
    /// The department that would get it.
    department: Option<Department>,
}

/// A computed value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Computed {
    /// Where in the answers (RFC 6901).
    pointer: String,
    /// The value; money in cents.
    #[schema(value_type = Value)]
    value: Value,
}

/// A hint.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hint {
    /// Names it in this form.
    #[schema(example = "KEINE_RUECKFRAGE")]
    code: String,
    /// Where in the answers it belongs (RFC 6901).
    #[schema(example = "/wants_answer")]
    pointer: String,
    /// Worth to be thought about before sending; otherwise plain information.
    warning: bool,
    /// What the applicant reads, in German.
    message: String,
}

/// What is wrong, in the words of the API.
pub fn errors(verdict: &Verdict) -> Vec<AnswerError> {
    let error = |error: &intake::AnswerError| AnswerError {
        pointer: error.path.to_pointer(),
        keyword: error.keyword.clone(),
        message: error.message.clone(),
    };
    verdict.errors.iter().map(error).collect()
}

/// Judges answers, few at once: large ones take their time.
pub async fn judge(
    site: &Site,
    turns: &Turns,
    service: &PublicService,
    answers: Map<String, Value>,
    here: Vec<StoredFile>,
) -> Result<Verdict, ApiError> {
    let (form, today) = (service.online.clone(), site.today());
    let work = turns.work(move || intake::verdict(&form, Answers(answers), &here, today));
    work.await.ok_or_else(|| Kind::Unavailable.into())
}

/// Validates answers.
///
/// Nothing is stored, and nothing of the answers is logged. No key is needed; with the key of a sender, answers may
/// name the files that it sent.
#[utoipa::path(
    post,
    path = "/api/v1/services/{slug}/validate",
    operation_id = "validateAnswers",
    security((), ("sender" = [])),
    params(("slug" = String, Path, description = "The service", example = "mangel-melden")),
    request_body(content = Validation, example = json!({"answers": {
        "danger": false,
        "category": "road",
        "location": {"text": "Musterweg, vor Haus Nummer 12"},
        "description": "Tiefes Schlagloch auf der rechten Fahrbahn.",
        "wants_answer": false
    }})),
    responses(
        (status = 200, description = "What is said about them", body = Judgement),
        (status = 401, description = "A key, but none of an enabled sender", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such service", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The version is not the current one", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn validate(
    site: web::Data<Site>,
    request: HttpRequest,
    slug: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let service = super::service(&site, &slug)?;
    let (asked, _) = body::read::<Validation>(&request, payload).await?;
    is_current(&service, asked.version.as_deref())?;
    let here = auth::files_if_known(&site, &request).await?;
    let verdict = judge(&site, &site.turns, &service, asked.answers, here).await?;
    Ok(json(StatusCode::OK, &judgement(&verdict)))
}

fn judgement(verdict: &Verdict) -> Judgement {
    let computed = verdict.computed.iter();
    let hints = verdict.advice.iter().map(|hint| Hint {
        code: hint.code.clone(),
        pointer: hint.path.to_pointer(),
        warning: hint.warning,
        message: hint.text.clone(),
    });
    Judgement {
        valid: verdict.errors.is_empty(),
        version: verdict.form.version.0.clone(),
        errors: errors(verdict),
        ignored: verdict.ignored.iter().map(|path| path.to_pointer()).collect(),
        computed: computed
            .map(|(path, value)| Computed { pointer: path.to_pointer(), value: value.clone() })
            .collect(),
        hints: hints.collect(),
        department: verdict.department.as_ref().map(Department::from),
    }
}
