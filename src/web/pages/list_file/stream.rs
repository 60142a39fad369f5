//! A list as a file on its way out, part by part, so that ten thousand cases are never in memory at once.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;

use crate::accounts::SignedIn;
use crate::casework::{self, WorkError};
use crate::domain::{CaseId, Scope};
use crate::sheets::{Cell, Sheet, SheetKind};
use crate::store::Conn;
use crate::store::cases::{CaseFilter, From, Place};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::site::Site;

/// How often a part is read again because one of its cases went elsewhere before it was noted.
const ATTEMPTS: usize = 3;

/// A list of cases, and how it is written as a table.
pub(in crate::web::pages) trait Listed: Clone + Send + 'static {
    /// Some of its cases, read at once.
    type Part: Send + 'static;

    /// How the name of its files begins.
    const NAME: &'static str;

    /// How the history of a case calls it.
    const TITLE: &'static str;

    /// The titles of its columns.
    fn titles(&self) -> Vec<String>;

    /// Reads the part that a filter begins at.
    fn read(&self, scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Self::Part, WorkError>;

    /// The cases of a part, each of which notes that it was saved.
    fn ids(part: &Self::Part) -> Vec<CaseId>;

    /// Behind which case the next part begins; nothing where this is the last one.
    fn next(part: &Self::Part) -> Option<Place>;

    /// The rows of a part; asked once for each part, in order.
    fn rows(&mut self, part: &Self::Part) -> Vec<Vec<Cell>>;

    /// The row below all others, where there is one.
    fn totals(&self) -> Option<Vec<Cell>> {
        None
    }
}

/// What is asked for: the list that was shown, and the kind of file.
pub(in crate::web::pages) fn wanted(posted: &Posted) -> (InboxQuery, SheetKind) {
    let kind = if posted.value("art") == Some("csv") { SheetKind::Csv } else { SheetKind::Xlsx };
    (InboxQuery::of(posted.value("liste").unwrap_or_default()), kind)
}

/// A list on its way out.
struct Going<L: Listed> {
    site: web::Data<Site>,
    person: SignedIn,
    filter: CaseFilter,
    list: L,
    sheet: Sheet,
    kind: SheetKind,
    /// The part that comes next; `None` when all are written.
    part: Option<L::Part>,
}

/// The file of all cases that a filter finds. What goes wrong at once is a page; later the file breaks off, and no
/// browser takes it for whole.
pub(in crate::web::pages) async fn file<L: Listed>(
    site: web::Data<Site>,
    person: SignedIn,
    filter: CaseFilter,
    kind: SheetKind,
    list: L,
) -> Result<HttpResponse, WebError> {
    let filter = CaseFilter { from: From::Start, ..filter };
    let sheet = Sheet::new(kind, &list.titles()).map_err(|_| WebError::Internal)?;
    let name = format!("attachment; filename=\"{}-{}.{}\"", L::NAME, site.today(), kind.ending());
    let mut going = Going { site, person, filter, list, sheet, kind, part: None };
    going.part = Some(going.read().await?);
    Ok(HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(stream::try_unfold(Some(going), next)))
}

/// The next bytes of the file.
async fn next<L: Listed>(going: Option<Going<L>>) -> std::io::Result<Option<(Bytes, Option<Going<L>>)>> {
    let Some(mut going) = going else { return Ok(None) };
    let Some(part) = going.part.take() else {
        if let Some(cells) = going.list.totals() {
            going.sheet.row(&cells)?;
        }
        return Ok(Some((going.sheet.finish()?.into(), None)));
    };
    for cells in going.list.rows(&part) {
        going.sheet.row(&cells)?;
    }
    if let Some(place) = L::next(&part) {
        going.filter.from = From::After(place);
        let found = going.read().await.map_err(|error| {
            tracing::warn!(%error, "a list breaks off");
            std::io::Error::other("the list breaks off")
        })?;
        going.part = Some(found);
    }
    let bytes = going.sheet.take();
    Ok(Some((bytes.into(), Some(going))))
}

impl<L: Listed> Going<L> {
    /// Reads the next part, and notes with each of its cases that it was saved before any of it is given out.
    async fn read(&self) -> Result<L::Part, WorkError> {
        let (scope, now) = (self.person.scope(), self.site.now());
        let mut attempts = 0;
        loop {
            let (list, reader, filter) = (self.list.clone(), scope.clone(), self.filter.clone());
            let part = self.site.db.read(move |conn| list.read(&reader, conn, &filter)).await?;
            let (writer, ids) = (scope.clone(), L::ids(&part));
            let word = format!("{} ({})", L::TITLE, self.kind.word());
            let note = move |conn: &mut _| casework::note_part(&writer, conn, &ids, &word, now);
            match self.site.db.write(note).await {
                // A case went elsewhere in between: it is not in the list any more.
                Err(WorkError::Changed) if attempts < ATTEMPTS => attempts += 1,
                noted => return noted.map(|()| part),
            }
        }
    }
}
