//! Where a code opens a draft.

pub mod handler;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::urls;
use crate::web::{filters, language};

/// The name of the control.
pub const CODE: &str = "code";

/// The page that asks for the code.
#[derive(Debug, Template)]
#[template(path = "pages/resume/resume.html")]
pub struct ResumePage {
    /// The frame.
    pub chrome: Chrome,
    /// Why it did not work.
    pub errors: ErrorSummary,
    /// Hidden fields.
    pub hidden: Hidden,
    /// Another draft of this service is here: what the service is called, and where that draft is.
    pub another: Option<(String, String)>,
    /// The code came with a link and stands in its field.
    pub has_link: bool,
    code: FieldView,
}

impl ResumePage {
    /// The page; the code is shown again after a mistake.
    pub fn new(typed: &str, error: Option<String>, hidden: Hidden) -> Self {
        let control = Control::Line {
            input_type: "text",
            input_mode: "text",
            max_length: None,
            width: Some(20),
            unit: None,
        };
        let mut code = FieldView::new(Path::root().key(CODE), t("Code"), control);
        code.hint = Some(t("16 Buchstaben und Ziffern, zum Beispiel K7M3-QX9A-B2CD-EFGH").into_owned());
        code.value = typed.to_owned();
        code.autocomplete = Some("off".to_owned());
        code.error.clone_from(&error);
        let mut errors = ErrorSummary::default();
        if let Some(message) = &error {
            errors.push(message.clone(), Some(format!("#{}", code.path.html_id())));
        }
        let chrome = Chrome::new(t("Entwurf fortsetzen"))
            .crumb(t("Leistungen"), urls::HOME)
            .here(t("Entwurf fortsetzen"));
        Self {
            chrome: chrome.with_errors(error.is_some()),
            errors,
            hidden,
            another: None,
            has_link: false,
            code,
        }
    }

    fn part(&self) -> Part<'_> {
        (&self.code).into()
    }
}
