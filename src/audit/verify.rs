//! Whether the chain is whole: all events are walked in their order, page by page.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::iter::Peekable;

use chrono::NaiveDate;

use super::heads::KeptHead;
use crate::domain::chain::{FIRST_LINK, link};
use crate::domain::{ChainHead, Scope};
use crate::store::chain::{self, ChainedEvent};
use crate::store::{Db, StoreError};

/// Events that are read at once.
const PAGE: i64 = 500;

/// What is wrong with the event at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It does not say any more what it said.
    Changed,
    /// Its text was erased, and no later event tells so.
    Erased,
    /// There is none.
    Missing,
    /// It was put in between, or behind the head.
    Inserted,
    /// It and the one at this place have changed places.
    Swapped(i64),
    /// It does not follow from the one before: one was taken away and the rest counted anew, or its link was changed.
    Unlinked,
    /// It is the last one, and the head is another.
    Head,
    /// It does not fit the head that was kept on this day.
    Kept(NaiveDate),
    /// There is none, and was one on this day.
    Lost(NaiveDate),
    /// Behind the last place there are events without one.
    Stray,
}

/// The first place at which the chain is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub struct Break {
    /// The place.
    pub seq: i64,
    /// What is wrong there.
    pub flaw: Flaw,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seq = self.seq;
        match self.flaw {
            Flaw::Changed => write!(f, "event {seq} was changed"),
            Flaw::Erased => {
                write!(f, "event {seq} was changed: its text is gone, and no erasure of its case is told")
            }
            Flaw::Missing => write!(f, "event {seq} is missing"),
            Flaw::Inserted => write!(f, "event {seq} was inserted"),
            Flaw::Swapped(other) => write!(f, "event {seq} was swapped with event {other}"),
            Flaw::Unlinked => {
                write!(
                    f,
                    "event {seq} does not follow from the one before: an event there is missing, or its link was changed"
                )
            }
            Flaw::Head => write!(f, "event {seq} is the last one, but the head does not fit"),
            Flaw::Kept(day) => write!(
                f,
                "event {seq} does not fit the head that was exported on {day}: it, or one before, was written anew"
            ),
            Flaw::Lost(day) => {
                write!(f, "event {seq} is missing, and was there when the head was exported on {day}")
            }
            Flaw::Stray => write!(f, "event {seq} was inserted: it has no place in the chain"),
        }
    }
}

/// Why the chain could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not whole.
    #[error(transparent)]
    Broken(#[from] Break),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn broken(seq: i64, flaw: Flaw) -> VerifyError {
    VerifyError::Broken(Break { seq, flaw })
}

/// Walks the whole chain, also while events are added, and compares it with its head and with heads that were kept
/// elsewhere, which are given in the order of their places. The head that was reached.
pub async fn verify(db: &Db, kept: &[KeptHead]) -> Result<ChainHead, VerifyError> {
    let mut walked = ChainHead { seq: 0, chain: FIRST_LINK.to_owned() };
    let mut kept = kept.iter().peekable();
    compare_kept(&mut kept, &walked)?;
    loop {
        // The head first: it is never older than the events before it, so events behind it are new ones.
        let after = walked.seq;
        let (head, page) = db
            .read(move |conn| {
                let head = chain::head(&Scope::System, conn)?;
                Ok::<_, StoreError>((head, chain::behind(&Scope::System, conn, after, PAGE)?))
            })
            .await?;
        if page.is_empty() {
            compare(&walked, &head)?;
            break;
        }
        let told = erasures(db, &page).await?;
        for event in &page {
            walked = step(db, &walked, event, &told).await?;
            compare_kept(&mut kept, &walked)?;
        }
    }
    if let Some(lost) = kept.next() {
        return Err(broken(walked.seq + 1, Flaw::Lost(lost.day)));
    }
    if db.read(|conn| chain::has_strays(&Scope::System, conn)).await? {
        return Err(broken(walked.seq + 1, Flaw::Stray));
    }
    Ok(walked)
}

/// The way from the link that was reached to this event.
async fn step(
    db: &Db,
    walked: &ChainHead,
    event: &ChainedEvent,
    erasures: &HashMap<String, i64>,
) -> Result<ChainHead, VerifyError> {
    let seq = walked.seq + 1;
    let is_told = || erasures.get(event.case_id()).is_some_and(|erasure| *erasure > seq);
    let flaw = match link(&walked.chain, seq, event.digest()) {
        _ if event.seq() != seq => Flaw::Missing,
        _ if !event.is_unchanged() => Flaw::Changed,
        _ if event.is_erased() && !is_told() => Flaw::Erased,
        chain if chain == event.chain() => return Ok(ChainHead { seq, chain }),
        _ => misplaced(db, walked, event).await?,
    };
    Err(broken(seq, flaw))
}

/// Of the erasures of the cases of this page the last one each.
async fn erasures(db: &Db, page: &[ChainedEvent]) -> Result<HashMap<String, i64>, StoreError> {
    let mut cases: Vec<String> =
        page.iter().filter(|event| event.is_erased()).map(|event| event.case_id().to_owned()).collect();
    cases.sort();
    cases.dedup();
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    db.read(move |conn| chain::erasures(&Scope::System, conn, &cases)).await
}

/// The end of the way against the head, which was read before it was found to be the end.
fn compare(walked: &ChainHead, head: &ChainHead) -> Result<(), VerifyError> {
    match walked.seq.cmp(&head.seq) {
        Ordering::Less => Err(broken(walked.seq + 1, Flaw::Missing)),
        Ordering::Greater => Err(broken(head.seq + 1, Flaw::Inserted)),
        Ordering::Equal if walked.chain != head.chain => Err(broken(walked.seq, Flaw::Head)),
        Ordering::Equal => Ok(()),
    }
}

fn compare_kept(
    kept: &mut Peekable<std::slice::Iter<'_, KeptHead>>,
    walked: &ChainHead,
) -> Result<(), VerifyError> {
    while let Some(past) = kept.next_if(|past| past.head.seq <= walked.seq) {
        if past.head != *walked {
            return Err(broken(walked.seq, Flaw::Kept(past.day)));
        }
    }
    Ok(())
}

/// How an event came to a place that is not its own: somewhere behind it may stand the one whose place it is.
async fn misplaced(db: &Db, walked: &ChainHead, found: &ChainedEvent) -> Result<Flaw, StoreError> {
    let mut before = found.clone();
    loop {
        let after = before.seq();
        let page = db.read(move |conn| chain::behind(&Scope::System, conn, after, PAGE)).await?;
        for event in &page {
            // Its link stayed at the place, or went with it.
            let own = link(&walked.chain, found.seq(), event.digest());
            if own == found.chain() || own == event.chain() {
                let is_next = before.seq() == found.seq();
                let there = link(if is_next { &own } else { before.chain() }, event.seq(), found.digest());
                let is_swap = there == found.chain() || there == event.chain();
                return Ok(if is_swap { Flaw::Swapped(event.seq()) } else { Flaw::Inserted });
            }
            before = event.clone();
        }
        if page.is_empty() {
            return Ok(Flaw::Unlinked);
        }
    }
}
