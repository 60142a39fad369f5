//! Where an application stands: the page that asks for number and code, and what their owner sees and does then.

mod case;
pub mod case_handler;
pub mod decision;
pub mod download;
pub mod handler;
mod inquiries;
pub mod paper;
pub mod withdraw;
mod words;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, Element, FieldView};
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Part, render_all};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::{filters, language, urls};

/// The name of the control for the number, and of the parameter that fills it in.
const NUMBER: &str = "nummer";

/// The name of the control for the code.
const CODE: &str = "code";

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Typed {
    number: String,
    code: String,
    number_error: Option<String>,
    code_error: Option<String>,
}

/// Why the page is shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// The time of a visit was over, or there was none.
    Ended,
    /// The person ended it.
    Closed,
}

/// The page that asks for number and code.
#[derive(Debug, Template)]
#[template(path = "pages/status/status.html")]
struct StatusPage {
    chrome: Chrome,
    errors: ErrorSummary,
    hidden: Hidden,
    notice: Option<Notice>,
    /// An application is open in this browser.
    is_open: bool,
    elements: Vec<Element>,
}

impl StatusPage {
    fn new(typed: Typed, hidden: Hidden) -> Self {
        let elements: Vec<Element> = fields(typed).into_iter().map(Element::Field).collect();
        let errors = ErrorSummary::of(&elements);
        let title = t("Stand ansehen");
        let chrome = Chrome::new(title.clone())
            .crumb(t("Leistungen"), urls::HOME)
            .here(title)
            .with_errors(!errors.is_empty());
        Self { chrome, errors, hidden, notice: None, is_open: false, elements }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_all(&self.elements)
    }
}

fn fields(typed: Typed) -> [FieldView; 2] {
    let line = |name, label, hint: &str, value, error| {
        let control = Control::Line {
            input_type: "text",
            input_mode: "text",
            max_length: None,
            width: Some(20),
            unit: None,
        };
        let mut field = FieldView::new(Path::root().key(name), label, control);
        field.autocomplete = Some("off".to_owned());
        field.hint = Some(hint.to_owned());
        field.value = value;
        field.error = error;
        field
    };
    let number_hint = t("9 Buchstaben und Ziffern, zum Beispiel K7M-3QX-9AB");
    let code_hint = t("16 Buchstaben und Ziffern, zum Beispiel K7M3-QX9A-B2CD-EFGH");
    [
        line(NUMBER, t("Eingangsnummer"), &number_hint, typed.number, typed.number_error),
        line(CODE, t("Code"), &code_hint, typed.code, typed.code_error),
    ]
}
