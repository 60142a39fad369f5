//! Giving the list of the inbox out.

use std::sync::Arc;

use actix_web::{HttpResponse, web};

use super::stream::{Listed, file, wanted};
use super::{cells, titles};
use crate::casework::{self, ListPart, WorkError};
use crate::domain::{CaseId, Scope};
use crate::forms::form::Form;
use crate::library::Library;
use crate::sheets::Cell;
use crate::store::Conn;
use crate::store::cases::{CaseFilter, Place};
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::inbox::query_of;
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// The list of the inbox, with the columns of the service that it is filtered by.
#[derive(Clone)]
struct InboxList {
    library: Arc<Library>,
    form: Option<Arc<Form>>,
}

impl Listed for InboxList {
    type Part = ListPart;

    const NAME: &'static str = "postkorb";
    const TITLE: &'static str = "Liste";

    fn titles(&self) -> Vec<String> {
        titles(self.form.as_ref())
    }

    fn read(&self, scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<ListPart, WorkError> {
        casework::list_part(scope, conn, filter)
    }

    fn ids(part: &ListPart) -> Vec<CaseId> {
        part.rows.iter().map(|row| row.id).collect()
    }

    fn next(part: &ListPart) -> Option<Place> {
        part.rows.last().filter(|_| part.has_more).map(|last| last.place())
    }

    fn rows(&mut self, part: &ListPart) -> Vec<Vec<Cell>> {
        part.rows.iter().map(|row| cells(&self.library, part, row, self.form.as_ref())).collect()
    }
}

/// `POST /postkorb/liste`: the list as a file. A post, because each case notes that it was saved.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let (query, kind) = wanted(&posted);
    let Some(filter) = query.filter(&site) else {
        // What is filtered by does not exist any more: the page of the list says so.
        return Ok(see_other(&format!("{}?{}", urls::INBOX, query_of(&query))));
    };
    let library = site.library.clone();
    let form = filter.form_id.as_deref().and_then(|id| library.catalogue().find_id(id));
    let form = form.map(|service| Arc::clone(&service.online));
    file(site, person, filter, kind, InboxList { library, form }).await
}

/// `GET` there: leads to the inbox.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::INBOX)
}
