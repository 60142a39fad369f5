//! Leaving a page of the desk with all that is typed on it: it is saved as it is, and then the case is closed, the
//! desk locked, what is there read out, given to the person or taken incomplete, or the application gone on with on one
//! page or on many.

use actix_web::{HttpRequest, HttpResponse};

use crate::forms::parse::ACTION;
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::pages::desk;
use crate::web::response::see_other;
use crate::web::site::Site;

/// The button that leads from fast entry to a page of its own, before the page's id.
pub(in crate::web::pages) const TO_PAGE: &str = "page:";

/// What the desk does after the page is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web::pages) enum Leaving {
    /// The case is closed, its draft kept.
    Close,
    /// The session ends.
    Lock,
    /// The application is taken incomplete.
    Incomplete,
    /// What there is so far is read out.
    ReadBack,
    /// The sheet of Article 13 GDPR is printed.
    Privacy,
    /// The draft is given to the person.
    HandOver,
    /// All pages are one.
    Fast,
    /// A page of its own, by its id.
    Page(String),
}

impl Leaving {
    /// What was pressed, if it was that; the page is saved as for later then.
    pub fn taken_from(applying: &Applying, posted: &mut Posted) -> Option<Self> {
        let pressed = posted.0.iter_mut().find(|(name, _)| name == ACTION)?;
        let leaving = match pressed.1.as_str() {
            "close" => Self::Close,
            "lock" => Self::Lock,
            "incomplete" => Self::Incomplete,
            "read" => Self::ReadBack,
            "privacy" => Self::Privacy,
            "handover" => Self::HandOver,
            "fast" => Self::Fast,
            other => Self::Page(other.strip_prefix(TO_PAGE)?.to_owned()),
        };
        if !applying.is_at_desk() {
            return None;
        }
        "later".clone_into(&mut pressed.1);
        Some(leaving)
    }

    /// Does it.
    pub async fn finish(
        self,
        site: &Site,
        request: &HttpRequest,
        applying: &Applying,
    ) -> Result<HttpResponse, WebError> {
        let clerk = applying.clerk.clone().ok_or(WebError::Internal)?;
        match self {
            Self::Close => desk::handler::close(site, request, clerk).await,
            Self::Lock => desk::open_case::lock_now(site, clerk).await,
            Self::Incomplete => Ok(see_other(&applying.place.incomplete())),
            Self::ReadBack => Ok(see_other(&applying.place.read_back())),
            Self::Privacy => Ok(see_other(&applying.place.privacy_sheet())),
            Self::HandOver => Ok(see_other(&applying.place.handover())),
            Self::Fast => Ok(see_other(&applying.place.fast())),
            Self::Page(page) => {
                let draft = applying.open(site).await?;
                let page = draft.form.page(&page).ok_or(WebError::NotFound)?;
                Ok(see_other(&applying.place.page(&page.id)))
            }
        }
    }
}
