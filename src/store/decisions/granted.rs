//! How much was granted in some cases.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::{CaseId, CaseState, Channel, Scope};
use crate::store::case_bias;
use crate::store::cases;
use crate::store::rows::parse;
use crate::store::schema::{cases as cases_table, decisions, submissions};
use crate::store::{Conn, StoreError};

/// The amounts in cents that were decided in some cases of this scope; nothing for one that is only proposed, or that
/// has no amount; never that of an application of one's own.
pub fn granted(scope: &Scope, conn: &mut Conn, ids: &[CaseId]) -> Result<HashMap<CaseId, i64>, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let locked = case_bias::locked(scope, conn)?;
    let Some(staff) = scope.staff() else { return Ok(HashMap::new()) };
    let is_own = submissions::channel
        .eq(Channel::Staff.as_str())
        .and(submissions::filed_by.is_not_null())
        .and(submissions::filed_by.assume_not_null().eq(staff.clerk.to_string()));
    let departments = cases::departments(scope).unwrap_or_default();
    let done = [CaseState::Decided, CaseState::Closed].map(CaseState::as_str);
    let rows: Vec<(String, Option<i64>)> = decisions::table
        .inner_join(cases_table::table.inner_join(submissions::table))
        .filter(decisions::case_id.eq_any(ids).and(decisions::case_id.ne_all(locked)))
        .filter(cases_table::department.eq_any(departments).and(cases_table::state.eq_any(done)))
        .filter(decisions::signed_at.is_not_null())
        .filter(diesel::dsl::not(is_own))
        .select((decisions::case_id, decisions::amount))
        .load(conn)?;
    let amounts = rows.into_iter().filter_map(|(id, amount)| Some((id, amount?)));
    amounts.map(|(id, amount)| Ok((parse("decisions", "case_id", &id)?, amount))).collect()
}
