//! A case with all that was handed in, to be given out as one archive.

use chrono::{DateTime, Utc};

use super::open::{CaseFile, whole};
use super::work::{WorkError, of_others, staff};
use crate::domain::{Answers, CaseEventKind, CaseId, FileName, Scope};
use crate::forms::files::named;
use crate::library::{Library, LibraryError};
use crate::store::files::StoredFile;
use crate::store::{Conn, case_answers, events, files};

/// A case, and its files with the names that the person gave them.
#[derive(Debug)]
pub struct Bundle {
    /// All of the case.
    pub file: CaseFile,
    /// Its files, also those that the answers name no longer; without those that are held back.
    pub files: Vec<(FileName, StoredFile)>,
}

/// All of a case with its files, for whoever may write notes on it. That it was saved stands in its history before
/// anything leaves (Article 32 GDPR).
pub fn bundle(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Bundle, WorkError> {
    let clerk = staff(scope)?.clerk;
    of_others(scope, conn, id)?;
    events::append(scope, conn, id, now, CaseEventKind::Bundled, None)?;
    tracing::info!(target: "pforte::audit", %clerk, case = %id, "saved a case with its files");
    let file = whole(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)?;
    let mut versions = vec![file.case.content.clone(), file.case.filed_content.clone()];
    versions.extend(case_answers::list(scope, conn, id)?.into_iter().map(|version| version.content));
    let mut names = std::collections::HashMap::new();
    for content in versions {
        let answers: Answers = serde_json::from_slice(&content).map_err(|_| LibraryError::Unreadable)?;
        for named in named(&file.form, &answers) {
            names.entry(named.id).or_insert(named.name);
        }
    }
    let stored = files::of_case(scope, conn, id)?.into_iter().filter(|file| file.key().is_some());
    let files = stored.filter_map(|stored| Some((names.remove(&stored.id)?, stored))).collect();
    Ok(Bundle { file, files })
}
