//! `pforte staff`.

use std::io::Read;

use clap::Subcommand;

use super::{Failure, config, open, runtime};
use crate::accounts::{generate_password, hash_password};
use crate::clock::{Clock, SystemClock};
use crate::domain::{ClerkId, DepartmentId, Role};
use crate::store::clerks::NewClerk;
use crate::store::{Db, StoreError, clerks};

/// Fewest characters of a password that is chosen.
const SHORTEST: usize = 12;

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Add an account and print its random password, once.
    Add {
        /// The name to sign in with.
        login: String,
        /// The name colleagues see.
        #[arg(long)]
        name: String,
        /// desk, caseworker, lead or admin.
        #[arg(long)]
        role: Role,
        /// A department whose cases the account sees, for example fb40; may be given several times.
        #[arg(long = "department")]
        departments: Vec<String>,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts.
    List,
    /// Disable an account and end its sessions.
    Disable {
        /// The name it signs in with.
        login: String,
    },
}

/// Runs a command on accounts.
pub fn staff(command: StaffCommand) -> Result<(), Failure> {
    let db = open(&config()?)?;
    db.migrate()?;
    runtime()?.block_on(async {
        match command {
            StaffCommand::Add { login, name, role, departments, password_stdin } => {
                let password = if password_stdin { Some(typed_password()?) } else { None };
                let departments = departments.into_iter().map(DepartmentId).collect();
                add(&db, login, name, role, departments, password).await
            }
            StaffCommand::List => list(&db).await,
            StaffCommand::Disable { login } => disable(&db, login).await,
        }
    })
}

fn typed_password() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text)?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < SHORTEST {
        return Err(Failure(format!(
            "the password has less than {SHORTEST} characters; choose a longer one"
        )));
    }
    Ok(password)
}

async fn add(
    db: &Db,
    login: String,
    name: String,
    role: Role,
    departments: Vec<DepartmentId>,
    typed: Option<String>,
) -> Result<(), Failure> {
    if role.may_work_cases() && departments.is_empty() {
        return Err(Failure(format!("a {role} sees no case without a department; add --department")));
    }
    let password = match &typed {
        Some(password) => password.clone(),
        None => generate_password()?,
    };
    let clerk = NewClerk {
        id: ClerkId::random(),
        login: login.clone(),
        name,
        password_hash: hash_password(&password)?,
        role,
        departments,
        created_at: SystemClock.now(),
    };
    match db.write(move |conn| clerks::insert(conn, &clerk)).await {
        Ok(()) => {}
        Err(StoreError::Conflict { .. }) => {
            return Err(Failure(format!("the login {login} is taken; choose another")));
        }
        Err(error) => return Err(error.into()),
    }
    match typed {
        Some(_) => println!("Added {login}."),
        None => println!("Added {login}. Password, shown only this once: {password}"),
    }
    Ok(())
}

async fn list(db: &Db) -> Result<(), Failure> {
    for clerk in db.read(clerks::list).await? {
        let state = if clerk.disabled_at.is_some() { "disabled" } else { "active" };
        println!("{:<20} {:<11} {state:<9} {}", clerk.login, clerk.role.to_string(), clerk.name);
    }
    Ok(())
}

async fn disable(db: &Db, login: String) -> Result<(), Failure> {
    let now = SystemClock.now();
    let name = login.clone();
    let disabled = db
        .write(move |conn| match clerks::find_by_login(conn, &name)? {
            Some(clerk) => clerks::disable(conn, clerk.id, now),
            None => Ok::<_, StoreError>(false),
        })
        .await?;
    if disabled {
        println!("Disabled {login}.");
        return Ok(());
    }
    Err(Failure(format!("there is no active account {login}; see pforte staff list")))
}
