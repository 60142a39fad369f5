//! `pforte senders`.

use clap::Subcommand;

use super::acts::Acts;
use super::staff::trimmed;
use super::{Failure, config, form_source, open, runtime};
use crate::clock::{Clock, SystemClock};
use crate::domain::{ApiKey, SenderId};
use crate::forms::catalogue::Catalogue;
use crate::store::senders::NewSender;
use crate::store::{Conn, Db, StoreError, senders};

/// What can be done with senders.
#[derive(Debug, Subcommand)]
pub enum SendersCommand {
    /// Register a sender and print its key, once.
    Add {
        /// The name that departments see.
        name: String,
        /// A service it may file, by the last part of its address; may be given several times.
        #[arg(long = "service", value_name = "SLUG", required_unless_present = "all_services")]
        services: Vec<String>,
        /// It may file every service, also those to come.
        #[arg(long, conflicts_with = "services")]
        all_services: bool,
        /// Whom to call when it goes wrong.
        #[arg(long)]
        contact: Option<String>,
    },
    /// List the senders.
    List,
    /// Give a sender a new key and print it, once; the old one ends at once.
    Key {
        /// The id that `list` shows.
        id: SenderId,
    },
    /// Disable a sender. What it filed stays.
    Disable {
        /// The id that `list` shows.
        id: SenderId,
    },
}

/// Runs a command on senders.
pub fn senders(command: SendersCommand) -> Result<(), Failure> {
    let config = config()?;
    let db = open(&config)?;
    db.migrate()?;
    runtime()?.block_on(async {
        if matches!(command, SendersCommand::List) {
            return list(&db).await;
        }
        let mut acts = Acts::open(&config)?;
        match command {
            SendersCommand::Add { name, services, all_services, contact } => {
                let name = trimmed(&name, "the name")?;
                let catalogue = Catalogue::load(&form_source(&config));
                let services = if all_services { None } else { Some(known(&catalogue, &services)?) };
                add(&db, &mut acts, name, services, contact).await
            }
            SendersCommand::List => list(&db).await,
            SendersCommand::Key { id } => key(&db, &mut acts, id).await,
            SendersCommand::Disable { id } => disable(&db, &mut acts, id).await,
        }
    })
}

/// The ids of the forms at these addresses; they stay when a service gets another address.
fn known(catalogue: &Catalogue, slugs: &[String]) -> Result<Vec<String>, Failure> {
    let find = |slug: &String| match catalogue.find(slug.trim()) {
        Some(service) => Ok(service.online.id.clone()),
        None => Err(Failure(format!("there is no service {slug}; the addresses of the catalogue name them"))),
    };
    slugs.iter().map(find).collect()
}

fn fresh_key() -> Result<ApiKey, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(ApiKey::from_bytes(bytes))
}

async fn add(
    db: &Db,
    acts: &mut Acts,
    name: String,
    services: Option<Vec<String>>,
    contact: Option<String>,
) -> Result<(), Failure> {
    let (key, id) = (fresh_key()?, SenderId::random());
    let created_at = SystemClock.now();
    let may_file = services.as_ref().map_or_else(|| "all".to_owned(), |ids| ids.join(","));
    let new = NewSender { id, name: name.clone(), contact, key: key.hash(), services, created_at };
    match db.write(move |conn| senders::insert(conn, &new)).await {
        Ok(()) => {}
        Err(StoreError::Conflict { .. }) => {
            return Err(Failure(format!("there is a sender {name} already; choose another name")));
        }
        Err(error) => return Err(error.into()),
    }
    acts.note("senders.add", format!("sender={id} services={may_file}"))?;
    println!("Registered {name} ({id}). Key, shown only this once: {}", key.reveal());
    Ok(())
}

async fn list(db: &Db) -> Result<(), Failure> {
    for sender in db.read(senders::list).await? {
        let state = if sender.disabled_at.is_some() { "disabled" } else { "active" };
        let services = sender.services.map_or_else(|| "all services".to_owned(), |ids| ids.join(","));
        let contact = sender.contact.unwrap_or_default();
        println!("{} {state:<9} {} [{services}] {contact}", sender.id, sender.name);
    }
    Ok(())
}

async fn key(db: &Db, acts: &mut Acts, id: SenderId) -> Result<(), Failure> {
    let key = fresh_key()?;
    let hash = key.hash();
    change(db, id, move |conn| senders::set_key(conn, id, &hash)).await?;
    acts.note("senders.key", format!("sender={id}"))?;
    println!("Changed the key of {id}. Key, shown only this once: {}", key.reveal());
    Ok(())
}

async fn disable(db: &Db, acts: &mut Acts, id: SenderId) -> Result<(), Failure> {
    let now = SystemClock.now();
    change(db, id, move |conn| senders::disable(conn, id, now)).await?;
    acts.note("senders.disable", format!("sender={id}"))?;
    println!("Disabled {id}.");
    Ok(())
}

/// Changes a sender; fails where there is no active one.
async fn change(
    db: &Db,
    id: SenderId,
    change: impl FnOnce(&mut Conn) -> Result<bool, StoreError> + Send + 'static,
) -> Result<(), Failure> {
    if db.write(change).await? {
        return Ok(());
    }
    Err(Failure(format!("there is no active sender {id}; see pforte senders list")))
}
