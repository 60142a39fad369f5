//! What can go wrong for a person, and the page they then see: a next step and an incident number,
//! never the cause. Causes go to the log.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use askama::Template;

use super::limits::Refusal;
use super::middleware::harden;
use super::pages::error_page::{ErrorPage, Trouble, Way};
use super::urls;
use super::{api, language};
use crate::casework::WorkError;
use crate::clock::german_moment;
use crate::desk::AtDesk;
use crate::domain::ReceiptNumber;
use crate::store::StoreError;
use crate::texts::de;

/// A request that ends on a page of its own instead of the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    /// There is nothing here, or not for this person.
    #[error("not found")]
    NotFound,
    /// The person is signed in, but has no business here.
    #[error("forbidden")]
    Forbidden,
    /// The request came from another site, or its form's token does not fit.
    #[error("forged or outdated form")]
    Forged,
    /// There is no draft any more: it was sent, given up, or its time was over.
    #[error("the draft is gone")]
    DraftGone {
        /// Where the person can go on.
        way: Option<AfterDraft>,
    },
    /// At the desk, another case lies open than the one that was asked for, or none: one resident at a time.
    #[error("another case lies open")]
    OtherCase {
        /// It was asked to be shown; otherwise something was posted, and nothing of it is stored.
        is_shown: bool,
    },
    /// Staff only: sign in first.
    #[error("sign-in required")]
    SignInRequired {
        /// The address to come back to.
        back: String,
    },
    /// Where an application stands is shown by number and code only, and for a while.
    #[error("number and code required")]
    StatusRequired,
    /// The posted page is no readable text.
    #[error("unreadable characters")]
    Unreadable,
    /// The address is longer than any of ours.
    #[error("the address is too long")]
    LongAddress,
    /// The posted page is too large.
    #[error("too large")]
    TooLarge,
    /// The request did not arrive in time, or could not be answered in time.
    #[error("too slow")]
    TooSlow,
    /// It was asked too often; nothing was done.
    #[error("too many requests")]
    TooMany(Refusal),
    /// The database is away or overloaded; nothing was done.
    #[error("unavailable")]
    Unavailable,
    /// A mistake of ours.
    #[error("internal")]
    Internal,
}

/// Where a person whose draft is gone can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterDraft {
    /// At the service: to begin anew.
    Service {
        /// The service's slug.
        slug: String,
    },
    /// At the receipt of what was sent lately.
    Receipt(ReceiptNumber),
    /// Nowhere in this browser, as long as the desk has the draft; or with the code that the desk gave out.
    AtDesk {
        /// The service's slug.
        slug: String,
        /// Where the draft is.
        at_desk: AtDesk,
    },
    /// At the desk's page: the clerk gave the draft to the person.
    GivenAway,
    /// The question was answered or taken back: to where the application stands.
    Inquiry,
    /// The same at the desk.
    DeskInquiry,
    /// At the desk's page, where a clerk sees their drafts and what they filed.
    Desk,
    /// At the page of the services for staff, which lists the same.
    StaffForms,
}

/// A number for the person to quote and for the operator to find in the log.
#[derive(Debug, Clone)]
pub struct Incident(String);

impl Incident {
    /// A new random number.
    pub fn new() -> Self {
        let id = uuid::Uuid::new_v4().simple().to_string();
        Self(id.chars().take(8).collect::<String>().to_uppercase())
    }
}

impl Default for Incident {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable => {
                tracing::warn!("the database is not available");
                Self::Unavailable
            }
            // It was there when they began to look.
            StoreError::Erased => Self::NotFound,
            other => {
                tracing::error!(error = %other, "the store failed");
                Self::Internal
            }
        }
    }
}

/// For pages of a department that tell nothing of their own: what is not theirs is not there.
impl From<WorkError> for WebError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Store(error) => error.into(),
            WorkError::Library(error) => error.into(),
            _ => Self::NotFound,
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be rendered");
        Self::Internal
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::DraftGone { .. } => StatusCode::GONE,
            Self::SignInRequired { .. } | Self::StatusRequired | Self::OtherCase { is_shown: true } => {
                StatusCode::SEE_OTHER
            }
            Self::OtherCase { is_shown: false } => StatusCode::CONFLICT,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::LongAddress => StatusCode::URI_TOO_LONG,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Self::SignInRequired { back } = self {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("weiter", back).finish();
            response.insert_header((header::LOCATION, format!("{}?{query}", urls::SIGN_IN)));
        }
        if *self == Self::StatusRequired {
            response.insert_header((header::LOCATION, urls::STATUS_ENDED));
        }
        if *self == (Self::OtherCase { is_shown: true }) {
            response.insert_header((header::LOCATION, urls::OTHER_CASE));
        }
        if let Self::TooMany(refusal) = self {
            response.insert_header((header::RETRY_AFTER, refusal.seconds));
        }
        if *self == Self::Unavailable {
            response.insert_header((header::RETRY_AFTER, "30"));
        }
        let mut response = response.content_type("text/html; charset=utf-8").body(page(self));
        harden(response.headers_mut());
        response
    }
}

fn page(error: &WebError) -> String {
    page_of(error).render().unwrap_or_default()
}

/// The page of an error, with a number that the log knows too.
pub fn page_of(error: &WebError) -> ErrorPage {
    let incident = Incident::new();
    if *error == WebError::Internal {
        tracing::error!(incident.id = %incident, "a page of an internal error");
    }
    let mut page = ErrorPage::new(trouble(error), Some(incident.to_string()));
    if matches!(error, WebError::OtherCase { .. }) {
        page.ways = vec![way_on(&AfterDraft::Desk)];
    }
    if let WebError::TooMany(refusal) = error {
        page.told = Some(wait(refusal.seconds));
    }
    if let WebError::DraftGone { way: Some(way) } = error {
        page.told = told(way);
        page.ways.insert(0, way_on(way));
        if matches!(way, AfterDraft::Service { .. }) || is_open_by_code(way) {
            page.ways.insert(0, Way::new(de("Mit einem Code fortsetzen"), urls::RESUME));
        }
    }
    page
}

/// Whether the draft is there for whoever has its code, or will be.
fn is_open_by_code(way: &AfterDraft) -> bool {
    matches!(way, AfterDraft::AtDesk { at_desk: AtDesk::Open(_) | AtDesk::GivenBack(_), .. })
}

/// After how long it may be tried again.
fn wait(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => language::t(de("In einer Minute können Sie es noch einmal versuchen.")).into_owned(),
        minutes => {
            let text = de("In {minutes} Minuten können Sie es noch einmal versuchen.");
            language::fill(text, &[("minutes", &minutes.to_string())])
        }
    }
}

/// When it happened.
fn told(way: &AfterDraft) -> Option<String> {
    let AfterDraft::AtDesk { at_desk, .. } = way else { return None };
    let text = match at_desk {
        AtDesk::Open(_) => de("Er wird dort ausgefüllt seit: {time} Uhr."),
        AtDesk::GivenBack(_) => de("Der Schalter hat ihn Ihnen zurückgegeben: {time} Uhr."),
        AtDesk::Filed(_) => de("Er wurde am Schalter eingereicht: {time} Uhr."),
    };
    Some(language::fill(text, &[("time", &german_moment(at_desk.since()))]))
}

fn way_on(way: &AfterDraft) -> Way {
    match way {
        AfterDraft::Service { slug } | AfterDraft::AtDesk { slug, .. } => {
            Way::new(de("Zur Leistung"), urls::service(slug))
        }
        AfterDraft::Receipt(number) => Way::new(de("Zur Eingangsbestätigung"), urls::receipt(number)),
        AfterDraft::Inquiry => Way::new(de("Zum Stand"), urls::STATUS_CASE),
        AfterDraft::Desk | AfterDraft::GivenAway | AfterDraft::DeskInquiry => {
            Way::new(de("Zum Schalter"), urls::DESK)
        }
        AfterDraft::StaffForms => Way::new("Zu den Formularen für Beschäftigte", urls::STAFF_FORMS),
    }
}

/// Gives an answer that the framework made (no such route, too large a body) its German page; programs get a
/// problem.
pub fn as_page(response: ServiceResponse) -> ServiceResponse {
    if api::is_api(response.request().path()) {
        return api::problem::as_problem(response);
    }
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let has_page = response.headers().contains_key(header::CONTENT_TYPE) && !is_framework_text(&response);
    if has_page || !is_error {
        return response;
    }
    let error = match status {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => WebError::NotFound,
        StatusCode::FORBIDDEN => WebError::Forbidden,
        other if other.is_server_error() => WebError::Internal,
        _ => WebError::Unreadable,
    };
    let mut response = response.map_body(|_, _| BoxBody::new(page(&error)));
    let kind = header::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    // The framework's text was compressed, the page is not.
    response.headers_mut().remove(header::CONTENT_ENCODING);
    response
}

/// The framework's own errors come as plain English text.
fn is_framework_text(response: &ServiceResponse) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
        && (response.status().is_client_error() || response.status().is_server_error())
}

fn trouble(error: &WebError) -> Trouble {
    match error {
        WebError::NotFound
        | WebError::LongAddress
        | WebError::SignInRequired { .. }
        | WebError::StatusRequired => Trouble::NotFound,
        WebError::Forbidden => Trouble::NoAccess,
        WebError::Forged => Trouble::Forbidden,
        WebError::OtherCase { .. } => Trouble::OtherCase,
        WebError::DraftGone { way: Some(AfterDraft::Receipt(_)) } => Trouble::Sent,
        WebError::DraftGone { way: Some(AfterDraft::AtDesk { at_desk, .. }) } => match at_desk {
            AtDesk::Open(_) => Trouble::AtDesk,
            AtDesk::GivenBack(_) => Trouble::GivenBack,
            AtDesk::Filed(_) => Trouble::FiledAtDesk,
        },
        WebError::DraftGone { way: Some(AfterDraft::GivenAway) } => Trouble::GivenAway,
        WebError::DraftGone { way: Some(AfterDraft::Inquiry | AfterDraft::DeskInquiry) } => {
            Trouble::InquiryEnded
        }
        WebError::DraftGone { way: Some(AfterDraft::Desk) } => Trouble::GoneAtDesk,
        WebError::DraftGone { way: Some(AfterDraft::StaffForms) } => Trouble::GoneOfStaff,
        WebError::DraftGone { .. } => Trouble::Gone,
        WebError::Unreadable => Trouble::Unreadable,
        WebError::TooLarge => Trouble::TooLarge,
        WebError::TooSlow => Trouble::TooSlow,
        WebError::TooMany(Refusal { is_of_form: true, .. }) => Trouble::ManyBegin,
        WebError::TooMany(_) => Trouble::TooMany,
        WebError::Unavailable => Trouble::Unavailable,
        WebError::Internal => Trouble::Internal,
    }
}
