//! Accounts of staff.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::attempts::{self, Place, Trying};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::{maybe, maybe_instant, micros, parse};
use super::schema::{clerk_departments, clerks};
use super::sessions;
use crate::domain::{AccountFacts, ClerkId, DepartmentId, Role};

const TABLE: &str = "clerks";

/// A new account.
#[derive(Debug, Clone)]
pub struct NewClerk {
    /// Its id.
    pub id: ClerkId,
    /// The name to sign in with, in small letters.
    pub login: String,
    /// The name colleagues see.
    pub name: String,
    /// The hash of the password (PHC string).
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Whose cases they see.
    pub departments: Vec<DepartmentId>,
    /// What else is known of the person.
    pub details: ClerkDetails,
    /// Now.
    pub created_at: DateTime<Utc>,
}

/// What an account holds of its person beside name and role. Forms for staff take it over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClerkDetails {
    /// The number under which the person is employed (Personalnummer).
    pub personnel_number: Option<String>,
    /// Where the person works (Organisationseinheit).
    pub unit: Option<String>,
    /// The telephone number at work.
    pub phone: Option<String>,
    /// The e-mail address at work.
    pub email: Option<String>,
    /// Who is asked for the second step of what the person applies for.
    pub superior: Option<ClerkId>,
    /// Whether a person who works cases also sits at the desk. The role of the desk needs no such mark.
    pub at_desk: bool,
}

/// An account.
#[derive(Debug, Clone)]
pub struct ClerkRecord {
    /// Its id.
    pub id: ClerkId,
    /// The name to sign in with.
    pub login: String,
    /// The name colleagues see.
    pub name: String,
    /// The hash of the password.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Since when it is disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// What else is known of the person.
    pub details: ClerkDetails,
}

impl ClerkRecord {
    /// What forms for staff may take over.
    pub fn facts(&self) -> AccountFacts {
        AccountFacts {
            name: self.name.clone(),
            login: self.login.clone(),
            personnel_number: self.details.personnel_number.clone(),
            unit: self.details.unit.clone(),
            phone: self.details.phone.clone(),
            email: self.details.email.clone(),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clerks)]
pub(super) struct Row {
    id: String,
    login: String,
    name: String,
    password_hash: String,
    role: String,
    disabled_at: Option<i64>,
    personnel_number: Option<String>,
    unit: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    superior_id: Option<String>,
    at_desk: bool,
}

impl Row {
    pub(super) fn read(self) -> Result<ClerkRecord, StoreError> {
        Ok(ClerkRecord {
            id: parse(TABLE, "id", &self.id)?,
            login: self.login,
            name: self.name,
            password_hash: self.password_hash,
            role: parse(TABLE, "role", &self.role)?,
            disabled_at: maybe_instant(TABLE, "disabled_at", self.disabled_at)?,
            details: ClerkDetails {
                personnel_number: self.personnel_number,
                unit: self.unit,
                phone: self.phone,
                email: self.email,
                superior: maybe(TABLE, "superior_id", self.superior_id.as_deref())?,
                at_desk: self.at_desk,
            },
        })
    }
}

/// Adds an account. [`StoreError::Conflict`] where the login is taken.
pub fn insert(conn: &mut Conn, new: &NewClerk) -> Result<(), StoreError> {
    diesel::insert_into(clerks::table)
        .values((
            clerks::id.eq(new.id.to_string()),
            clerks::login.eq(new.login.to_lowercase()),
            clerks::name.eq(&new.name),
            clerks::password_hash.eq(&new.password_hash),
            clerks::role.eq(new.role.as_str()),
            clerks::created_at.eq(micros(new.created_at)),
        ))
        .execute(conn)?;
    insert_departments(conn, new.id, &new.departments)?;
    set_details(conn, new.id, &new.name, &new.details)?;
    Ok(())
}

/// Changes the name of an account and what it holds of its person; whether there is one.
pub fn set_details(
    conn: &mut Conn,
    id: ClerkId,
    name: &str,
    details: &ClerkDetails,
) -> Result<bool, StoreError> {
    let changed = diesel::update(clerks::table.find(id.to_string()))
        .set((
            clerks::name.eq(name),
            clerks::personnel_number.eq(&details.personnel_number),
            clerks::unit.eq(&details.unit),
            clerks::phone.eq(&details.phone),
            clerks::email.eq(&details.email),
            clerks::superior_id.eq(details.superior.map(|id| id.to_string())),
            clerks::at_desk.eq(details.at_desk),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Gives an account another role and other departments, and ends its sessions; whether there is one.
pub fn set_role(
    conn: &mut Conn,
    id: ClerkId,
    role: Role,
    departments: &[DepartmentId],
) -> Result<bool, StoreError> {
    let changed = diesel::update(clerks::table.find(id.to_string()))
        .set(clerks::role.eq(role.as_str()))
        .execute(conn)?;
    let own = clerk_departments::table.filter(clerk_departments::clerk_id.eq(id.to_string()));
    diesel::delete(own).execute(conn)?;
    insert_departments(conn, id, departments)?;
    sessions::delete_of_clerk(conn, id)?;
    Ok(changed == 1)
}

fn insert_departments(conn: &mut Conn, id: ClerkId, departments: &[DepartmentId]) -> Result<(), StoreError> {
    for department in departments {
        diesel::insert_into(clerk_departments::table)
            .values((
                clerk_departments::clerk_id.eq(id.to_string()),
                clerk_departments::department.eq(&department.0),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The account with this login, in any case of letters.
pub fn find_by_login(conn: &mut Conn, login: &str) -> Result<Option<ClerkRecord>, StoreError> {
    let row = clerks::table
        .filter(clerks::login.eq(login.trim().to_lowercase()))
        .select(Row::as_select())
        .get_result(conn)
        .optional()?;
    row.map(Row::read).transpose()
}

/// An account.
pub fn find(conn: &mut Conn, id: ClerkId) -> Result<Option<ClerkRecord>, StoreError> {
    let row = clerks::table.find(id.to_string()).select(Row::as_select()).get_result(conn).optional()?;
    row.map(Row::read).transpose()
}

/// All accounts, by login.
pub fn list(conn: &mut Conn) -> Result<Vec<ClerkRecord>, StoreError> {
    let rows: Vec<Row> = clerks::table.order(clerks::login.asc()).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The departments whose cases an account sees.
pub fn departments(conn: &mut Conn, id: ClerkId) -> Result<Vec<DepartmentId>, StoreError> {
    let rows: Vec<String> = clerk_departments::table
        .filter(clerk_departments::clerk_id.eq(id.to_string()))
        .order(clerk_departments::department.asc())
        .select(clerk_departments::department)
        .load(conn)?;
    Ok(rows.into_iter().map(DepartmentId).collect())
}

/// All accounts of these departments, also disabled ones, by name, each once.
pub fn members(conn: &mut Conn, departments: &[DepartmentId]) -> Result<Vec<ClerkRecord>, StoreError> {
    let departments: Vec<&str> = departments.iter().map(|id| id.0.as_str()).collect();
    let members = clerk_departments::table
        .filter(clerk_departments::department.eq_any(departments))
        .select(clerk_departments::clerk_id);
    let rows: Vec<Row> = clerks::table
        .filter(clerks::id.eq_any(members))
        .order((clerks::name.asc(), clerks::login.asc()))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The accounts that are enabled and work cases in one of these departments, by name, each once.
pub fn working_in(conn: &mut Conn, departments: &[DepartmentId]) -> Result<Vec<ClerkRecord>, StoreError> {
    let works = |clerk: &ClerkRecord| clerk.disabled_at.is_none() && clerk.role.may_work_cases();
    Ok(members(conn, departments)?.into_iter().filter(works).collect())
}

/// The names of people.
pub fn names(conn: &mut Conn, ids: &[ClerkId]) -> Result<HashMap<ClerkId, String>, StoreError> {
    let wanted: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows: Vec<(String, String)> =
        clerks::table.filter(clerks::id.eq_any(wanted)).select((clerks::id, clerks::name)).load(conn)?;
    rows.into_iter().map(|(id, name)| Ok((parse(TABLE, "id", &id)?, name))).collect()
}

/// Disables an account and ends its sessions; whether there was one that was enabled.
pub fn disable(conn: &mut Conn, id: ClerkId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let enabled = clerks::table.find(id.to_string()).filter(clerks::disabled_at.is_null());
    let changed = diesel::update(enabled).set(clerks::disabled_at.eq(micros(now))).execute(conn)?;
    sessions::delete_of_clerk(conn, id)?;
    Ok(changed == 1)
}

/// Gives an account a new password, ends its sessions and lets it try at once; whether there was one
/// that is enabled.
pub fn set_password(conn: &mut Conn, id: ClerkId, hash: &str) -> Result<bool, StoreError> {
    let enabled = clerks::table.find(id.to_string()).filter(clerks::disabled_at.is_null());
    let changed = diesel::update(enabled).set(clerks::password_hash.eq(hash)).execute(conn)?;
    sessions::delete_of_clerk(conn, id)?;
    if let Some(clerk) = find(conn, id)? {
        attempts::delete(conn, &Place::of(Trying::SignIn(&clerk.login)))?;
    }
    Ok(changed == 1)
}

/// Whether an account is enabled and has the password of this hash, and sees to it that it keeps both
/// until the transaction ends: writing the hash once more is what both databases know as a lock.
pub fn hold(conn: &mut Conn, id: ClerkId, hash: &str) -> Result<bool, StoreError> {
    let unchanged = clerks::disabled_at.is_null().and(clerks::password_hash.eq(hash));
    let held = diesel::update(clerks::table.find(id.to_string()).filter(unchanged))
        .set(clerks::password_hash.eq(hash))
        .execute(conn)?;
    Ok(held == 1)
}

/// How many accounts there are.
pub fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(clerks::table.count().get_result(conn)?)
}
