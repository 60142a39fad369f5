//! The page after "Speichern und später weitermachen": until when the draft is kept, and how to go on.

pub mod handler;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::web::components::Part;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::qr_code::QrCode;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::{Discard, Forget, Hidden};
use crate::web::{filters, language};

/// The name of the control for the address.
pub const MAIL: &str = "email";

/// The name and value of the button that has the address forgotten.
pub const FORGET_MAIL: (&str, &str) = ("weg", "vergessen");

/// Where the code stands on the page.
pub const CODE: &str = "code";

/// A draft that is left for now.
#[derive(Debug, Template)]
#[template(path = "pages/saved/saved.html")]
pub struct SavedPage {
    /// The frame.
    pub chrome: Chrome,
    /// Why no mail was sent.
    pub errors: ErrorSummary,
    /// What the service is called.
    pub service: String,
    /// The last day on which the draft can be opened.
    pub kept_until: String,
    /// Where it goes on in this browser.
    pub resume_href: String,
    /// The code for another device, right after it was made.
    pub code: Option<ShownCode>,
    /// Where the code is typed.
    pub resume_address: String,
    /// Where a code is asked for.
    pub action: String,
    /// Where a mail is asked for.
    pub mail_action: String,
    /// Where mails about the draft go.
    pub mails_to: Option<String>,
    /// What became of a mail.
    pub told: Option<Alert>,
    /// Hidden fields.
    pub hidden: Hidden,
    /// Giving the draft up.
    pub discard: Discard,
    /// For a device that others use too.
    pub forget: Option<Forget>,
    address: FieldView,
}

/// A code that is shown once.
#[derive(Debug)]
pub struct ShownCode {
    /// As people read it.
    pub text: String,
    /// The address that holds it, for a camera.
    pub picture: Option<QrCode>,
}

/// The question for the address; what was typed is shown again after a mistake.
fn question(typed: &str, error: Option<String>) -> FieldView {
    let control = Control::Line {
        input_type: "email",
        input_mode: "email",
        max_length: None,
        width: Some(34),
        unit: None,
    };
    let mut question = FieldView::new(Path::root().key(MAIL), t("E-Mail-Adresse"), control);
    question.hint = Some(t("Wir nutzen die Adresse nur für den Link und für die Erinnerung.").into_owned());
    question.value = typed.to_owned();
    question.autocomplete = Some("email".to_owned());
    question.error = error;
    question
}

impl SavedPage {
    fn part(&self) -> Part<'_> {
        (&self.address).into()
    }
}
