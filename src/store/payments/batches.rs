//! Lists of payments that went out.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{BATCHES, CASES, TABLE, broken, insert_due};
use crate::clock::day_in_germany;
use crate::domain::{
    Account, BatchId, BatchNumber, CaseEventKind, CaseId, ClerkId, DepartmentId, PaymentContent, PaymentId,
    ReceiptNumber, Role, Scope,
};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::rows::{day, instant, maybe, maybe_instant, micros, parse};
use crate::store::schema::{cases as cases_table, payment_batches, payments};
use crate::store::{case_bias, events, sealed};

/// A list as it went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Its id.
    pub id: BatchId,
    /// Whose list it is.
    pub department: DepartmentId,
    /// Its number.
    pub number: BatchNumber,
    /// Who made it.
    pub made_by: ClerkId,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The day on which the bank is asked to carry it out.
    pub execute_on: NaiveDate,
    /// The account that pays, as it was configured then.
    pub debtor: Option<Account>,
    /// How many payments went out with it.
    pub payments: i64,
    /// Their sum in cents.
    pub total: i64,
    /// The hash of the file for the bank.
    pub file_hash: Option<String>,
    /// When a file of it was saved last, and by whom.
    pub saved: Option<(DateTime<Utc>, ClerkId)>,
}

/// A payment on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPayment {
    /// Its id.
    pub id: PaymentId,
    /// The case.
    pub case: CaseId,
    /// The number of the case.
    pub number: ReceiptNumber,
    /// The form.
    pub form_id: String,
    /// Whose application it is.
    pub applicant_name: String,
    /// The amount in cents.
    pub amount: i64,
    /// What went out.
    pub content: PaymentContent,
    /// When it came back, and why.
    pub returned: Option<(DateTime<Utc>, String)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment_batches)]
struct BatchRow {
    id: String,
    department: String,
    year: i64,
    number: i64,
    made_by: String,
    made_at: i64,
    execute_on: String,
    debtor: Option<Vec<u8>>,
    payments: i64,
    total: i64,
    file_hash: Option<String>,
    saved_at: Option<i64>,
    saved_by: Option<String>,
}

impl BatchRow {
    fn read(self, conn: &mut Conn) -> Result<BatchRecord, StoreError> {
        let broken = |_| StoreError::Inconsistent { table: BATCHES, column: "debtor" };
        let debtor = self.debtor.map(|debtor| sealed::open(conn, &debtor, BATCHES)).transpose()?;
        let saved_at = maybe_instant(BATCHES, "saved_at", self.saved_at)?;
        let saved_by = maybe(BATCHES, "saved_by", self.saved_by.as_deref())?;
        Ok(BatchRecord {
            id: parse(BATCHES, "id", &self.id)?,
            department: DepartmentId(self.department),
            number: BatchNumber { year: self.year, number: self.number },
            made_by: parse(BATCHES, "made_by", &self.made_by)?,
            made_at: instant(BATCHES, "made_at", self.made_at)?,
            execute_on: day(BATCHES, "execute_on", &self.execute_on)?,
            debtor: debtor.map(|debtor| serde_json::from_slice(&debtor).map_err(broken)).transpose()?,
            payments: self.payments,
            total: self.total,
            file_hash: self.file_hash,
            saved: saved_at.zip(saved_by),
        })
    }
}

/// The departments whose lists exist for a scope: those that its person leads.
fn led(scope: &Scope) -> Vec<String> {
    let staff = scope.staff().filter(|staff| staff.role == Role::Lead);
    staff.into_iter().flat_map(|staff| &staff.departments).map(|id| id.0.clone()).collect()
}

/// The lists of the departments that somebody leads, newest first, at most `most`.
pub fn batches(scope: &Scope, conn: &mut Conn, most: i64) -> Result<Vec<BatchRecord>, StoreError> {
    let rows = payment_batches::table
        .filter(payment_batches::department.eq_any(led(scope)))
        .order((payment_batches::made_at.desc(), payment_batches::id.desc()))
        .limit(most)
        .select(BatchRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// A list of a department that somebody leads.
pub fn find_batch(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<Option<BatchRecord>, StoreError> {
    let row = payment_batches::table
        .find(id.to_string())
        .filter(payment_batches::department.eq_any(led(scope)))
        .select(BatchRow::as_select());
    row.first(conn).optional()?.map(|row| row.read(conn)).transpose()
}

/// The file for the bank of a list, as it was put down when the list was made.
pub fn file_of(scope: &Scope, conn: &mut Conn, id: BatchId) -> Result<Option<Vec<u8>>, StoreError> {
    let file: Option<Option<Vec<u8>>> = payment_batches::table
        .find(id.to_string())
        .filter(payment_batches::department.eq_any(led(scope)))
        .select(payment_batches::file)
        .first(conn)
        .optional()?;
    file.flatten().map(|file| sealed::open(conn, &file, BATCHES)).transpose()
}

/// Notes that a file of a list was saved: from then on something of it can come back.
pub fn note_saved(scope: &Scope, conn: &mut Conn, id: BatchId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (Some(staff), Some(_)) = (scope.staff(), find_batch(scope, conn, id)?) else {
        return Err(StoreError::Denied);
    };
    let set = (
        payment_batches::saved_at.eq(Some(micros(now))),
        payment_batches::saved_by.eq(Some(staff.clerk.to_string())),
    );
    diesel::update(payment_batches::table.find(id.to_string())).set(set).execute(conn)?;
    Ok(())
}

type Listed =
    ((String, String, i64, Option<Vec<u8>>, Option<i64>, Option<Vec<u8>>), (String, String, Vec<u8>));

/// The payments on a list, in the order of their ids, in which they stand in its files: those whose cases still exist, and are not
/// locked for whoever looks.
pub fn listed(scope: &Scope, conn: &mut Conn, batch: &BatchRecord) -> Result<Vec<ListedPayment>, StoreError> {
    if find_batch(scope, conn, batch.id)?.is_none() {
        return Ok(Vec::new());
    }
    let locked = case_bias::locked(scope, conn)?;
    let rows: Vec<Listed> = payments::table
        .inner_join(cases_table::table)
        .filter(payments::batch_id.eq(batch.id.to_string()))
        .filter(payments::case_id.ne_all(locked))
        .filter(cases_table::department.eq_any(led(scope)))
        .select((
            (
                payments::id,
                payments::case_id,
                payments::amount,
                payments::content,
                payments::returned_at,
                payments::returned_for,
            ),
            (cases_table::receipt_number, cases_table::form_id, cases_table::applicant_name),
        ))
        .load(conn)?;
    sealed::prepare(conn, rows.iter().map(|(_, (.., name))| name.as_slice()))?;
    let mut found = rows.into_iter().map(|row| read_listed(conn, row)).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|payment| payment.id);
    Ok(found)
}

fn read_listed(conn: &mut Conn, (payment, case): Listed) -> Result<ListedPayment, StoreError> {
    let (id, case_id, amount, content, returned_at, returned_for) = payment;
    let (number, form_id, applicant_name) = case;
    let content = sealed::open(conn, &content.ok_or(broken("content"))?, TABLE)?;
    let returned_at = maybe_instant(TABLE, "returned_at", returned_at)?;
    let returned_for = sealed::maybe_text(conn, returned_for.as_deref(), TABLE)?.unwrap_or_default();
    let applicant_name = sealed::text(conn, &applicant_name, CASES)?;
    Ok(ListedPayment {
        id: parse(TABLE, "id", &id)?,
        case: parse(TABLE, "case_id", &case_id)?,
        number: parse("cases", "receipt_number", &number)?,
        form_id,
        applicant_name,
        amount,
        content: serde_json::from_slice(&content).map_err(|_| broken("content"))?,
        returned: returned_at.map(|at| (at, returned_for)),
    })
}

/// Notes that a payment of a list came back, and why, with the event: what was granted waits to be paid again. `false`
/// where the case was changed since it was read, is not for this person to work on, or it was noted before.
pub fn note_returned(
    scope: &Scope,
    conn: &mut Conn,
    (batch, payment, case): (&BatchRecord, &ListedPayment, &CaseRecord),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Err(StoreError::Denied) };
    if find_batch(scope, conn, batch.id)?.is_none() || payment.case != case.id {
        return Err(StoreError::Denied);
    }
    if !cases::touch(scope, conn, case, now)? {
        return Ok(false);
    }
    if batch.saved.is_none() || day_in_germany(now) < batch.execute_on {
        return Err(StoreError::Denied);
    }
    let paid = payments::table
        .find(payment.id.to_string())
        .filter(payments::batch_id.eq(batch.id.to_string()).and(payments::returned_at.is_null()));
    let set = (
        payments::returned_at.eq(Some(micros(now))),
        payments::returned_by.eq(Some(staff.clerk.to_string())),
        payments::returned_for.eq(Some(sealed::for_case(
            conn,
            &case.id.to_string(),
            TABLE,
            reason.as_bytes(),
        )?)),
    );
    if diesel::update(paid).set(set).execute(conn)? != 1 {
        return Err(StoreError::Conflict { what: format!("{TABLE}: it came back already") });
    }
    insert_due(conn, (case.id, &case.department), payment.amount, now)?;
    let detail = format!("{}\n{reason}", batch.number);
    events::append(scope, conn, case.id, now, CaseEventKind::PaymentReturned, Some(&detail))?;
    Ok(true)
}
