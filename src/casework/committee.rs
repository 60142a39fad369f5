//! The list for a committee of the council. What stands in it is made here, of the columns that the form's `committee`
//! lets through ([`crate::forms::committee`]) and of what the department wrote for it: no other answer reaches it.

use crate::domain::{CaseId, CaseState, Outcome, Proposal, ReceiptNumber, Scope};
use crate::forms::committee::{Committee, PublicColumn};
use crate::store::cases::{CaseFilter, CaseSummary, Place};
use crate::store::{Conn, cases, decisions, proposals};

use super::list::still_so;
use super::work::WorkError;

/// A cell of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitteeCell {
    /// Nothing.
    Empty,
    /// In words.
    Words(String),
    /// An amount in cents.
    Cents(i64),
}

/// A case in the list.
#[derive(Debug, Clone)]
pub struct CommitteeRow {
    /// The case.
    pub id: CaseId,
    /// The number for people.
    pub number: ReceiptNumber,
    /// Whose application it is, by name only; nothing where its form did not make sure that it is one.
    pub applicant: Option<String>,
    /// The columns of the form, in order.
    pub cells: Vec<CommitteeCell>,
    /// What was asked for, in cents.
    pub asked: Option<i64>,
    /// What the department proposes.
    pub proposal: Option<Proposal>,
    /// The applicant answered since that was proposed.
    pub is_before_answer: bool,
    /// Where it stands.
    pub state: CaseState,
    /// How it is decided.
    pub outcome: Option<Outcome>,
    /// What was granted, in cents.
    pub granted: Option<i64>,
}

/// A part of the list.
#[derive(Debug)]
pub struct CommitteePart {
    /// The cases.
    pub rows: Vec<CommitteeRow>,
    /// Behind which case the next part begins; nothing where this is the last one.
    pub next: Option<Place>,
}

/// What a list adds up to, in cents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommitteeSums {
    /// How many cases.
    pub count: usize,
    /// How many of them were withdrawn or went to another authority: they are in no sum.
    pub ended: usize,
    /// How many of them have no proposal.
    pub open: usize,
    /// By column; nothing where a column holds no amounts.
    pub cells: Vec<Option<i64>>,
    /// What was asked for.
    pub asked: i64,
    /// What is proposed.
    pub proposed: i64,
    /// What was granted.
    pub granted: i64,
}

/// The next part of the list, for whoever may still see it.
pub fn committee_part(
    scope: &Scope,
    conn: &mut Conn,
    committee: &Committee,
    filter: &CaseFilter,
) -> Result<CommitteePart, WorkError> {
    still_so(scope, conn)?;
    let found = cases::inbox(scope, conn, filter)?;
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    let mut proposals = proposals::among(scope, conn, &ids)?;
    let granted = decisions::granted(scope, conn, &ids)?;
    let next = found.rows.last().filter(|_| found.has_more).map(CaseSummary::place);
    let row = |case: CaseSummary| {
        let (granted, proposed) = (granted.get(&case.id).copied(), proposals.remove(&case.id));
        let row = CommitteeRow { granted, ..CommitteeRow::new(committee, case) };
        match proposed.filter(|_| row.counts()) {
            Some((proposal, is_before_answer)) => {
                CommitteeRow { proposal: Some(proposal), is_before_answer, ..row }
            }
            None => row,
        }
    };
    Ok(CommitteePart { rows: found.rows.into_iter().map(row).collect(), next })
}

impl CommitteeRow {
    fn new(committee: &Committee, case: CaseSummary) -> Self {
        let cell = |column: &PublicColumn| match column.of(&case.columns) {
            None | Some("") => CommitteeCell::Empty,
            Some(kept) if column.is_money() => {
                kept.parse().map_or(CommitteeCell::Empty, CommitteeCell::Cents)
            }
            Some(kept) => CommitteeCell::Words(kept.to_owned()),
        };
        let asked = match cell(committee.asked()) {
            CommitteeCell::Cents(cents) => Some(cents),
            CommitteeCell::Empty | CommitteeCell::Words(_) => None,
        };
        Self {
            id: case.id,
            cells: committee.columns().iter().map(cell).collect(),
            asked,
            number: case.receipt_number,
            applicant: Committee::name(&case.columns).map(str::to_owned),
            state: case.state,
            // What is only proposed to be decided is nothing for a paper that may become public.
            outcome: case.outcome.filter(|_| !case.state.is_open()),
            proposal: None,
            is_before_answer: false,
            granted: None,
        }
    }

    /// Whether a committee has anything to say on it: nothing on what was withdrawn, or went to another authority.
    pub fn counts(&self) -> bool {
        !matches!(self.state, CaseState::Withdrawn | CaseState::Transferred)
    }

    /// Whether more is proposed than is asked for now.
    pub fn is_too_high(&self) -> bool {
        self.proposal.as_ref().zip(self.asked).is_some_and(|(found, asked)| found.amount > asked)
    }
}

impl CommitteeSums {
    /// Nothing yet, for this committee.
    pub fn new(committee: &Committee) -> Self {
        let cells = committee.columns().iter().map(|column| column.is_money().then_some(0)).collect();
        Self { cells, ..Self::default() }
    }

    /// Adds a case.
    pub fn add(&mut self, row: &CommitteeRow) {
        self.count += 1;
        if !row.counts() {
            self.ended += 1;
            return;
        }
        for (sum, cell) in self.cells.iter_mut().zip(&row.cells) {
            if let (Some(sum), CommitteeCell::Cents(cents)) = (sum, cell) {
                *sum = sum.saturating_add(*cents);
            }
        }
        self.asked = self.asked.saturating_add(row.asked.unwrap_or_default());
        self.granted = self.granted.saturating_add(row.granted.unwrap_or_default());
        match &row.proposal {
            Some(proposal) => self.proposed = self.proposed.saturating_add(proposal.amount),
            None => self.open += 1,
        }
    }
}
