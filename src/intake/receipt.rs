//! The receipt of a filed application, for the one who filed it.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::record::spoken_language;
use crate::domain::{Answers, Channel, Department, Incomplete, MatterKey, ReceiptNumber, Scope, StatusCode};
use crate::forms::form::Form;
use crate::forms::view::SectionView;
use crate::forms::{responsibility, view};
use crate::library::{Library, LibraryError};
use crate::store::submissions::FiledSubmission;
use crate::store::{Conn, StoreError, clerks, submissions};

/// How long the one who filed can open the receipt. It holds all answers, and the browser may be
/// somebody else's tomorrow; the paper, the file and the mail remain.
pub const RECEIPT_HOURS: i64 = 24;

/// Everything the receipt page and the copy to keep tell.
#[derive(Debug)]
pub struct ReceiptFile {
    /// The number.
    pub number: ReceiptNumber,
    /// The form as it was answered.
    pub form: Arc<Form>,
    /// When it arrived.
    pub filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    pub received_on: NaiveDate,
    /// Where it went.
    pub department: Department,
    /// Papers that are still to be handed in, by title.
    pub papers: Vec<String>,
    /// What it lacks, if it was taken incomplete.
    pub incomplete: Option<Incomplete>,
    /// All answers in words.
    pub sections: Vec<SectionView>,
    /// For whom.
    pub applicant: Option<String>,
    /// Who took it down at the desk.
    pub recorded_by: Option<String>,
    /// Where the acknowledgement goes, if there is an address.
    pub email: Option<String>,
    /// In which language somebody spoke at the desk: a tag, or a word of the record for what has no texts.
    pub spoken_language: Option<String>,
    /// The day on which it is issued once more, without the answers.
    pub reissued_on: Option<NaiveDate>,
    /// The code with which its applicant looks at where it stands; not for staff, who have an account.
    pub status_code: Option<StatusCode>,
}

impl ReceiptFile {
    /// The receipt of what was filed, in the words of the library; with the key, it tells the code, too.
    pub fn of(
        conn: &mut Conn,
        library: &Library,
        found: FiledSubmission,
        matters: Option<&MatterKey>,
    ) -> Result<Self, LibraryError> {
        let form = library.form(conn, &found.version, found.channel)?;
        let answers: Answers =
            serde_json::from_slice(&found.content).map_err(|_| LibraryError::Unreadable)?;
        let papers = responsibility::papers_to_follow(&form, &answers);
        let recorded_by = match found.filed_by.filter(|_| found.channel == Channel::Assisted) {
            Some(clerk) => clerks::find(conn, clerk)?.map(|clerk| clerk.name),
            None => None,
        };
        Ok(Self {
            number: found.number,
            filed_at: found.filed_at,
            received_on: found.received_on,
            department: form.department(&found.department).cloned().ok_or(LibraryError::Unreadable)?,
            papers: papers.into_iter().map(|(_, title)| title).collect(),
            incomplete: found.incomplete,
            sections: view::without_secrets(&form, view::sections(&form, &answers)),
            applicant: responsibility::applicant_name(&form, &answers),
            recorded_by,
            email: responsibility::applicant_email(&form, &answers),
            spoken_language: spoken_language(&answers).map(str::to_owned),
            reissued_on: None,
            status_code: matters
                .filter(|_| found.channel != Channel::Staff)
                .map(|key| StatusCode::of(key, found.case, found.code_round)),
            form,
        })
    }
}

/// Finds the receipt of an application that this scope filed lately: the visitor's own, or the clerk's own.
pub fn receipt(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (number, matters): (&ReceiptNumber, &MatterKey),
    now: DateTime<Utc>,
) -> Result<Option<ReceiptFile>, LibraryError> {
    let found = submissions::find_receipt(scope, conn, number, receipts_since(now))?;
    found.map(|found| ReceiptFile::of(conn, library, found, Some(matters))).transpose()
}

/// The number of the receipt that this visitor got lately for what they filed last with this form: whoever goes
/// back to the draft finds it sent. Only what was filed after an instant, if there is one.
pub fn last_receipt(
    scope: &Scope,
    conn: &mut Conn,
    form_id: &str,
    after: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Option<ReceiptNumber>, StoreError> {
    let since = after.map_or(receipts_since(now), |after| after.max(receipts_since(now)));
    submissions::find_last_receipt(scope, conn, form_id, since)
}

/// Receipts of what was filed since then still open.
pub fn receipts_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::hours(RECEIPT_HOURS)
}
