//! `pforte staff`.

use std::io::Read;

use clap::{Args, Subcommand};

use super::{Failure, config, form_source, open, runtime};
use crate::accounts::{generate_password, hash_password};
use crate::clock::{Clock, SystemClock};
use crate::domain::{ClerkId, DepartmentId, Role};
use crate::forms::catalogue::Catalogue;
use crate::forms::formats::is_email;
use crate::store::clerks::{ClerkDetails, NewClerk};
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
        /// desk, desk_lead, caseworker, lead or admin.
        #[arg(long)]
        role: Role,
        /// A department whose cases the account sees, for example fb40; may be given several times.
        #[arg(long = "department")]
        departments: Vec<String>,
        #[command(flatten)]
        details: Details,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Change what an account says of its person; what is not named stays. An empty text takes it away.
    Change {
        /// The name it signs in with.
        login: String,
        /// The name colleagues see.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        details: Details,
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

/// What forms for staff take over from an account.
#[derive(Debug, Clone, Default, Args)]
pub struct Details {
    /// The number under which the person is employed (Personalnummer).
    #[arg(long)]
    personnel_number: Option<String>,
    /// Where the person works (Organisationseinheit).
    #[arg(long)]
    unit: Option<String>,
    /// The telephone number at work.
    #[arg(long)]
    phone: Option<String>,
    /// The e-mail address at work: forms for staff write to it, and on working days it is told what is due.
    #[arg(long)]
    email: Option<String>,
    /// The login of the superior, who is asked about what the person applies for.
    #[arg(long)]
    superior: Option<String>,
    /// A caseworker or lead also sits at the desk; --desk=false takes it back. What they file there, others work on.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    desk: Option<bool>,
}

impl Details {
    /// Lays what was named over what is there.
    fn lay_over(
        self,
        conn: &mut Conn,
        (own, role): (ClerkId, Role),
        details: &mut ClerkDetails,
    ) -> Result<(), Failure> {
        if self.desk == Some(true) && !role.may_work_cases() {
            return Err(Failure(format!("--desk is for caseworkers and leads, and this is the role {role}")));
        }
        details.at_desk = self.desk.unwrap_or(details.at_desk);
        let texts = [
            (self.personnel_number, &mut details.personnel_number),
            (self.unit, &mut details.unit),
            (self.phone, &mut details.phone),
            (self.email, &mut details.email),
        ];
        for (named, kept) in texts {
            if let Some(text) = named {
                *kept = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            }
        }
        let wrong = details.email.as_ref().filter(|address| !is_email(address));
        if let Some(address) = wrong {
            return Err(Failure(format!("{address} is no e-mail address")));
        }
        match self.superior.as_deref().map(str::trim) {
            None => {}
            Some("") => details.superior = None,
            Some(login) => details.superior = Some(superior(conn, own, login)?),
        }
        Ok(())
    }
}

/// The account of a superior: another one, which is enabled.
fn superior(conn: &mut Conn, own: ClerkId, login: &str) -> Result<ClerkId, Failure> {
    match clerks::find_by_login(conn, login)?.filter(|clerk| clerk.disabled_at.is_none()) {
        Some(clerk) if clerk.id == own => Err(Failure("nobody is their own superior".to_owned())),
        Some(clerk) => Ok(clerk.id),
        None => Err(Failure(format!("there is no active account {login} for the superior"))),
    }
}

/// Runs a command on accounts.
pub fn staff(command: StaffCommand) -> Result<(), Failure> {
    let config = config()?;
    let db = open(&config)?;
    db.migrate()?;
    runtime()?.block_on(async {
        match command {
            StaffCommand::Add { login, name, role, departments, details, password_stdin } => {
                let login = trimmed(&login, "the login")?;
                let name = trimmed(&name, "the name")?;
                let departments = known(&Catalogue::load(&form_source(&config)), departments)?;
                let account = NewClerk {
                    id: ClerkId::random(),
                    login,
                    name,
                    password_hash: String::new(),
                    role,
                    departments,
                    details: ClerkDetails::default(),
                    created_at: SystemClock.now(),
                };
                add(&db, account, details, Password::of(password_stdin)?).await
            }
            StaffCommand::Change { login, name, details } => change_details(&db, login, name, details).await,
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

async fn add(db: &Db, clerk: NewClerk, details: Details, password: Password) -> Result<(), Failure> {
    let (role, login) = (clerk.role, clerk.login.clone());
    if role.may_work_cases() && clerk.departments.is_empty() {
        return Err(Failure(format!("a {role} sees no case without a department; add --department")));
    }
    let hash = password.hash;
    let taken = format!("the login {login} is taken; choose another");
    let insert = move |conn: &mut Conn| {
        let mut clerk = NewClerk { password_hash: hash, ..clerk };
        details.lay_over(conn, (clerk.id, clerk.role), &mut clerk.details)?;
        clerks::insert(conn, &clerk).map_err(|error| match error {
            StoreError::Conflict { .. } => Failure(taken),
            other => other.into(),
        })
    };
    db.write(insert).await?;
    println!("Added {login}.{}", password.notice);
    Ok(())
}

async fn change_details(
    db: &Db,
    login: String,
    name: Option<String>,
    details: Details,
) -> Result<(), Failure> {
    let name = name.map(|name| trimmed(&name, "the name")).transpose()?;
    let none = format!("there is no account {login}; see pforte staff list");
    let wanted = login.clone();
    let change = move |conn: &mut Conn| {
        let clerk = clerks::find_by_login(conn, &wanted)?.ok_or(Failure(none))?;
        let mut kept = clerk.details;
        details.lay_over(conn, (clerk.id, clerk.role), &mut kept)?;
        clerks::set_details(conn, clerk.id, &name.unwrap_or(clerk.name), &kept)?;
        Ok::<_, Failure>(())
    };
    db.write(change).await?;
    println!("Changed {login}.");
    Ok(())
}

async fn list(db: &Db) -> Result<(), Failure> {
    for clerk in db.read(clerks::list).await? {
        let state = if clerk.disabled_at.is_some() { "disabled" } else { "active" };
        let desk = if clerk.details.at_desk { "+desk" } else { "" };
        let role = format!("{}{desk}", clerk.role);
        println!("{:<20} {role:<16} {state:<9} {}", clerk.login, clerk.name);
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
