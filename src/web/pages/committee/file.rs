//! Giving the list for a committee out as a file, part by part.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;

use super::handler::{chosen, trouble};
use super::{NO_PROPOSAL, decided, is_done, remarks};
use crate::accounts::SignedIn;
use crate::casework::committee::{CommitteeCell, CommitteePart, CommitteeRow, CommitteeSums};
use crate::casework::{self, WorkError};
use crate::forms::committee::Committee;
use crate::forms::form::Form;
use crate::sheets::{Cell, Sheet, SheetKind};
use crate::store::cases::{CaseFilter, From};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, verify};
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// How often a part is read again because one of its cases went elsewhere before it was noted.
const ATTEMPTS: usize = 3;

/// Cases of one part: as many as one write notes without holding up others.
const PART: i64 = 100;

/// A list on its way out.
struct Going {
    site: web::Data<Site>,
    person: SignedIn,
    filter: CaseFilter,
    form: Arc<Form>,
    sheet: Sheet,
    kind: SheetKind,
    /// How it is decided stands in the list, too.
    is_done: bool,
    sums: CommitteeSums,
    /// The part that comes next; `None` when all are written.
    part: Option<CommitteePart>,
}

/// `POST /postkorb/ausschuss/datei`: the list as a file. A post, because each case notes that it was saved.
pub async fn save(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &person.csrf)?;
    let query = InboxQuery::of(posted.value("liste").unwrap_or_default());
    let kind = if posted.value("art") == Some("csv") { SheetKind::Csv } else { SheetKind::Xlsx };
    let (query, form) = chosen(&site, &person, query)?;
    let committee = form.committee.as_ref().ok_or(WebError::NotFound)?;
    let filter = query.filter(&site).ok_or(WebError::NotFound)?;
    let filter = CaseFilter { from: From::Start, per_page: PART, ..filter };
    let is_done = is_done(&query);
    let sheet = Sheet::new(kind, &titles(committee, is_done)).map_err(|_| WebError::Internal)?;
    let sums = CommitteeSums::new(committee);
    // What goes wrong at once is a page; later the file breaks off, and no browser takes it for whole.
    let first = part(&site, &person, &form, &filter, kind).await.map_err(trouble)?;
    let name = format!("attachment; filename=\"ausschuss-{}.{}\"", site.today(), kind.ending());
    let going = Going { site, person, filter, form, sheet, kind, is_done, sums, part: Some(first) };
    Ok(HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(stream::try_unfold(Some(going), next)))
}

/// `GET` there: leads to the inbox, from where the list is reached.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::INBOX)
}

/// The next bytes of the file.
async fn next(going: Option<Going>) -> Result<Option<(Bytes, Option<Going>)>, std::io::Error> {
    let Some(mut going) = going else { return Ok(None) };
    let Some(part) = going.part.take() else {
        going.sheet.row(&totals(&going.sums, going.is_done))?;
        return Ok(Some((going.sheet.finish()?.into(), None)));
    };
    for row in &part.rows {
        going.sums.add(row);
        going.sheet.row(&cells(&going.form, row, going.is_done))?;
    }
    if let Some(place) = part.next {
        going.filter.from = From::After(place);
        let found = self::part(&going.site, &going.person, &going.form, &going.filter, going.kind).await;
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
    form: &Arc<Form>,
    filter: &CaseFilter,
    kind: SheetKind,
) -> Result<CommitteePart, WorkError> {
    let (scope, now) = (person.scope(), site.now());
    let word = match kind {
        SheetKind::Csv => "Liste für den Ausschuss (CSV)",
        SheetKind::Xlsx => "Liste für den Ausschuss (Excel)",
    };
    let mut attempts = 0;
    loop {
        let part = super::handler::part(site, person, form, filter.clone()).await?;
        let (writer, ids) = (scope.clone(), part.rows.iter().map(|row| row.id).collect::<Vec<_>>());
        let note = move |conn: &mut _| casework::note_part(&writer, conn, &ids, word, now);
        match site.db.write(note).await {
            // A case went elsewhere in between: it is not in the list any more.
            Err(WorkError::Changed) if attempts < ATTEMPTS => attempts += 1,
            noted => return noted.map(|()| part),
        }
    }
}

/// The titles of the columns.
fn titles(committee: &Committee, is_done: bool) -> Vec<String> {
    let columns = committee.columns().iter().chain([committee.asked()]);
    let own = columns.map(|column| column.title().to_owned());
    let before = ["Eingangsnummer", "Antragstellende"].map(str::to_owned);
    let behind =
        ["Vorschlag", "Kurze Begründung", "Empfehlung des Auswahlgremiums", "Hinweis"].map(str::to_owned);
    let decided = ["Stand", "Bewilligt"].map(str::to_owned).into_iter().filter(|_| is_done);
    before.into_iter().chain(own).chain(behind).chain(decided).collect()
}

fn euros(cents: i64) -> Cell {
    Cell::Euros(format!(
        "{}{}.{:02}",
        if cents < 0 { "-" } else { "" },
        (cents / 100).abs(),
        (cents % 100).abs()
    ))
}

/// The cells of a case.
fn cells(form: &Form, row: &CommitteeRow, is_done: bool) -> Vec<Cell> {
    let proposal = row.proposal.as_ref();
    let of_form = row.cells.iter().map(|cell| match cell {
        CommitteeCell::Empty => Cell::Empty,
        CommitteeCell::Words(text) => Cell::text(text),
        CommitteeCell::Cents(cents) => euros(*cents),
    });
    let applicant = row.applicant.as_deref().unwrap_or("–");
    let before = [Cell::text(row.number.to_string()), Cell::text(applicant)];
    let proposed = match proposal {
        Some(found) => euros(found.amount),
        None if row.counts() => Cell::text(NO_PROPOSAL),
        None => Cell::Empty,
    };
    let behind = [
        row.asked.map_or(Cell::Empty, euros),
        proposed,
        proposal.map_or(Cell::Empty, |found| Cell::text(&found.reason)),
        proposal.map_or(Cell::Empty, |found| Cell::text(&found.panel)),
        Cell::text(remarks(row).join(", ")),
    ];
    let state = decided(form, &CommitteeRow { granted: None, ..row.clone() });
    let decided = [Cell::text(state), row.granted.map_or(Cell::Empty, euros)].into_iter().filter(|_| is_done);
    before.into_iter().chain(of_form).chain(behind).chain(decided).collect()
}

/// The last row.
fn totals(sums: &CommitteeSums, is_done: bool) -> Vec<Cell> {
    let count = if sums.count == 1 { "1 Antrag".to_owned() } else { format!("{} Anträge", sums.count) };
    let open = if sums.open == 0 { String::new() } else { format!("{}: {NO_PROPOSAL}", sums.open) };
    let ended = match sums.ended {
        0 => String::new(),
        ended => format!("{ended} zurückgenommen oder abgegeben: nicht in den Summen"),
    };
    let before = [Cell::text("Summe"), Cell::text(count)];
    let cells = sums.cells.iter().map(|sum| sum.map_or(Cell::Empty, euros));
    let behind = [euros(sums.asked), euros(sums.proposed), Cell::text(open), Cell::Empty, Cell::text(ended)];
    let decided = [Cell::Empty, euros(sums.granted)].into_iter().filter(|_| is_done);
    before.into_iter().chain(cells).chain(behind).chain(decided).collect()
}
