//! The words by which cases are found: an index of hashes, so that a name is found without being readable in it.

use std::collections::HashSet;

use diesel::prelude::*;

use super::cases::{CaseSummary, CaseView};
use super::conn::Conn;
use super::error::StoreError;
use super::rows::micros;
use super::schema::{case_words, cases as cases_table};
use super::{case_bias, cases, dialect};
use crate::domain::{CaseId, ClerkId, Scope, SearchWord, Tag};

/// Cases that are looked at in one go.
const CHUNK: i64 = 500;

/// Most chunks of one search. Who finds nothing in the ten thousand newest entries of the rarest word is told so, and
/// types another one.
const CHUNKS: usize = 20;

/// From here on a word counts as frequent.
const FREQUENT: i64 = 1000;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// Which cases.
    pub view: CaseView,
    /// Only this form.
    pub form_id: Option<String>,
    /// Only with this tag.
    pub tag: Option<Tag>,
    /// Only those that this person has.
    pub clerk: Option<ClerkId>,
    /// Each of these; of each one spelling is enough.
    pub words: Vec<Vec<SearchWord>>,
    /// Forms whose names have the word, for each of them: then the case need not have it.
    pub forms: Vec<Vec<String>>,
    /// Most that are found.
    pub most: usize,
}

/// Adds words to a case that exists for this scope.
pub fn add(scope: &Scope, conn: &mut Conn, case: CaseId, words: &[SearchWord]) -> Result<(), StoreError> {
    match cases::find(scope, conn, case)? {
        Some(found) => insert(conn, (case, &found.department.0, micros(found.received_at)), words),
        None => Err(StoreError::Denied),
    }
}

/// Gives a case that exists for this scope these words and no others.
pub fn replace(scope: &Scope, conn: &mut Conn, case: CaseId, words: &[SearchWord]) -> Result<(), StoreError> {
    let Some(found) = cases::find(scope, conn, case)? else { return Err(StoreError::Denied) };
    diesel::delete(case_words::table.filter(case_words::case_id.eq(case.to_string()))).execute(conn)?;
    insert(conn, (case, &found.department.0, micros(found.received_at)), words)
}

/// Adds words to a case: its id, its department, and when it arrived.
pub(super) fn insert(
    conn: &mut Conn,
    (case, department, received_at): (CaseId, &str, i64),
    words: &[SearchWord],
) -> Result<(), StoreError> {
    let case_id = case.to_string();
    for word in words {
        let row = dialect::NewWord { case_id: &case_id, department, word: word.0, received_at };
        dialect::insert_word_if_new(conn, &row)?;
    }
    Ok(())
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Hits {
    /// The cases, newest first.
    pub rows: Vec<CaseSummary>,
    /// Whether older cases were not looked at: the words are too frequent.
    pub is_given_up: bool,
}

/// The newest cases that have all words, and that this scope may see.
pub fn find(scope: &Scope, conn: &mut Conn, search: &Search) -> Result<Hits, StoreError> {
    let Some(departments) = cases::departments(scope) else { return Ok(Hits::default()) };
    let Some(rarest) = rarest(conn, &departments, search)? else { return Ok(Hits::default()) };
    let locked: HashSet<String> = case_bias::locked(scope, conn)?.into_iter().collect();
    let mut found = Vec::new();
    let mut last: Option<(i64, String)> = None;
    let mut is_complete = false;
    for _ in 0..CHUNKS {
        let chunk = candidates(conn, &departments, search, rarest, last.as_ref())?;
        // By the rows of the index: a case with two spellings of the word has two.
        let is_last = i64::try_from(chunk.len()).is_ok_and(|count| count < CHUNK);
        let end = chunk.last().cloned();
        let mut ids: Vec<String> = chunk.into_iter().map(|(_, id)| id).collect();
        ids.dedup();
        ids.retain(|id| !locked.contains(id));
        for other in (0..search.words.len()).filter(|other| *other != rarest) {
            ids = with_word(conn, ids, search, other)?;
        }
        found.extend(cases::summaries(scope, conn, &ids, search)?);
        is_complete = is_last;
        if is_last || found.len() >= search.most {
            break;
        }
        last = end;
    }
    let is_given_up = !is_complete && found.len() < search.most;
    found.truncate(search.most);
    Ok(Hits { rows: found, is_given_up })
}

/// The word to begin with: of those that only the index can know the rarest one, as far as that is counted; `None` if
/// each word stands in the name of a service, and a case need not have it.
fn rarest(conn: &mut Conn, departments: &[String], search: &Search) -> Result<Option<usize>, StoreError> {
    let mut best: Option<(i64, usize)> = None;
    for (i, spellings) in search.words.iter().enumerate() {
        if search.forms.get(i).is_some_and(|forms| !forms.is_empty()) {
            continue;
        }
        let words: Vec<i64> = spellings.iter().map(|word| word.0).collect();
        let hits: Vec<i64> = case_words::table
            .filter(case_words::department.eq_any(departments).and(case_words::word.eq_any(words)))
            .limit(FREQUENT)
            .select(case_words::word)
            .load(conn)?;
        let count = i64::try_from(hits.len()).unwrap_or(FREQUENT);
        if best.is_none_or(|(fewest, _)| count < fewest) {
            best = Some((count, i));
        }
    }
    Ok(best.map(|(_, i)| i))
}

/// The next cases with a word, newest first.
fn candidates(
    conn: &mut Conn,
    departments: &[String],
    search: &Search,
    word: usize,
    after: Option<&(i64, String)>,
) -> Result<Vec<(i64, String)>, StoreError> {
    let words: Vec<i64> = search.words.get(word).into_iter().flatten().map(|word| word.0).collect();
    let mut query = case_words::table
        .filter(case_words::department.eq_any(departments).and(case_words::word.eq_any(words)))
        .order((case_words::received_at.desc(), case_words::case_id.desc()))
        .limit(CHUNK)
        .select((case_words::received_at, case_words::case_id))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query
            .filter(case_words::received_at.le(*at))
            .filter(case_words::received_at.lt(*at).or(case_words::case_id.lt(id.clone())));
    }
    Ok(query.load(conn)?)
}

/// Those of some cases that have a word, or whose form has it in its name.
fn with_word(
    conn: &mut Conn,
    ids: Vec<String>,
    search: &Search,
    word: usize,
) -> Result<Vec<String>, StoreError> {
    let words: Vec<i64> = search.words.get(word).into_iter().flatten().map(|word| word.0).collect();
    let mut with: HashSet<String> = case_words::table
        .filter(case_words::case_id.eq_any(&ids).and(case_words::word.eq_any(words)))
        .select(case_words::case_id)
        .load(conn)?
        .into_iter()
        .collect();
    if let Some(forms) = search.forms.get(word).filter(|forms| !forms.is_empty()) {
        let of_forms: Vec<String> = cases_table::table
            .filter(cases_table::id.eq_any(&ids).and(cases_table::form_id.eq_any(forms)))
            .select(cases_table::id)
            .load(conn)?;
        with.extend(of_forms);
    }
    Ok(ids.into_iter().filter(|id| with.contains(id)).collect())
}
