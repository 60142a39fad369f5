//! Lists of cases. They stay fast however many cases there are: a page is read from where the last one ended, from one
//! index a department and state, and nothing is counted beyond a limit.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

use super::{TABLE, departments, tags};
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
    /// The clerk's own that are not done.
    Mine,
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
    revision: i64,
    listed: Option<Vec<u8>>,
}

impl Row {
    fn read(self) -> Result<CaseSummary, StoreError> {
        let columns = self.listed.map(|kept| sealed::open(&kept, TABLE)).transpose()?;
        let columns = columns.map(|json| serde_json::from_slice(&json)).transpose();
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
            revision: self.revision,
            columns: columns
                .map_err(|_| StoreError::Inconsistent { table: TABLE, column: "listed" })?
                .unwrap_or_default(),
        })
    }
}

impl CaseSummary {
    /// Where it stands in a list.
    pub fn place(&self) -> Place {
        Place { received_at: self.received_at, id: self.id }
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
            Self::Mine | Self::Open => S::OPEN.to_vec(),
            Self::Done => S::ALL.into_iter().filter(|state| !state.is_open()).collect(),
            Self::All => S::ALL.to_vec(),
        }
    }
}

/// One index a branch: a department (all for the product itself) and a state.
struct Branch<'a> {
    department: Option<&'a str>,
    state: CaseState,
}

/// A page of the cases that this scope may see.
pub fn inbox(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Found, StoreError> {
    let departments = departments(scope);
    let all = [None];
    let departments: Vec<Option<&str>> = match &departments {
        Some(own) => own.iter().map(|id| Some(id.as_str())).collect(),
        None => all.to_vec(),
    };
    let locked = case_bias::locked(scope, conn)?;
    // One more than the page holds tells whether there are more; those that are locked may stand among them.
    let wanted = filter.per_page.clamp(1, 200);
    let limit = wanted + 1 + i64::try_from(locked.len()).unwrap_or(0);
    let is_backwards = matches!(filter.from, From::Before(_));
    let descending = filter.newest_first != is_backwards;
    let mut rows: Vec<Row> = Vec::new();
    for department in departments {
        for state in filter.view.states() {
            rows.extend(branch(scope, conn, filter, &Branch { department, state }, (descending, limit))?);
        }
    }
    rows.retain(|row| !locked.contains(&row.id));
    rows.sort_by(|a, b| {
        let order = (a.received_at, &a.id).cmp(&(b.received_at, &b.id));
        if descending { order.reverse() } else { order }
    });
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let is_cut = rows.len() > wanted;
    rows.truncate(wanted);
    if is_backwards {
        rows.reverse();
    }
    let is_from_place = filter.from != From::Start;
    Ok(Found {
        rows: rows.into_iter().map(Row::read).collect::<Result<_, _>>()?,
        has_before: if is_backwards { is_cut } else { is_from_place },
        has_more: is_cut || is_backwards,
    })
}

fn branch(
    scope: &Scope,
    conn: &mut Conn,
    filter: &CaseFilter,
    of: &Branch<'_>,
    (descending, limit): (bool, i64),
) -> Result<Vec<Row>, StoreError> {
    let mut query = cases::table.filter(cases::state.eq(of.state.as_str())).limit(limit).into_boxed();
    if let Some(department) = of.department {
        query = query.filter(cases::department.eq(department));
    }
    if filter.view == CaseView::Mine {
        let clerk = scope.staff().map(|staff| staff.clerk.to_string()).unwrap_or_default();
        query = query.filter(cases::clerk_id.eq(clerk));
    }
    if let Some(clerk) = filter.clerk {
        query = query.filter(cases::clerk_id.eq(clerk.to_string()));
    }
    if let Some(tag) = &filter.tag {
        let is_theirs = case_tags::department.eq(cases::department).or(case_tags::department.eq(""));
        let of_case = case_tags::case_id.eq(cases::id).and(case_tags::tag.eq(tag.to_string()));
        query = query.filter(exists(case_tags::table.filter(of_case).filter(is_theirs)));
    }
    if let Some(form_id) = &filter.form_id {
        query = query.filter(cases::form_id.eq(form_id));
    }
    if let From::After(place) | From::Before(place) = filter.from {
        let (at, id) = (micros(place.received_at), place.id.to_string());
        // The first condition is the range of the index; the second one parts those of the same instant.
        query = if descending {
            query.filter(cases::received_at.le(at)).filter(cases::received_at.lt(at).or(cases::id.lt(id)))
        } else {
            query.filter(cases::received_at.ge(at)).filter(cases::received_at.gt(at).or(cases::id.gt(id)))
        };
    }
    query = if descending {
        query.order((cases::received_at.desc(), cases::id.desc()))
    } else {
        query.order((cases::received_at.asc(), cases::id.asc()))
    };
    Ok(query.select(Row::as_select()).load(conn)?)
}

/// Those of some cases that a search is for, newest first; the caller has looked at the scope.
pub(in crate::store) fn summaries(
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
    if let Some(form_id) = &search.form_id {
        query = query.filter(cases::form_id.eq(form_id));
    }
    let rows: Vec<Row> = query.load(conn)?;
    rows.into_iter().map(Row::read).collect()
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
