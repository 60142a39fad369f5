//! Lists of payments: looking at them, their files, and what came back of them.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::super::list::still_so;
use super::super::work::{WorkError, of_others, workable};
use super::lead;
use crate::clock::day_in_germany;
use crate::domain::{BatchId, CaseId, MAX_RETURN_REASON, PaymentId, Scope};
use crate::store::erasure::{KeptPayment, kept_of_batch};
use crate::store::payments::{BatchRecord, ListedPayment};
use crate::store::{Conn, StoreError, clerks, events, payments as store};
use crate::treasury::{self, PaymentOrder};

/// A list.
#[derive(Debug)]
pub struct BatchFile {
    /// The list.
    pub record: BatchRecord,
    /// Who made it.
    pub made_by: String,
    /// When a file of it was saved last, and by whom.
    pub saved: Option<(DateTime<Utc>, String)>,
    /// Its payments, as far as they exist for whoever looks.
    pub payments: Vec<ListedPayment>,
    /// Those of cases that are erased.
    pub kept: Vec<KeptPayment>,
}

/// The files of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentFile {
    /// ISO 20022, for the bank.
    Xml,
    /// A table.
    Csv,
}

impl BatchFile {
    /// Whether all of it is there for whoever looks: otherwise its files cannot be made as they were.
    pub fn is_whole(&self) -> bool {
        let kept = self.kept.iter().filter(|payment| payment.content.is_some()).count();
        i64::try_from(self.payments.len() + kept) == Ok(self.record.payments)
    }

    /// What people call it outside of the department.
    pub fn name(&self) -> String {
        format!("{}-{}", self.record.department, self.record.number)
    }
}

pub(super) fn hash_of(file: &[u8]) -> String {
    hex::encode(Sha256::digest(file))
}

/// A list with its payments.
pub(super) fn find(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<Option<BatchFile>, WorkError> {
    lead(scope)?;
    let Some(record) = store::find_batch(scope, conn, id)? else { return Ok(None) };
    let people: Vec<_> = record.saved.iter().map(|(_, by)| *by).chain([record.made_by]).collect();
    let names = clerks::names(conn, &people)?;
    let named = |clerk| names.get(&clerk).cloned().unwrap_or_default();
    let payments = store::listed(scope, conn, &record)?;
    let kept = kept_of_batch(scope, conn, id)?;
    let saved = record.saved.map(|(at, by)| (at, named(by)));
    Ok(Some(BatchFile { made_by: named(record.made_by), saved, record, payments, kept }))
}

/// A list of a department that this person leads. It names cases and amounts, and no accounts.
pub fn batch(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<BatchFile, WorkError> {
    find(scope, conn, id)?.ok_or(WorkError::NotFound)
}

fn order_of(file: &BatchFile) -> PaymentOrder {
    let record = &file.record;
    let kept = file.kept.iter().filter_map(|one| Some((one.id, (one.amount, one.content.clone()?))));
    let listed = file.payments.iter().map(|one| (one.id, (one.amount, one.content.clone())));
    let mut payments: Vec<_> = listed.chain(kept).collect();
    payments.sort_by_key(|(id, _)| *id);
    PaymentOrder {
        id: record.id,
        department: record.department.0.clone(),
        number: record.number.to_string(),
        made_at: record.made_at,
        execute_on: record.execute_on,
        payments: payments.into_iter().map(|(_, payment)| payment).collect(),
    }
}

pub(super) fn for_bank(file: &BatchFile) -> Option<String> {
    file.record.debtor.as_ref().map(|debtor| order_of(file).for_bank(debtor))
}

/// Gives out a file of a list, and notes with each of its cases who took it along: the file leaves the product. It is the
/// same whenever it is saved, or there is none. [`WorkError::NotFound`] where a part of the list is deleted, is not for
/// this person, or the account that pays was not configured.
pub fn save_batch(
    scope: &Scope,
    conn: &mut Conn,
    (id, kind): (BatchId, PaymentFile),
    now: DateTime<Utc>,
) -> Result<(String, Vec<u8>), WorkError> {
    let clerk = still_so(scope, conn)?;
    let file = batch(scope, conn, id)?;
    let ids: Vec<CaseId> = file.payments.iter().map(|payment| payment.case).collect();
    for case in &ids {
        of_others(scope, conn, *case)?;
    }
    if !file.is_whole() {
        return Err(WorkError::NotFound);
    }
    let (ending, word, bytes) = match kind {
        PaymentFile::Csv => ("csv", "CSV", treasury::table(&order_of(&file)).map_err(unwritten)?),
        PaymentFile::Xml => {
            let bytes = store::file_of(scope, conn, id)?.ok_or(WorkError::NotFound)?;
            if file.record.file_hash.as_deref() != Some(hash_of(&bytes).as_str()) {
                return Err(StoreError::Inconsistent { table: "payment_batches", column: "file_hash" }.into());
            }
            ("xml", "XML", bytes)
        }
    };
    let kind = format!("Zahlungsliste {} ({word})", file.record.number);
    match events::note_listed(scope, conn, &ids, &kind, now) {
        Err(StoreError::Denied) => return Err(WorkError::NotFound),
        noted => noted?,
    }
    store::note_saved(scope, conn, id, now)?;
    tracing::info!(target: "pforte::audit", %clerk, batch = %file.record.id, kind = word, "saved a list of payments as a file");
    Ok((format!("zahlungsliste-{}.{ending}", file.name()), bytes))
}

fn unwritten(error: std::io::Error) -> StoreError {
    StoreError::Driver(error.to_string())
}

/// What became of noting that a payment came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnNoted {
    /// It is noted.
    Noted,
    /// No file of its list was ever saved, so nothing of it went out.
    NeverSaved,
    /// The bank carries it out later.
    TooEarly,
}

/// Notes that a payment came back, and why: what was granted waits to be paid again, and whoever noted this does not
/// put it on a list. [`WorkError::Text`] for no reason, [`WorkError::Changed`] where it was noted before, or the case
/// was changed at the same moment.
pub fn note_returned(
    scope: &Scope,
    conn: &mut Conn,
    (id, payment, reason): (BatchId, PaymentId, &str),
    now: DateTime<Utc>,
) -> Result<ReturnNoted, WorkError> {
    let file = batch(scope, conn, id)?;
    let payment = file.payments.iter().find(|one| one.id == payment).ok_or(WorkError::NotFound)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_RETURN_REASON {
        return Err(WorkError::Text);
    }
    if file.saved.is_none() {
        return Ok(ReturnNoted::NeverSaved);
    }
    if day_in_germany(now) < file.record.execute_on {
        return Ok(ReturnNoted::TooEarly);
    }
    let case = workable(scope, conn, payment.case)?;
    match store::note_returned(scope, conn, (&file.record, payment, &case), reason, now) {
        Ok(true) => Ok(ReturnNoted::Noted),
        Ok(false) | Err(StoreError::Conflict { .. }) => Err(WorkError::Changed),
        Err(other) => Err(other.into()),
    }
}
