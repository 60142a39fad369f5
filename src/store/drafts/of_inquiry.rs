//! Drafts of answers to inquiries: the applicant's, of which a case has one, and those of clerks at the desk.

use diesel::dsl::{And, Eq, IsNull};
use diesel::prelude::*;

use super::{Draft, NewDraft, Row, insert_about, may_own, owner};
use crate::domain::{CaseId, Channel, Scope};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::drafts;

type OfApplicant =
    And<And<Eq<drafts::case_id, String>, IsNull<drafts::visitor_hash>>, IsNull<drafts::clerk_id>>;

/// The drafts that belong to a case alone.
pub(super) fn of_applicant(case: CaseId) -> OfApplicant {
    drafts::case_id.eq(case.to_string()).and(drafts::visitor_hash.is_null()).and(drafts::clerk_id.is_null())
}

/// Begins an answer; [`StoreError::Denied`] for who answers nothing on this case.
pub fn insert_of_inquiry(
    scope: &Scope,
    conn: &mut Conn,
    draft: &NewDraft,
    case: CaseId,
) -> Result<(), StoreError> {
    let is_theirs = match scope {
        Scope::Applicant(own) => *own == case,
        _ => scope.staff().is_some(),
    };
    if !is_theirs || draft.channel != Channel::Inquiry {
        return Err(StoreError::Denied);
    }
    insert_about(scope, conn, draft, Some(case))
}

/// The draft of this scope's answer on a case.
pub fn find_of_inquiry(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Option<Draft>, StoreError> {
    if !may_own(scope, Channel::Inquiry) {
        return Ok(None);
    }
    let query = drafts::table
        .filter(drafts::channel.eq(Channel::Inquiry.as_str()).and(drafts::case_id.eq(case.to_string())))
        .select(Row::as_select())
        .into_boxed();
    let row = match (scope, owner(scope)) {
        (Scope::Applicant(own), _) if *own == case => {
            query.filter(of_applicant(case)).first(conn).optional()?
        }
        (_, (_, Some(clerk))) => query.filter(drafts::clerk_id.eq(clerk)).first(conn).optional()?,
        _ => None,
    };
    row.map(|row| row.read(conn)).transpose()
}

/// Deletes what anybody began to answer to an inquiry on a case, once it has ended.
pub(in crate::store) fn delete_of_inquiry(conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    delete_about(conn, case, Channel::Inquiry)
}

pub(super) fn delete_about(conn: &mut Conn, case: CaseId, channel: Channel) -> Result<(), StoreError> {
    let about = drafts::case_id.eq(case.to_string()).and(drafts::channel.eq(channel.as_str()));
    diesel::delete(drafts::table.filter(about)).execute(conn)?;
    Ok(())
}
