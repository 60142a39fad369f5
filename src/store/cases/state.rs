//! Where an application stands, for whoever has its secret.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use subtle::ConstantTimeEq;

use super::TABLE;
use crate::domain::{CaseState, Channel, DepartmentId, FileId, FormVersion, ReceiptNumber, Scan, Scope};
use crate::store::rows::{instant, parse};
use crate::store::schema::{cases, files, submissions};
use crate::store::{Conn, StoreError};

/// Where an application stands.
#[derive(Debug, Clone)]
pub struct StateOfCase {
    /// Where the case stands.
    pub state: CaseState,
    /// Where it is.
    pub department: DepartmentId,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The version that was answered.
    pub version: FormVersion,
    /// The way it came in.
    pub channel: Channel,
    /// Its files that turned out to be malware after it was filed.
    pub malware: Vec<FileId>,
}

/// The state of the application with this number, if the scope holds its secret. A number that nobody has and a
/// secret that does not fit are the same.
pub fn find_state(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<StateOfCase>, StoreError> {
    let Scope::Holder(given) = scope else { return Ok(None) };
    type Row = (String, String, i64, String, String, Option<String>, String);
    let row: Option<Row> = cases::table
        .inner_join(submissions::table)
        .filter(cases::receipt_number.eq(number.as_str()))
        .select((
            cases::state,
            cases::department,
            cases::received_at,
            submissions::version,
            cases::channel,
            submissions::secret_hash,
            submissions::id,
        ))
        .first(conn)
        .optional()?;
    let Some((state, department, received_at, version, channel, Some(kept), submission)) = row else {
        return Ok(None);
    };
    if !bool::from(kept.as_bytes().ct_eq(given.0.as_bytes())) {
        return Ok(None);
    }
    let malware: Vec<String> = files::table
        .filter(files::submission_id.eq(submission).and(files::scan.eq(Scan::Found.as_str())))
        .order(files::id.asc())
        .select(files::id)
        .load(conn)?;
    Ok(Some(StateOfCase {
        malware: malware.iter().map(|id| parse("files", "id", id)).collect::<Result<_, _>>()?,
        state: parse(TABLE, "state", &state)?,
        department: DepartmentId(department),
        received_at: instant(TABLE, "received_at", received_at)?,
        version: FormVersion(version),
        channel: parse(TABLE, "channel", &channel)?,
    }))
}
