//! The first start: one account a role, so that a newcomer can look at every side of the product.

use chrono::{DateTime, Utc};

use super::passwords::{PasswordError, generate_password, hash_password};
use crate::domain::{ClerkId, DepartmentId, Role};
use crate::store::{Db, StoreError, clerks};

/// An account that was made at the first start, with its password: told once, kept nowhere.
#[derive(Debug, Clone)]
pub struct TrialAccount {
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
    /// What it may do.
    pub role: Role,
}

/// Why no accounts could be made.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The passwords.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

/// Login, name, role, departments.
const ACCOUNTS: [(&str, &str, Role, &[&str]); 5] = [
    ("schalter", "Sabine Schalter", Role::Desk, &[]),
    ("schule", "Sascha Schule", Role::Caseworker, &["fb40"]),
    ("kultur", "Kim Kultur", Role::Caseworker, &["fb41"]),
    ("leitung", "Lea Leitung", Role::Lead, &["fb40", "fb41"]),
    ("verwaltung", "Vera Verwaltung", Role::Admin, &[]),
];

/// Makes the accounts, if there is no account at all; else returns nothing.
pub async fn ensure_trial_accounts(db: &Db, now: DateTime<Utc>) -> Result<Vec<TrialAccount>, TrialError> {
    if db.read(clerks::count).await? > 0 {
        return Ok(Vec::new());
    }
    let mut made = Vec::new();
    let mut rows = Vec::new();
    for (login, name, role, departments) in ACCOUNTS {
        let password = generate_password()?;
        rows.push(clerks::NewClerk {
            id: ClerkId::random(),
            login: login.to_owned(),
            name: name.to_owned(),
            password_hash: hash_password(&password)?,
            role,
            departments: departments.iter().map(|id| DepartmentId((*id).to_owned())).collect(),
            created_at: now,
        });
        made.push(TrialAccount { login: login.to_owned(), password, role });
    }
    let inserted: Result<(), StoreError> =
        db.write(move |conn| rows.iter().try_for_each(|clerk| clerks::insert(conn, clerk))).await;
    match inserted {
        Ok(()) => Ok(made),
        // Another process was faster: its accounts are the ones.
        Err(StoreError::Conflict { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
