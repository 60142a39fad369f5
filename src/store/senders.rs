//! Registered senders: programs that file applications. Only the hashes of their keys are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, maybe_instant, micros, parse};
use super::schema::senders;
use crate::domain::{KeyHash, SenderId};

const TABLE: &str = "senders";

/// A sender that is registered.
#[derive(Debug, Clone)]
pub struct NewSender {
    /// Its id.
    pub id: SenderId,
    /// The name that departments see.
    pub name: String,
    /// Whom to call when it goes wrong.
    pub contact: Option<String>,
    /// The hash of its key.
    pub key: KeyHash,
    /// The ids of the forms it may file; `None` for all.
    pub services: Option<Vec<String>>,
    /// Now.
    pub created_at: DateTime<Utc>,
}

/// A sender.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Its id.
    pub id: SenderId,
    /// The name that departments see.
    pub name: String,
    /// Whom to call when it goes wrong.
    pub contact: Option<String>,
    /// The ids of the forms it may file; `None` for all.
    pub services: Option<Vec<String>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// Since when it is disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = senders)]
struct Row {
    id: String,
    name: String,
    contact: Option<String>,
    services: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Sender, StoreError> {
        let inconsistent = |_| StoreError::Inconsistent { table: TABLE, column: "services" };
        let services = self.services.map(|json| serde_json::from_str(&json).map_err(inconsistent));
        Ok(Sender {
            id: parse(TABLE, "id", &self.id)?,
            name: self.name,
            contact: self.contact,
            services: services.transpose()?,
            created_at: instant(TABLE, "created_at", self.created_at)?,
            disabled_at: maybe_instant(TABLE, "disabled_at", self.disabled_at)?,
        })
    }
}

/// Registers a sender. [`StoreError::Conflict`] where the name is taken.
pub fn insert(conn: &mut Conn, new: &NewSender) -> Result<(), StoreError> {
    let services = new.services.as_ref().map(|ids| serde_json::Value::from(ids.clone()).to_string());
    diesel::insert_into(senders::table)
        .values((
            senders::id.eq(new.id.to_string()),
            senders::name.eq(&new.name),
            senders::contact.eq(&new.contact),
            senders::key_hash.eq(&new.key.0),
            senders::services.eq(services),
            senders::created_at.eq(micros(new.created_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The sender with this key, if it is not disabled.
pub fn find_by_key(conn: &mut Conn, key: &KeyHash) -> Result<Option<Sender>, StoreError> {
    let enabled = senders::table.filter(senders::key_hash.eq(&key.0)).filter(senders::disabled_at.is_null());
    enabled.select(Row::as_select()).first(conn).optional()?.map(Row::read).transpose()
}

/// A sender.
pub fn find(conn: &mut Conn, id: SenderId) -> Result<Option<Sender>, StoreError> {
    let row = senders::table.find(id.to_string()).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::read).transpose()
}

/// All senders, by name.
pub fn list(conn: &mut Conn) -> Result<Vec<Sender>, StoreError> {
    let rows: Vec<Row> = senders::table.order(senders::name.asc()).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Gives a sender a new key; the old one opens nothing any more. Whether there was one that is enabled.
pub fn set_key(conn: &mut Conn, id: SenderId, key: &KeyHash) -> Result<bool, StoreError> {
    let enabled = senders::table.find(id.to_string()).filter(senders::disabled_at.is_null());
    Ok(diesel::update(enabled).set(senders::key_hash.eq(&key.0)).execute(conn)? == 1)
}

/// Disables a sender; whether there was one that was enabled. What it filed stays.
pub fn disable(conn: &mut Conn, id: SenderId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let enabled = senders::table.find(id.to_string()).filter(senders::disabled_at.is_null());
    Ok(diesel::update(enabled).set(senders::disabled_at.eq(micros(now))).execute(conn)? == 1)
}
