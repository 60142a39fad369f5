//! How an application at the desk begins: in which way, and where. A paper form leads here by its QR code.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::shortcuts::shortcuts;
use crate::accounts::SignedIn;
use crate::desk::{self, PHONE};
use crate::domain::Path;
use crate::forms::field::{Choice, Kind};
use crate::forms::form::PublicService;
use crate::forms::view::{Control, FieldView, OptionView};
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::error::WebError;
use crate::web::extract::DeskClerk;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::service::NotOpen;
use crate::web::pages::staff_chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;

/// The name of the control for the place.
pub(super) const PLACE: &str = "ort";

/// The name of the buttons for the way.
pub(super) const MODE: &str = "art";

/// The way of a paper form that is typed in.
pub(super) const PAPER: &str = "paper";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/begin.html")]
pub(super) struct BeginPage {
    chrome: StaffChrome,
    slug: String,
    summary: String,
    not_open: Option<NotOpen>,
    /// Another case lies open, which is closed.
    closes: bool,
    errors: ErrorSummary,
    /// Where it is taken down, if that is asked for.
    place: Option<FieldView>,
    /// Each with its key.
    ways: Vec<(Choice, Option<char>)>,
}

impl BeginPage {
    /// The page for this person; `place` is where they sit, if that is known.
    pub(super) fn new(site: &Site, person: &SignedIn, service: &PublicService, place: Option<&str>) -> Self {
        let file = &service.online.file;
        let chrome = staff_chrome(person, &file.title).crumb("Schalter", urls::DESK).here(file.title.clone());
        Self {
            chrome: StaffChrome { guard: Some(DeskGuard::of(person)), ..chrome },
            slug: file.slug.clone(),
            summary: file.summary.clone(),
            not_open: NotOpen::of(file, site.today()),
            closes: !person.open.is_none(),
            errors: ErrorSummary::default(),
            place: place_field(service, place),
            ways: ways(service),
        }
    }

    /// The page again, without a place.
    pub(super) fn without_place(mut self) -> Self {
        let text = "Wählen Sie den Ort aus.";
        if let Some(place) = &mut self.place {
            self.errors.push(text, Some(format!("#{}", place.path.html_id())));
            place.error = Some(text.to_owned());
        }
        self.chrome = self.chrome.with_errors(true);
        self
    }

    fn place(&self) -> Option<Part<'_>> {
        self.place.as_ref().map(Into::into)
    }
}

/// `GET /schalter/neu/{slug}`: begins nothing by itself.
pub async fn show(
    site: web::Data<Site>,
    slug: web::Path<String>,
    DeskClerk(person): DeskClerk,
) -> Result<HttpResponse, WebError> {
    let service = site.library.catalogue().find(&slug).ok_or(WebError::NotFound)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let habits = site.db.read(move |conn| desk::habits(&scope, conn, &library, now)).await?;
    let page = BeginPage::new(&site, &person, service, habits.place.as_deref());
    page_response(&page, StatusCode::OK)
}

/// Whether a service can be taken in this way.
pub(super) fn knows_mode(service: &PublicService, mode: &str) -> bool {
    choices(service, "assisted.mode").iter().any(|choice| choice.value == mode)
}

/// The place of an application, of what was chosen, if it is asked for: a telephone is one by itself. An error where
/// nothing was chosen.
pub(super) fn place_of(service: &PublicService, mode: &str, chosen: &str) -> Result<Option<String>, NoPlace> {
    let place = if mode == PHONE { PHONE } else { chosen };
    let known = choices(service, "assisted.location");
    match known.iter().find(|choice| choice.value == place) {
        Some(choice) => Ok(Some(choice.value.clone())),
        None if known.is_empty() => Ok(None),
        None => Err(NoPlace),
    }
}

/// No place was chosen.
#[derive(Debug)]
pub(super) struct NoPlace;

fn ways(service: &PublicService) -> Vec<(Choice, Option<char>)> {
    let ways = choices(service, "assisted.mode");
    let keys = shortcuts(ways.iter().map(|way| way.title.as_str()), &[]);
    ways.into_iter().zip(keys).collect()
}

fn choices(service: &PublicService, pattern: &str) -> Vec<Choice> {
    match service.assisted.root.find(pattern).map(|node| &node.kind) {
        Some(Kind::OneOf { options, .. }) => options.clone(),
        _ => Vec::new(),
    }
}

fn place_field(service: &PublicService, chosen: Option<&str>) -> Option<FieldView> {
    let options = choices(service, "assisted.location");
    if options.is_empty() {
        return None;
    }
    let options = options.into_iter().filter(|choice| choice.value != PHONE);
    let option = |choice: Choice| OptionView {
        selected: chosen == Some(choice.value.as_str()),
        value: choice.value,
        label: choice.title,
        hint: None,
    };
    let control = Control::Select(options.map(option).collect());
    let mut field = FieldView::new(Path::root().key(PLACE), "Ort", control);
    field.value = chosen.unwrap_or_default().to_owned();
    Some(field)
}
