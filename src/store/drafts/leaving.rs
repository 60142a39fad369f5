//! What a browser began goes from it: to whoever has a code or a link for it, or to the same browser with another token.

use diesel::prelude::*;

use crate::domain::{Scope, TokenHash};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{draft_addresses, draft_codes, drafts};

/// Takes drafts of a visitor from this browser, and leaves them to whoever has a code or a link for them: `nobody` is
/// the hash of a token that nobody has. One form's drafts, or all.
pub fn leave(
    scope: &Scope,
    conn: &mut Conn,
    form_id: Option<&str>,
    nobody: &TokenHash,
) -> Result<usize, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(0) };
    let coded = draft_codes::table.select(draft_codes::draft_id);
    let mailed = draft_addresses::table.select(draft_addresses::draft_id);
    let mut query = drafts::table
        .filter(drafts::visitor_hash.eq(&hash.0))
        .filter(drafts::id.eq_any(coded).or(drafts::id.eq_any(mailed)))
        .select(drafts::id)
        .into_boxed();
    if let Some(form_id) = form_id {
        query = query.filter(drafts::form_id.eq(form_id));
    }
    let own: Vec<String> = query.load(conn)?;
    Ok(diesel::update(drafts::table.filter(drafts::id.eq_any(own)))
        .set(drafts::visitor_hash.eq(Some(&nobody.0)))
        .execute(conn)?)
}

/// Gives what this browser began to the same browser with another token.
pub fn move_to(scope: &Scope, conn: &mut Conn, token: &TokenHash) -> Result<(), StoreError> {
    if let Scope::Visitor(hash) = scope {
        diesel::update(drafts::table.filter(drafts::visitor_hash.eq(&hash.0)))
            .set(drafts::visitor_hash.eq(Some(&token.0)))
            .execute(conn)?;
    }
    Ok(())
}
