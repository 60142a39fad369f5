//! The views of the inbox that a person keeps: to rename and to remove.

pub mod handler;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{MAX_VIEW_NAME, MOST_VIEWS, ViewError};
use crate::domain::Path;
use crate::forms::view::{Control, Element, FieldView};
use crate::store::saved_views::SavedView;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/views/views.html")]
pub struct ViewsPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    views: Vec<ViewRow>,
    /// A filter that could not be kept, and the field for its name.
    keep: Option<(String, FieldView)>,
}

#[derive(Debug)]
struct ViewRow {
    id: String,
    name: String,
    field: FieldView,
}

/// What could not be done: which view, or which filter was to be kept; what was typed, and what is wrong with it.
#[derive(Debug)]
pub struct Attempt {
    /// The id of a view; or the filter.
    pub of: Result<String, String>,
    /// The name that was typed.
    pub typed: String,
    /// What is wrong.
    pub error: String,
}

impl ViewsPage {
    /// The page for this person.
    pub fn new(person: &SignedIn, views: Vec<SavedView>, attempt: Option<Attempt>) -> Self {
        let failed = |id: &str| attempt.as_ref().filter(|attempt| attempt.of.as_deref() == Ok(id));
        let row = |view: SavedView| {
            let id = view.id.to_string();
            let field = name_field(&id, &view.name, failed(&id));
            ViewRow { id, name: view.name, field }
        };
        let views: Vec<ViewRow> = views.into_iter().map(row).collect();
        let keep = attempt.as_ref().and_then(|attempt| {
            let filter = attempt.of.as_ref().err()?;
            Some((filter.clone(), name_field("neu", "", Some(attempt))))
        });
        let fields = views.iter().map(|view| &view.field).chain(keep.iter().map(|keep| &keep.1));
        let errors = ErrorSummary::of(&fields.cloned().map(Element::Field).collect::<Vec<_>>());
        Self {
            chrome: super::staff_chrome(person, "Eigene Ansichten")
                .crumb("Postkorb", urls::INBOX)
                .here("Eigene Ansichten")
                .with_errors(!errors.is_empty()),
            errors,
            views,
            keep,
        }
    }

    fn part<'a>(&self, field: &'a FieldView) -> Part<'a> {
        field.into()
    }
}

fn name_field(id: &str, stored: &str, failed: Option<&Attempt>) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: u64::try_from(MAX_VIEW_NAME).ok(),
        width: Some(34),
        unit: None,
    };
    let mut field = FieldView::new(Path::root().key(&format!("name-{id}")), "Name der Ansicht", control);
    field.value = failed.map_or(stored, |attempt| &attempt.typed).to_owned();
    field.error = failed.map(|attempt| attempt.error.clone());
    field
}

/// What is wrong with a name.
fn words(error: &ViewError) -> Option<String> {
    match error {
        ViewError::Name => Some(format!("Geben Sie einen Namen mit höchstens {MAX_VIEW_NAME} Zeichen ein.")),
        ViewError::Taken => {
            Some("So heißt schon eine andere Ihrer Ansichten. Wählen Sie einen anderen Namen.".to_owned())
        }
        ViewError::TooMany => {
            Some(format!("Sie haben schon {MOST_VIEWS} Ansichten. Entfernen Sie erst eine davon."))
        }
        ViewError::NotFound | ViewError::Store(_) => None,
    }
}
