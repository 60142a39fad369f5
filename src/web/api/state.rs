//! Where an application stands.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::applications::instant;
use super::problem::{ApiError, Kind, Problem};
use super::{Department, auth, json};
use crate::domain::{FileId, PublicState, ReceiptNumber, Scope, StatusSecret};
use crate::intake::{self, ApplicationState};
use crate::web::site::Site;
use crate::web::words;

/// Where an application stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationStatus {
    /// Its number.
    #[schema(example = "K7M-3QX-9AB")]
    number: String,
    /// What the service is called, in German.
    #[schema(example = "Mangel melden")]
    title: String,
    /// Where it stands.
    state: StateCode,
    /// The same in words, in German.
    #[schema(example = "Eingegangen")]
    state_text: &'static str,
    /// When it arrived.
    #[schema(format = "date-time", value_type = String)]
    received_at: String,
    /// Where it is.
    department: Department,
    /// The ids (what stands first in a reference) of files that waited for the scanner and turned out to be malware.
    /// Nobody gets to see them: the paper has to come anew, by the way that the department asks for it.
    malware: Vec<String>,
}

/// Where an application stands, in the words of the federal mailbox (ZBP). What was decided is told by the
/// decision only.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateCode {
    /// It arrived and waits to be worked on.
    Received,
    /// Somebody works on it.
    Processing,
    /// The department waits for the applicant.
    ActionRequired,
    /// It is decided, or ended in another way.
    Completed,
}

impl From<PublicState> for StateCode {
    fn from(state: PublicState) -> Self {
        match state {
            PublicState::Received => Self::Received,
            PublicState::Processing => Self::Processing,
            PublicState::ActionRequired => Self::ActionRequired,
            PublicState::Completed => Self::Completed,
        }
    }
}

impl From<&ApplicationState> for ApplicationStatus {
    fn from(found: &ApplicationState) -> Self {
        Self {
            number: found.number.to_string(),
            title: found.title.clone(),
            state: found.state.into(),
            state_text: words::public_state(found.state),
            received_at: instant(found.received_at),
            department: Department::from(&found.department),
            malware: found.malware.iter().map(FileId::to_string).collect(),
        }
    }
}

/// Shows where an application stands.
///
/// With its secret, which the answer to its filing holds. A wrong number and a wrong secret are the same.
#[utoipa::path(
    get,
    path = "/api/v1/applications/{number}",
    operation_id = "showState",
    security(("secret" = [])),
    params(("number" = String, Path, description = "The number, with or without dashes", example = "K7M-3QX-9AB")),
    responses(
        (status = 200, description = "Where it stands", body = ApplicationStatus),
        (status = 401, description = "There is no secret", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such application, or the secret is not its own", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong secrets for this number", body = Problem, content_type = "application/problem+json",
            headers(("Retry-After" = String, description = "Seconds"))),
    )
)]
pub async fn show(
    site: web::Data<Site>,
    request: HttpRequest,
    number: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let token = auth::bearer(&request)?;
    let number: ReceiptNumber = number.parse().map_err(|_| Kind::NotFound)?;
    // What is no secret at all guesses nothing, and is not counted.
    let secret = StatusSecret::parse(token).ok_or(Kind::NotFound)?;
    {
        let (scope, library, asked) = (Scope::Holder(secret.hash()), site.library.clone(), number.clone());
        let found = site.db.read(move |conn| intake::state(&scope, conn, &library, &asked)).await?;
        if let Some(found) = found {
            return Ok(json(StatusCode::OK, &ApplicationStatus::from(&found)));
        }
    }
    tracing::warn!("a secret of an application opened nothing");
    let now = site.now();
    let is_paused = site.db.write(move |conn| intake::count_wrong(conn, number.as_str(), now)).await?;
    Err(if is_paused { Kind::Throttled } else { Kind::NotFound }.into())
}
