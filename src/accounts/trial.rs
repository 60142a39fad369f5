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

/// An account of the first start, and what it holds of its made-up person.
struct Trial {
    login: &'static str,
    name: &'static str,
    role: Role,
    departments: &'static [&'static str],
    personnel_number: &'static str,
    unit: &'static str,
    superior: Option<&'static str>,
}

/// Who is somebody's superior stands above them.
const ACCOUNTS: [Trial; 7] = [
    trial("leitung", "Lea Leitung", Role::Lead, &["fb40", "fb41"], ("100001", "Dezernat IV"), None),
    trial("schalter", "Sabine Schalter", Role::Desk, &[], ("100002", "Bürgerservice"), SUPERIOR),
    trial("schalterleitung", "Selma Leitner", Role::DeskLead, &[], ("100007", "Bürgerservice"), SUPERIOR),
    trial("schule", "Sascha Schule", Role::Caseworker, &["fb40"], ("100003", "Fachbereich Schule"), SUPERIOR),
    trial("kultur", "Kim Kultur", Role::Caseworker, &["fb41"], ("100004", "Fachbereich Kultur"), SUPERIOR),
    trial("dienste", "Dana Dienste", Role::Caseworker, &["fb10"], ("100005", "Zentrale Dienste"), SUPERIOR),
    trial("verwaltung", "Vera Verwaltung", Role::Admin, &[], ("100006", "Zentrale Dienste, IT"), SUPERIOR),
];

const SUPERIOR: Option<&str> = Some("leitung");

const fn trial(
    login: &'static str,
    name: &'static str,
    role: Role,
    departments: &'static [&'static str],
    (personnel_number, unit): (&'static str, &'static str),
    superior: Option<&'static str>,
) -> Trial {
    Trial { login, name, role, departments, personnel_number, unit, superior }
}

fn details(account: &Trial, above: &[clerks::NewClerk]) -> clerks::ClerkDetails {
    let superior = above.iter().find(|clerk| account.superior == Some(clerk.login.as_str()));
    clerks::ClerkDetails {
        personnel_number: Some(account.personnel_number.to_owned()),
        unit: Some(account.unit.to_owned()),
        phone: Some("0531 470-1".to_owned()),
        email: Some(format!("{}@braunschweig.example", account.login)),
        superior: superior.map(|clerk| clerk.id),
        at_desk: false,
    }
}

/// Makes the accounts, if there is no account at all; else returns nothing.
pub async fn ensure_trial_accounts(db: &Db, now: DateTime<Utc>) -> Result<Vec<TrialAccount>, TrialError> {
    if db.read(clerks::count).await? > 0 {
        return Ok(Vec::new());
    }
    let mut made = Vec::new();
    let mut rows: Vec<clerks::NewClerk> = Vec::new();
    for account in &ACCOUNTS {
        let (login, role) = (account.login, account.role);
        let password = generate_password()?;
        rows.push(clerks::NewClerk {
            id: ClerkId::random(),
            login: login.to_owned(),
            name: account.name.to_owned(),
            password_hash: hash_password(&password)?,
            role,
            departments: account.departments.iter().map(|id| DepartmentId((*id).to_owned())).collect(),
            details: details(account, &rows),
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
