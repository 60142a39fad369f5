//! Withdrawing: a page that asks once, and what becomes of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::case::{Status, chrome, hidden};
use super::case_handler::find;
use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::status::{self, MAX_REASON, StatusFile, Visit, Withdrawal};
use crate::web::body::Posted;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::error::WebError;
use crate::web::extract::{Applicant, verify};
use crate::web::language::{self, fill, t};
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, urls, words};

/// The name of the control for the reason.
const REASON: &str = "grund";

/// The page that asks.
#[derive(Debug, Template)]
#[template(path = "pages/status/status_withdraw.html")]
struct WithdrawPage<'a> {
    chrome: Chrome,
    status: Status<'a>,
    errors: ErrorSummary,
    hidden: Hidden,
    reason: FieldView,
    /// It is not possible any more.
    is_late: bool,
}

impl<'a> WithdrawPage<'a> {
    fn new(file: &'a StatusFile, visit: &Visit, typed: &str, error: Option<String>) -> Self {
        let status = Status::of(file);
        let object = words::noun_as_object(status.kind);
        let is_late = !file.may_withdraw;
        let title = match is_late {
            true => t("Zurücknehmen geht nicht mehr").into_owned(),
            false => fill("Wollen Sie {object} zurücknehmen?", &[("object", &object)]),
        };
        let control = Control::Lines { max_length: Some(MAX_REASON as u64) };
        let mut reason = FieldView::new(Path::root().key(REASON), t("Grund (freiwillig)"), control);
        typed.clone_into(&mut reason.value);
        reason.error.clone_from(&error);
        let mut errors = ErrorSummary::default();
        if let Some(message) = error {
            errors.push(message, Some(format!("#{}", reason.path.html_id())));
        }
        Self {
            chrome: chrome(&status, &title).with_errors(!errors.is_empty()),
            hidden: hidden(visit),
            status,
            errors,
            reason,
            is_late,
        }
    }

    fn part(&self) -> Part<'_> {
        (&self.reason).into()
    }
}

/// `GET /status/zuruecknehmen`.
pub async fn show(site: web::Data<Site>, Applicant(visit): Applicant) -> Result<HttpResponse, WebError> {
    let file = find(&site, &visit).await?;
    page_response(&WithdrawPage::new(&file, &visit, "", None), StatusCode::OK)
}

/// `POST /status/zuruecknehmen`: of this and a decision at the same moment one wins, and the other is told.
pub async fn withdraw(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &visit.csrf)?;
    let reason = posted.value(REASON).unwrap_or_default().trim().to_owned();
    if reason.chars().count() > MAX_REASON {
        let most = MAX_REASON.to_string();
        let told = fill("Kürzen Sie den Grund auf höchstens {most} Zeichen.", &[("most", &most)]);
        return again(&site, &visit, &reason, Some(told), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (scope, library, domain, now) = (visit.scope(), site.library.clone(), site.mail_domain(), site.now());
    let given = Some(reason.clone()).filter(|reason| !reason.is_empty());
    let withdraw =
        move |conn: &mut _| status::withdraw(&scope, conn, (&library, &domain), given.as_deref(), now);
    match site.db.write(withdraw).await? {
        Withdrawal::Done => Ok(see_other(urls::STATUS_WITHDRAWN)),
        Withdrawal::TooLate => again(&site, &visit, &reason, None, StatusCode::CONFLICT).await,
        Withdrawal::Busy => {
            let told = t("Gerade hat sich etwas geändert. Versuchen Sie es noch einmal.").into_owned();
            again(&site, &visit, &reason, Some(told), StatusCode::CONFLICT).await
        }
    }
}

async fn again(
    site: &Site,
    visit: &Visit,
    typed: &str,
    told: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let file = find(site, visit).await?;
    language::found_at(urls::STATUS_WITHDRAW.to_owned());
    page_response(&WithdrawPage::new(&file, visit, typed, told), status)
}
