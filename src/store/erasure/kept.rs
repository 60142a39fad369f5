//! What bookkeeping keeps of payments when their case is erased, and the end of that.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::domain::{BatchId, PaymentContent, PaymentId, Scope};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::payments;
use crate::store::rows::{instant, maybe_instant, parse};
use crate::store::schema::{kept_payments, payment_batches, payments as payments_table};
use crate::store::{keys, sealed};

const TABLE: &str = "kept_payments";
const BATCHES: &str = "payment_batches";

/// What a list says of a case that is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPayment {
    /// Its id.
    pub id: PaymentId,
    /// The amount in cents.
    pub amount: i64,
    /// The form.
    pub form_id: String,
    /// What went out; `None` where another copy of the database was erased before.
    pub content: Option<PaymentContent>,
    /// When it came back.
    pub returned_at: Option<DateTime<Utc>>,
}

type Row = (String, Option<String>, i64, Option<Vec<u8>>, Option<i64>, Option<Vec<u8>>);

/// Puts what lists say of a case apart from it, sealed by the keys of the lists; how many payments.
pub(super) fn keep_payments(conn: &mut Conn, case: &str, form_id: &str) -> Result<usize, StoreError> {
    let rows: Vec<Row> = payments_table::table
        .filter(payments_table::case_id.eq(case).and(payments_table::batch_id.is_not_null()))
        .select((
            payments_table::id,
            payments_table::batch_id,
            payments_table::amount,
            payments_table::content,
            payments_table::returned_at,
            payments_table::returned_for,
        ))
        .load(conn)?;
    for (id, batch, amount, content, returned_at, returned_for) in &rows {
        let batch = batch.clone().unwrap_or_default();
        let (content, returned_for) = (
            sealed_anew(conn, &batch, content.as_deref())?,
            sealed_anew(conn, &batch, returned_for.as_deref())?,
        );
        diesel::insert_into(kept_payments::table)
            .values((
                kept_payments::id.eq(id),
                kept_payments::batch_id.eq(&batch),
                kept_payments::form_id.eq(form_id),
                kept_payments::amount.eq(amount),
                kept_payments::content.eq(content),
                kept_payments::returned_at.eq(returned_at),
                kept_payments::returned_for.eq(returned_for),
            ))
            .execute(conn)?;
    }
    Ok(rows.len())
}

/// A text of a payment by the key of its list; nothing where the key of the case is gone.
fn sealed_anew(conn: &mut Conn, batch: &str, text: Option<&[u8]>) -> Result<Option<Vec<u8>>, StoreError> {
    let text = match text.map(|text| sealed::open(conn, text, "payments")).transpose() {
        Err(StoreError::Erased) => None,
        opened => opened?,
    };
    let Some(text) = text else { return Ok(None) };
    match keys::of_batch(conn, batch) {
        Err(StoreError::Erased) => Ok(None),
        key => Ok(Some(sealed::seal(&key?, TABLE, &text)?)),
    }
}

type KeptRow = (String, i64, String, Option<Vec<u8>>, Option<i64>);

/// What a list of a department that somebody leads says of cases that are erased.
pub fn kept_of_batch(scope: &Scope, conn: &mut Conn, batch: BatchId) -> Result<Vec<KeptPayment>, StoreError> {
    if payments::find_batch(scope, conn, batch)?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<KeptRow> = kept_payments::table
        .filter(kept_payments::batch_id.eq(batch.to_string()))
        .order(kept_payments::id.asc())
        .select((
            kept_payments::id,
            kept_payments::amount,
            kept_payments::form_id,
            kept_payments::content,
            kept_payments::returned_at,
        ))
        .load(conn)?;
    let broken = |_| StoreError::Inconsistent { table: TABLE, column: "content" };
    let mut kept = Vec::new();
    for (id, amount, form_id, content, returned_at) in rows {
        let content = content.map(|content| sealed::open(conn, &content, TABLE)).transpose()?;
        kept.push(KeptPayment {
            id: parse(TABLE, "id", &id)?,
            amount,
            form_id,
            content: content.map(|content| serde_json::from_slice(&content).map_err(broken)).transpose()?,
            returned_at: maybe_instant(TABLE, "returned_at", returned_at)?,
        });
    }
    Ok(kept)
}

/// A list of which no case exists any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaselessBatch {
    /// Its id.
    pub id: BatchId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The forms of its payments.
    pub forms: Vec<String>,
}

/// Lists of which no case exists any more. For the product itself only.
pub fn caseless_batches(scope: &Scope, conn: &mut Conn) -> Result<Vec<CaselessBatch>, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let rows: Vec<(String, i64)> = payment_batches::table
        .filter(not(exists(of_batch())))
        .order(payment_batches::made_at.asc())
        .select((payment_batches::id, payment_batches::made_at))
        .load(conn)?;
    let mut found = Vec::new();
    for (id, made_at) in rows {
        let forms = kept_payments::table
            .filter(kept_payments::batch_id.eq(&id))
            .select(kept_payments::form_id)
            .distinct()
            .load(conn)?;
        found.push(CaselessBatch {
            id: parse(BATCHES, "id", &id)?,
            made_at: instant(BATCHES, "made_at", made_at)?,
            forms,
        });
    }
    Ok(found)
}

/// Payments on a list of the outer query whose cases exist.
#[diesel::dsl::auto_type(no_type_alias)]
fn of_batch() -> _ {
    payments_table::table.filter(payments_table::batch_id.eq(payment_batches::id.nullable()))
}

/// Deletes lists of which no case exists any more, and their keys; how many. For the product itself only.
pub fn forget_batches(scope: &Scope, conn: &mut Conn, lists: &[BatchId]) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let mut forgotten = 0;
    for id in lists {
        let list = payment_batches::table.find(id.to_string()).filter(not(exists(of_batch())));
        let key: Option<String> = list.select(payment_batches::key_id).get_result(conn).optional()?;
        if let Some(key) = key {
            diesel::delete(payment_batches::table.find(id.to_string())).execute(conn)?;
            keys::destroy(conn, keys::read_id(&key)?)?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}
