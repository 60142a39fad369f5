//! Where the desk issues a receipt once more, for a person who lost it.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::domain::Path;
use crate::forms::view::{Control, Element, FieldView};
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Part, render_all};
use crate::web::extract::CSRF_FIELD;
use crate::web::layout::{DeskGuard, StaffChrome};
use crate::web::pages::{Hidden, staff_chrome};
use crate::web::urls;

/// The name of the control for the number.
const NUMBER: &str = "nummer";

/// The name of the control for the name.
const NAME: &str = "name";

/// The name of the control with which the clerk says that it is the person's.
const ENTITLED: &str = "berechtigt";

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(in crate::web::pages) struct Typed {
    pub number: String,
    pub name: String,
    pub is_entitled: bool,
    pub number_error: Option<&'static str>,
    name_error: Option<&'static str>,
    entitled_error: Option<&'static str>,
}

/// The page that asks for number and name.
#[derive(Debug, Template)]
#[template(path = "pages/reissue/reissue.html")]
struct ReissuePage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    hidden: Hidden,
    /// A case lies open, and is closed then.
    closes: bool,
    elements: Vec<Element>,
}

impl ReissuePage {
    fn new(person: &SignedIn, typed: Typed) -> Self {
        let title = "Zweitschrift ausstellen";
        let elements: Vec<Element> = fields(typed).into_iter().map(Element::Field).collect();
        let errors = ErrorSummary::of(&elements);
        let chrome = staff_chrome(person, title)
            .crumb("Schalter", urls::DESK)
            .here(title)
            .with_errors(!errors.is_empty());
        Self {
            chrome: StaffChrome { guard: Some(DeskGuard::of(person)), ..chrome },
            errors,
            hidden: Hidden::new([(CSRF_FIELD, person.csrf.clone())]),
            closes: !person.open.is_none(),
            elements,
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_all(&self.elements)
    }
}

pub(in crate::web::pages) fn fields(typed: Typed) -> [FieldView; 3] {
    let line = |name, label, width| {
        let control =
            Control::Line { input_type: "text", input_mode: "text", max_length: None, width, unit: None };
        let mut field = FieldView::new(Path::root().key(name), label, control);
        field.autocomplete = Some("off".to_owned());
        field
    };
    let mut number = line(NUMBER, "Eingangsnummer", Some(20));
    number.hint = Some("9 Buchstaben und Ziffern, zum Beispiel K7M-3QX-9AB".to_owned());
    number.value = typed.number;
    number.error = typed.number_error.map(str::to_owned);
    let mut name = line(NAME, "Name der antragstellenden Person oder Organisation", None);
    name.hint = Some(
        "Vor- und Nachname genügen. Wurde ohne Namen eingereicht, gibt es keine Zweitschrift.".to_owned(),
    );
    name.value = typed.name;
    name.error = typed.name_error.map(str::to_owned);
    let control = Control::CheckBox { checked: typed.is_entitled, notice: Vec::new() };
    let label = "Die Person hat sich ausgewiesen, ist mir bekannt oder hat eine Vollmacht.";
    let mut entitled = FieldView::new(Path::root().key(ENTITLED), label, control);
    entitled.error = typed.entitled_error.map(str::to_owned);
    [number, name, entitled]
}
