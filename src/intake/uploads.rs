//! Files that came along with a page: each goes to its field, or its field says why not.

use chrono::{DateTime, Utc};

use super::draft::{DraftRef, OpenDraft, find};
use super::save_page::PagePost;
use crate::depot::Arrived;
use crate::domain::{FileId, FileName, FileReference, Path, Scope};
use crate::forms::files::{self, FileProblem, Files, files_at};
use crate::forms::parse::{Action, fill_rows};
use crate::forms::places::{item_of, page_of};
use crate::forms::state::FormState;
use crate::library::{Library, LibraryError};
use crate::store::files::StoredFile;
use crate::store::{self, Conn, StoreError};

/// A file that came along with a page.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field it is for.
    pub path: Path,
    /// What it is called.
    pub name: FileName,
    /// The file in the depot, or why it is not there.
    pub file: Result<Arrived, FileProblem>,
}

/// Gives each file to its field. What was not taken is remembered as a mistake of the field until the page
/// is sent again. Returns the files that nobody needs.
pub fn take_in(
    scope: &Scope,
    conn: &mut Conn,
    draft: &mut OpenDraft,
    before: &FormState,
    post: &PagePost,
    now: DateTime<Utc>,
) -> Result<Vec<FileId>, StoreError> {
    let mut unused = Vec::new();
    for upload in &post.uploads {
        let Upload { path, name, file } = upload;
        let is_asked = is_on_page(draft, post, path) && before.applies(path);
        let form = std::sync::Arc::clone(&draft.form);
        let Some(asked) = files_at(&form, path).filter(|_| is_asked) else {
            unused.extend(file.as_ref().ok().map(|file| file.id));
            continue;
        };
        fill_rows(&form, path, &mut draft.content.remembered);
        let judged = match file {
            Ok(file) => judge(scope, conn, draft, asked, path, file)?.map_or(Ok(file), Err),
            Err(problem) => Err(*problem),
        };
        let remembered = &mut draft.content.remembered;
        match judged {
            Ok(arrived) => {
                let before = remembered.answers.get(path).filter(|_| !asked.is_single);
                let before = before.map(|answer| asked.references(answer)).unwrap_or_default();
                let name = asked.called(name.clone(), arrived.kind, &before);
                let reference = FileReference { id: arrived.id, bytes: arrived.bytes, name };
                files::add(asked, path, reference, remembered);
                store::files::insert(scope, conn, draft.id, &stored(arrived), now)?;
            }
            Err(problem) => {
                remembered.texts.insert(path.to_string(), problem.remembered(name.as_str()));
                unused.extend(file.as_ref().ok().map(|file| file.id));
            }
        }
    }
    Ok(unused)
}

/// Remembers that the button for uploading was pressed and no file chosen.
pub fn note_missing(draft: &mut OpenDraft, action: Option<&Action>, post: &PagePost) {
    if let Some(Action::Upload(path)) = action
        && files_at(&draft.form, path).is_some()
        && !post.uploads.iter().any(|upload| upload.path == *path)
    {
        let texts = &mut draft.content.remembered.texts;
        texts.entry(path.to_string()).or_insert_with(|| FileProblem::NoneChosen.remembered(""));
    }
}

/// Why a sound file cannot be taken here; `None` if it can.
fn judge(
    scope: &Scope,
    conn: &mut Conn,
    draft: &OpenDraft,
    asked: &Files,
    path: &Path,
    file: &Arrived,
) -> Result<Option<FileProblem>, StoreError> {
    let answer = draft.content.remembered.answers.get(path);
    let count = answer.map_or(0, |answer| asked.references(answer).len());
    let kept = store::files::of_draft(scope, conn, draft.id)?;
    let sum = kept.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    Ok(match asked.refuses(file.kind, file.bytes, sum) {
        // To take another one away helps, whatever all of them weigh.
        None | Some(FileProblem::TooMuch) if count >= asked.max_files => Some(FileProblem::TooMany),
        problem => problem,
    })
}

fn stored(file: &Arrived) -> StoredFile {
    let Arrived { id, kind, bytes, sha256, key, scan } = file.clone();
    StoredFile::new(id, (kind, bytes, sha256), key, scan)
}

fn is_on_page(draft: &OpenDraft, post: &PagePost, path: &Path) -> bool {
    let page = page_of(&draft.form, path).and_then(|(page, _)| draft.form.pages.get(page));
    page.is_some_and(|page| page.id == post.page) && item_of(&draft.form, path) == post.item
}

/// Lets go of the files that the answers do not name any more, also not those that do not apply now.
pub fn let_go(scope: &Scope, conn: &mut Conn, draft: &OpenDraft) -> Result<(), StoreError> {
    let named = files::named(&draft.form, &draft.content.remembered.answers);
    let named: Vec<FileId> = named.iter().map(|file| file.id).collect();
    store::files::keep_only(scope, conn, draft.id, &named)
}

/// A file of a draft, as its answers name it.
pub fn file(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    which: &DraftRef,
    id: FileId,
    now: DateTime<Utc>,
) -> Result<Option<(FileName, StoredFile)>, LibraryError> {
    let Some(draft) = find(scope, conn, library, which, now)? else { return Ok(None) };
    let named = files::named(&draft.form, &draft.content.remembered.answers);
    let Some(named) = named.into_iter().find(|file| file.id == id) else { return Ok(None) };
    let stored = store::files::of_draft(scope, conn, draft.id)?;
    Ok(stored.into_iter().find(|file| file.id == id).map(|stored| (named.name, stored)))
}
