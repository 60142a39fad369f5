//! Declaring oneself biased on a case (§§ 20, 21 VwVfG), and mending a wrong click.

use chrono::{DateTime, Utc};

use super::work::WorkError;
use crate::domain::{BiasReason, CaseId, ClerkId, Scope};
use crate::store::case_bias::BiasRecord;
use crate::store::{Conn, StoreError, case_bias, clerks};

/// Most characters of a remark, and of the reason for lifting a declaration.
pub const MAX_REMARK: usize = 500;

/// A declaration, as the lead of the department sees it.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// Whose.
    pub clerk: ClerkId,
    /// Their name.
    pub name: String,
    /// The kind of reason.
    pub reason: BiasReason,
    /// What they wrote besides.
    pub remark: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was lifted, by whom, and why.
    pub lifted: Option<(DateTime<Utc>, String, String)>,
}

/// Declares the person of this scope biased: the case is locked for them from now on, and if they had it, it goes back
/// to the inbox.
pub fn declare_bias(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (reason, remark): (BiasReason, &str),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let remark = Some(remark.trim()).filter(|text| !text.is_empty());
    if remark.is_some_and(|text| text.chars().count() > MAX_REMARK) {
        return Err(WorkError::Text);
    }
    if !case_bias::declare(scope, conn, id, (reason, remark), now)? {
        return Err(WorkError::NotFound);
    }
    Ok(())
}

/// Lifts the declaration of a colleague. Only a lead of the department may, and nobody their own.
pub fn lift_bias(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (clerk, reason): (ClerkId, &str),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REMARK {
        return Err(WorkError::Text);
    }
    let name = clerks::find(conn, clerk)?.map(|found| found.name).unwrap_or_default();
    if !case_bias::lift(scope, conn, id, (clerk, &name), reason, now)? {
        return Err(WorkError::Changed);
    }
    Ok(())
}

/// Whether a case is locked for the person of this scope, because they declared themselves biased.
pub fn is_locked(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<bool, StoreError> {
    case_bias::is_locked(scope, conn, id)
}

/// The declarations on a case, for leads of its department; nothing for others.
pub(super) fn declarations(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
) -> Result<Vec<Declaration>, StoreError> {
    let found = case_bias::list(scope, conn, id)?;
    let lifters = found.iter().filter_map(|bias| bias.lifted.as_ref().map(|(_, by, _)| *by));
    let people: Vec<ClerkId> = found.iter().map(|bias| bias.clerk).chain(lifters).collect();
    let names = clerks::names(conn, &people)?;
    let name = |clerk: ClerkId| names.get(&clerk).cloned().unwrap_or_default();
    let tell = |bias: BiasRecord| Declaration {
        name: name(bias.clerk),
        lifted: bias.lifted.map(|(at, by, reason)| (at, name(by), reason)),
        clerk: bias.clerk,
        reason: bias.reason,
        remark: bias.remark,
        at: bias.declared_at,
    };
    Ok(found.into_iter().map(tell).collect())
}
