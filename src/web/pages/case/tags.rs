//! The tags that staff put on a case and take off.

use actix_web::{HttpResponse, web};

use super::Attempt;
use super::conflict::{Intent, Seen};
use super::handler::{case_id, read, trouble};
use crate::accounts::SignedIn;
use crate::casework::{self, WorkError};
use crate::domain::{MAX_TAG, OwnTag, Path};
use crate::forms::view::{Control, FieldView};
use crate::store::Conn;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// `POST /postkorb/{case}/merkmal`: puts a tag on.
pub async fn put(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    change(&site, &person, &path, &posted, true).await
}

/// `POST /postkorb/{case}/merkmal-entfernen`: takes a tag off.
pub async fn take_off(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    change(&site, &person, &path, &posted, false).await
}

async fn change(
    site: &Site,
    person: &SignedIn,
    path: &str,
    posted: &Posted,
    is_put: bool,
) -> Result<HttpResponse, WebError> {
    let id = case_id(path)?;
    let typed = posted.value("merkmal").unwrap_or_default().to_owned();
    let seen: Seen = read(posted, "fassung")?;
    let (scope, now, text) = (person.scope(), site.now(), typed.clone());
    let change = move |conn: &mut Conn| {
        let tag = OwnTag::typed(&text).ok_or(WorkError::Text)?;
        match is_put {
            true => casework::tag(&scope, conn, id, (&tag, seen.revision), now),
            false => casework::untag(&scope, conn, id, (&tag, seen.revision), now),
        }
    };
    match site.db.write(change).await {
        Ok(()) => Ok(see_other(&format!("{}#merkmale", urls::case(id)))),
        Err(error) => {
            let intent = Some((seen, Intent::Tag(typed.clone(), is_put)));
            let attempt = Attempt { tag: Some(typed).filter(|_| is_put), intent, ..Attempt::default() };
            trouble(site, person, id, error, attempt).await
        }
    }
}

/// The field for a tag, with what was typed and could not be taken.
pub(super) fn field(attempt: &Attempt, is_wrong: bool) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: u64::try_from(MAX_TAG).ok(),
        width: Some(34),
        unit: None,
    };
    let mut field = FieldView::new(Path::root().key("merkmal"), "Merkmal", control);
    field.autocomplete = Some("off".to_owned());
    field.value = attempt.tag.clone().unwrap_or_default();
    if is_wrong {
        field.error = Some(format!("Geben Sie ein Merkmal mit höchstens {MAX_TAG} Zeichen ein."));
    }
    field
}
