//! Linking a case with another one, and taking the link away.

use actix_web::{HttpResponse, web};

use super::handler::{case_id, trouble};
use super::{Attempt, Notice};
use crate::casework::{self, CaseFile};
use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::store::Conn;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::{urls, words};

/// A case that is linked.
#[derive(Debug)]
pub struct LinkView {
    /// Where it is.
    pub href: String,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub applicant: String,
}

/// The cases that are linked to one, and the question for another one.
#[derive(Debug)]
pub struct LinksView {
    /// The linked ones.
    pub all: Vec<LinkView>,
    /// The number of another one.
    pub number: FieldView,
}

impl LinksView {
    /// The links of a case; after an attempt with what was typed.
    pub fn new(file: &CaseFile, attempt: &Attempt) -> Self {
        let view = |(id, number, applicant): &(_, _, String)| LinkView {
            href: urls::case(*id),
            number: ToString::to_string(number),
            applicant: words::applicant(applicant),
        };
        let control = Control::Line {
            input_type: "text",
            input_mode: "text",
            max_length: Some(20),
            width: Some(12),
            unit: None,
        };
        let mut number = FieldView::new(Path::root().key("verbinden"), "Eingangsnummer", control);
        number.autocomplete = Some("off".to_owned());
        number.value = attempt.link.clone().unwrap_or_default();
        if attempt.notice == Some(Notice::LinkNumber) {
            number.error = Some(
                "Zu dieser Nummer gibt es keinen anderen Vorgang, den Sie sehen können. Prüfen Sie die Nummer.".to_owned(),
            );
        }
        Self { all: file.links.iter().map(view).collect(), number }
    }
}

/// `POST /postkorb/{case}/verbinden`.
pub async fn link(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let number = posted.value("verbinden").unwrap_or_default().to_owned();
    let (scope, now, typed) = (person.scope(), site.now(), number.clone());
    match site.db.write(move |conn: &mut Conn| casework::link(&scope, conn, id, &typed, now)).await {
        Ok(()) => Ok(see_other(&format!("{}#verbunden", urls::case(id)))),
        Err(error) => {
            trouble(&site, &person, id, error, Attempt { link: Some(number), ..Attempt::default() }).await
        }
    }
}

/// `POST /postkorb/{case}/trennen`.
pub async fn unlink(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let number = posted.value("nummer").unwrap_or_default().to_owned();
    let (scope, now) = (person.scope(), site.now());
    match site.db.write(move |conn: &mut Conn| casework::unlink(&scope, conn, id, &number, now)).await {
        Ok(()) => Ok(see_other(&format!("{}#verbunden", urls::case(id)))),
        Err(error) => trouble(&site, &person, id, error, Attempt::default()).await,
    }
}
