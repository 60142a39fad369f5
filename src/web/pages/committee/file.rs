//! Giving the list for a committee out as a file.

use std::sync::Arc;

use actix_web::{HttpResponse, web};

use super::handler::chosen;
use super::{NO_PROPOSAL, decided, is_done, remarks};
use crate::casework::WorkError;
use crate::casework::committee::{CommitteeCell, CommitteePart, CommitteeRow, CommitteeSums, committee_part};
use crate::domain::{CaseId, Scope};
use crate::forms::committee::Committee;
use crate::forms::form::Form;
use crate::sheets::Cell;
use crate::store::Conn;
use crate::store::cases::{CaseFilter, Place};
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::list_file::stream::{Listed, file, wanted};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// Cases of one part: as many as one write notes without holding up others.
const PART: i64 = 100;

/// The list for a committee of a service that has one.
#[derive(Clone)]
struct CommitteeList {
    form: Arc<Form>,
    committee: Committee,
    /// How it is decided stands in the list, too.
    is_done: bool,
    sums: CommitteeSums,
}

impl Listed for CommitteeList {
    type Part = CommitteePart;

    const NAME: &'static str = "ausschuss";
    const TITLE: &'static str = "Liste für den Ausschuss";

    fn titles(&self) -> Vec<String> {
        titles(&self.committee, self.is_done)
    }

    fn read(&self, scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<CommitteePart, WorkError> {
        committee_part(scope, conn, &self.committee, filter)
    }

    fn ids(part: &CommitteePart) -> Vec<CaseId> {
        part.rows.iter().map(|row| row.id).collect()
    }

    fn next(part: &CommitteePart) -> Option<Place> {
        part.next
    }

    fn rows(&mut self, part: &CommitteePart) -> Vec<Vec<Cell>> {
        part.rows.iter().for_each(|row| self.sums.add(row));
        part.rows.iter().map(|row| cells(&self.form, row, self.is_done)).collect()
    }

    fn totals(&self) -> Option<Vec<Cell>> {
        Some(totals(&self.sums, self.is_done))
    }
}

/// `POST /postkorb/ausschuss/datei`: the list as a file. A post, because each case notes that it was saved.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
) -> Result<HttpResponse, WebError> {
    let (query, kind) = wanted(&posted);
    let (query, form) = chosen(&site, &person, query)?;
    let committee = form.committee.clone().ok_or(WebError::NotFound)?;
    let filter = CaseFilter { per_page: PART, ..query.filter(&site).ok_or(WebError::NotFound)? };
    let (is_done, sums) = (is_done(&query), CommitteeSums::new(&committee));
    file(site, person, filter, kind, CommitteeList { form, committee, is_done, sums }).await
}

/// `GET` there: leads to the inbox, from where the list is reached.
pub async fn lead_back(Caseworker(_): Caseworker) -> HttpResponse {
    see_other(urls::INBOX)
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
