//! Versions of forms, kept as long as anything is pinned to them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::dialect::{self, NewVersion};
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

/// Keeps a version, if it is not kept yet. Several processes may do so at once.
pub fn remember(
    conn: &mut Conn,
    version: &FormVersion,
    form_id: &str,
    bundle: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = NewVersion { version: &version.0, form_id, bundle, first_seen_at: micros(now) };
    dialect::insert_version_if_new(conn, &row)?;
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
