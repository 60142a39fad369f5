//! The sheet of Article 13 GDPR as a paper.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Beside, Both, Choice, Counts, Heading, SheetQuery};
use crate::forms::definition::PrivacyPoint;
use crate::forms::form::Form;
use crate::intake;
use crate::texts::{Language, de};
use crate::web::applying::Applying;
use crate::web::components::privacy_points::PrivacyPoints;
use crate::web::error::WebError;
use crate::web::extract::DeskClerk;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::receipt::handler::{desk_chrome, find_at_desk};
use crate::web::pages::service::handler::find;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;
use crate::web::{filters, language};

/// What it is called.
const TITLE: &str = de("Hinweise zum Datenschutz");

/// The paper.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/privacy.html")]
struct PrivacyPage {
    chrome: Chrome,
    back_href: String,
    back: Back,
    choice: Choice,
    heading: Heading,
    service: Beside,
    points: Vec<Beside>,
}

/// What it is about.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/privacy_service.html")]
struct Service<'a>(&'a str);

/// A point of the sheet.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/privacy_point.html")]
struct Point<'a>(&'a PrivacyPoint);

impl Point<'_> {
    fn points(&self) -> PrivacyPoints<'_> {
        PrivacyPoints(std::slice::from_ref(self.0))
    }
}

/// `GET /leistungen/{slug}/datenschutz`: for everybody, in the language of the page unless another one is wanted.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let form = find(&site, &slug)?.online;
    let wanted = language::current();
    language::follow(&site.spoken_library().in_words(&form));
    let choice = Choice::of(&query, &form, site.library.languages(), Some(wanted.tag()));
    let chrome = Chrome::of_service(t(TITLE), form.file.title.clone());
    sheet(&site, &form, choice, (chrome, urls::service(&slug), Back::Service))
}

/// `GET /schalter/antrag/{draft}/datenschutz`: of the version that is answered, in the language in which the two speak.
pub async fn show_at_desk(
    site: web::Data<Site>,
    applying: Applying,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let spoken = intake::spoken_language(&draft.content.remembered.answers);
    let choice = Choice::of(&query, &draft.form, site.library.languages(), spoken);
    let frame = (applying.chrome(&draft, TITLE), applying.place.check(), Back::Application);
    sheet(&site, &draft.form, choice, frame)
}

/// `GET /schalter/eingang/{number}/datenschutz`: of what was filed.
pub async fn show_with_receipt(
    site: web::Data<Site>,
    number: web::Path<String>,
    DeskClerk(person): DeskClerk,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let file = find_at_desk(&site, &person, &number, &Language::german()).await?;
    let spoken = file.spoken_language.as_deref();
    let choice = Choice::of(&query, &file.form, site.library.languages(), spoken);
    let chrome = desk_chrome(TITLE, &file, &person);
    sheet(&site, &file.form, choice, (chrome, urls::desk_receipt(&file.number), Back::Receipt))
}

/// Where the paper leads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    Service,
    Application,
    Receipt,
}

impl Back {
    fn label(self) -> Cow<'static, str> {
        match self {
            Self::Service => t("Zurück zur Leistung"),
            Self::Application => t("Zurück zum Antrag"),
            Self::Receipt => t("Zurück zur Bestätigung"),
        }
    }
}

fn sheet(
    site: &Site,
    form: &Arc<Form>,
    choice: Choice,
    (chrome, back_href, back): (Chrome, String, Back),
) -> Result<HttpResponse, WebError> {
    let both = Both {
        said: site.library.speaking(&choice.language).in_words(form),
        german: choice.has_german_beside().then(|| Arc::clone(form)),
    };
    let points = both.each(|form| &form.file.privacy);
    let points = points.iter().map(|point| point.beside(&choice, |point| Point(point)));
    let page = PrivacyPage {
        chrome,
        back_href,
        back,
        heading: Heading::new(&choice, TITLE, Counts::German),
        service: both.beside(&choice, |form| Service(&form.file.title))?,
        points: points.collect::<Result<_, _>>()?,
        choice,
    };
    page_response(&page, StatusCode::OK)
}
