//! Who stands in for whom, and when (Vertretung).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{day, micros, parse};
use super::schema::deputies;
use crate::domain::ClerkId;

const TABLE: &str = "deputies";

/// Somebody stands in for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeputyRecord {
    /// Names it.
    pub id: String,
    /// Who is absent.
    pub clerk: ClerkId,
    /// Who stands in for them.
    pub deputy: ClerkId,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day.
    pub until_on: NaiveDate,
}

type Row = (String, String, String, String, String);

fn read((id, clerk, deputy, from_on, until_on): Row) -> Result<DeputyRecord, StoreError> {
    Ok(DeputyRecord {
        id,
        clerk: parse(TABLE, "clerk_id", &clerk)?,
        deputy: parse(TABLE, "deputy_id", &deputy)?,
        from_on: day(TABLE, "from_on", &from_on)?,
        until_on: day(TABLE, "until_on", &until_on)?,
    })
}

const COLUMNS: (
    deputies::id,
    deputies::clerk_id,
    deputies::deputy_id,
    deputies::from_on,
    deputies::until_on,
) = (deputies::id, deputies::clerk_id, deputies::deputy_id, deputies::from_on, deputies::until_on);

/// Names a deputy, from a day to a day.
pub fn insert(
    conn: &mut Conn,
    (clerk, deputy): (ClerkId, ClerkId),
    (from_on, until_on): (NaiveDate, NaiveDate),
    set_by: ClerkId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(deputies::table)
        .values((
            deputies::id.eq(Uuid::now_v7().to_string()),
            deputies::clerk_id.eq(clerk.to_string()),
            deputies::deputy_id.eq(deputy.to_string()),
            deputies::from_on.eq(from_on.to_string()),
            deputies::until_on.eq(until_on.to_string()),
            deputies::set_by.eq(set_by.to_string()),
            deputies::set_at.eq(micros(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends one of these people's; whether there was one that had not ended.
pub fn end(conn: &mut Conn, id: &str, clerk: ClerkId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let of_person = deputies::table.find(id).filter(deputies::clerk_id.eq(clerk.to_string()));
    let ended = diesel::update(of_person.filter(deputies::ended_at.is_null()))
        .set(deputies::ended_at.eq(micros(now)))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Those of some absent people that are not over on a day, also those that have not begun, by their first day.
pub fn list(
    conn: &mut Conn,
    of_people: &[ClerkId],
    today: NaiveDate,
) -> Result<Vec<DeputyRecord>, StoreError> {
    let ids: Vec<String> = of_people.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = deputies::table
        .filter(deputies::clerk_id.eq_any(ids).and(deputies::until_on.ge(today.to_string())))
        .filter(deputies::ended_at.is_null())
        .order((deputies::from_on.asc(), deputies::id.asc()))
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

/// The people for whom somebody stands in on a day. Nobody does for themselves, nor for somebody for whom a deputy stands
/// in only because they are one.
pub fn absent(conn: &mut Conn, deputy: ClerkId, today: NaiveDate) -> Result<Vec<ClerkId>, StoreError> {
    let is_on = deputies::from_on.le(today.to_string()).and(deputies::until_on.ge(today.to_string()));
    let mut ids: Vec<String> = deputies::table
        .filter(deputies::deputy_id.eq(deputy.to_string()).and(is_on))
        .filter(deputies::ended_at.is_null())
        .select(deputies::clerk_id)
        .load(conn)?;
    ids.sort();
    ids.dedup();
    ids.iter().map(|id| parse(TABLE, "clerk_id", id)).collect()
}

/// Whether somebody stands in for somebody on a day.
pub fn stands_in(
    conn: &mut Conn,
    deputy: ClerkId,
    clerk: ClerkId,
    today: NaiveDate,
) -> Result<bool, StoreError> {
    Ok(absent(conn, deputy, today)?.contains(&clerk))
}
