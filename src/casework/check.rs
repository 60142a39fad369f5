//! What the department checks beside the answers of a case, and what it accepts of them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::CaseFile;
use super::work::{WorkError, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{Answers, CaseEventKind, CaseId, CaseState, Path, Scope, StaffScope};
use crate::forms::checking::{
    ACCEPTED, Accepted, CHECKED, CheckForm, PAGE, accepted as accept, proposed, set_deep,
};
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::parse::read_page;
use crate::forms::places::value_at;
use crate::forms::state::{FormState, Remembered};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::checks::CheckRecord;
use crate::store::{Conn, checks, clerks, events};

/// The checks of a case, as they stand.
#[derive(Debug, Clone)]
pub struct CheckFile {
    /// What was saved; where nothing was, what the form proposes.
    pub remembered: Remembered,
    /// By whom and when it was saved.
    pub saved: Option<(String, DateTime<Utc>)>,
    /// It was saved for answers that the applicant has changed since.
    pub is_outdated: bool,
    /// What is accepted.
    pub accepted: Accepted,
    /// Whether whoever looks at it may change it.
    pub may_check: bool,
}

impl CheckFile {
    /// Whether what is accepted counts for a decision: it was saved, and for the answers as they are now.
    pub fn counts(&self) -> bool {
        self.saved.is_some() && !self.is_outdated
    }
}

/// What became of checks that were posted.
#[derive(Debug)]
pub enum Checking {
    /// They are saved, or nothing of them was different.
    Saved,
    /// Something typed is wrong: nothing was saved, and this is what was typed.
    Wrong(Box<Remembered>),
}

/// The checks of a case, if its form has any; for the department only.
pub(super) fn of_case(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    case: &CaseRecord,
    answers: &Answers,
) -> Result<Option<CheckFile>, LibraryError> {
    let works = |staff: &&StaffScope| !case.is_own_of(staff) && staff.role.may_work_cases();
    let Some(staff) = scope.staff().filter(works) else { return Ok(None) };
    let Some(check) = form.check.as_deref() else { return Ok(None) };
    let record = checks::find(scope, conn, case.id)?;
    let by = match &record {
        Some(record) => clerks::find(conn, record.by)?.map(|clerk| clerk.name),
        None => None,
    };
    let saved = record.as_ref().map(|record| (by.unwrap_or_default(), record.at));
    let remembered = remembered((form, check), case, answers, record.as_ref())?;
    Ok(Some(CheckFile {
        saved,
        is_outdated: record.as_ref().is_some_and(|record| record.answers_number != case.answers_number),
        accepted: of_record((form, check), case, answers, record.as_ref())?,
        may_check: can_be_checked(case.state) && !case.is_taken_down_by(staff),
        remembered,
    }))
}

/// What is accepted of a case, with the sums of its form on it: for whoever decides. A form without `check` accepts all
/// that was asked and has no amount.
pub fn accepted(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    case: &CaseRecord,
    answers: &Answers,
) -> Result<Accepted, LibraryError> {
    let Some(check) = form.check.as_deref() else {
        return Ok(Accepted { is_finished: true, ..Accepted::default() });
    };
    let record = checks::find(scope, conn, case.id)?;
    of_record((form, check), case, answers, record.as_ref())
}

fn of_record(
    (form, check): (&Form, &CheckForm),
    case: &CaseRecord,
    answers: &Answers,
    record: Option<&CheckRecord>,
) -> Result<Accepted, LibraryError> {
    let checked = record.map(said).transpose()?;
    let found = accept(form, check, answers, checked.as_ref(), day_in_germany(case.filed_at));
    let is_current = record.is_some_and(|record| record.answers_number == case.answers_number);
    let is_finished = found.is_finished && is_current;
    Ok(Accepted { is_finished, ..found })
}

/// What was checked of the application of this applicant, for their own copy of it (Article 15 GDPR): verdicts, days,
/// amounts and reasons, without a name of staff and without what is written freely, which is for the department like
/// its notes. Nothing before a decision has reached them: what is checked is a draft of it.
pub fn for_applicant(
    scope: &Scope,
    conn: &mut Conn,
    form: &Form,
    today: NaiveDate,
) -> Result<Option<(DateTime<Utc>, Answers)>, LibraryError> {
    let found = checks::find_told(scope, conn, today)?;
    let Some((check, record)) = form.check.as_deref().zip(found) else { return Ok(None) };
    let mut said = said(&record)?;
    let fields = check.form.root.find(CHECKED).and_then(Node::group).map(|group| &group.fields);
    for (name, node) in fields.into_iter().flatten() {
        if matches!(node.kind, Kind::Text(_)) {
            said.remove(&Path::root().key(CHECKED).key(name));
        }
    }
    Ok(Some((record.at, said)))
}

/// Whether checks can be changed: until a decision is proposed, because who signs it sees what was checked.
fn can_be_checked(state: CaseState) -> bool {
    state.is_open() && state != CaseState::AwaitingSignature
}

fn said(record: &CheckRecord) -> Result<Answers, LibraryError> {
    serde_json::from_slice(&record.content).map_err(|_| LibraryError::Unreadable)
}

/// What the fields begin with: what was saved, or else what the form proposes; with a row for each row of the answers.
fn remembered(
    (form, check): (&Form, &CheckForm),
    case: &CaseRecord,
    answers: &Answers,
    record: Option<&CheckRecord>,
) -> Result<Remembered, LibraryError> {
    let mut begun = record.map(said).transpose()?.unwrap_or_default();
    let asked = answers.to_value();
    for column in &check.accepted {
        let Some(list) = column.list() else { continue };
        let rows =
            list.parse::<Path>().ok().and_then(|path| value_at(&asked, &path)).and_then(Value::as_array);
        let group = begun.0.entry(ACCEPTED).or_insert_with(|| Value::Object(Map::new()));
        if let Some(group) = group.as_object_mut() {
            let there = group.entry(&column.group).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(there) = there {
                there.resize(rows.map_or(0, Vec::len), Value::Object(Map::new()));
            }
        }
    }
    let mut remembered = Remembered::typed(begun);
    if record.is_none() {
        for (path, value) in proposed(form, check, answers, day_in_germany(case.filed_at)) {
            set_deep(&mut remembered.answers, &path, value);
        }
    }
    Ok(remembered)
}

/// Saves the checks of a case, as far as they were filled in, if it is the case that was seen.
pub fn check(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    (posted, seen): (&[(String, String)], i64),
    now: DateTime<Utc>,
) -> Result<Checking, WorkError> {
    staff(scope)?;
    let case = workable(scope, conn, id)?;
    let form = library.form(conn, &case.version, case.channel)?;
    let check = form.check.as_deref().ok_or(WorkError::NotFound)?;
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let record = checks::find(scope, conn, id)?;
    let typed = typed((&form, check), &case, &answers, record.as_ref(), posted, now)?;
    if case.revision != seen || !can_be_checked(case.state) {
        return Err(WorkError::Changed);
    }
    let state = FormState::new(&check.form, &typed, day_in_germany(now));
    if !state.errors.is_empty() {
        return Ok(Checking::Wrong(Box::new(typed)));
    }
    let before = record.as_ref().map(said).transpose()?;
    let changed = changed(before.as_ref(), &state.answers);
    let is_for_these = record.is_some_and(|record| record.answers_number == case.answers_number);
    if changed.is_empty() && is_for_these {
        return Ok(Checking::Saved);
    }
    let content = serde_json::to_vec(&state.answers).map_err(|_| LibraryError::Unreadable)?;
    if !checks::save(scope, conn, &case, &content, now)? {
        return Err(WorkError::Changed);
    }
    events::append(scope, conn, id, now, CaseEventKind::Checked, Some(&changed.join(" ")))?;
    Ok(Checking::Saved)
}

/// What was typed, also what cannot be read.
fn typed(
    (form, check): (&Form, &CheckForm),
    case: &CaseRecord,
    answers: &Answers,
    record: Option<&CheckRecord>,
    posted: &[(String, String)],
    now: DateTime<Utc>,
) -> Result<Remembered, LibraryError> {
    let mut typed = remembered((form, check), case, answers, record)?;
    let before = FormState::new(&check.form, &typed, day_in_germany(now));
    read_page(&check.form, PAGE, None, posted, &mut typed, &before);
    Ok(typed)
}

/// What somebody typed into the checks of a case that was changed meanwhile, to be shown beside the new state.
pub fn typed_checks(file: &CaseFile, posted: &[(String, String)]) -> Option<Remembered> {
    let check = file.form.check.as_deref()?;
    let mut typed = file.check.as_ref()?.remembered.clone();
    let before = FormState::new(&check.form, &typed, day_in_germany(file.case.filed_at));
    read_page(&check.form, PAGE, None, posted, &mut typed, &before);
    Some(typed)
}

/// Which checks differ: `check.residence`, and of what is accepted the list or the answer, `accepted.tickets`.
fn changed(before: Option<&Answers>, after: &Answers) -> Vec<String> {
    let nothing = Answers::default();
    let before = before.unwrap_or(&nothing);
    let mut found = Vec::new();
    for group in [CHECKED, ACCEPTED] {
        let of =
            |answers: &Answers| answers.at(group).and_then(Value::as_object).cloned().unwrap_or_default();
        let (was, is) = (of(before), of(after));
        let names = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
        let differ = names.filter(|name| !is_same(was.get(*name), is.get(*name)));
        found.extend(differ.map(|name| format!("{group}.{name}")));
    }
    found
}

/// A list of empty rows says what no list says.
fn is_same(a: Option<&Value>, b: Option<&Value>) -> bool {
    fn is_empty(value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().all(is_empty),
            Value::Object(object) => object.values().all(is_empty),
            Value::Null => true,
            _ => false,
        }
    }
    a.filter(|value| !is_empty(value)) == b.filter(|value| !is_empty(value))
}
