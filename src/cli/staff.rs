//! `pforte staff`.

use std::io::Read;

use clap::Subcommand;

use super::{Failure, config, form_source, open, runtime};
use crate::accounts::{generate_password, hash_password};
use crate::clock::{Clock, SystemClock};
use crate::domain::{ClerkId, DepartmentId, Role};
use crate::forms::catalogue::Catalogue;
use crate::store::clerks::NewClerk;
use crate::store::{Conn, Db, StoreError, clerks};

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
    /// Give an account a new random password, print it, once, and end its sessions.
    Password {
        /// The name it signs in with.
        login: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Disable an account and end its sessions.
    Disable {
        /// The name it signs in with.
        login: String,
    },
}

/// Runs a command on accounts.
pub fn staff(command: StaffCommand) -> Result<(), Failure> {
    let config = config()?;
    let db = open(&config)?;
    db.migrate()?;
    runtime()?.block_on(async {
        match command {
            StaffCommand::Add { login, name, role, departments, password_stdin } => {
                let login = trimmed(&login, "the login")?;
                let name = trimmed(&name, "the name")?;
                let departments = known(&Catalogue::load(&form_source(&config)), departments)?;
                add(&db, login, name, role, departments, Password::of(password_stdin)?).await
            }
            StaffCommand::List => list(&db).await,
            StaffCommand::Password { login, password_stdin } => {
                password(&db, login, Password::of(password_stdin)?).await
            }
            StaffCommand::Disable { login } => disable(&db, login).await,
        }
    })
}

/// A text of the command line without blanks around it, which nobody would type when signing in.
pub(super) fn trimmed(text: &str, what: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Failure(format!("{what} is empty"))),
        text => Ok(text.to_owned()),
    }
}

/// Departments of the forms in use; with any other an account would see nothing.
fn known(catalogue: &Catalogue, ids: Vec<String>) -> Result<Vec<DepartmentId>, Failure> {
    let check = |id: String| match catalogue.department(&DepartmentId(id.trim().to_owned())) {
        Some(department) => Ok(department.id.clone()),
        None => Err(Failure(format!(
            "there is no department {id}; departments.json of the forms in use lists them"
        ))),
    };
    ids.into_iter().map(check).collect()
}

/// A password with its hash.
struct Password {
    hash: String,
    /// What to print at the end: the password, if we made it.
    notice: String,
}

impl Password {
    /// The one on standard input, or a random one.
    fn of(stdin: bool) -> Result<Self, Failure> {
        if stdin {
            return Ok(Self { hash: hash_password(&typed_password()?)?, notice: String::new() });
        }
        let made = generate_password()?;
        let notice = format!(" Password, shown only this once: {made}");
        Ok(Self { hash: hash_password(&made)?, notice })
    }
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
    password: Password,
) -> Result<(), Failure> {
    if role.may_work_cases() && departments.is_empty() {
        return Err(Failure(format!("a {role} sees no case without a department; add --department")));
    }
    let clerk = NewClerk {
        id: ClerkId::random(),
        login: login.clone(),
        name,
        password_hash: password.hash,
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
    println!("Added {login}.{}", password.notice);
    Ok(())
}

async fn list(db: &Db) -> Result<(), Failure> {
    for clerk in db.read(clerks::list).await? {
        let state = if clerk.disabled_at.is_some() { "disabled" } else { "active" };
        println!("{:<20} {:<11} {state:<9} {}", clerk.login, clerk.role.to_string(), clerk.name);
    }
    Ok(())
}

async fn password(db: &Db, login: String, password: Password) -> Result<(), Failure> {
    change(db, &login, move |conn, id| clerks::set_password(conn, id, &password.hash)).await?;
    println!("Changed the password of {login}.{}", password.notice);
    Ok(())
}

async fn disable(db: &Db, login: String) -> Result<(), Failure> {
    let now = SystemClock.now();
    change(db, &login, move |conn, id| clerks::disable(conn, id, now)).await?;
    println!("Disabled {login}.");
    Ok(())
}

/// Changes an account; fails where there is no active one.
async fn change(
    db: &Db,
    login: &str,
    change: impl FnOnce(&mut Conn, ClerkId) -> Result<bool, StoreError> + Send + 'static,
) -> Result<(), Failure> {
    let name = login.to_owned();
    let changed = db.write(move |conn| match clerks::find_by_login(conn, &name)? {
        Some(clerk) => change(conn, clerk.id),
        None => Ok(false),
    });
    if changed.await? {
        return Ok(());
    }
    Err(Failure(format!("there is no active account {login}; see pforte staff list")))
}
