//! Taking an application that is incomplete (§ 24 Abs. 3 VwVfG): what it lacks, and until when that is to come.

pub mod handler;

use askama::Template;

use crate::domain::{Path, Shortcoming};
use crate::forms::view::{Control, FieldView};
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::{filters, language};

/// The name of the question until when the rest is to come.
const DUE: &str = "frist";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/incomplete/incomplete.html")]
pub struct IncompletePage {
    chrome: Chrome,
    errors: ErrorSummary,
    /// What is missing or wrong, each with the way to it.
    lacks: Vec<(Shortcoming, String)>,
    /// What may not be missing even so, each with the way to it.
    needed: Vec<(String, String)>,
    due: FieldView,
    witness: Option<FieldView>,
    confirmation: FieldView,
    action: String,
    back_href: String,
    hidden: Hidden,
}

impl IncompletePage {
    fn part<'a>(&self, field: &'a FieldView) -> Part<'a> {
        field.into()
    }
}

/// The question until when the rest is to come, with what was typed.
fn due_field(typed: [String; 3], error: Option<&str>) -> FieldView {
    let [day, month, year] = typed;
    let control = Control::Date { day, month, year, wrong: [error.is_some(); 3] };
    let mut field =
        FieldView::new(Path::root().key(DUE), "Bis wann reicht die Person das Fehlende nach?", control);
    field.hint = Some("Das Datum steht auf der Bestätigung und im Vorgang.".to_owned());
    field.error = error.map(str::to_owned);
    field
}
