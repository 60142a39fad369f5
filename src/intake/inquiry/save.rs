//! Saving what was typed as an answer to an inquiry. All of it stands on one page.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{OpenInquiry, open};
use crate::domain::{CaseId, Channel, DraftId, FileId, MAX_QUESTION, Path, Scope, Token};
use crate::forms::form::Form;
use crate::forms::inquiry::{Asked, only};
use crate::forms::journey::Journey;
use crate::forms::parse::{self, Action};
use crate::forms::places::{item_of, page_of};
use crate::forms::state::{FormState, Remembered};
use crate::intake::draft::{Answering, OpenDraft};
use crate::intake::fast_entry::parts_of;
use crate::intake::next::{Next, act};
use crate::intake::save_page::{PagePost, SaveError, store};
use crate::intake::uploads::{self, Upload};
use crate::library::{Library, LibraryError};
use crate::store::{Conn, StoreError, drafts};

/// The name of the control for what is written beside the answers.
const REPLY: &str = "_reply";

/// What was posted as an answer.
#[derive(Debug, Clone)]
pub struct AnswerPost {
    /// The posted controls, in order.
    pub pairs: Vec<(String, String)>,
    /// The files that came along.
    pub uploads: Vec<Upload>,
    /// The inquiry that was shown.
    pub inquiry: Option<String>,
    /// The revision that was seen: what was changed elsewhere since is not overwritten.
    pub seen_revision: Option<i64>,
}

/// Where it goes on after an answer was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerNext {
    /// The check page.
    Check,
    /// It has mistakes: it is shown again with them.
    Mend,
    /// Nothing was changed and nothing written.
    Nothing,
    /// A file was not taken: it is shown again, and says why.
    Refused,
    /// The same page, at the first question that what was changed brought up.
    Question(Path),
    /// The same page.
    Same,
    /// The same page, at a row that was added.
    Row(Path, usize),
    /// The same page, at a list, a choice that was searched, or a file.
    List(Path),
    /// It was changed elsewhere: nothing is stored, and what was typed has to be sent once more.
    Unsent,
}

/// A saved answer.
#[derive(Debug)]
pub struct AnswerSaved {
    /// The inquiry, with what is stored; or with what was typed, where that is not stored.
    pub open: OpenInquiry,
    /// Where to go.
    pub next: AnswerNext,
    /// Files in the depot that nobody needs.
    pub unused: Vec<FileId>,
}

/// Reads a posted answer into its draft and stores it, whatever is wrong with it. Only what was asked for is taken.
pub fn save(
    scope: &Scope,
    conn: &mut Conn,
    (library, case): (&Library, CaseId),
    post: &AnswerPost,
    submit_key: &Token,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<AnswerSaved, SaveError> {
    let mut open = open(scope, conn, library, case, now)?.ok_or(SaveError::Gone)?;
    let before = open.judge(today);
    let allowed = open.asking(today).allowed(&before.more);
    let read = read(&open, &before.state, post, &allowed);
    let reply = reply_of(post).unwrap_or_else(|| open.reply().to_owned());
    // Another question was asked since: what was written for the first one is no answer to it.
    if post.inquiry.as_deref() != Some(open.inquiry.id.to_string().as_str()) {
        return Err(SaveError::Gone);
    }
    if post.seen_revision != Some(open.revision()) {
        return Ok(unsent(open, read, reply, arrived(post)));
    }
    let mut draft = match &open.draft {
        Some(draft) => open.open_draft(draft),
        None => begin(scope, conn, &open, submit_key, now)?,
    };
    draft.content.remembered = read.remembered;
    let unused = take_in(scope, conn, &mut draft, (&before.state, &allowed), post, now)?;
    let acted = read.action.filter(|action| is_among(action.list(), &allowed)).map(|action| {
        let whole = page_post(post, "", None, Vec::new());
        uploads::note_missing(&mut draft, Some(&action), &page_post(post, "", None, post.uploads.clone()));
        act(&mut draft, &action, &whole, true)
    });
    open.content = draft.content.clone();
    let after = settle(&mut open, &before.more, today);
    draft.content.remembered = open.content.remembered.clone();
    let next = match acted {
        Some(next) => shown_at(next, post),
        None if page_post(post, "", None, Vec::new()).language().is_some() => AnswerNext::Same,
        None => judge(&open, &after, &allowed, &reply),
    };
    draft.content.answering = Some(Answering {
        more: after.more.iter().map(Path::to_string).collect(),
        reply,
        is_tried: next == AnswerNext::Mend || open.is_tried() && next != AnswerNext::Check,
    });
    draft.expires_at = now + Duration::days(i64::from(open.form.file.retention.draft_days));
    store(scope, conn, &mut draft, now)?;
    uploads::let_go(scope, conn, &draft)?;
    open.content = draft.content;
    open.draft = drafts::find_of_inquiry(scope, conn, case)?;
    Ok(AnswerSaved { open, next, unused })
}

/// Judges what was typed, and puts back what is not asked any more.
fn settle(open: &mut OpenInquiry, more: &[Path], today: NaiveDate) -> Asked {
    let after = open.asking(today).judge(&open.content.remembered, more);
    let kept = open.asking(today).only_allowed(&after.more, &open.content.remembered);
    if kept == open.content.remembered {
        return after;
    }
    open.content.remembered = kept;
    open.asking(today).judge(&open.content.remembered, &after.more)
}

/// What was posted on a page that is older than the draft: it is shown again, unless all of it is there already,
/// because the answer got lost on its way.
fn unsent(mut open: OpenInquiry, read: Read, reply: String, unused: Vec<FileId>) -> AnswerSaved {
    let is_there = read.remembered == open.content.remembered && reply == open.reply();
    open.content.remembered = read.remembered;
    open.content.answering.get_or_insert_default().reply = reply;
    let next = if is_there && unused.is_empty() { AnswerNext::Check } else { AnswerNext::Unsent };
    AnswerSaved { open, next, unused }
}

/// Begins an answer before anything was typed, or goes on with it. [`SaveError::Gone`] for who has nothing to answer.
pub fn begin_now(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<DraftId, SaveError> {
    let open = open(scope, conn, library, case, now)?.ok_or(SaveError::Gone)?;
    match &open.draft {
        Some(draft) => Ok(draft.id),
        None => Ok(begin(scope, conn, &open, submit_key, now)?.id),
    }
}

/// Begins the draft of an answer.
fn begin(
    scope: &Scope,
    conn: &mut Conn,
    open: &OpenInquiry,
    submit_key: &Token,
    now: DateTime<Utc>,
) -> Result<OpenDraft, SaveError> {
    // One whose time is over has still its place.
    super::discard(scope, conn, open.case.id)?;
    let form = &open.form;
    let new = drafts::NewDraft {
        id: DraftId::random(),
        form_id: form.id.clone(),
        slug: form.file.slug.clone(),
        version: form.version.clone(),
        channel: Channel::Inquiry,
        content: serde_json::to_vec(&open.content).map_err(|_| LibraryError::Unreadable)?,
        submit_key: submit_key.reveal().to_owned(),
        created_at: now,
        expires_at: now + Duration::days(i64::from(form.file.retention.draft_days)),
    };
    let begun = drafts::insert_of_inquiry(scope, conn, &new, open.case.id);
    begun.map_err(|error| match error {
        StoreError::Conflict { .. } => SaveError::Conflict,
        other => other.into(),
    })?;
    let draft = drafts::find_of_inquiry(scope, conn, open.case.id)?.ok_or(SaveError::Gone)?;
    Ok(open.open_draft(&draft))
}

/// What a post says.
struct Read {
    remembered: Remembered,
    action: Option<Action>,
}

/// Reads a post as the pages of the form read theirs, and takes of it the allowed places alone.
fn read(open: &OpenInquiry, before: &FormState, post: &AnswerPost, allowed: &[Path]) -> Read {
    let (form, remembered) = (&open.form, &open.content.remembered);
    let is_asked = |name: &String| {
        name.starts_with('_') || name.parse().is_ok_and(|path: Path| is_among(&path, allowed))
    };
    let pairs: Vec<_> = post.pairs.iter().filter(|(name, _)| is_asked(name)).cloned().collect();
    let mut scratch = remembered.clone();
    let mut action = None;
    for stop in Journey::new(form, before, &[]).stops() {
        for item in parts_of(stop) {
            let input = parse::read_page(form, &stop.page.id, item, &pairs, &mut scratch, before);
            action = action.or(input.action);
        }
    }
    Read { remembered: only(allowed, remembered, &scratch), action }
}

fn reply_of(post: &AnswerPost) -> Option<String> {
    let (_, text) = post.pairs.iter().find(|(name, _)| name == REPLY)?;
    Some(text.trim().replace("\r\n", "\n"))
}

fn is_among(path: &Path, allowed: &[Path]) -> bool {
    allowed.iter().any(|place| path.starts_with(place))
}

/// Gives each file to its field, as far as it was asked for. Returns the files that nobody needs.
fn take_in(
    scope: &Scope,
    conn: &mut Conn,
    draft: &mut OpenDraft,
    (before, allowed): (&FormState, &[Path]),
    post: &AnswerPost,
    now: DateTime<Utc>,
) -> Result<Vec<FileId>, StoreError> {
    let mut unused = Vec::new();
    for upload in &post.uploads {
        let form = std::sync::Arc::clone(&draft.form);
        match page_at(&form, &upload.path).filter(|_| is_among(&upload.path, allowed)) {
            Some(page) => {
                let item = item_of(&form, &upload.path);
                let alone = page_post(post, page, item, vec![upload.clone()]);
                unused.extend(uploads::take_in(scope, conn, draft, before, &alone, now)?);
            }
            None => unused.extend(upload.file.as_ref().ok().map(|file| file.id)),
        }
    }
    Ok(unused)
}

fn page_at<'a>(form: &'a Form, path: &Path) -> Option<&'a str> {
    let (page, _) = page_of(form, path)?;
    form.pages.get(page).map(|page| page.id.as_str())
}

fn page_post(post: &AnswerPost, page: &str, item: Option<usize>, uploads: Vec<Upload>) -> PagePost {
    PagePost {
        page: page.to_owned(),
        item,
        pairs: post.pairs.clone(),
        seen_revision: post.seen_revision,
        uploads,
        from_check: false,
    }
}

fn arrived(post: &AnswerPost) -> Vec<FileId> {
    post.uploads.iter().filter_map(|upload| upload.file.as_ref().ok()).map(|file| file.id).collect()
}

fn shown_at(next: Next, post: &AnswerPost) -> AnswerNext {
    match next {
        Next::Row(list, row) => AnswerNext::Row(list, row),
        Next::List(list) => AnswerNext::List(list),
        Next::Refused => AnswerNext::Refused,
        // The rows stand on this page, also where the form gives each a page of its own.
        Next::Item(row) => match post
            .pairs
            .iter()
            .find_map(|(name, value)| (name == parse::ACTION).then(|| Action::parse(value)).flatten())
        {
            Some(action) => AnswerNext::Row(action.list().clone(), row),
            None => AnswerNext::Same,
        },
        _ => AnswerNext::Same,
    }
}

/// Where the person goes.
fn judge(open: &OpenInquiry, after: &Asked, allowed: &[Path], reply: &str) -> AnswerNext {
    let news = after.more.iter().find(|path| !is_among(path, allowed));
    let mut errors = after.state.errors.iter();
    // A question that nobody has seen yet is no mistake.
    let is_too_long = reply.chars().count() > MAX_QUESTION;
    if is_too_long || errors.any(|error| is_among(&error.path, allowed) || news.is_none()) {
        return AnswerNext::Mend;
    }
    match news {
        Some(path) => AnswerNext::Question(path.clone()),
        None if after.state.answers == open.answers && reply.is_empty() => AnswerNext::Nothing,
        None => AnswerNext::Check,
    }
}
