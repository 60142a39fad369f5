//! What applicants can ask of the department about their data (Articles 15 and 17 GDPR), and how long it is kept. For who
//! leads the department.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::clocks::{clocks_of, forms_of_cases, over_on};
use super::open::{CaseFile, HistoryEntry, readings_of, whole};
use super::work::{WorkError, staff, workable};
use crate::clock::day_in_germany;
use crate::domain::{
    CaseEventKind, CaseId, DepartmentId, ErasureCause, ErasureGround, FileId, ReceiptNumber, Role, Scope,
    StaffScope,
};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::erasure::{self, ErasableCase, ErasureBar};
use crate::store::events::Unseen;
use crate::store::{Conn, StoreError, cases, clerks, events};

/// How many days ahead leads are told what is erased.
pub const SOON_DAYS: u64 = 30;

/// Most characters of the reason why a case is kept longer.
pub const MAX_HOLD: usize = 300;

/// Most days for which a case is kept longer at once: five years. It can be said again.
pub const MOST_HOLD_DAYS: u64 = 1827;

/// A case, as the page about its data shows it.
#[derive(Debug)]
pub struct PrivacyFile {
    /// The case.
    pub case: CaseRecord,
    /// What it is about.
    pub title: String,
    /// The day on which it is erased, as things stand.
    pub erased_on: Option<NaiveDate>,
    /// What stands in the way of erasing it now.
    pub bar: Option<ErasureBar>,
    /// Until when it is kept, why, and who said so.
    pub hold: Option<(NaiveDate, String, String)>,
}

/// A case that is erased soon.
#[derive(Debug)]
pub struct SoonErased {
    /// The case.
    pub case: ErasableCase,
    /// What it is about.
    pub title: String,
    /// The day.
    pub on: NaiveDate,
}

/// What is erased soon, the earliest first, and what is kept longer.
#[derive(Debug, Default)]
pub struct ErasedSoon {
    /// In the next [`SOON_DAYS`] days.
    pub soon: Vec<SoonErased>,
    /// Kept until a day.
    pub held: Vec<(CaseId, ReceiptNumber, NaiveDate)>,
}

fn lead(scope: &Scope) -> Result<&StaffScope, WorkError> {
    let staff = staff(scope)?;
    if staff.role == Role::Lead { Ok(staff) } else { Err(WorkError::NotFound) }
}

/// What is erased soon in the departments that this person leads. It says no more than the inbox does.
pub fn erased_soon(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<ErasedSoon, WorkError> {
    lead(scope)?;
    let today = day_in_germany(now);
    let until = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(today);
    let mut soon = Vec::new();
    for form in forms_of_cases(scope, conn, library)? {
        for clock in clocks_of(&form) {
            let title = &form.file.title;
            let found = clock.over(scope, conn, until)?.into_iter().map(|case| SoonErased {
                on: over_on(case.ended_at, clock.days).max(today),
                title: title.clone(),
                case,
            });
            soon.extend(found);
        }
    }
    soon.sort_by_key(|one| (one.on, one.case.id));
    Ok(ErasedSoon { soon, held: erasure::held(scope, conn, today)? })
}

/// How many cases of some departments are erased in the next [`SOON_DAYS`] days: for the mail to who leads them.
pub fn count_erased_soon(
    conn: &mut Conn,
    library: &Library,
    departments: &[DepartmentId],
    now: DateTime<Utc>,
) -> Result<usize, LibraryError> {
    let today = day_in_germany(now);
    let until = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(today);
    let mut count = 0;
    for form in forms_of_cases(&Scope::System, conn, library)? {
        for clock in clocks_of(&form) {
            let over = clock.over(&Scope::System, conn, until)?;
            count += over.iter().filter(|case| departments.contains(&case.department)).count();
        }
    }
    Ok(count)
}

/// Opens what the page about the data of a case shows.
pub fn privacy(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Unseen<PrivacyFile>, WorkError> {
    lead(scope)?;
    let case = workable(scope, conn, id)?;
    let form = match library.last_of(conn, &case.form_id)? {
        Some(form) => form,
        None => library.form(conn, &case.version, case.channel)?,
    };
    let today = day_in_germany(now);
    let bar = erasure::bar(scope, conn, id, today)?;
    let days = form.file.retention.case_days(case.outcome.as_ref().map(|outcome| outcome.0.as_str()));
    let ended = erasure::ended_at(scope, conn, id)?.filter(|_| bar.is_none());
    let hold = erasure::hold_of(scope, conn, id)?.filter(|hold| hold.until >= today);
    let names = clerks::names(conn, &hold.iter().map(|hold| hold.by).collect::<Vec<_>>())?;
    let named = |by| names.get(&by).cloned().unwrap_or_default();
    Ok(Unseen::new(
        id,
        PrivacyFile {
            title: form.file.title.clone(),
            erased_on: ended.map(|at| over_on(at, days).max(today)),
            bar,
            hold: hold.map(|hold| (hold.until, hold.reason, named(hold.by))),
            case,
        },
    ))
}

/// The day on which a case of a department of this scope was erased, if it was.
pub fn erased_on(scope: &Scope, conn: &mut Conn, id: CaseId) -> Result<Option<NaiveDate>, StoreError> {
    Ok(erasure::erased_at(scope, conn, id)?.map(day_in_germany))
}

/// The case as it was seen, for who leads its department and may work on it.
fn seen(scope: &Scope, conn: &mut Conn, id: CaseId, revision: i64) -> Result<CaseRecord, WorkError> {
    lead(scope)?;
    let case = workable(scope, conn, id)?;
    if case.revision == revision { Ok(case) } else { Err(WorkError::Changed) }
}

/// Keeps a case until a day, whatever its form says, or `None` not any longer. [`WorkError::Text`] for a reason that is
/// missing or too long, and for a day that is over or too far away.
pub fn hold(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (until, revision): (Option<(NaiveDate, &str)>, i64),
    now: DateTime<Utc>,
) -> Result<(), WorkError> {
    let case = seen(scope, conn, id, revision)?;
    let done = match until {
        None => erasure::release(scope, conn, &case, now)?,
        Some((until, reason)) => {
            let (today, reason) = (day_in_germany(now), reason.trim());
            let last = today.checked_add_days(Days::new(MOST_HOLD_DAYS)).unwrap_or(today);
            let is_fine = (today..=last).contains(&until) && !reason.is_empty();
            if !is_fine || reason.chars().count() > MAX_HOLD {
                return Err(WorkError::Text);
            }
            erasure::hold(scope, conn, &case, (until, reason), now)?
        }
    };
    if done { Ok(()) } else { Err(WorkError::Changed) }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasedOrNot {
    /// It is erased: the bytes of these files can go.
    Erased(Vec<FileId>),
    /// This stands in the way.
    Barred(ErasureBar),
}

/// Erases a case as it was seen, because its applicant asked for it (Article 17 GDPR).
pub fn erase_on_request(
    scope: &Scope,
    conn: &mut Conn,
    id: CaseId,
    (ground, revision): (ErasureGround, i64),
    now: DateTime<Utc>,
) -> Result<ErasedOrNot, WorkError> {
    let clerk = lead(scope)?.clerk;
    seen(scope, conn, id, revision)?;
    if let Some(bar) = erasure::bar(scope, conn, id, day_in_germany(now))? {
        return Ok(ErasedOrNot::Barred(bar));
    }
    let erased = erasure::erase(scope, conn, id, ErasureCause::Request(ground), now)?;
    let erased = erased.ok_or(WorkError::Changed)?;
    tracing::info!(target: "pforte::audit", %clerk, case = %id, %ground, "erased a case on request");
    Ok(ErasedOrNot::Erased(erased.files))
}

/// All that is known of the applicant in a case, and who read it.
#[derive(Debug)]
pub struct Access {
    /// All of the case.
    pub file: CaseFile,
    /// Who read it, newest first.
    pub readings: Vec<HistoryEntry>,
    /// The day on which it is erased, as things stand.
    pub erased_on: Option<NaiveDate>,
}

/// Gives all that is known of the applicant in a case (Articles 15 and 20 GDPR), to the lead for handing it on. That it
/// was given stands in its history before anything leaves.
pub fn give_access(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Access, WorkError> {
    let clerk = lead(scope)?.clerk;
    workable(scope, conn, id)?;
    events::append(scope, conn, id, now, CaseEventKind::AccessGiven, None)?;
    tracing::info!(target: "pforte::audit", %clerk, case = %id, "saved what is known of an applicant");
    access(scope, conn, library, id, now)?.ok_or(WorkError::NotFound)
}

/// The same for the operator, by the number.
pub fn give_access_to_operator(
    conn: &mut Conn,
    library: &Library,
    number: &ReceiptNumber,
    now: DateTime<Utc>,
) -> Result<Option<Access>, LibraryError> {
    let scope = Scope::System;
    let Some(id) = cases::find_by_number(&scope, conn, number)? else { return Ok(None) };
    events::append(&scope, conn, id, now, CaseEventKind::AccessGiven, None)?;
    access(&scope, conn, library, id, now)
}

fn access(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<Option<Access>, LibraryError> {
    let Some(file) = whole(scope, conn, library, id, now)? else { return Ok(None) };
    let readings = readings_of(scope, conn, id)?;
    let ended: Result<_, StoreError> = erasure::ended_at(scope, conn, id);
    let outcome = file.case.outcome.as_ref().map(|outcome| outcome.0.as_str());
    let days = library.last_of(conn, &file.case.form_id)?.map(|form| form.file.retention.case_days(outcome));
    let erased_on = ended?.zip(days).map(|(at, days)| over_on(at, days));
    Ok(Some(Access { file, readings, erased_on }))
}
