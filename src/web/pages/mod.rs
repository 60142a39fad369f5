//! The pages: one folder each, with the page's struct and its template.

pub mod accessibility;
pub mod catalogue;
pub mod check_answers;
pub mod error_page;
pub mod form_page;
pub mod imprint;
pub mod privacy;
pub mod receipt;
pub mod service;
pub mod sign_in;

use askama::Template;
use askama::filters::HtmlSafe;

/// Hidden fields of a form: the token against forged requests, the revision, and what else goes along.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/hidden.html")]
pub struct Hidden(pub Vec<(&'static str, String)>);

impl HtmlSafe for Hidden {}
