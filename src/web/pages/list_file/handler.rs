//! Giving a list out, part by part, so that ten thousand cases are never in memory at once.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;

use super::{cells, titles};
use crate::accounts::SignedIn;
use crate::casework::{self, ListPart, WorkError};
use crate::forms::form::Form;
use crate::sheets::{Sheet, SheetKind};
use crate::store::cases::{CaseFilter, From};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, verify};
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::pages::inbox::query_of;
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// How often a part is read again because one of its cases went elsewhere before it was noted.
const ATTEMPTS: usize = 3;

/// A list on its way out.
struct Going {
    site: web::Data<Site>,
    person: SignedIn,
    filter: CaseFilter,
    form: Option<Arc<Form>>,
    sheet: Sheet,
    kind: SheetKind,
    /// The part that comes next; `None` when all are written.
    part: Option<ListPart>,
}

/// `POST /postkorb/liste`: the list as a file. A post, because each case notes that it was saved.
pub async fn save(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &person.csrf)?;
    let query = InboxQuery::of(posted.value("liste").unwrap_or_default());
    let kind = if posted.value("art") == Some("csv") { SheetKind::Csv } else { SheetKind::Xlsx };
    let Some(filter) = query.filter(&site) else {
        // What is filtered by does not exist any more: the page of the list says so.
        return Ok(see_other(&format!("{}?{}", urls::INBOX, query_of(&query))));
    };
    let filter = CaseFilter { from: From::Start, ..filter };
    let form = filter.form_id.as_deref().and_then(|id| site.library.catalogue().find_id(id));
    let form = form.map(|service| Arc::clone(&service.online));
    let sheet = Sheet::new(kind, &titles(form.as_ref())).map_err(|_| WebError::Internal)?;
    // What goes wrong at once is a page; later the file breaks off, and no browser takes it for whole.
    let first = part(&site, &person, &filter, kind).await.map_err(trouble)?;
    let name = format!("attachment; filename=\"postkorb-{}.{}\"", site.today(), kind.ending());
    let going = Going { site, person, filter, form, sheet, kind, part: Some(first) };
    Ok(HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(stream::try_unfold(Some(going), next)))
}

/// `GET` there: leads to the inbox.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::INBOX)
}

/// The next bytes of the file.
async fn next(going: Option<Going>) -> Result<Option<(Bytes, Option<Going>)>, std::io::Error> {
    let Some(mut going) = going else { return Ok(None) };
    let Some(part) = going.part.take() else {
        return Ok(Some((going.sheet.finish()?.into(), None)));
    };
    for row in &part.rows {
        going.sheet.row(&cells(&going.site.library, &part, row, going.form.as_ref()))?;
    }
    if let Some(last) = part.rows.last().filter(|_| part.has_more) {
        going.filter.from = From::After(last.place());
        let found = self::part(&going.site, &going.person, &going.filter, going.kind).await;
        going.part = Some(found.map_err(|error| {
            tracing::warn!(%error, "a list breaks off");
            std::io::Error::other("the list breaks off")
        })?);
    }
    let bytes = going.sheet.take();
    Ok(Some((bytes.into(), Some(going))))
}

async fn part(
    site: &Site,
    person: &SignedIn,
    filter: &CaseFilter,
    kind: SheetKind,
) -> Result<ListPart, WorkError> {
    let (scope, now) = (person.scope(), site.now());
    let word = match kind {
        SheetKind::Csv => "Liste (CSV)",
        SheetKind::Xlsx => "Liste (Excel)",
    };
    let mut attempts = 0;
    loop {
        let (reader, filter) = (scope.clone(), filter.clone());
        let part = site.db.read(move |conn| casework::list_part(&reader, conn, &filter)).await?;
        let (writer, ids) = (scope.clone(), part.rows.iter().map(|row| row.id).collect::<Vec<_>>());
        let note = move |conn: &mut _| casework::note_part(&writer, conn, &ids, word, now);
        match site.db.write(note).await {
            // A case went elsewhere in between: it is not in the list any more.
            Err(WorkError::Changed) if attempts < ATTEMPTS => attempts += 1,
            noted => return noted.map(|()| part),
        }
    }
}

fn trouble(error: WorkError) -> WebError {
    match error {
        WorkError::Store(error) => error.into(),
        _ => WebError::NotFound,
    }
}
