//! The inbox (Postkorb): a view on the cases of a person's departments.

use std::collections::{HashMap, HashSet};

use crate::domain::{CaseId, ClerkId, MatterKey, ReceiptNumber, Scope, SearchWord};
use crate::forms::search_words;
use crate::library::Library;
use crate::store::case_words::{self, Search};
use crate::store::cases::{CaseCounts, CaseFilter, CaseSummary, CaseView, Found, From};
use crate::store::{Conn, StoreError, cases, clerks, second_steps};

/// Most cases that a search shows.
pub const MOST_FOUND: usize = 50;

/// A page of the inbox.
#[derive(Debug)]
pub struct Inbox {
    /// The cases of this page.
    pub rows: Vec<CaseSummary>,
    /// Whether there are more before them.
    pub has_before: bool,
    /// Whether there are more behind them.
    pub has_more: bool,
    /// How many cases each view has, for the tabs.
    pub counts: CaseCounts,
    /// The names of those who have a case of this page.
    pub names: HashMap<ClerkId, String>,
    /// Those of this page that wait for the second step of a superior.
    pub waiting: HashSet<CaseId>,
}

/// A page of the cases that this scope may see.
pub fn inbox(scope: &Scope, conn: &mut Conn, filter: &CaseFilter) -> Result<Inbox, StoreError> {
    let found = cases::inbox(scope, conn, filter)?;
    dressed(scope, conn, found)
}

/// The newest cases that have all words of a text: in their number, reference, applicant, service or notes, with or
/// without umlauts and accents. Whatever their state is.
pub fn search(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    key: &MatterKey,
    (text, form_id): (&str, Option<String>),
) -> Result<Inbox, StoreError> {
    let asked = search_words::asked(text);
    let forms: Vec<Vec<String>> = asked.iter().map(|spellings| forms_named(library, spellings)).collect();
    let words = asked.iter().map(|spellings| hashed(key, spellings)).collect();
    let is_of_services = !forms.is_empty() && forms.iter().all(|forms| !forms.is_empty());
    let mut rows = if is_of_services {
        of_services(scope, conn, &forms, form_id.as_deref())?
    } else {
        let search = Search { view: CaseView::All, form_id, words, forms, most: MOST_FOUND + 1 };
        case_words::find(scope, conn, &search)?
    };
    let has_more = rows.len() > MOST_FOUND;
    rows.truncate(MOST_FOUND);
    dressed(scope, conn, Found { rows, has_before: false, has_more })
}

/// The case with this number, if the scope may see it.
pub fn find_by_number(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<CaseId>, StoreError> {
    cases::find_by_number(scope, conn, number)
}

/// The words of a text as the index of cases holds them.
pub fn words_of(key: &MatterKey, text: &str) -> Vec<SearchWord> {
    hashed(key, &search_words::kept(text))
}

fn hashed(key: &MatterKey, words: &[String]) -> Vec<SearchWord> {
    words.iter().map(|word| SearchWord::of(key, word)).collect()
}

/// The services that have one of these words in their name.
fn forms_named(library: &Library, spellings: &[String]) -> Vec<String> {
    let has_it = |title: &str| search_words::kept(title).iter().any(|word| spellings.contains(word));
    let all = library.catalogue().all().map(|service| &service.online);
    all.filter(|form| has_it(&form.file.title)).map(|form| form.id.clone()).collect()
}

/// The newest cases of the services that every word names.
fn of_services(
    scope: &Scope,
    conn: &mut Conn,
    forms: &[Vec<String>],
    only: Option<&str>,
) -> Result<Vec<CaseSummary>, StoreError> {
    let is_meant = |id: &&String| {
        forms.iter().all(|forms| forms.contains(id)) && only.is_none_or(|only| only == id.as_str())
    };
    let mut rows = Vec::new();
    for form_id in forms.iter().take(1).flatten().filter(is_meant) {
        let filter = CaseFilter {
            view: CaseView::All,
            newest_first: true,
            form_id: Some(form_id.clone()),
            from: From::Start,
            per_page: i64::try_from(MOST_FOUND + 1).unwrap_or(i64::MAX),
        };
        rows.extend(cases::inbox(scope, conn, &filter)?.rows);
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.received_at, row.id.to_string())));
    Ok(rows)
}

fn dressed(scope: &Scope, conn: &mut Conn, found: Found) -> Result<Inbox, StoreError> {
    let people: Vec<ClerkId> = found.rows.iter().filter_map(|row| row.clerk).collect();
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    Ok(Inbox {
        waiting: second_steps::waiting_among(scope, conn, &ids)?,
        names: clerks::names(conn, &people)?,
        counts: cases::counts(scope, conn)?,
        rows: found.rows,
        has_before: found.has_before,
        has_more: found.has_more,
    })
}
