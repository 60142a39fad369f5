//! Lists of cases. They stay fast however many cases there are: a page is read from where the last one ended, from one
//! index a department and state, and nothing is counted beyond a limit.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::branch::{Branch, Holder, bands, branch, holders};
use super::{TABLE, departments, tagged, tags};
use crate::domain::{CaseId, CaseState, Channel, ClerkId, Outcome, ReceiptNumber, Scope, Tag};
use crate::store::case_bias;
use crate::store::case_words::Search;
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{instant, maybe, micros, parse};
use crate::store::schema::{case_tags, cases};
use crate::store::sealed;

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseView {
    /// Waiting to be taken: nobody has them.
    New,
    /// The clerk's own that are not done, and those of whom they stand in for.
    Mine,
    /// Due today or before: what has been due longest comes first.
    Due,
    /// That nobody has, or nobody any more, and that are not done.
    Unassigned,
    /// Waiting for the applicant or for somebody else outside.
    Waiting,
    /// Waiting for a second signature.
    Signature,
    /// All that are not done.
    Open,
    /// Decided, withdrawn, transferred, closed.
    Done,
    /// Every one.
    All,
}

/// A place between two cases of a list: right behind, or before, the case that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When that case arrived.
    pub received_at: DateTime<Utc>,
    /// When it is due; tells the place in a list that is in that order.
    pub due_on: Option<NaiveDate>,
    /// Its id.
    pub id: CaseId,
}

/// Where a page of a list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// At the beginning of the list.
    Start,
    /// Behind a place.
    After(Place),
    /// It ends before a place.
    Before(Place),
}

/// Which cases, in which order, which page.
#[derive(Debug, Clone)]
pub struct CaseFilter {
    /// Which cases.
    pub view: CaseView,
    /// Newest first, else oldest first.
    pub newest_first: bool,
    /// By the day on which they are due instead; those that are not come last.
    pub by_due: bool,
    /// Today, in Germany.
    pub today: NaiveDate,
    /// Only this form.
    pub form_id: Option<String>,
    /// Only with this tag.
    pub tag: Option<Tag>,
    /// Only those that this person has.
    pub clerk: Option<ClerkId>,
    /// Where the page begins.
    pub from: From,
    /// Cases on a page.
    pub per_page: i64,
}

impl CaseFilter {
    /// Whether the list is in the order of the days on which cases are due.
    pub(super) fn is_by_due(&self) -> bool {
        self.by_due || self.view == CaseView::Due
    }
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
    /// Counts the changes.
    pub revision: i64,
    /// When somebody has to look at it next.
    pub due_on: Option<NaiveDate>,
    /// What the form showed of it in lists when it was filed, in words by the path of the answer.
    pub columns: BTreeMap<String, String>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Found {
    /// The cases of the page, in order.
    pub rows: Vec<CaseSummary>,
    /// Whether there are more before them.
    pub has_before: bool,
    /// Whether there are more behind them.
    pub has_more: bool,
}

/// A place in a list; those that are not due on any day come last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    undated: bool,
    day: Option<&'a str>,
    at: i64,
    id: &'a str,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct Row {
    pub(super) id: String,
    receipt_number: String,
    pub(super) form_id: String,
    pub(super) state: String,
    outcome: Option<String>,
    pub(super) clerk_id: Option<String>,
    applicant_name: Vec<u8>,
    tags: String,
    channel: String,
    received_at: i64,
    complete_by: Option<String>,
    revision: i64,
    pub(super) due_on: Option<String>,
    listed: Option<Vec<u8>>,
}

impl Row {
    /// What tells its place in a list that is in the order of the filter.
    fn key(&self, filter: &CaseFilter) -> Key<'_> {
        match filter.is_by_due() {
            true => Key { undated: self.due_on.is_none(), day: self.due_on.as_deref(), at: 0, id: &self.id },
            false => Key { undated: false, day: None, at: self.received_at, id: &self.id },
        }
    }

    fn cmp_by(&self, other: &Self, filter: &CaseFilter) -> Ordering {
        self.key(filter).cmp(&other.key(filter))
    }

    /// Whether it stands behind the place from which the filter wants a page, in the order in which it is read.
    fn is_from(&self, filter: &CaseFilter, descending: bool) -> bool {
        let (From::After(place) | From::Before(place)) = filter.from else { return true };
        let (id, day) = (place.id.to_string(), place.due_on.map(|day| day.to_string()));
        let place = match filter.is_by_due() {
            true => Key { undated: day.is_none(), day: day.as_deref(), at: 0, id: &id },
            false => Key { undated: false, day: None, at: micros(place.received_at), id: &id },
        };
        self.key(filter).cmp(&place) == if descending { Ordering::Less } else { Ordering::Greater }
    }

    fn read(self, conn: &mut Conn) -> Result<CaseSummary, StoreError> {
        let columns = self.listed.map(|kept| sealed::open(conn, &kept, TABLE)).transpose()?;
        let columns = columns.map(|json| serde_json::from_slice(&json)).transpose();
        Ok(CaseSummary {
            id: parse(TABLE, "id", &self.id)?,
            receipt_number: parse(TABLE, "receipt_number", &self.receipt_number)?,
            form_id: self.form_id,
            state: parse(TABLE, "state", &self.state)?,
            outcome: self.outcome.map(Outcome),
            clerk: maybe(TABLE, "clerk_id", self.clerk_id.as_deref())?,
            applicant_name: sealed::text(conn, &self.applicant_name, TABLE)?,
            tags: tags(&self.tags)?,
            channel: parse(TABLE, "channel", &self.channel)?,
            received_at: instant(TABLE, "received_at", self.received_at)?,
            complete_by: maybe(TABLE, "complete_by", self.complete_by.as_deref())?,
            revision: self.revision,
            due_on: maybe(TABLE, "due_on", self.due_on.as_deref())?,
            columns: columns
                .map_err(|_| StoreError::Inconsistent { table: TABLE, column: "listed" })?
                .unwrap_or_default(),
        })
    }
}

/// Each with a key of its own, which are asked for at once.
fn read_all(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<CaseSummary>, StoreError> {
    sealed::prepare(conn, rows.iter().map(|row| row.applicant_name.as_slice()))?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

impl CaseSummary {
    /// Where it stands in a list.
    pub fn place(&self) -> Place {
        Place { received_at: self.received_at, due_on: self.due_on, id: self.id }
    }
}

impl CaseView {
    /// The states of its cases.
    pub fn states(self) -> Vec<CaseState> {
        use CaseState as S;
        match self {
            Self::New => vec![S::Received],
            Self::Waiting => vec![S::AwaitingApplicant, S::AwaitingThirdParty],
            Self::Signature => vec![S::AwaitingSignature],
            Self::Mine | Self::Open | Self::Unassigned => S::OPEN.to_vec(),
            // What was noted for later counts after the decision, too.
            Self::Due => S::OPEN.into_iter().chain([S::Decided]).collect(),
            Self::Done => S::ALL.into_iter().filter(|state| !state.is_open()).collect(),
            Self::All => S::ALL.to_vec(),
        }
    }
}

/// A page of the cases that this scope may see.
pub fn inbox(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Found, StoreError> {
    let locked = case_bias::locked(scope, conn)?;
    // One more than the page holds tells whether there are more; those that are locked may stand among them.
    let wanted = filter.per_page.clamp(1, 200);
    let limit = wanted + 1 + i64::try_from(locked.len()).unwrap_or(0);
    let is_backwards = matches!(filter.from, From::Before(_));
    let descending = if filter.is_by_due() { is_backwards } else { filter.newest_first != is_backwards };
    let holders = holders(scope, conn, filter.view, filter.today)?;
    let mut rows = match tagged::few(scope, conn, filter, &holders)? {
        Some(rows) => rows.into_iter().filter(|row| row.is_from(filter, descending)).collect(),
        None => walked(scope, conn, filter, &holders, (descending, limit))?,
    };
    rows.retain(|row| !locked.contains(&row.id));
    rows.sort_by(|a, b| if descending { b.cmp_by(a, filter) } else { a.cmp_by(b, filter) });
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let is_cut = rows.len() > wanted;
    rows.truncate(wanted);
    if is_backwards {
        rows.reverse();
    }
    let is_from_place = filter.from != From::Start;
    Ok(Found {
        rows: read_all(conn, rows)?,
        has_before: if is_backwards { is_cut } else { is_from_place },
        has_more: is_cut || is_backwards,
    })
}

/// The first rows of each part of a list, as far as the page needs them.
fn walked(
    scope: &Scope,
    conn: &mut Conn,
    filter: &CaseFilter,
    holders: &[Holder],
    page: (bool, i64),
) -> Result<Vec<Row>, StoreError> {
    let departments = departments(scope);
    let all = [None];
    let departments: Vec<Option<&str>> = match &departments {
        Some(own) => own.iter().map(|id| Some(id.as_str())).collect(),
        None => all.to_vec(),
    };
    let (mut rows, bands) = (Vec::new(), bands(filter));
    for department in departments {
        for state in filter.view.states() {
            for (holder, band) in
                holders.iter().flat_map(|holder| bands.iter().map(move |band| (holder, *band)))
            {
                rows.extend(branch(conn, filter, &Branch { department, state, holder, band }, page)?);
            }
        }
    }
    Ok(rows)
}

/// Those of some cases that a search is for and that this scope may see, newest first: the index of words may be a
/// moment behind a case that went to another department. The caller has looked at who is biased.
pub(in crate::store) fn summaries(
    scope: &Scope,
    conn: &mut Conn,
    ids: &[String],
    search: &Search,
) -> Result<Vec<CaseSummary>, StoreError> {
    let states = search.view.states().into_iter().map(CaseState::as_str);
    let mut query = cases::table
        .filter(cases::id.eq_any(ids).and(cases::state.eq_any(states)))
        .order((cases::received_at.desc(), cases::id.desc()))
        .select(Row::as_select())
        .into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    if let Some(form_id) = &search.form_id {
        query = query.filter(cases::form_id.eq(form_id));
    }
    if let Some(clerk) = search.clerk {
        query = query.filter(cases::clerk_id.eq(clerk.to_string()));
    }
    if let Some(tag) = &search.tag {
        let is_theirs = case_tags::department.eq(cases::department).or(case_tags::department.eq(""));
        let of_case = case_tags::case_id.eq(cases::id).and(case_tags::tag.eq(tag.to_string()));
        query = query.filter(exists(case_tags::table.filter(of_case).filter(is_theirs)));
    }
    let rows: Vec<Row> = query.load(conn)?;
    read_all(conn, rows)
}

/// The case with this number, if the scope may see it.
pub fn find_by_number(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<CaseId>, StoreError> {
    let mut query =
        cases::table.filter(cases::receipt_number.eq(number.as_str())).select(cases::id).into_boxed();
    if let Some(departments) = departments(scope) {
        query = query.filter(cases::department.eq_any(departments));
    }
    let id: Option<String> = query.first(conn).optional()?;
    let locked = case_bias::locked(scope, conn)?;
    id.filter(|id| !locked.contains(id)).map(|id| parse(TABLE, "id", &id)).transpose()
}
