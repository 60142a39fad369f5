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

/// A version that begins to be used.
#[derive(Debug, Clone, Copy)]
pub struct FreshVersion<'a> {
    /// Names it.
    pub version: &'a FormVersion,
    /// The form's id.
    pub form_id: &'a str,
    /// Where the service is with it.
    pub slug: &'a str,
    /// Everything it consists of.
    pub bundle: &'a str,
}

/// Keeps a version, if it is not kept yet. Several processes may do so at once.
pub fn remember(conn: &mut Conn, fresh: &FreshVersion<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let FreshVersion { version, form_id, slug, bundle } = *fresh;
    let row = NewVersion { version: &version.0, form_id, slug, bundle, first_seen_at: micros(now) };
    dialect::insert_version_if_new(conn, &row)?;
    Ok(())
}

/// Finds a version.
pub fn find(conn: &mut Conn, version: &FormVersion) -> Result<Option<StoredVersion>, StoreError> {
    let row: Option<(String, String)> = form_versions::table
        .find(&version.0)
        .select((form_versions::form_id, form_versions::bundle))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(form_id, bundle)| StoredVersion { form_id, bundle }))
}

/// The newest version of a service that is or was at an address.
pub fn newest_at(conn: &mut Conn, slug: &str) -> Result<Option<FormVersion>, StoreError> {
    let newest = form_versions::table
        .filter(form_versions::slug.eq(slug))
        .order(form_versions::first_seen_at.desc())
        .select(form_versions::version)
        .first(conn)
        .optional()?;
    Ok(newest.map(FormVersion))
}

/// The newest version of a form, whether it is in use or not.
pub fn newest_of(conn: &mut Conn, form_id: &str) -> Result<Option<FormVersion>, StoreError> {
    let newest = form_versions::table
        .filter(form_versions::form_id.eq(form_id))
        .order(form_versions::first_seen_at.desc())
        .select(form_versions::version)
        .first(conn)
        .optional()?;
    Ok(newest.map(FormVersion))
}
