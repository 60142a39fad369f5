//! All components in all their forms, for people who build pages and for checks in a browser.
//! The routes exist only where the development switch is on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::components::{Example, examples};
use super::error::WebError;
use super::layout::Chrome;
use super::response::page_response;
use crate::web::{filters, language};

/// The address of the gallery.
pub const ADDRESS: &str = "/entwicklung/komponenten";

/// All components in all their forms. Ids repeat here; checks in a browser look at [`ExamplePage`].
#[derive(Debug, Template)]
#[template(path = "gallery/gallery.html")]
pub struct GalleryPage {
    /// The frame.
    pub chrome: Chrome,
    /// The components with their examples.
    pub components: Vec<(&'static str, Vec<Example>)>,
}

impl Default for GalleryPage {
    fn default() -> Self {
        let mut components: Vec<(&'static str, Vec<Example>)> = Vec::new();
        for example in examples() {
            match components.last_mut() {
                Some((name, of_component)) if *name == example.component => of_component.push(example),
                _ => components.push((example.component, vec![example])),
            }
        }
        Self { chrome: Chrome::new("Komponenten"), components }
    }
}

impl GalleryPage {
    fn href(&self, example: &Example) -> String {
        format!("{ADDRESS}/{}/{}", example.component, example.slug())
    }
}

/// One component in one of its forms, alone on a page.
#[derive(Debug, Template)]
#[template(path = "gallery/example.html")]
pub struct ExamplePage {
    /// The frame.
    pub chrome: Chrome,
    /// The example.
    pub example: Example,
}

impl ExamplePage {
    /// The page of an example by the names in its address.
    pub fn find(component: &str, slug: &str) -> Option<Self> {
        let found = |example: &Example| example.component == component && example.slug() == slug;
        let example = examples().into_iter().find(found)?;
        let title = format!("{}: {}", example.component, example.name);
        Some(Self { chrome: Chrome::new(title), example })
    }
}

/// `GET /entwicklung/komponenten`.
pub async fn index() -> Result<HttpResponse, WebError> {
    page_response(&GalleryPage::default(), StatusCode::OK)
}

/// `GET /entwicklung/komponenten/{component}/{example}`.
pub async fn example(path: web::Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let page = ExamplePage::find(&path.0, &path.1).ok_or(WebError::NotFound)?;
    page_response(&page, StatusCode::OK)
}
