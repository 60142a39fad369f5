//! Drafts: applications that were begun and not yet sent. A visitor sees their own, a clerk theirs.

mod leaving;
mod of_inquiry;

pub use leaving::{leave, move_to};
pub(super) use of_inquiry::delete_of_inquiry;
pub use of_inquiry::{find_of_inquiry, insert_of_inquiry};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::conn::Conn;
use super::error::StoreError;
use super::rows::{instant, maybe, micros, parse};
use super::schema::drafts;
use super::{keys, sealed};
use crate::domain::{CaseId, Channel, DraftId, FormVersion, Scope};
use crate::meters;

const TABLE: &str = "drafts";

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The form.
    pub form_id: String,
    /// The service's address when it was begun.
    pub slug: String,
    /// The pinned version.
    pub version: FormVersion,
    /// Who fills it in.
    pub channel: Channel,
    /// What was typed, as opaque bytes.
    pub content: Vec<u8>,
    /// Counts the changes.
    pub revision: i64,
    /// Makes sending harmless when it is repeated.
    pub submit_key: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// The last change.
    pub updated_at: DateTime<Utc>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
    /// The case on which something is said; of a second step only.
    pub case: Option<CaseId>,
    /// The id of its key.
    pub(super) key: Uuid,
}

/// A draft that begins.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Its id.
    pub id: DraftId,
    /// The form.
    pub form_id: String,
    /// The service's address.
    pub slug: String,
    /// The version to pin.
    pub version: FormVersion,
    /// Who fills it in.
    pub channel: Channel,
    /// The empty content.
    pub content: Vec<u8>,
    /// A random key.
    pub submit_key: String,
    /// Now.
    pub created_at: DateTime<Utc>,
    /// When it will be deleted.
    pub expires_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    id: String,
    key_id: String,
    form_id: String,
    slug: String,
    version: String,
    channel: String,
    content: Vec<u8>,
    revision: i64,
    submit_key: String,
    created_at: i64,
    updated_at: i64,
    expires_at: i64,
    case_id: Option<String>,
}

impl Row {
    fn read(self, conn: &mut Conn) -> Result<Draft, StoreError> {
        Ok(Draft {
            id: parse(TABLE, "id", &self.id)?,
            form_id: self.form_id,
            slug: self.slug,
            version: FormVersion(self.version),
            channel: parse(TABLE, "channel", &self.channel)?,
            content: sealed::open(conn, &self.content, TABLE)?,
            revision: self.revision,
            submit_key: self.submit_key,
            created_at: instant(TABLE, "created_at", self.created_at)?,
            updated_at: instant(TABLE, "updated_at", self.updated_at)?,
            expires_at: instant(TABLE, "expires_at", self.expires_at)?,
            case: maybe(TABLE, "case_id", self.case_id.as_deref())?,
            key: parse(TABLE, "key_id", &self.key_id)?,
        })
    }
}

/// The owner of drafts and submissions: a visitor's hash, or the id of a clerk. Nobody else owns any.
pub(super) fn owner(scope: &Scope) -> (Option<String>, Option<String>) {
    match scope {
        Scope::Visitor(hash) => (Some(hash.0.clone()), None),
        Scope::Staff(staff) => (None, Some(staff.clerk.to_string())),
        Scope::Sender(_) | Scope::Holder(_) | Scope::Applicant(_) | Scope::System => (None, None),
    }
}

/// Whether this scope may own what comes in on this way: the desk alone files for others, staff file for
/// themselves and say something on what others filed, visitors file online, programs through their interface.
pub(super) fn may_own(scope: &Scope, channel: Channel) -> bool {
    match (scope, channel) {
        (Scope::Visitor(_), Channel::Online)
        | (Scope::Sender(_), Channel::Api)
        | (Scope::Applicant(_), Channel::Inquiry)
        | (Scope::Staff(_), Channel::Staff | Channel::SecondStep) => true,
        (Scope::Staff(staff), Channel::Assisted | Channel::Inquiry) => staff.may_assist(),
        _ => false,
    }
}

/// Whether this visitor has a draft whose time is not over.
pub fn has_any(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let (Some(visitor), _) = owner(scope) else { return Ok(false) };
    let own = drafts::table.filter(drafts::visitor_hash.eq(visitor).and(drafts::expires_at.gt(micros(now))));
    Ok(own.select(drafts::id).first::<String>(conn).optional()?.is_some())
}

/// Begins a draft. [`StoreError::Conflict`] where the visitor has one of this form already,
/// [`StoreError::Denied`] for who may have none on its channel.
pub fn insert(scope: &Scope, conn: &mut Conn, draft: &NewDraft) -> Result<(), StoreError> {
    insert_about(scope, conn, draft, None)?;
    meters::begun(&draft.form_id, draft.channel.as_str());
    Ok(())
}

fn insert_about(
    scope: &Scope,
    conn: &mut Conn,
    draft: &NewDraft,
    case: Option<CaseId>,
) -> Result<(), StoreError> {
    if !may_own(scope, draft.channel) {
        return Err(StoreError::Denied);
    }
    let (visitor, clerk) = owner(scope);
    let key = keys::make(conn, keys::Purpose::Draft, micros(draft.created_at))?;
    diesel::insert_into(drafts::table)
        .values((
            drafts::key_id.eq(key.id.to_string()),
            drafts::id.eq(draft.id.to_string()),
            drafts::visitor_hash.eq(visitor),
            drafts::clerk_id.eq(clerk),
            drafts::form_id.eq(&draft.form_id),
            drafts::slug.eq(&draft.slug),
            drafts::version.eq(&draft.version.0),
            drafts::channel.eq(draft.channel.as_str()),
            drafts::content.eq(sealed::seal(&key, TABLE, &draft.content)?),
            drafts::revision.eq(0),
            drafts::submit_key.eq(&draft.submit_key),
            drafts::created_at.eq(micros(draft.created_at)),
            drafts::updated_at.eq(micros(draft.created_at)),
            drafts::expires_at.eq(micros(draft.expires_at)),
            drafts::case_id.eq(case.map(|case| case.to_string())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The visitor's draft of a form.
pub fn find_for_visitor(scope: &Scope, conn: &mut Conn, form_id: &str) -> Result<Option<Draft>, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(None) };
    let of_form = drafts::visitor_hash.eq(&hash.0).and(drafts::form_id.eq(form_id));
    let row = drafts::table.filter(of_form).select(Row::as_select()).get_result(conn).optional()?;
    row.map(|row| row.read(conn)).transpose()
}

/// The visitor's draft that was begun at an address.
pub fn find_at_address(scope: &Scope, conn: &mut Conn, slug: &str) -> Result<Option<Draft>, StoreError> {
    let Scope::Visitor(hash) = scope else { return Ok(None) };
    let row = drafts::table
        .filter(drafts::visitor_hash.eq(&hash.0).and(drafts::slug.eq(slug)))
        .order(drafts::updated_at.desc())
        .select(Row::as_select())
        .get_result(conn)
        .optional()?;
    row.map(|row| row.read(conn)).transpose()
}

/// A draft by id, if it belongs to this scope.
pub fn find_by_id(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<Option<Draft>, StoreError> {
    let Some(query) = own(scope, id) else { return Ok(None) };
    let row = query.select(Row::as_select()).get_result(conn).optional()?;
    let draft = row.map(|row| row.read(conn)).transpose()?;
    Ok(draft.filter(|draft| may_own(scope, draft.channel)))
}

/// A draft, if it is this scope's; nothing for who has none.
fn own(scope: &Scope, id: DraftId) -> Option<drafts::BoxedQuery<'static, <Conn as Connection>::Backend>> {
    let query = drafts::table.find(id.to_string()).into_boxed();
    match (owner(scope), scope) {
        ((Some(visitor), _), _) => Some(query.filter(drafts::visitor_hash.eq(visitor))),
        ((_, Some(clerk)), _) => Some(query.filter(drafts::clerk_id.eq(clerk))),
        (_, Scope::Applicant(case)) => Some(query.filter(of_inquiry::of_applicant(*case))),
        _ => None,
    }
}

/// A draft by id, whoever's it is, for what the product itself tells about it.
pub fn find_any(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<Option<Draft>, StoreError> {
    if *scope == Scope::System { read(conn, &id.to_string()) } else { Ok(None) }
}

/// A draft by id, whoever's it is. For the store itself, where something else gives the right to it.
pub(super) fn read(conn: &mut Conn, id: &str) -> Result<Option<Draft>, StoreError> {
    drafts::table
        .find(id)
        .select(Row::as_select())
        .get_result(conn)
        .optional()?
        .map(|row| row.read(conn))
        .transpose()
}

/// A clerk's drafts of one channel, last changed first.
pub fn list_for_clerk(scope: &Scope, conn: &mut Conn, channel: Channel) -> Result<Vec<Draft>, StoreError> {
    let (_, Some(clerk)) = owner(scope) else { return Ok(Vec::new()) };
    if !may_own(scope, channel) {
        return Ok(Vec::new());
    }
    let rows = drafts::table
        .filter(drafts::clerk_id.eq(clerk).and(drafts::channel.eq(channel.as_str())))
        .order(drafts::updated_at.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.read(conn)).collect()
}

/// Says that a draft of this scope is about a case; whether there is such a draft.
pub fn bind_to_case(scope: &Scope, conn: &mut Conn, id: DraftId, case: CaseId) -> Result<bool, StoreError> {
    if find_by_id(scope, conn, id)?.is_none() {
        return Ok(false);
    }
    let bound = drafts::case_id.eq(case.to_string());
    Ok(diesel::update(drafts::table.find(id.to_string())).set(bound).execute(conn)? == 1)
}

/// Deletes what anybody began to say on a case, once it is said.
pub(super) fn delete_of_case(conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    of_inquiry::delete_about(conn, case, Channel::SecondStep)
}

/// Deletes what this scope began to say on a case, which is locked for it from now on.
pub(super) fn delete_own_of_case(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    let (_, Some(clerk)) = owner(scope) else { return Ok(()) };
    let own = drafts::case_id.eq(case.to_string()).and(drafts::clerk_id.eq(clerk));
    diesel::delete(drafts::table.filter(own)).execute(conn)?;
    Ok(())
}

/// The revision of a draft of this scope, and the id of its key: what it says is neither read nor opened.
fn head(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<Option<(i64, Uuid)>, StoreError> {
    let Some(query) = own(scope, id) else { return Ok(None) };
    let columns = (drafts::revision, drafts::key_id, drafts::channel);
    let row: Option<(i64, String, String)> = query.select(columns).get_result(conn).optional()?;
    let Some((revision, key, channel)) = row else { return Ok(None) };
    let is_own = may_own(scope, parse(TABLE, "channel", &channel)?);
    Ok(is_own.then_some((revision, keys::read_id(&key)?)))
}

/// Stores new content and returns the new revision. With `expected`, [`StoreError::Conflict`] where
/// the draft was changed (or deleted) since that revision was read.
pub fn save(
    scope: &Scope,
    conn: &mut Conn,
    id: DraftId,
    content: &[u8],
    expected: Option<i64>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let conflict = || StoreError::Conflict { what: "drafts.revision".to_owned() };
    let current = head(scope, conn, id)?.filter(|(revision, _)| expected.is_none_or(|it| it == *revision));
    let (revision, key) = current.ok_or_else(conflict)?;
    let key = keys::by_id(conn, key)?;
    let changed = diesel::update(drafts::table.find(id.to_string()).filter(drafts::revision.eq(revision)))
        .set((
            drafts::content.eq(sealed::seal(&key, TABLE, content)?),
            drafts::revision.eq(revision + 1),
            drafts::updated_at.eq(micros(now)),
            drafts::expires_at.eq(micros(expires_at)),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(revision + 1) } else { Err(conflict()) }
}

/// Holds a draft of this scope until the transaction ends: whoever wants to move it waits. [`StoreError::Conflict`]
/// where it is not this scope's (any more).
pub(super) fn hold(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<(), StoreError> {
    let row = diesel::update(drafts::table.find(id.to_string()));
    let same = drafts::revision.eq(drafts::revision);
    let held = match owner(scope) {
        (Some(visitor), _) => row.filter(drafts::visitor_hash.eq(visitor)).set(same).execute(conn)?,
        (_, clerk) => row.filter(drafts::clerk_id.eq(clerk)).set(same).execute(conn)?,
    };
    if held == 1 { Ok(()) } else { Err(StoreError::Conflict { what: "drafts.clerk_id".to_owned() }) }
}

/// Deletes a draft of this scope as it was read. [`StoreError::Conflict`] where it was changed since.
pub fn delete_as_read(scope: &Scope, conn: &mut Conn, id: DraftId, revision: i64) -> Result<(), StoreError> {
    let is_own = find_by_id(scope, conn, id)?.is_some();
    let as_read = drafts::table.find(id.to_string()).filter(drafts::revision.eq(revision));
    if is_own && diesel::delete(as_read).execute(conn)? == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { what: "drafts.revision".to_owned() })
}

/// Deletes a draft of this scope; whether there was one.
pub fn delete(scope: &Scope, conn: &mut Conn, id: DraftId) -> Result<bool, StoreError> {
    if find_by_id(scope, conn, id)?.is_none() {
        return Ok(false);
    }
    // Once more whose it is: it may have changed hands in the meantime.
    let row = diesel::delete(drafts::table.find(id.to_string()));
    let deleted = match owner(scope) {
        (Some(visitor), _) => row.filter(drafts::visitor_hash.eq(visitor)).execute(conn)?,
        (_, clerk) => row.filter(drafts::clerk_id.eq(clerk)).execute(conn)?,
    };
    Ok(deleted == 1)
}

/// Deletes all drafts of a visitor.
pub fn delete_of_visitor(scope: &Scope, conn: &mut Conn) -> Result<(), StoreError> {
    if let Scope::Visitor(hash) = scope {
        diesel::delete(drafts::table.filter(drafts::visitor_hash.eq(&hash.0))).execute(conn)?;
    }
    Ok(())
}

/// How many drafts of a form there are, by the version with which they began.
pub fn count_by_version(
    scope: &Scope,
    conn: &mut Conn,
    form_id: &str,
) -> Result<Vec<(FormVersion, i64)>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let counted: Vec<(String, i64)> = drafts::table
        .filter(drafts::form_id.eq(form_id))
        .group_by(drafts::version)
        .select((drafts::version, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(counted.into_iter().map(|(version, count)| (FormVersion(version), count)).collect())
}

/// Deletes drafts whose time is over, `most` at once; how many.
pub fn delete_expired(
    scope: &Scope,
    conn: &mut Conn,
    now: DateTime<Utc>,
    most: i64,
) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Ok(0);
    }
    let is_over = drafts::expires_at.le(micros(now));
    let ids: Vec<String> = drafts::table.filter(is_over).limit(most).select(drafts::id).load(conn)?;
    // Once more with the condition: somebody may have saved the draft in the meantime.
    Ok(diesel::delete(drafts::table.filter(drafts::id.eq_any(ids)).filter(is_over)).execute(conn)?)
}
