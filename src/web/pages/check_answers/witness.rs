//! At the desk, before an application is sent that was approved by word of mouth: a second member of staff confirms
//! it with their own password.

use actix_web::HttpRequest;

use crate::accounts::{self, Credentials, SignInError};
use crate::domain::Path;
use crate::forms::state::FormState;
use crate::forms::view::{Control, FieldView};
use crate::intake::{Witness, wanted_witness};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::known_browser;
use crate::web::site::Site;

/// The name of the control: one of those that never come back to anybody.
pub(in crate::web) const PASSWORD: &str = "_witness_password";

/// Why nobody bears witness yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Unwitnessed {
    /// The password does not fit, or there is no such account.
    Wrong,
    /// Too many attempts.
    Paused,
}

impl Unwitnessed {
    /// The word of it in the address of the check page.
    pub(in crate::web::pages) fn word(self) -> &'static str {
        match self {
            Self::Wrong => "zeuge",
            Self::Paused => "zeuge-pause",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Wrong => "Kennung und Passwort der zweiten Person stimmen nicht.",
            Self::Paused => "Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.",
        }
    }
}

/// The question for the password of the witness.
pub(in crate::web::pages) fn field(login: &str, missing: Option<Unwitnessed>) -> FieldView {
    let control = Control::Line {
        input_type: "password",
        input_mode: "text",
        max_length: None,
        width: Some(34),
        unit: None,
    };
    let label = format!("Passwort der zweiten Person ({login})");
    let mut field = FieldView::new(Path::root().key(PASSWORD), label, control);
    field.hint =
        Some("Sie war dabei, als die Angaben mündlich genehmigt wurden, und gibt es selbst ein.".to_owned());
    field.autocomplete = Some("off".to_owned());
    field.error = missing.map(|missing| missing.text().to_owned());
    field
}

/// Who bears witness, if anybody has to; an inner error says why nobody does.
pub(in crate::web::pages) async fn confirm(
    site: &Site,
    applying: &Applying,
    request: &HttpRequest,
    posted: &Posted,
) -> Result<Result<Option<Witness>, Unwitnessed>, WebError> {
    if !applying.is_at_desk() {
        return Ok(Ok(None));
    }
    let draft = match applying.open(site).await {
        Ok(draft) => draft,
        // Perhaps it is sent already: then there is a receipt, and nothing to witness.
        Err(WebError::DraftGone { .. }) => return Ok(Ok(None)),
        Err(other) => return Err(other),
    };
    let state = FormState::new(&draft.form, &draft.content.remembered, site.today());
    let Some(login) = wanted_witness(&draft, &state) else { return Ok(Ok(None)) };
    let credentials = Credentials {
        login: login.clone(),
        password: posted.value(PASSWORD).unwrap_or_default().to_owned(),
        browser: known_browser(request, site.settings.is_secure),
        key: site.matters.clone(),
    };
    match accounts::confirm(&site.db, &site.verifier, credentials, site.now()).await {
        Ok(clerk) if applying.clerk.as_ref().is_some_and(|own| own.clerk != clerk) => {
            Ok(Ok(Some(Witness { clerk, login })))
        }
        Ok(_) | Err(SignInError::Wrong) => Ok(Err(Unwitnessed::Wrong)),
        Err(SignInError::Throttled) => Ok(Err(Unwitnessed::Paused)),
        Err(SignInError::Busy) => Err(WebError::Unavailable),
        Err(SignInError::Store(error)) => Err(error.into()),
    }
}
