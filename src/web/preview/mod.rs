//! Forms as their authors look at them: on a page of the local trial, and as a file (`pforte forms preview`). German
//! only; the routes exist only in a local trial and where the development switch is on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use askama::filters::HtmlSafe;

use super::assets;
use super::components::{Part, render};
use super::error::WebError;
use super::layout::Chrome;
use super::response::page_response;
use super::site::Site;
use super::urls;
use crate::forms::form::PublicService;
use crate::forms::preview::{Facts, PartPreview, Preview};
use crate::forms::problem::Problem;
use crate::forms::view::{Control, Element};
use crate::web::{filters, language};

/// The style sheets of the product. A file does without its fonts: it links to nothing outside of itself.
const SHEETS: [&str; 3] = ["fonts.css", "kern.css", "pforte.css"];

/// The list of all forms.
#[derive(Debug, Template)]
#[template(path = "preview/preview_list.html")]
pub struct PreviewList {
    /// The frame.
    pub chrome: Chrome,
    /// The forms: address, title and id of each.
    pub forms: Vec<(String, String, String)>,
    /// What is wrong with the forms that are not served.
    pub problems: Vec<String>,
}

/// A form with every branch open.
#[derive(Debug, Template)]
#[template(path = "preview/preview.html")]
pub struct PreviewPage {
    /// Addresses of style sheets, or the sheets themselves.
    pub sheets: Vec<String>,
    /// The list of all forms, if there is one.
    pub back: Option<&'static str>,
    /// The title of the service.
    pub title: String,
    /// The folder of the form.
    pub id: String,
    /// Where the service stands.
    pub address: String,
    /// The first digits of the version.
    pub version: String,
    /// What is wrong with its files: it is shown as it was before.
    pub problems: Vec<String>,
    /// The tags of the languages that the form speaks.
    pub languages: String,
    /// The form, and what somebody else answers after it was filed.
    pub steps: Vec<Step>,
}

/// The form itself, or its second step.
#[derive(Debug)]
pub struct Step {
    /// Tells the two apart in ids: `a`, `b`.
    pub mark: char,
    /// What the second step is called; nothing for the form itself.
    pub title: Option<String>,
    /// Every branch open.
    pub preview: Preview,
}

impl PreviewPage {
    /// The page for the local trial, with links to the style sheets.
    pub fn linked(service: &PublicService, problems: &[Problem]) -> Self {
        let sheets = SHEETS.iter().map(|name| assets::url(name).to_owned()).collect();
        let others = |file: &str| file.split_once('/').is_some_and(|(folder, _)| folder != service.online.id);
        let is_shared =
            |file: &str| ["blocks/", "lists/", "texts/"].iter().any(|folder| file.starts_with(folder));
        let own = problems.iter().filter(|problem| is_shared(&problem.file) || !others(&problem.file));
        let problems = own.map(ToString::to_string).collect();
        Self { problems, ..Self::new(service, sheets, Some(urls::PREVIEWS)) }
    }

    /// The page as a file that stands alone.
    pub fn alone(service: &PublicService) -> Self {
        let sheets = SHEETS.iter().skip(1).filter_map(|name| assets::inside(name));
        Self::new(service, sheets.collect(), None)
    }

    fn new(service: &PublicService, sheets: Vec<String>, back: Option<&'static str>) -> Self {
        let form = &service.online;
        let slug = &form.file.slug;
        let mut steps = vec![Step { mark: 'a', title: None, preview: Preview::new(form) }];
        if let (Some(second), Some(step)) = (&service.second_step, &form.file.second_step) {
            steps.push(Step { mark: 'b', title: Some(step.title.clone()), preview: Preview::new(second) });
        }
        let languages = std::iter::once("de").chain(form.other_languages.iter().map(String::as_str));
        Self {
            sheets,
            back,
            title: form.file.title.clone(),
            id: form.id.clone(),
            problems: Vec::new(),
            address: if service.is_for_staff() { urls::staff_service(slug) } else { urls::service(slug) },
            version: form.version.0.chars().take(12).collect(),
            languages: languages.collect::<Vec<_>>().join(", "),
            steps,
        }
    }
}

/// Something on a page of the form, with what people do not see of it.
#[derive(Debug, Template)]
#[template(path = "preview/preview_part.html")]
pub struct PreviewPart<'a> {
    part: &'a PartPreview,
    /// The level of a group's heading.
    level: usize,
}

impl HtmlSafe for PreviewPart<'_> {}

impl<'a> PreviewPart<'a> {
    /// A part that stands on a page.
    pub fn new(part: &'a PartPreview) -> Self {
        Self { part, level: 3 }
    }

    fn inside(&self, part: &'a PartPreview) -> Self {
        let has_heading = matches!(self.part, PartPreview::Group { title, .. } if !title.is_empty());
        Self { part, level: (self.level + usize::from(has_heading)).min(6) }
    }

    fn shown(&self, element: &'a Element) -> Part<'a> {
        render(element)
    }

    /// Why a control is shown disabled: its button would look as if it did something.
    fn still(&self) -> Option<&'static str> {
        let PartPreview::Question { element, .. } = self.part else { return None };
        let Element::Field(field) = &**element else { return None };
        match field.control {
            Control::Files { .. } => Some("Hier wird nichts hochgeladen"),
            Control::Search(_) => Some("Hier wird nichts gesucht"),
            _ => None,
        }
    }

    fn facts(&self) -> PreviewFacts<'a> {
        PreviewFacts { facts: self.part.facts() }
    }
}

/// What people do not see of a part.
#[derive(Debug, Template)]
#[template(path = "preview/preview_facts.html")]
pub struct PreviewFacts<'a> {
    facts: &'a Facts,
}

impl HtmlSafe for PreviewFacts<'_> {}

/// `GET /entwicklung/formulare`.
pub async fn index(site: web::Data<Site>) -> Result<HttpResponse, WebError> {
    let catalogue = site.library.catalogue();
    let form = |service: &PublicService| {
        let file = &service.online.file;
        (urls::preview(&file.slug), file.title.clone(), service.online.id.clone())
    };
    let page = PreviewList {
        chrome: Chrome::new("Formulare"),
        forms: catalogue.all().map(form).collect(),
        problems: catalogue.problems().iter().map(ToString::to_string).collect(),
    };
    page_response(&page, StatusCode::OK)
}

/// `GET /entwicklung/formulare/{slug}`.
pub async fn show(site: web::Data<Site>, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let catalogue = site.library.catalogue();
    let found = catalogue.find(&slug).or_else(|| catalogue.find_for_staff(&slug));
    let page = PreviewPage::linked(found.ok_or(WebError::NotFound)?, catalogue.problems());
    page_response(&page, StatusCode::OK)
}
