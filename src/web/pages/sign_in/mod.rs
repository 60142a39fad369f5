//! Where staff sign in.

pub mod handler;

use askama::Template;

use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Level, Part};
use crate::web::kept::Kept;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::urls;
use crate::web::{filters, language};

/// The sign-in page; it posts `login` and `password`.
#[derive(Debug, Template)]
#[template(path = "pages/sign_in/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub chrome: Chrome,
    /// The session ended while the person was typing: what they typed is in the hidden fields.
    pub is_interrupted: bool,
    /// The desk was locked.
    pub is_locked: bool,
    /// Why it did not work.
    pub errors: ErrorSummary,
    /// Where it is posted to.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
    login: FieldView,
    password: FieldView,
}

impl SignInPage {
    /// The page; `login` is shown again after a failure, the password never.
    pub fn new(login: &str, errors: ErrorSummary, hidden: Hidden) -> Self {
        let line = |name: &str, label, input_type, autocomplete: &str| {
            let control = Control::Line {
                input_type,
                input_mode: "text",
                max_length: None,
                width: Some(34),
                unit: None,
            };
            let mut field = FieldView::new(Path::root().key(name), label, control);
            field.autocomplete = Some(autocomplete.to_owned());
            field
        };
        let mut page = Self {
            chrome: Chrome::new("Anmeldung für Beschäftigte").with_errors(!errors.is_empty()),
            is_interrupted: false,
            is_locked: false,
            errors,
            action: urls::SIGN_IN.to_owned(),
            hidden,
            login: line("login", "Anmeldename", "text", "username"),
            password: line("password", "Passwort", "password", "current-password"),
        };
        page.login.value = login.to_owned();
        page
    }

    /// The page for a person whose session is over, with what they typed.
    pub fn after_session(kept: &Kept) -> Self {
        let page = Self::new("", ErrorSummary::default(), Hidden::new(kept.fields()));
        Self { is_interrupted: true, ..page }
    }

    fn interruption(&self) -> Alert {
        let text = "Melden Sie sich wieder an. Was Sie zuletzt eingegeben haben, ist noch da und lässt sich danach senden.";
        Alert { announced: true, ..Alert::new(Level::Warning, "Ihre Sitzung ist beendet", &[text]) }
    }

    fn locked(&self) -> Alert {
        let text = "Begonnene Anträge sind gespeichert. Melden Sie sich wieder an, um weiterzumachen.";
        Alert { announced: true, ..Alert::new(Level::Info, "Der Schalter ist gesperrt", &[text]) }
    }

    fn parts(&self) -> [Part<'_>; 2] {
        [(&self.login).into(), (&self.password).into()]
    }
}
