//! Where the desk opens what a person began elsewhere and brings with a code.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::extract::CSRF_FIELD;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::{Hidden, staff_chrome};
use crate::web::urls;

/// The name of the control.
pub const CODE: &str = "code";

/// The page that asks for the code.
#[derive(Debug, Template)]
#[template(path = "pages/desk_code/desk_code.html")]
pub struct DeskCodePage {
    /// The frame.
    pub chrome: StaffChrome,
    /// Why it did not work.
    pub errors: ErrorSummary,
    /// Hidden fields.
    pub hidden: Hidden,
    code: FieldView,
}

impl DeskCodePage {
    /// The page; the code is shown again after a mistake.
    pub fn new(person: &SignedIn, typed: &str, error: Option<&str>) -> Self {
        let control = Control::Line {
            input_type: "text",
            input_mode: "text",
            max_length: None,
            width: Some(20),
            unit: None,
        };
        let mut code = FieldView::new(Path::root().key(CODE), "Code", control);
        code.hint = Some("16 Buchstaben und Ziffern, zum Beispiel K7M3-QX9A-B2CD-EFGH".to_owned());
        code.value = typed.to_owned();
        code.autocomplete = Some("off".to_owned());
        code.error = error.map(str::to_owned);
        let mut errors = ErrorSummary::default();
        if let Some(message) = error {
            errors.push(message.to_owned(), Some(format!("#{}", code.path.html_id())));
        }
        let title = "Mit einem Code weitermachen";
        let chrome = staff_chrome(person, title)
            .crumb("Schalter", urls::DESK)
            .here(title)
            .with_errors(error.is_some());
        Self {
            chrome: StaffChrome { guard: Some(DeskGuard::of(person)), ..chrome },
            errors,
            hidden: Hidden::new([(CSRF_FIELD, person.csrf.clone())]),
            code,
        }
    }

    fn part(&self) -> Part<'_> {
        (&self.code).into()
    }
}
