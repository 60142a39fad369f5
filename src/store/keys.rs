//! The keys of cases and drafts. Each case has its own, sealed by the master key; whatever is stored of it is sealed
//! by it (`sealed.rs`). So a case is erased everywhere, in copies of the database too, when its key is gone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::conn::Conn;
use super::dialect;
use super::error::StoreError;
use super::rows::{micros, parse};
use super::schema::{cases, drafts, keys, payment_batches};
use crate::domain::Scope;
use crate::sealing::master::{MasterKeys, OpenKeyError, Wrapped};
use crate::sealing::{SealError, Secret};

const TABLE: &str = "keys";

/// Most keys that are held in memory.
const HELD: usize = 10_000;

/// Keys that are put back in one statement: databases limit the values of one.
const PUT_BACK_AT_ONCE: usize = 1_000;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Something that goes when nothing names it any more.
    Draft,
    /// What is kept until it is deleted on purpose.
    Kept,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Kept => "kept",
        }
    }
}

/// The keys of the installation itself: there is one of each.
#[derive(Debug, Clone, Copy)]
pub(super) enum OfHouse {
    /// For what belongs to no case.
    House = 1,
    /// Names matters and words ([`crate::domain::MatterKey`]).
    Matters = 2,
}

impl OfHouse {
    const ALL: [Self; 2] = [Self::House, Self::Matters];

    fn id(self) -> Uuid {
        Uuid::from_u128(self as u128)
    }
}

/// A key.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) id: Uuid,
    pub(super) secret: Secret,
}

/// The master keys, and the keys that were opened last.
#[derive(Debug)]
pub(super) struct Keyring {
    masters: MasterKeys,
    held: Mutex<HashMap<Uuid, Secret>>,
}

thread_local! {
    /// The keyring of the database that this thread works for just now.
    static IN_HAND: RefCell<Option<Arc<Keyring>>> = const { RefCell::new(None) };
}

/// Puts the keyring back that was in hand before.
struct Hand(Option<Arc<Keyring>>);

impl Drop for Hand {
    fn drop(&mut self) {
        IN_HAND.replace(self.0.take());
    }
}

impl Keyring {
    /// With these master keys.
    pub(super) fn new(masters: MasterKeys) -> Arc<Self> {
        Arc::new(Self { masters, held: Mutex::default() })
    }

    /// Does some work on the database with this keyring in hand. As the rows of a transaction wait on its thread for
    /// their place in the chain, so the keys are with the thread: else each function of the store would hand them on.
    pub(super) fn within<T>(self: &Arc<Self>, work: impl FnOnce() -> T) -> T {
        let _hand = Hand(IN_HAND.replace(Some(Arc::clone(self))));
        work()
    }

    fn find(&self, id: Uuid) -> Option<Secret> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn hold(&self, id: Uuid, secret: &Secret) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= HELD {
            held.clear();
        }
        held.insert(id, secret.clone());
    }

    /// Forgets all keys that were opened: of those that other processes destroyed, nothing stays in memory.
    pub(super) fn let_all_go(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn let_go(&self, id: Uuid) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn open(&self, id: Uuid, wrapped: &Wrapped) -> Result<Secret, StoreError> {
        self.masters.open(&id.to_string(), wrapped).map_err(|error| match error {
            OpenKeyError::Unknown(master) => StoreError::MasterKey(master),
            OpenKeyError::Sealed(_) => StoreError::Inconsistent { table: TABLE, column: "wrapped" },
        })
    }
}

fn in_hand() -> Result<Arc<Keyring>, StoreError> {
    IN_HAND.with_borrow(Clone::clone).ok_or_else(|| StoreError::Driver("no keyring is in hand".to_owned()))
}

/// Makes a key.
pub(super) fn make(conn: &mut Conn, purpose: Purpose, now: i64) -> Result<Key, StoreError> {
    let (keyring, secret) = (in_hand()?, Secret::random()?);
    let key = Key { id: Uuid::now_v7(), secret };
    let id = key.id.to_string();
    let wrapped = keyring.masters.wrap(&id, &key.secret)?;
    diesel::insert_into(keys::table)
        .values((
            keys::id.eq(id),
            keys::purpose.eq(purpose.as_str()),
            keys::master.eq(wrapped.master),
            keys::wrapped.eq(wrapped.bytes),
            keys::made_at.eq(now),
        ))
        .execute(conn)?;
    keyring.hold(key.id, &key.secret);
    Ok(key)
}

/// A key by its id; [`StoreError::Erased`] where it is gone, and with it what it sealed.
pub(super) fn by_id(conn: &mut Conn, id: Uuid) -> Result<Key, StoreError> {
    let keyring = in_hand()?;
    if let Some(secret) = keyring.find(id) {
        return Ok(Key { id, secret });
    }
    let row: Option<(String, Vec<u8>)> =
        keys::table.find(id.to_string()).select((keys::master, keys::wrapped)).first(conn).optional()?;
    let (master, bytes) = row.ok_or(StoreError::Erased)?;
    let secret = keyring.open(id, &Wrapped { master, bytes })?;
    keyring.hold(id, &secret);
    Ok(Key { id, secret })
}

/// Opens keys that will be needed at once, in one question to the database.
pub(super) fn open_all(conn: &mut Conn, ids: impl IntoIterator<Item = Uuid>) -> Result<(), StoreError> {
    let keyring = in_hand()?;
    let missing: Vec<String> =
        ids.into_iter().filter(|id| keyring.find(*id).is_none()).map(|id| id.to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String, Vec<u8>)> = keys::table
        .filter(keys::id.eq_any(missing))
        .select((keys::id, keys::master, keys::wrapped))
        .load(conn)?;
    for (id, master, bytes) in rows {
        let id = read_id(&id)?;
        keyring.hold(id, &keyring.open(id, &Wrapped { master, bytes })?);
    }
    Ok(())
}

/// The key of a case, to write something on it: the case is not erased before that is committed. [`StoreError::Erased`]
/// where it was at this moment.
pub(super) fn of_case(conn: &mut Conn, case: &str) -> Result<Key, StoreError> {
    let id = dialect::key_of_case(conn, case)?.ok_or(StoreError::Erased)?;
    by_id(conn, read_id(&id)?)
}

/// The key of a draft.
pub(super) fn of_draft(conn: &mut Conn, draft: &str) -> Result<Key, StoreError> {
    let id: String = drafts::table.find(draft).select(drafts::key_id).first(conn)?;
    by_id(conn, read_id(&id)?)
}

/// The key of a list of payments: it is about many cases, and is kept longer than any of them.
pub(super) fn of_batch(conn: &mut Conn, batch: &str) -> Result<Key, StoreError> {
    let id: String = payment_batches::table.find(batch).select(payment_batches::key_id).first(conn)?;
    by_id(conn, read_id(&id)?)
}

/// A key of the installation itself.
pub(super) fn of_house(conn: &mut Conn, which: OfHouse) -> Result<Key, StoreError> {
    by_id(conn, which.id())
}

/// Makes the keys of the installation where they are missing, and sees whether these master keys open them. Several
/// processes may do so at once. [`StoreError::KeysMissing`] where something was sealed already: a copy of the database
/// that was put back by hand, without its keys.
pub(super) fn ensure_house(conn: &mut Conn) -> Result<(), StoreError> {
    let keyring = in_hand()?;
    let any: Option<String> = keys::table.select(keys::id).first(conn).optional()?;
    if any.is_none() && has_sealed(conn)? {
        return Err(StoreError::KeysMissing);
    }
    for which in OfHouse::ALL {
        let id = which.id().to_string();
        let wrapped = keyring.masters.wrap(&id, &Secret::random()?)?;
        let row = dialect::NewKey {
            id: &id,
            purpose: Purpose::Kept.as_str(),
            master: &wrapped.master,
            wrapped: &wrapped.bytes,
            made_at: 0,
        };
        dialect::insert_key_if_new(conn, &row)?;
        of_house(conn, which)?;
    }
    Ok(())
}

fn has_sealed(conn: &mut Conn) -> Result<bool, StoreError> {
    let draft: Option<String> = drafts::table.select(drafts::id).first(conn).optional()?;
    let case: Option<String> = cases::table.select(cases::id).first(conn).optional()?;
    Ok(draft.is_some() || case.is_some())
}

/// Seals keys by the current master key that an older one sealed, `most` of them; how many.
pub(super) fn rotate(conn: &mut Conn, most: i64) -> Result<usize, StoreError> {
    let keyring = in_hand()?;
    let rows: Vec<(String, String, Vec<u8>)> = keys::table
        .filter(keys::master.ne(keyring.masters.name()))
        .limit(most)
        .select((keys::id, keys::master, keys::wrapped))
        .load(conn)?;
    for (id, master, bytes) in &rows {
        let wrapped = Wrapped { master: master.clone(), bytes: bytes.clone() };
        let secret = keyring.open(read_id(id)?, &wrapped)?;
        let wrapped = keyring.masters.wrap(id, &secret)?;
        diesel::update(keys::table.find(id))
            .set((keys::master.eq(wrapped.master), keys::wrapped.eq(wrapped.bytes)))
            .execute(conn)?;
    }
    Ok(rows.len())
}

/// Destroys keys of drafts that are gone, made before an instant, `most` of them; how many.
pub fn sweep(scope: &Scope, conn: &mut Conn, before: DateTime<Utc>, most: i64) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Ok(0);
    }
    let of_draft = drafts::table.filter(drafts::key_id.eq(keys::id));
    let gone: Vec<String> = keys::table
        .filter(keys::purpose.eq(Purpose::Draft.as_str()).and(keys::made_at.lt(micros(before))))
        .filter(diesel::dsl::not(diesel::dsl::exists(of_draft)))
        .limit(most)
        .select(keys::id)
        .load(conn)?;
    for id in &gone {
        destroy(conn, read_id(id)?)?;
    }
    Ok(gone.len())
}

/// Destroys a key: what it sealed cannot be read any more, wherever a copy lies.
pub(super) fn destroy(conn: &mut Conn, id: Uuid) -> Result<(), StoreError> {
    diesel::delete(keys::table.find(id.to_string())).execute(conn)?;
    in_hand()?.let_go(id);
    Ok(())
}

/// A key as it is stored: sealed by a master key.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = keys)]
pub struct StoredKey {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub purpose: String,
    /// The name of the master key that sealed it.
    pub master: String,
    /// The key, sealed.
    #[serde(with = "hex::serde")]
    pub wrapped: Vec<u8>,
    /// When it was made, in microseconds since 1970 in UTC.
    pub made_at: i64,
}

impl StoredKey {
    /// Whether these master keys open it.
    pub fn opens_with(&self, masters: &MasterKeys) -> Result<(), OpenKeyError> {
        let wrapped = Wrapped { master: self.master.clone(), bytes: self.wrapped.clone() };
        masters.open(&self.id, &wrapped).map(|_| ())
    }
}

/// Every key.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<StoredKey>, StoreError> {
    Ok(keys::table.order(keys::id).load(conn)?)
}

/// Puts keys back into a database that has none.
pub(super) fn put_back(conn: &mut Conn, kept: &[StoredKey]) -> Result<(), StoreError> {
    for some in kept.chunks(PUT_BACK_AT_ONCE) {
        dialect::insert_keys(conn, some)?;
    }
    Ok(())
}

/// The id of a key as a row names it.
pub(super) fn read_id(id: &str) -> Result<Uuid, StoreError> {
    parse(TABLE, "id", id)
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        Self::Driver(error.to_string())
    }
}
