//! Who declared themselves biased on a case: it is locked for them, whatever their scope is otherwise.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases::CaseRecord;
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, maybe, maybe_instant, micros, parse};
use super::schema::{case_bias, cases as cases_table};
use super::{cases, decisions, drafts, events, proposals, sealed};
use crate::domain::{
    BiasReason, By, CaseAction, CaseEventKind, CaseId, CaseState, ClerkId, Process, Role, Scope,
};

const TABLE: &str = "case_bias";

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BiasRecord {
    /// Who declared it.
    pub clerk: ClerkId,
    /// The kind of reason.
    pub reason: BiasReason,
    /// What they wrote besides.
    pub remark: Option<String>,
    /// When.
    pub declared_at: DateTime<Utc>,
    /// When it was lifted, by whom, and why.
    pub lifted: Option<(DateTime<Utc>, ClerkId, String)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_bias)]
struct Row {
    clerk_id: String,
    reason: String,
    remark: Option<Vec<u8>>,
    declared_at: i64,
    lifted_at: Option<i64>,
    lifted_by: Option<String>,
    lifted_for: Option<Vec<u8>>,
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<BiasRecord, StoreError> {
        let lifted_at = maybe_instant(TABLE, "lifted_at", self.lifted_at)?;
        let lifted_by = maybe(TABLE, "lifted_by", self.lifted_by.as_deref())?;
        let lifted_for = sealed::maybe_text(conn, self.lifted_for.as_deref(), TABLE)?.unwrap_or_default();
        Ok(BiasRecord {
            clerk: parse(TABLE, "clerk_id", &self.clerk_id)?,
            reason: parse(TABLE, "reason", &self.reason)?,
            remark: sealed::maybe_text(conn, self.remark.as_deref(), TABLE)?,
            declared_at: instant(TABLE, "declared_at", self.declared_at)?,
            lifted: lifted_at.zip(lifted_by).map(|(at, by)| (at, by, lifted_for)),
        })
    }
}

/// The ids of the cases that are locked for who is signed in, because they declared themselves biased on them.
pub(super) fn locked(scope: &Scope, conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(Vec::new()) };
    let own = case_bias::clerk_id.eq(staff.clerk.to_string());
    let in_force = case_bias::table.filter(own.and(case_bias::lifted_at.is_null()));
    Ok(in_force.select(case_bias::case_id).load(conn)?)
}

/// Whether a case is locked for who is signed in.
pub fn is_locked(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    Ok(locked(scope, conn)?.contains(&case.to_string()))
}

/// Whether this person declared themselves biased on a case that exists for the scope.
pub fn has_declared(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    clerk: ClerkId,
) -> Result<bool, StoreError> {
    if scope.own_case().is_some() || cases::find(scope, conn, case)?.is_none() {
        return Ok(false);
    }
    let of_person = case_bias::case_id.eq(case.to_string()).and(case_bias::clerk_id.eq(clerk.to_string()));
    let in_force = case_bias::table.filter(of_person.and(case_bias::lifted_at.is_null()));
    Ok(in_force.count().get_result::<i64>(conn)? > 0)
}

/// Declares who is signed in biased on a case that exists for them, with its event: the case is locked for them, what
/// they had begun to say on it goes, and if they had the case it goes back to the inbox. `false` if there is no such
/// case for them.
pub fn declare(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (reason, remark): (BiasReason, Option<&str>),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff() else { return Ok(false) };
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(false);
    }
    // The case's row is changed first: whoever takes the case at this moment waits for it, or was faster and is seen
    // by the next look.
    let row = cases_table::table.find(case.to_string());
    diesel::update(row).set(cases_table::revision.eq(cases_table::revision + 1)).execute(conn)?;
    let Some(found) = cases::find(scope, conn, case)? else { return Ok(false) };
    let has_proposed = found.state == CaseState::AwaitingSignature && found.proposed_by == Some(staff.clerk);
    if found.clerk == Some(staff.clerk) {
        take_back(scope, conn, &found, (CaseAction::Release, CaseEventKind::Released), now)?;
    } else if has_proposed {
        take_back(scope, conn, &found, (CaseAction::Return, CaseEventKind::Returned), now)?;
    }
    drafts::delete_own_of_case(scope, conn, case)?;
    // Nobody decides by what somebody biased wrote (§ 20 VwVfG).
    decisions::drop_proposal(conn, &case.to_string(), Some(staff.clerk))?;
    proposals::drop_of(conn, &case.to_string(), staff.clerk)?;
    diesel::insert_into(case_bias::table)
        .values((
            case_bias::case_id.eq(case.to_string()),
            case_bias::clerk_id.eq(staff.clerk.to_string()),
            case_bias::reason.eq(reason.as_str()),
            case_bias::remark.eq(sealed::maybe_for_case(
                conn,
                &case.to_string(),
                TABLE,
                remark.map(str::as_bytes),
            )?),
            case_bias::declared_at.eq(micros(now)),
        ))
        .execute(conn)?;
    events::insert(conn, case, now, scope.actor(), CaseEventKind::BiasDeclared, None)?;
    Ok(true)
}

/// Takes back what somebody had in hand, with its event, where there is anything to take back. Every service has these
/// moves, and they can be taken from nobody.
fn take_back(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
    (action, kind): (CaseAction, CaseEventKind),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let by = By::Staff { has_it: true, is_lead: false, proposed_it: true };
    let Ok(step) = Process::default().step(case.state, (action, None), by, false) else { return Ok(()) };
    if cases::take_step(scope, conn, case, &step, now)? {
        events::insert(conn, case.id, now, scope.actor(), kind, Some(step.to().as_str()))?;
    }
    Ok(())
}

/// Whether this scope leads the department of a case that exists for it.
fn leads(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    let is_lead = scope.staff().is_some_and(|staff| staff.role == Role::Lead);
    Ok(is_lead && cases::find(scope, conn, case)?.is_some())
}

/// The declarations on a case, oldest first; for leads of its department only.
pub fn list(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<BiasRecord>, StoreError> {
    if !leads(scope, conn, case)? {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = case_bias::table
        .filter(case_bias::case_id.eq(case.to_string()))
        .order((case_bias::declared_at.asc(), case_bias::clerk_id.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// Lifts the declaration of a colleague with its event, which holds their name: a wrong click must be mendable.
/// `false` where there is none in force, or who asks is no lead of the department, or it is their own.
pub fn lift(
    scope: &Scope,
    conn: &mut Conn,
    case: CaseId,
    (clerk, name): (ClerkId, &str),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(staff) = scope.staff().filter(|staff| staff.clerk != clerk) else { return Ok(false) };
    if !leads(scope, conn, case)? {
        return Ok(false);
    }
    let in_force = case_bias::table.filter(
        case_bias::case_id
            .eq(case.to_string())
            .and(case_bias::clerk_id.eq(clerk.to_string()))
            .and(case_bias::lifted_at.is_null()),
    );
    let changed = diesel::update(in_force)
        .set((
            case_bias::lifted_at.eq(micros(now)),
            case_bias::lifted_by.eq(staff.clerk.to_string()),
            case_bias::lifted_for.eq(sealed::for_case(conn, &case.to_string(), TABLE, reason.as_bytes())?),
        ))
        .execute(conn)?;
    if changed == 1 {
        events::insert(conn, case, now, scope.actor(), CaseEventKind::BiasLifted, Some(name))?;
    }
    Ok(changed == 1)
}
