//! Versions of forms, kept as long as anything is pinned to them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::micros;
use super::schema::form_versions;
use crate::domain::FormVersion;

/// A kept version.
#[derive(Debug, Clone)]
pub struct StoredVersion {
    /// The form's id.
    pub form_id: String,
    /// Everything the version consists of.
    pub bundle: String,
}

/// Keeps a version, if it is not kept yet.
pub fn remember(
    conn: &mut Conn,
    version: &FormVersion,
    form_id: &str,
    bundle: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if find(conn, version)?.is_some() {
        return Ok(());
    }
    diesel::insert_into(form_versions::table)
        .values((
            form_versions::version.eq(&version.0),
            form_versions::form_id.eq(form_id),
            form_versions::bundle.eq(bundle),
            form_versions::first_seen_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Finds a version.
pub fn find(conn: &mut Conn, version: &FormVersion) -> Result<Option<StoredVersion>, StoreError> {
    let row: Option<(String, String)> = form_versions::table
        .find(&version.0)
        .select((form_versions::form_id, form_versions::bundle))
        .first(conn)
        .optional()?;
    Ok(row.map(|(form_id, bundle)| StoredVersion { form_id, bundle }))
}
