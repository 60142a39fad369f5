//! Answering a question of the department: by the applicant, or at the desk by a clerk who types for them. All that is
//! asked stands on one page; a second one shows what changes before it is sent.

mod changes;
pub mod check;
pub mod handler;
pub mod sent;

pub(in crate::web::pages) use changes::Changes;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use crate::accounts::{SignedIn, case_token};
use crate::clock::german_day;
use crate::desk;
use crate::domain::{CaseId, DraftId, Scope};
use crate::intake::inquiry::{self, OpenInquiry};
use crate::web::error::{AfterDraft, WebError};
use crate::web::extract::{Applicant, DeskClerk};
use crate::web::language::{self, t};
use crate::web::layout::{Chrome, DeskBanner, DeskGuard};
use crate::web::site::Site;
use crate::web::{urls, words};

/// Who answers, on which case.
#[derive(Debug, Clone)]
pub struct Answering {
    /// On whose behalf.
    scope: Scope,
    /// The case.
    case: CaseId,
    /// The token of the forms on these pages.
    csrf: String,
    /// At the desk: who types, and the draft that lies open.
    clerk: Option<(SignedIn, DraftId)>,
}

impl FromRequest for Answering {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            if urls::is_staff_area(request.path()) {
                return Self::at_desk(&request).await;
            }
            let Applicant(visit) = Applicant::extract(&request).await?;
            Ok(Self { scope: visit.scope(), case: visit.case, csrf: visit.csrf, clerk: None })
        })
    }
}

impl Answering {
    async fn at_desk(request: &HttpRequest) -> Result<Self, Error> {
        let site = request.app_data::<web::Data<Site>>().ok_or(WebError::Internal)?.clone();
        let DeskClerk(clerk) = DeskClerk::extract(request).await?;
        let other = || WebError::OtherCase { is_shown: request.method().is_safe() };
        let draft = clerk.open.draft.ok_or_else(other)?;
        let person = clerk.clone();
        let find = move |conn: &mut _| desk::inquiry_that_lies_open(&person, conn);
        let case = site.db.read(find).await.map_err(WebError::from)?.ok_or_else(other)?;
        let csrf = case_token(&clerk.csrf, draft);
        Ok(Self { scope: clerk.scope(), case, csrf, clerk: Some((clerk, draft)) })
    }

    /// The page of the answer.
    fn address(&self) -> String {
        match self.clerk {
            Some(_) => format!("{}/antwort", urls::DESK_INQUIRY),
            None => urls::STATUS_INQUIRY.to_owned(),
        }
    }

    fn base(&self) -> &'static str {
        if self.clerk.is_some() { urls::DESK_INQUIRY } else { urls::STATUS_INQUIRY }
    }

    /// The page that shows what changes.
    fn check(&self) -> String {
        format!("{}/{}", self.base(), urls::CHECK)
    }

    /// Where it is sent.
    fn submit(&self) -> String {
        format!("{}/{}", self.base(), urls::SUBMIT)
    }

    /// What was sent.
    fn sent(&self) -> String {
        format!("{}/gesendet", self.base())
    }

    /// Where it goes on from here.
    fn way_back(&self) -> &'static str {
        if self.clerk.is_some() { urls::DESK } else { urls::STATUS_CASE }
    }

    /// The inquiry that waits for its answer, or the page that tells that none does any more.
    async fn open(&self, site: &Site) -> Result<OpenInquiry, WebError> {
        let (scope, case, library, now) = (self.scope.clone(), self.case, site.spoken_library(), site.now());
        let found = site.db.read(move |conn| inquiry::open(&scope, conn, &library, case, now)).await?;
        let open = found.ok_or_else(|| self.gone())?;
        language::follow(&open.form);
        Ok(open)
    }

    fn gone(&self) -> WebError {
        let way = if self.clerk.is_some() { AfterDraft::DeskInquiry } else { AfterDraft::Inquiry };
        WebError::DraftGone { way: Some(way) }
    }

    /// The frame of a page; at the desk it tells who types for whom.
    fn chrome(&self, title: &str, (service, applicant): (&str, &str)) -> Chrome {
        let mut chrome = Chrome::of_service(title, service);
        match &self.clerk {
            Some((clerk, _)) => {
                let guard = DeskGuard { csrf: self.csrf.clone(), ..DeskGuard::of(clerk) };
                chrome.banner = Some(DeskBanner {
                    clerk: clerk.name.clone(),
                    resident: Some(words::applicant(applicant)),
                    service: service.to_owned(),
                    is_typed_in: false,
                    guard,
                });
            }
            None => {
                chrome = chrome
                    .crumb(t("Leistungen"), urls::HOME)
                    .crumb(t("Stand"), urls::STATUS_CASE)
                    .here(title.to_owned());
            }
        }
        chrome
    }
}

/// What is asked, as both pages show it.
#[derive(Debug)]
struct Asked {
    /// The question, line by line.
    question: Vec<String>,
    /// Until when.
    due_on: String,
    /// That day has passed.
    is_over: bool,
}

impl Asked {
    fn of(open: &OpenInquiry, site: &Site) -> Self {
        Self {
            question: open.inquiry.question.lines().map(str::to_owned).collect(),
            due_on: german_day(open.inquiry.due_on),
            is_over: open.inquiry.due_on < site.today(),
        }
    }
}
