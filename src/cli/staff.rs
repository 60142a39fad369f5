//! `pforte staff`.

use clap::{Args, Subcommand};

use super::acts::Acts;
use super::staff_password::Password;
use super::{Failure, config, form_source, open, runtime};
use crate::clock::{Clock, SystemClock};
use crate::domain::{ClerkId, DepartmentId, Role, Scope};
use crate::forms::catalogue::Catalogue;
use crate::forms::formats::is_email;
use crate::store::clerks::{ClerkDetails, ClerkRecord, NewClerk};
use crate::store::{Conn, Db, StoreError, cases, clerks};

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
        /// desk, desk_lead, caseworker, lead or admin. The account signs in anew.
        #[arg(long)]
        role: Option<Role>,
        /// A department whose cases the account sees from now on, in place of all before; may be given several times.
        /// An empty text is none. The account signs in anew.
        #[arg(long = "department")]
        departments: Option<Vec<String>>,
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
        if matches!(command, StaffCommand::List) {
            return list(&db).await;
        }
        let mut acts = Acts::open(&config)?;
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
                let password =
                    Password::of(password_stdin, &[&account.login, &account.name, &config.site.city])?;
                add(&db, &mut acts, account, details, password).await
            }
            StaffCommand::Change { login, name, role, departments, details } => {
                let catalogue = Catalogue::load(&form_source(&config));
                let departments = departments.map(|ids| known(&catalogue, given(ids))).transpose()?;
                change_account(&db, &mut acts, login, Changes { name, role, departments, details }).await
            }
            StaffCommand::List => list(&db).await,
            StaffCommand::Password { login, password_stdin } => {
                password(&db, &mut acts, login, (password_stdin, &config.site.city)).await
            }
            StaffCommand::Disable { login } => disable(&db, &mut acts, login).await,
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

async fn add(
    db: &Db,
    acts: &mut Acts,
    clerk: NewClerk,
    details: Details,
    password: Password,
) -> Result<(), Failure> {
    let (id, role, login) = (clerk.id, clerk.role, clerk.login.clone());
    let departments = clerk.departments.clone();
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
    acts.note("staff.add", format!("clerk={id} role={role} departments={}", listed(&departments)))?;
    println!("Added {login}.{}", password.notice);
    Ok(())
}

/// What is changed of an account; what is none stays.
struct Changes {
    name: Option<String>,
    role: Option<Role>,
    departments: Option<Vec<DepartmentId>>,
    details: Details,
}

impl Changes {
    /// Changes an account. Another role or other departments end its sessions: nothing that is open shows what is not
    /// theirs any more.
    fn make(self, conn: &mut Conn, clerk: ClerkRecord) -> Result<(), Failure> {
        let role = self.role.unwrap_or(clerk.role);
        let departments = match &self.departments {
            Some(departments) => departments.clone(),
            None => clerks::departments(conn, clerk.id)?,
        };
        if role.may_work_cases() && departments.is_empty() {
            return Err(Failure(format!("a {role} sees no case without a department; add --department")));
        }
        let moves = self.role.is_some() || self.departments.is_some();
        if moves {
            let works_in = if role.may_work_cases() { departments.as_slice() } else { &[] };
            nothing_left(conn, &clerk, works_in)?;
        }
        let mut kept = clerk.details;
        // Who works no cases any more sits at the desk by their role or not at all.
        kept.at_desk &= role.may_work_cases();
        self.details.lay_over(conn, (clerk.id, role), &mut kept)?;
        clerks::set_details(conn, clerk.id, &self.name.unwrap_or(clerk.name), &kept)?;
        if moves {
            clerks::set_role(conn, clerk.id, role, &departments)?;
        }
        Ok(())
    }
}

/// Refuses that somebody leaves open cases behind, which would stand in nobody's list.
fn nothing_left(conn: &mut Conn, clerk: &ClerkRecord, works_in: &[DepartmentId]) -> Result<(), Failure> {
    let held = cases::held_outside(&Scope::System, conn, clerk.id, works_in)?;
    if held == 0 {
        return Ok(());
    }
    let login = &clerk.login;
    Err(Failure(format!(
        "{login} has open cases there ({held}), which nobody would find; let the lead give them to others first"
    )))
}

async fn change_account(
    db: &Db,
    acts: &mut Acts,
    login: String,
    mut changes: Changes,
) -> Result<(), Failure> {
    changes.name = changes.name.map(|name| trimmed(&name, "the name")).transpose()?;
    let role = changes.role.map(|role| format!(" role={role}")).unwrap_or_default();
    let departments = changes.departments.as_ref().map(|ids| format!(" departments={}", listed(ids)));
    let none = format!("there is no account {login}; see pforte staff list");
    let wanted = login.clone();
    let change = move |conn: &mut Conn| {
        let clerk = clerks::find_by_login(conn, &wanted)?.ok_or(Failure(none))?;
        let id = clerk.id;
        changes.make(conn, clerk)?;
        Ok::<_, Failure>(id)
    };
    let id = db.write(change).await?;
    acts.note("staff.change", format!("clerk={id}{role}{}", departments.unwrap_or_default()))?;
    println!("Changed {login}.");
    Ok(())
}

/// Departments with a comma between them, for the file of acts.
fn listed(departments: &[DepartmentId]) -> String {
    let ids: Vec<&str> = departments.iter().map(|id| id.0.as_str()).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(",") }
}

/// The departments of a command line: an empty text is none.
fn given(ids: Vec<String>) -> Vec<String> {
    ids.into_iter().filter(|id| !id.trim().is_empty()).collect()
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

async fn password(
    db: &Db,
    acts: &mut Acts,
    login: String,
    (stdin, city): (bool, &str),
) -> Result<(), Failure> {
    let wanted = login.clone();
    let found = db.read(move |conn| clerks::find_by_login(conn, &wanted)).await?;
    let name = found.map(|clerk| clerk.name).unwrap_or_default();
    let password = Password::of(stdin, &[&login, &name, city])?;
    let id = change(db, &login, move |conn, id| clerks::set_password(conn, id, &password.hash)).await?;
    acts.note("staff.password", format!("clerk={id}"))?;
    println!("Changed the password of {login}.{}", password.notice);
    Ok(())
}

async fn disable(db: &Db, acts: &mut Acts, login: String) -> Result<(), Failure> {
    let now = SystemClock.now();
    let id = change(db, &login, move |conn, id| clerks::disable(conn, id, now)).await?;
    acts.note("staff.disable", format!("clerk={id}"))?;
    println!("Disabled {login}.");
    Ok(())
}

/// Changes an account, and answers which; fails where there is no active one.
async fn change(
    db: &Db,
    login: &str,
    change: impl FnOnce(&mut Conn, ClerkId) -> Result<bool, StoreError> + Send + 'static,
) -> Result<ClerkId, Failure> {
    let name = login.to_owned();
    let changed = db.write(move |conn| match clerks::find_by_login(conn, &name)? {
        Some(clerk) => Ok::<_, StoreError>(change(conn, clerk.id)?.then_some(clerk.id)),
        None => Ok(None),
    });
    let none = || Failure(format!("there is no active account {login}; see pforte staff list"));
    changed.await?.ok_or_else(none)
}
