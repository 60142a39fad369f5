//! Files that go before their case: copies of identity cards, medical certificates. Their form says which, and when.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::TABLE;
use crate::clock::day_in_germany;
use crate::domain::{CaseEventKind, CaseId, CaseState, Channel, FileId, FormVersion, Scope};
use crate::store::cases::{self, CaseRecord};
use crate::store::conn::Conn;
use crate::store::error::StoreError;
use crate::store::events;
use crate::store::rows::{instant, maybe, maybe_instant, micros, parse};
use crate::store::schema::{
    case_answers, case_holds, cases as cases_table, decisions, erased_files, files, papers_done, submissions,
};
use crate::store::sealed;

/// A case at its end with files, of which a rule has taken none yet.
#[derive(Debug, Clone)]
pub struct ErasablePaper {
    /// The case.
    pub case: CaseId,
    /// Counts its changes.
    pub revision: i64,
    /// The version that was answered.
    pub version: FormVersion,
    /// How it was filed.
    pub channel: Channel,
    /// When it was decided, if it was.
    pub decided_at: Option<DateTime<Utc>>,
    /// Since when it is at its end.
    pub ended_at: DateTime<Utc>,
    /// Whether a letter goes with the decision.
    pub has_letter: bool,
    /// The day on which the decision counts as made known; `None` where that is not known yet, or there is no letter.
    pub counts_on: Option<NaiveDate>,
}

type Row = (String, i64, String, String, Option<i64>, Option<i64>, Option<String>, Option<String>);

/// Cases with a form that are at their end and have files, on which a rule was not carried out yet, and that are not kept
/// longer; by id, behind one, `most` at once. For the product itself only.
pub fn erasable_papers(
    scope: &Scope,
    conn: &mut Conn,
    (form_id, rule, today): (&str, &str, NaiveDate),
    after: Option<CaseId>,
    most: i64,
) -> Result<Vec<ErasablePaper>, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let kept = case_holds::table
        .filter(case_holds::case_id.eq(cases_table::id).and(case_holds::keep_until.ge(today.to_string())));
    let done =
        papers_done::table.filter(papers_done::case_id.eq(cases_table::id).and(papers_done::rule.eq(rule)));
    let with_files = files::table.filter(files::submission_id.eq(cases_table::submission_id.nullable()));
    let mut query = cases_table::table
        .inner_join(submissions::table)
        .left_join(decisions::table)
        .filter(cases_table::form_id.eq(form_id).and(cases_table::ended_at.is_not_null()))
        .filter(cases_table::state.ne_all(CaseState::OPEN.map(CaseState::as_str)))
        .filter(not(exists(kept)).and(not(exists(done))).and(exists(with_files)))
        .order(cases_table::id.asc())
        .limit(most)
        .select((
            cases_table::id,
            cases_table::revision,
            submissions::version,
            cases_table::channel,
            cases_table::decided_at,
            cases_table::ended_at,
            decisions::letter_hash.nullable(),
            decisions::counts_on.nullable(),
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(cases_table::id.gt(after.to_string()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let mut found = Vec::new();
    for (id, revision, version, channel, decided_at, ended_at, letter, counts_on) in rows {
        found.push(ErasablePaper {
            case: parse(TABLE, "id", &id)?,
            revision,
            version: FormVersion(version),
            channel: parse(TABLE, "channel", &channel)?,
            decided_at: maybe_instant(TABLE, "decided_at", decided_at)?,
            ended_at: instant(TABLE, "ended_at", ended_at.unwrap_or_default())?,
            has_letter: letter.is_some(),
            counts_on: maybe("decisions", "counts_on", counts_on.as_deref())?,
        });
    }
    Ok(found)
}

/// All versions of the answers of a case, for the product itself: to find its files.
pub fn versions(scope: &Scope, conn: &mut Conn, case: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
    let Some(found) = cases::find(scope, conn, case)?.filter(|_| *scope == Scope::System) else {
        return Ok(Vec::new());
    };
    let later: Vec<Vec<u8>> = case_answers::table
        .filter(case_answers::case_id.eq(case.to_string()))
        .select(case_answers::content)
        .load(conn)?;
    let mut all = vec![found.filed_content];
    for sealed in later {
        all.push(sealed::open(conn, &sealed, "case_answers")?);
    }
    Ok(all)
}

/// Carries out a rule on a case as it was read: these of its files are erased, with an event for each. Those of which the
/// bytes can go; `None` if the case was changed since, or is kept longer. For the product itself only.
pub fn erase_papers(
    scope: &Scope,
    conn: &mut Conn,
    (paper, rule): (&ErasablePaper, &str),
    named: &[FileId],
    now: DateTime<Utc>,
) -> Result<Option<Vec<FileId>>, StoreError> {
    if *scope != Scope::System {
        return Err(StoreError::Denied);
    }
    let id = paper.case.to_string();
    // Whoever keeps the case longer changes its revision, and waits or is seen.
    let same = cases_table::table.find(&id).filter(cases_table::revision.eq(paper.revision));
    if diesel::update(same).set(cases_table::revision.eq(paper.revision)).execute(conn)? != 1 {
        return Ok(None);
    }
    if super::bar(scope, conn, paper.case, day_in_germany(now))?.is_some_and(is_in_the_way) {
        return Ok(None);
    }
    let row = (papers_done::case_id.eq(&id), papers_done::rule.eq(rule));
    diesel::insert_into(papers_done::table).values(row).execute(conn)?;
    let submission: String =
        cases_table::table.find(&id).select(cases_table::submission_id).get_result(conn)?;
    let wanted: Vec<String> = named.iter().map(FileId::to_string).collect();
    let theirs = files::submission_id.eq(submission).and(files::id.eq_any(wanted));
    let ids: Vec<String> =
        files::table.filter(theirs.assume_not_null()).order(files::id.asc()).select(files::id).load(conn)?;
    for file in &ids {
        diesel::delete(files::table.find(file)).execute(conn)?;
        diesel::insert_into(erased_files::table)
            .values((
                erased_files::id.eq(file),
                erased_files::case_id.eq(&id),
                erased_files::erased_at.eq(micros(now)),
            ))
            .execute(conn)?;
        events::insert(conn, paper.case, now, scope.actor(), CaseEventKind::PaperErased, Some(file))?;
    }
    ids.iter().map(|id| parse("files", "id", id)).collect::<Result<_, _>>().map(Some)
}

/// What a letter or a payment waits for keeps the case, and not its papers.
fn is_in_the_way(bar: super::ErasureBar) -> bool {
    matches!(bar, super::ErasureBar::Open | super::ErasureBar::Held(_))
}

/// The files of a case that were erased before it, and when; none where it does not exist for this scope.
pub fn erased_papers(
    scope: &Scope,
    conn: &mut Conn,
    case: &CaseRecord,
) -> Result<Vec<(FileId, DateTime<Utc>)>, StoreError> {
    if cases::find(scope, conn, case.id)?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, i64)> = erased_files::table
        .filter(erased_files::case_id.eq(case.id.to_string()))
        .select((erased_files::id, erased_files::erased_at))
        .load(conn)?;
    let read = |(id, at): (String, i64)| {
        Ok((parse("erased_files", "id", &id)?, instant("erased_files", "erased_at", at)?))
    };
    rows.into_iter().map(read).collect()
}
