//! A person in the middle of an application: where they are, on whose behalf, with which draft.
//! The same for citizens and for the desk.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest, web};

use super::error::{AfterDraft, WebError};
use super::extract::{Clerk, DeskClerk, Visitor, csrf_of_visitor};
use super::language::{self, t};
use super::layout::{AboutBanner, Chrome, DeskBanner, DeskGuard};
use super::pages::STAFF_FORMS;
use super::site::Site;
use super::urls::{self, Place};
use crate::accounts::{SignedIn, case_token};
use crate::desk::{self, AtDesk};
use crate::domain::{DraftId, Scope, Token};
use crate::forms::form::Form;
use crate::forms::formats::is_address;
use crate::forms::state::FormState;
use crate::intake::{self, DraftRef, OpenDraft, SaveError, StartError, SubmitError};
use crate::library::LibraryError;

/// Who applies, where, and with which draft.
#[derive(Debug, Clone)]
pub struct Applying {
    /// Where the pages of the draft are.
    pub place: Place,
    /// On whose behalf the draft is read.
    pub scope: Scope,
    /// Which draft it is.
    pub draft: DraftRef,
    /// The token of every form on these pages.
    pub csrf: String,
    /// At the desk: who types.
    pub clerk: Option<SignedIn>,
    /// Online: what the browser holds.
    pub token: Option<Token>,
}

impl FromRequest for Applying {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let parts = request.match_info();
            if let Some(draft) = parts.get("own") {
                return Self::of_account(&request, draft).await;
            }
            if let Some(slug) = parts.get("slug") {
                return Ok(Self::online(&request, slug).await?);
            }
            let draft = parts.get("draft").and_then(|text| text.parse().ok()).ok_or(WebError::NotFound)?;
            let DeskClerk(clerk) = DeskClerk::extract(&request).await?;
            if !clerk.open.is_draft(draft) {
                return Err(WebError::OtherCase { is_shown: request.method().is_safe() }.into());
            }
            Ok(Self {
                place: Place::Desk { draft },
                scope: clerk.scope(),
                draft: DraftRef::Id(draft),
                csrf: case_token(&clerk.csrf, draft),
                clerk: Some(clerk),
                token: None,
            })
        })
    }
}

impl Applying {
    async fn online(request: &HttpRequest, slug: &str) -> Result<Self, WebError> {
        let site = request.app_data::<web::Data<Site>>().ok_or(WebError::Internal)?;
        if !is_address(slug) {
            return Err(WebError::NotFound);
        }
        let visitor = Visitor::extract(request).await.map_err(|_| WebError::Internal)?;
        let gone = || WebError::DraftGone { way: Some(AfterDraft::Service { slug: slug.to_owned() }) };
        let Some(token) = visitor.0 else {
            return Err(if Self::form_at(site, slug).await?.is_some() { gone() } else { WebError::NotFound });
        };
        Ok(Self {
            place: Place::Online { slug: slug.to_owned() },
            scope: Scope::Visitor(token.hash()),
            draft: DraftRef::AtAddress { slug: slug.to_owned() },
            csrf: csrf_of_visitor(&token),
            clerk: None,
            token: Some(token),
        })
    }

    async fn of_account(request: &HttpRequest, draft: &str) -> Result<Self, Error> {
        let draft = draft.parse().map_err(|_| WebError::NotFound)?;
        let Clerk(clerk) = Clerk::extract(request).await?;
        // It may be about somebody else than the resident whose case lies open.
        if !clerk.open.is_none() {
            return Err(WebError::OtherCase { is_shown: request.method().is_safe() }.into());
        }
        Ok(Self {
            place: Place::Staff { draft },
            scope: clerk.scope(),
            draft: DraftRef::OfAccount(draft),
            csrf: clerk.csrf.clone(),
            clerk: Some(clerk),
            token: None,
        })
    }

    /// Whether a clerk of the desk types for somebody else.
    pub fn is_at_desk(&self) -> bool {
        matches!(self.place, Place::Desk { .. })
    }

    /// The frame of a page of this draft; at the desk it tells who types for whom.
    pub fn chrome(&self, draft: &OpenDraft, title: &str) -> Chrome {
        let mut chrome = Chrome::of_service(title, draft.form.file.title.clone());
        if let Place::Online { slug } = &self.place {
            chrome = chrome
                .crumb(t("Leistungen"), urls::HOME)
                .crumb(draft.form.file.title.clone(), urls::service(slug))
                .here(title);
        }
        if let Place::Staff { .. } = &self.place {
            chrome = chrome.for_staff().crumb(STAFF_FORMS, urls::STAFF_FORMS);
            chrome = match draft.case {
                Some(case) => chrome.crumb(draft.form.file.title.clone(), urls::second_step(case)),
                None => chrome.crumb(draft.form.file.title.clone(), urls::staff_service(&draft.slug)),
            };
            chrome = chrome.here(title);
        }
        chrome.about = draft.case.zip(draft.about.as_ref()).map(|(case, about)| AboutBanner {
            applicant: about.applicant.clone(),
            number: about.number.to_string(),
            href: urls::second_step(case),
        });
        chrome.is_from_desk = !self.is_at_desk() && draft.content.is_from_desk();
        chrome.banner = self.clerk.as_ref().filter(|_| self.is_at_desk()).map(|clerk| DeskBanner {
            clerk: clerk.name.clone(),
            resident: desk::resident(&draft.form, &draft.content.remembered.answers),
            service: draft.form.file.title.clone(),
            is_typed_in: false,
            guard: DeskGuard { csrf: self.csrf.clone(), ..DeskGuard::of(clerk) },
        });
        chrome
    }

    /// The page that tells that the draft is gone, with the way on: to the receipt, if something
    /// was sent lately.
    pub async fn gone(&self, site: &Site) -> WebError {
        let way = match &self.place {
            Place::Desk { draft } => self.after_desk(site, *draft).await,
            Place::Staff { .. } => Ok(AfterDraft::StaffForms),
            Place::Online { slug } => self.after_online(site, slug).await,
        };
        match way {
            Ok(way) => WebError::DraftGone { way: Some(way) },
            Err(error) => error.into(),
        }
    }

    async fn after_desk(&self, site: &Site, draft: DraftId) -> Result<AfterDraft, LibraryError> {
        let scope = self.scope.clone();
        let given = site.db.glance(move |conn| desk::gave_away(&scope, conn, draft)).await?;
        Ok(if given { AfterDraft::GivenAway } else { AfterDraft::Desk })
    }

    /// What came last: that the draft went to the desk, or that something was sent.
    async fn after_online(&self, site: &Site, slug: &str) -> Result<AfterDraft, LibraryError> {
        let Some(form) = Self::form_at(site, slug).await? else {
            return Ok(AfterDraft::Service { slug: slug.to_owned() });
        };
        let (scope, now, address) = (self.scope.clone(), site.now(), slug.to_owned());
        let find = move |conn: &mut _| {
            let at_desk = desk::at_desk(&scope, conn, &address, now)?;
            let number = intake::last_receipt(&scope, conn, &form.id, at_desk.map(AtDesk::since), now)?;
            Ok::<_, LibraryError>((at_desk, number))
        };
        let slug = slug.to_owned();
        Ok(match site.db.glance(find).await? {
            (_, Some(number)) => AfterDraft::Receipt(number),
            (Some(at_desk), None) => AfterDraft::AtDesk { slug, at_desk },
            (None, None) => AfterDraft::Service { slug },
        })
    }

    /// The form that is at an address or was there last.
    async fn form_at(site: &Site, slug: &str) -> Result<Option<Arc<Form>>, LibraryError> {
        let (library, slug) = (site.spoken_library(), slug.to_owned());
        site.db.glance(move |conn| library.last_at(conn, &slug)).await
    }

    /// Opens the draft, or tells that it is gone.
    pub async fn open(&self, site: &Site) -> Result<OpenDraft, WebError> {
        let (scope, which, library, now) =
            (self.scope.clone(), self.draft.clone(), site.spoken_library(), site.now());
        let found = site.db.glance(move |conn| intake::find(&scope, conn, &library, &which, now)).await?;
        match found {
            Some(draft) => {
                language::follow(&draft.form);
                Ok(draft)
            }
            None => Err(self.gone(site).await),
        }
    }
}

impl Applying {
    /// What applies and what is wrong in a draft that was just opened.
    pub fn judged(&self, site: &Site, draft: &OpenDraft) -> Arc<FormState> {
        site.recent.judged(&self.scope, &self.draft, draft, site.today())
    }
}

impl From<LibraryError> for WebError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "a draft or submission cannot be opened");
                Self::Internal
            }
        }
    }
}

impl From<StartError> for WebError {
    fn from(error: StartError) -> Self {
        match error {
            // Where it can happen, the page of the service says why.
            StartError::NotOpen => Self::NotFound,
            StartError::Conflict => Self::Unavailable,
            // The page of the service tells what is missing before anybody can begin.
            StartError::AccountLacks => Self::NotFound,
            StartError::Library(error) => error.into(),
        }
    }
}

impl From<SaveError> for WebError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Gone => Self::DraftGone { way: None },
            SaveError::NotReachable => Self::NotFound,
            SaveError::Conflict => Self::Unavailable,
            SaveError::Library(error) => error.into(),
        }
    }
}

impl From<SubmitError> for WebError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Gone
            | SubmitError::Incomplete(_)
            | SubmitError::Changed
            | SubmitError::Unwitnessed => Self::DraftGone { way: None },
            SubmitError::Conflict => Self::Unavailable,
            SubmitError::Library(error) => error.into(),
        }
    }
}
