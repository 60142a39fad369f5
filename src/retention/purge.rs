//! Erasing what was kept as long as its form says: cases, papers of cases, and lists of payments. A dry run asks the same
//! questions and changes nothing.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::SweepError;
use super::clocks::{self, BookkeepingClock};
use crate::casework::{CaseClock, SOON_DAYS, clocks_of, forms_of_cases};
use crate::clock::day_in_germany;
use crate::depot::Depot;
use crate::domain::{Answers, BatchId, ErasureCause, FileId, ReceiptNumber, Scope};
use crate::forms::definition::PaperRetention;
use crate::forms::files::named_at;
use crate::forms::form::Form;
use crate::library::{Library, LibraryError};
use crate::store::erasure::{self, CaselessBatch, ErasableCase, ErasablePaper};
use crate::store::{Conn, Db, StoreError, digests};

/// Rows that are asked for at once.
const BATCH: i64 = 200;

/// Whose turn it is, once a day.
const TURN: &str = "retention";

/// How many went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Cases whose time was over.
    pub cases: usize,
    /// Files that went before their case.
    pub papers: usize,
    /// Lists of payments.
    pub lists: usize,
}

/// What would go of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormForecast {
    /// The form.
    pub form_id: String,
    /// Cases that would go now.
    pub now: Vec<ReceiptNumber>,
    /// Cases that will go in the next [`SOON_DAYS`] days.
    pub soon: Vec<ReceiptNumber>,
    /// Files that would go now.
    pub papers: usize,
}

/// What would go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// By form.
    pub forms: Vec<FormForecast>,
    /// Cases whose key is gone already.
    pub keyless: usize,
    /// Lists of payments that would go now.
    pub lists: usize,
}

/// Erases what is over, once a day, whichever process is first.
pub async fn purge_daily(
    db: &Db,
    depot: &Depot,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<Option<Purged>, SweepError> {
    let today = day_in_germany(now);
    if db.read(move |conn| digests::told(conn, today)).await?.iter().any(|told| told == TURN) {
        return Ok(None);
    }
    if !db.write(move |conn| digests::take_turn(conn, TURN, today)).await? {
        return Ok(None);
    }
    let purged = purge(db, depot, library, now).await;
    if purged.is_err() {
        db.write(move |conn| digests::give_back(conn, TURN, today)).await?;
    }
    purged.map(Some)
}

/// Erases everything that is over. Whoever does so at the same time erases the rest.
pub async fn purge(
    db: &Db,
    depot: &Depot,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<Purged, SweepError> {
    let keyless = db.read(|conn| erasure::count_keyless(&Scope::System, conn)).await?;
    if keyless > 0 {
        // Left as they are: whoever lost the keys may still have them elsewhere.
        tracing::error!(cases = keyless, "cases have no key and cannot be read: were keys lost?");
    }
    let mut purged = Purged::default();
    for form in forms(db, library).await? {
        for clock in clocks_of(&form) {
            purged.cases += erase_cases(db, depot, clock, now).await?;
        }
        for rule in &form.file.retention.papers {
            purged.papers += erase_papers(db, (depot, library), &form, rule, now).await?;
        }
    }
    let (clock, today) = (BookkeepingClock::new(library), day_in_germany(now));
    let lists = db.write(move |conn| {
        let over = lists_over(conn, &clock, today)?;
        erasure::forget_batches(&Scope::System, conn, &over)
    });
    purged.lists = lists.await?;
    if purged != Purged::default() {
        let Purged { cases, papers, lists } = purged;
        tracing::info!(target: "pforte::audit", cases, papers, lists, "erased what was kept long enough");
        db.empty_log().await;
    }
    Ok(purged)
}

/// The lists of payments whose time is over, and of which no case exists any more.
fn lists_over(
    conn: &mut Conn,
    clock: &BookkeepingClock,
    today: NaiveDate,
) -> Result<Vec<BatchId>, StoreError> {
    let all = erasure::caseless_batches(&Scope::System, conn)?;
    let is_over = |list: &CaselessBatch| clock.is_over(list.made_at, &list.forms, today);
    Ok(all.into_iter().filter(is_over).map(|list| list.id).collect())
}

/// Finishes cases whose key is gone, as they were erased before a copy of the database came back. For whoever puts a backup
/// back with all keys that are left, and never without being asked.
pub async fn erase_keyless(db: &Db, depot: &Depot, now: DateTime<Utc>) -> Result<usize, SweepError> {
    let mut count = 0;
    loop {
        let erased = db.write(move |conn| erasure::erase_keyless(&Scope::System, conn, now, BATCH)).await?;
        if erased.is_empty() {
            return Ok(count);
        }
        count += erased.len();
        for case in erased {
            remove(depot, &case.files).await;
        }
    }
}

/// What would go now, and soon.
pub async fn forecast(db: &Db, library: &Library, now: DateTime<Utc>) -> Result<Forecast, SweepError> {
    let today = day_in_germany(now);
    let library = library.clone();
    let told = db.read(move |conn| {
        let mut forms = Vec::new();
        for form in forms_of_cases(&Scope::System, conn, &library)? {
            forms.push(of_form(conn, &library, &form, today)?);
        }
        let keyless = erasure::count_keyless(&Scope::System, conn)?;
        let keyless = usize::try_from(keyless).unwrap_or_default();
        let lists = lists_over(conn, &BookkeepingClock::new(&library), today)?.len();
        Ok::<_, LibraryError>(Forecast { forms, keyless, lists })
    });
    told.await.map_err(|error| clocks::of_store(error).into())
}

fn of_form(
    conn: &mut Conn,
    library: &Library,
    form: &Form,
    today: NaiveDate,
) -> Result<FormForecast, LibraryError> {
    let later = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(today);
    let (mut now, mut soon) = (Vec::new(), Vec::new());
    for clock in clocks_of(form) {
        now.extend(clock.over(&Scope::System, conn, today)?);
        soon.extend(clock.over(&Scope::System, conn, later)?);
    }
    soon.retain(|case| !now.contains(case));
    let mut papers = 0;
    for rule in &form.file.retention.papers {
        for paper in due_papers(conn, form, rule, today)? {
            // Those of a case that goes go with it.
            if now.iter().all(|case| case.id != paper.case) {
                let named = files_of(conn, library, &paper, rule)?;
                papers += still_there(conn, &paper, &named)?;
            }
        }
    }
    let numbers = |cases: Vec<ErasableCase>| cases.into_iter().map(|case| case.number).collect();
    Ok(FormForecast { form_id: form.id.clone(), now: numbers(now), soon: numbers(soon), papers })
}

/// How many of these files a case still has.
fn still_there(conn: &mut Conn, paper: &ErasablePaper, named: &[FileId]) -> Result<usize, StoreError> {
    let stored = crate::store::files::of_case(&Scope::System, conn, paper.case)?;
    Ok(stored.iter().filter(|file| named.contains(&file.id)).count())
}

async fn forms(db: &Db, library: &Library) -> Result<Vec<Arc<Form>>, SweepError> {
    let library = library.clone();
    let found = db.read(move |conn| forms_of_cases(&Scope::System, conn, &library)).await;
    found.map_err(|error| clocks::of_store(error).into())
}

/// Each case in a write of its own: one that cannot be erased does not keep the others.
async fn erase_cases(
    db: &Db,
    depot: &Depot,
    clock: CaseClock,
    now: DateTime<Utc>,
) -> Result<usize, SweepError> {
    let today = day_in_germany(now);
    let (mut count, mut last) = (0, None);
    loop {
        let (clock, after) = (clock.clone(), last.take());
        let part = db.read(move |conn| {
            let which = (&clock.which, clock.ended_before(today), today);
            erasure::erasable(&Scope::System, conn, which, after.as_ref(), BATCH)
        });
        let part = part.await?;
        let Some(end) = part.last().cloned() else { return Ok(count) };
        for ErasableCase { id, form_id, .. } in part {
            let erased =
                db.write(move |conn| erasure::erase(&Scope::System, conn, id, ErasureCause::Period, now));
            match erased.await {
                Ok(Some(erased)) => {
                    count += 1;
                    let files = erased.files.len();
                    tracing::info!(target: "pforte::audit", case = %id, form.id = form_id, files, "erased a case whose time was over");
                    remove(depot, &erased.files).await;
                }
                Ok(None) => {}
                Err(StoreError::Unavailable) => return Err(StoreError::Unavailable.into()),
                Err(error) => tracing::error!(case = %id, %error, "a case cannot be erased"),
            }
        }
        last = Some(end);
    }
}

/// The cases on which it is time for a rule for papers.
fn due_papers(
    conn: &mut Conn,
    form: &Form,
    rule: &PaperRetention,
    today: NaiveDate,
) -> Result<Vec<ErasablePaper>, StoreError> {
    let (name, mut found, mut last) = (rule.name(), Vec::new(), None);
    loop {
        let which = (form.id.as_str(), name.as_str(), today);
        let part = erasure::erasable_papers(&Scope::System, conn, which, last, BATCH)?;
        let Some(end) = part.last() else { return Ok(found) };
        last = Some(end.case);
        found.extend(part.into_iter().filter(|paper| clocks::is_over(rule, paper, today)));
    }
}

/// The files of a case at the questions of a rule, in each version of its answers.
fn files_of(
    conn: &mut Conn,
    library: &Library,
    paper: &ErasablePaper,
    rule: &PaperRetention,
) -> Result<Vec<FileId>, LibraryError> {
    let form = library.form(conn, &paper.version, paper.channel)?;
    let mut found = Vec::new();
    for content in erasure::versions(&Scope::System, conn, paper.case)? {
        let answers: Answers = serde_json::from_slice(&content).map_err(|_| LibraryError::Unreadable)?;
        found.extend(named_at(&form, &answers, &rule.fields).into_iter().map(|file| file.id));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

async fn erase_papers(
    db: &Db,
    (depot, library): (&Depot, &Library),
    form: &Arc<Form>,
    rule: &PaperRetention,
    now: DateTime<Utc>,
) -> Result<usize, SweepError> {
    let (of_form, of_rule) = (Arc::clone(form), rule.clone());
    let due = db.read(move |conn| due_papers(conn, &of_form, &of_rule, day_in_germany(now))).await?;
    let mut count = 0;
    for paper in due {
        let (case, library, rule) = (paper.case, library.clone(), rule.clone());
        let erased = db.write(move |conn| {
            let named = files_of(conn, &library, &paper, &rule)?;
            let erased = erasure::erase_papers(&Scope::System, conn, (&paper, &rule.name()), &named, now)?;
            Ok::<_, LibraryError>(erased.unwrap_or_default())
        });
        match erased.await.map_err(clocks::of_store) {
            Ok(files) => {
                count += files.len();
                remove(depot, &files).await;
            }
            Err(StoreError::Unavailable) => return Err(StoreError::Unavailable.into()),
            Err(error) => tracing::error!(%case, %error, "papers of a case cannot be erased"),
        }
    }
    Ok(count)
}

/// Takes the bytes of files away that no row names any more. What cannot be taken away now is found when strays are swept.
pub async fn remove(depot: &Depot, files: &[FileId]) {
    for id in files {
        if let Err(error) = depot.remove(*id).await {
            tracing::warn!(file = %id, %error, "the bytes of a file cannot be deleted yet");
        }
    }
}
