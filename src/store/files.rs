//! Files that people handed in: to whom each belongs, and what it is. The bytes lie in the depot.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::cases;
use super::conn::Conn;
use super::drafts;
use super::error::StoreError;
use super::keys::{self, Key, OfHouse};
use super::rows::{micros, parse};
use super::schema::{self, files};
use super::sealed;
use crate::domain::{CaseId, DraftId, FileId, FileType, HeldBack, Scan, Scope, SenderId, SubmissionId};
use crate::sealing::Secret;

const TABLE: &str = "files";

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its id, in the depot too.
    pub id: FileId,
    /// What it is, by its content.
    pub kind: FileType,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its content, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The key by which its bytes are sealed: for this file alone. Private, so that nobody opens by mistake what is held
    /// back.
    key: Secret,
    /// Whether it was looked at for malware.
    pub scan: Scan,
}

impl StoredFile {
    /// A file that has just arrived in the depot.
    pub fn new(id: FileId, (kind, bytes, sha256): (FileType, u64, String), key: Secret, scan: Scan) -> Self {
        Self { id, kind, bytes, sha256, key, scan }
    }

    /// The key that opens it for people; `None` while it is held back.
    pub fn key(&self) -> Option<&Secret> {
        (!self.scan.is_held_back()).then_some(&self.key)
    }

    /// The key, also of a file that is held back: for backups and for the scanner, which give it to nobody.
    pub fn key_for_machines(&self) -> &Secret {
        &self.key
    }
}

pub(super) type Row = (String, String, i64, String, Vec<u8>, String);

/// The columns of a [`Row`].
pub(super) const COLUMNS: (files::id, files::kind, files::bytes, files::sha256, files::key, files::scan) =
    (files::id, files::kind, files::bytes, files::sha256, files::key, files::scan);

pub(super) fn read(
    conn: &mut Conn,
    (id, kind, bytes, sha256, key, scan): Row,
) -> Result<StoredFile, StoreError> {
    let inconsistent = StoreError::Inconsistent { table: TABLE, column: "kind" };
    Ok(StoredFile {
        id: parse(TABLE, "id", &id)?,
        kind: kind.parse().map_err(|()| inconsistent)?,
        bytes: u64::try_from(bytes)
            .map_err(|_| StoreError::Inconsistent { table: TABLE, column: "bytes" })?,
        sha256,
        key: sealed::secret(conn, &key, TABLE)?,
        scan: scan.parse().map_err(|()| StoreError::Inconsistent { table: TABLE, column: "scan" })?,
    })
}

/// Keeps a file with a draft of this scope; [`StoreError::Denied`] for a draft of somebody else.
pub fn insert(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(StoreError::Denied);
    }
    let key = keys::of_draft(conn, &draft.to_string())?;
    store(conn, (Some(draft), None), (file, &key), now)
}

/// Stores what a file is, with the draft or the sender that it belongs to.
fn store(
    conn: &mut Conn,
    (draft, sender): (Option<DraftId>, Option<SenderId>),
    (file, key): (&StoredFile, &Key),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(files::table)
        .values((
            files::id.eq(file.id.to_string()),
            files::draft_id.eq(draft.map(|draft| draft.to_string())),
            files::sender_id.eq(sender.map(|sender| sender.to_string())),
            files::kind.eq(file.kind.as_str()),
            files::bytes.eq(i64::try_from(file.bytes).unwrap_or(i64::MAX)),
            files::sha256.eq(&file.sha256),
            files::key.eq(sealed::seal_secret(key, TABLE, &file.key)?),
            files::created_at.eq(micros(now)),
            files::scan.eq(file.scan.as_str()),
            files::scan_at.eq((file.scan == Scan::Waiting).then(|| micros(now))),
        ))
        .execute(conn)?;
    Ok(())
}

/// The files of a draft of this scope.
pub fn of_draft(scope: &Scope, conn: &mut Conn, draft: DraftId) -> Result<Vec<StoredFile>, StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> =
        files::table.filter(files::draft_id.eq(draft.to_string())).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

/// Lets go of the files of a draft that it does not name any more.
pub fn keep_only(scope: &Scope, conn: &mut Conn, draft: DraftId, named: &[FileId]) -> Result<(), StoreError> {
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Ok(());
    }
    let named: Vec<String> = named.iter().map(FileId::to_string).collect();
    let others = files::table
        .filter(files::draft_id.eq(draft.to_string()))
        .filter(diesel::dsl::not(files::id.eq_any(named)));
    diesel::update(others).set(files::draft_id.eq(None::<String>)).execute(conn)?;
    Ok(())
}

/// Hands files of a draft of this scope over to what was filed from it. [`StoreError::Conflict`] where one of
/// them is not the draft's, or malware as is known since a moment ago: then nothing may be filed.
pub fn hand_over(
    scope: &Scope,
    conn: &mut Conn,
    draft: DraftId,
    submission: SubmissionId,
    named: &[FileId],
) -> Result<(), StoreError> {
    if named.is_empty() {
        return Ok(());
    }
    let conflict = || StoreError::Conflict { what: "files.draft_id".to_owned() };
    if drafts::find_by_id(scope, conn, draft)?.is_none() {
        return Err(conflict());
    }
    let ids: Vec<String> = named.iter().map(FileId::to_string).collect();
    let of_draft = files::table
        .filter(files::draft_id.eq(draft.to_string()).and(files::scan.ne(Scan::Found.as_str())))
        .filter(files::id.eq_any(ids));
    let changed = diesel::update(of_draft)
        .set((files::draft_id.eq(None::<String>), files::submission_id.eq(Some(submission.to_string()))))
        .execute(conn)?;
    if changed == named.len() { reseal(conn, submission, named) } else { Err(conflict()) }
}

/// Seals the keys of files anew, by the key of the case that they belong to from now on: they go with it, and with
/// nothing else.
fn reseal(conn: &mut Conn, submission: SubmissionId, named: &[FileId]) -> Result<(), StoreError> {
    let of_submission = schema::cases::submission_id.eq(submission.to_string());
    let case: String = schema::cases::table.filter(of_submission).select(schema::cases::id).first(conn)?;
    for id in named {
        let row = files::table.find(id.to_string());
        let sealed: Vec<u8> = row.clone().select(files::key).first(conn)?;
        let secret = sealed::secret(conn, &sealed, TABLE)?;
        let sealed = sealed::for_case(conn, &case, TABLE, secret.bytes())?;
        diesel::update(row).set(files::key.eq(sealed)).execute(conn)?;
    }
    Ok(())
}

/// Keeps a file that a sender will name in an application. [`StoreError::Denied`] for anybody else.
pub fn insert_of_sender(
    scope: &Scope,
    conn: &mut Conn,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Scope::Sender(sender) = scope else { return Err(StoreError::Denied) };
    // It belongs to no case yet.
    let key = keys::of_house(conn, OfHouse::House)?;
    store(conn, (None, Some(*sender)), (file, &key), now)
}

/// The files that a sender sent since an instant and has not filed yet.
pub fn of_sender(
    scope: &Scope,
    conn: &mut Conn,
    since: DateTime<Utc>,
) -> Result<Vec<StoredFile>, StoreError> {
    let Scope::Sender(sender) = scope else { return Ok(Vec::new()) };
    let rows: Vec<Row> = files::table
        .filter(files::sender_id.eq(sender.to_string()).and(files::created_at.ge(micros(since))))
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

/// Hands files of a sender over to what it filed. [`StoreError::Conflict`] where one of them is not the sender's:
/// then nothing may be filed.
pub fn hand_over_of_sender(
    scope: &Scope,
    conn: &mut Conn,
    submission: SubmissionId,
    named: &[FileId],
) -> Result<(), StoreError> {
    let Scope::Sender(sender) = scope else { return Err(StoreError::Denied) };
    let ids: Vec<String> = named.iter().map(FileId::to_string).collect();
    let own = files::table
        .filter(files::sender_id.eq(sender.to_string()).and(files::scan.ne(Scan::Found.as_str())))
        .filter(files::id.eq_any(ids));
    let changed = diesel::update(own)
        .set((files::sender_id.eq(None::<String>), files::submission_id.eq(Some(submission.to_string()))))
        .execute(conn)?;
    let conflict = || StoreError::Conflict { what: "files.sender_id".to_owned() };
    if changed == named.len() { reseal(conn, submission, named) } else { Err(conflict()) }
}

/// Which files of a case are held back; none, if it does not exist for this scope.
pub fn held_back(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<HeldBack, StoreError> {
    Ok(HeldBack::among(of_case(scope, conn, case)?.into_iter().map(|file| (file.id, file.scan))))
}

/// The files of a case, if it exists for this scope.
pub fn of_case(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<StoredFile>, StoreError> {
    if cases::find(scope, conn, case)?.is_none() {
        return Ok(Vec::new());
    }
    let submission: String =
        schema::cases::table.find(case.to_string()).select(schema::cases::submission_id).first(conn)?;
    let rows: Vec<Row> =
        files::table.filter(files::submission_id.eq(submission)).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| read(conn, row)).collect()
}

/// Files that belong to nobody any more, `most` at once: also those that a sender sent before an instant and never
/// filed. For the product itself only.
pub fn unclaimed(
    scope: &Scope,
    conn: &mut Conn,
    sent_before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<FileId>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let late = files::sender_id.is_not_null().and(files::created_at.lt(micros(sent_before)));
    diesel::update(files::table.filter(late)).set(files::sender_id.eq(None::<String>)).execute(conn)?;
    let ids: Vec<String> = files::table
        .filter(files::draft_id.is_null().and(files::submission_id.is_null()).and(files::sender_id.is_null()))
        .limit(most)
        .select(files::id)
        .load(conn)?;
    ids.iter().map(|id| parse(TABLE, "id", id)).collect()
}

/// Forgets files that belong to nobody; how many. For the product itself only.
pub fn delete_unclaimed(scope: &Scope, conn: &mut Conn, ids: &[FileId]) -> Result<usize, StoreError> {
    if *scope != Scope::System {
        return Ok(0);
    }
    let ids: Vec<String> = ids.iter().map(FileId::to_string).collect();
    let nobodys = files::table.filter(files::id.eq_any(ids)).filter(
        files::draft_id.is_null().and(files::submission_id.is_null()).and(files::sender_id.is_null()),
    );
    Ok(diesel::delete(nobodys).execute(conn)?)
}

/// The bytes of all files that belong to drafts. For the product itself only.
pub fn bytes_in_drafts(scope: &Scope, conn: &mut Conn) -> Result<u64, StoreError> {
    if *scope != Scope::System {
        return Ok(0);
    }
    // The two databases do not agree on the type of a sum.
    let sizes: Vec<i64> =
        files::table.filter(files::draft_id.is_not_null()).select(files::bytes).load(conn)?;
    Ok(sizes.iter().fold(0, |sum: u64, bytes| sum.saturating_add(u64::try_from(*bytes).unwrap_or(0))))
}

/// Which of these files are known. For the product itself only.
pub fn known(scope: &Scope, conn: &mut Conn, ids: &[FileId]) -> Result<Vec<FileId>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(FileId::to_string).collect();
    let found: Vec<String> = files::table.filter(files::id.eq_any(ids)).select(files::id).load(conn)?;
    found.iter().map(|id| parse(TABLE, "id", id)).collect()
}

/// That a file belongs to something.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_owned() -> _ {
    files::draft_id.is_not_null().or(files::submission_id.is_not_null()).or(files::sender_id.is_not_null())
}

/// Which of these files belong to something. For the product itself only.
pub(super) fn owned(scope: &Scope, conn: &mut Conn, ids: &[FileId]) -> Result<Vec<FileId>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(FileId::to_string).collect();
    let found: Vec<String> =
        files::table.filter(files::id.eq_any(ids)).filter(is_owned()).select(files::id).load(conn)?;
    found.iter().map(|id| parse(TABLE, "id", id)).collect()
}

/// These files, as far as somebody may still read them. For the product itself only.
pub(super) fn by_ids(scope: &Scope, conn: &mut Conn, ids: &[FileId]) -> Result<Vec<StoredFile>, StoreError> {
    if *scope != Scope::System {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(FileId::to_string).collect();
    let rows: Vec<Row> = files::table.filter(files::id.eq_any(ids)).select(COLUMNS).load(conn)?;
    let read = rows.into_iter().map(|row| match read(conn, row) {
        Err(StoreError::Erased) => Ok(None),
        read => read.map(Some),
    });
    read.filter_map(Result::transpose).collect()
}
