//! Lists of cases.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{TABLE, departments, tags};
use crate::domain::{CaseId, CaseState, Channel, ClerkId, Outcome, ReceiptNumber, Scope};
use crate::store::case_bias;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{instant, maybe, parse};
use crate::store::schema::cases;

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseView {
    /// Waiting to be taken.
    New,
    /// The clerk's own that are not done.
    Mine,
    /// All that are not done.
    Open,
    /// Decided, withdrawn, transferred, closed.
    Done,
    /// Every one.
    All,
}

/// Which cases, in which order, which page.
#[derive(Debug, Clone)]
pub struct CaseFilter {
    /// Which cases.
    pub view: CaseView,
    /// Newest first, else oldest first.
    pub newest_first: bool,
    /// Only this form.
    pub form_id: Option<String>,
    /// Only this number.
    pub number: Option<ReceiptNumber>,
    /// The page, from 1.
    pub page: i64,
    /// Cases on a page.
    pub per_page: i64,
}

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseSummary {
    /// Its id.
    pub id: CaseId,
    /// The number for people.
    pub receipt_number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Where it stands.
    pub state: CaseState,
    /// How it is decided, or proposed to be.
    pub outcome: Option<Outcome>,
    /// Who has it.
    pub clerk: Option<ClerkId>,
    /// Whose application it is.
    pub applicant_name: String,
    /// Tags by the routing.
    pub tags: Vec<String>,
    /// The way it came in.
    pub channel: Channel,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// Until when the rest of it is to come, if it was taken incomplete.
    pub complete_by: Option<NaiveDate>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Found {
    /// The cases of the page.
    pub rows: Vec<CaseSummary>,
    /// How many there are on all pages.
    pub total: i64,
}

/// How many cases each view has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Waiting to be taken.
    pub new: i64,
    /// The clerk's own that are not done.
    pub mine: i64,
    /// All that are not done.
    pub open: i64,
    /// Done.
    pub done: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct Row {
    id: String,
    receipt_number: String,
    form_id: String,
    state: String,
    outcome: Option<String>,
    clerk_id: Option<String>,
    applicant_name: String,
    tags: String,
    channel: String,
    received_at: i64,
    complete_by: Option<String>,
}

impl Row {
    fn read(self) -> Result<CaseSummary, StoreError> {
        Ok(CaseSummary {
            id: parse(TABLE, "id", &self.id)?,
            receipt_number: parse(TABLE, "receipt_number", &self.receipt_number)?,
            form_id: self.form_id,
            state: parse(TABLE, "state", &self.state)?,
            outcome: self.outcome.map(Outcome),
            clerk: maybe(TABLE, "clerk_id", self.clerk_id.as_deref())?,
            applicant_name: self.applicant_name,
            tags: tags(&self.tags)?,
            channel: parse(TABLE, "channel", &self.channel)?,
            received_at: instant(TABLE, "received_at", self.received_at)?,
            complete_by: maybe(TABLE, "complete_by", self.complete_by.as_deref())?,
        })
    }
}

type Filtered<'a> = cases::BoxedQuery<'a, <Conn as diesel::Connection>::Backend>;

fn filtered<'a>(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Filtered<'a>, StoreError> {
    let open: Vec<&str> = CaseState::OPEN.iter().map(|state| state.as_str()).collect();
    let mut query = cases::table.into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    query = query.filter(cases::id.ne_all(case_bias::locked(scope, conn)?));
    query = match filter.view {
        CaseView::New => query.filter(cases::state.eq(CaseState::Received.as_str())),
        CaseView::Mine => {
            let clerk = scope.staff().map(|staff| staff.clerk.to_string()).unwrap_or_default();
            query.filter(cases::clerk_id.eq(clerk)).filter(cases::state.eq_any(open))
        }
        CaseView::Open => query.filter(cases::state.eq_any(open)),
        CaseView::Done => query.filter(cases::state.ne_all(open)),
        CaseView::All => query,
    };
    if let Some(form_id) = filter.form_id.clone() {
        query = query.filter(cases::form_id.eq(form_id));
    }
    if let Some(number) = &filter.number {
        query = query.filter(cases::receipt_number.eq(number.as_str().to_owned()));
    }
    Ok(query)
}

fn count(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<i64, StoreError> {
    Ok(filtered(scope, conn, filter)?.select(count_star()).first(conn)?)
}

/// A page of the cases that this scope may see.
pub fn inbox(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Found, StoreError> {
    let mut query = filtered(scope, conn, filter)?;
    query = if filter.newest_first {
        query.order((cases::received_at.desc(), cases::id.desc()))
    } else {
        query.order((cases::received_at.asc(), cases::id.asc()))
    };
    let per_page = filter.per_page.clamp(1, 200);
    let offset = (filter.page.max(1) - 1).saturating_mul(per_page);
    let rows: Vec<Row> = query.limit(per_page).offset(offset).select(Row::as_select()).load(conn)?;
    Ok(Found {
        rows: rows.into_iter().map(Row::read).collect::<Result<_, _>>()?,
        total: count(scope, conn, filter)?,
    })
}

/// How many cases each view has for this scope.
pub fn counts(scope: &Scope, conn: &mut Conn) -> Result<CaseCounts, StoreError> {
    let mut of = |view| {
        let filter =
            CaseFilter { view, newest_first: true, form_id: None, number: None, page: 1, per_page: 1 };
        count(scope, conn, &filter)
    };
    Ok(CaseCounts {
        new: of(CaseView::New)?,
        mine: of(CaseView::Mine)?,
        open: of(CaseView::Open)?,
        done: of(CaseView::Done)?,
    })
}
