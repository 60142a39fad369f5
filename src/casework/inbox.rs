//! The inbox (Postkorb): a view on the cases of a person's departments.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::{CaseId, ClerkId, MatterKey, ReceiptNumber, Scope, SearchWord};
use crate::forms::search_words;
use crate::library::Library;
use crate::store::case_words::{self, Hits, Search};
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
    /// Of a search: whether older cases were not looked at, because its words are too frequent.
    pub is_given_up: bool,
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
    dressed(scope, conn, found, filter.today)
}

/// No case: what is filtered by does not exist any more.
pub fn none(scope: &Scope, conn: &mut Conn, today: NaiveDate) -> Result<Inbox, StoreError> {
    dressed(scope, conn, Found { rows: Vec::new(), has_before: false, has_more: false }, today)
}

/// The newest cases that have all words of a text: in their number, reference, applicant, service or notes, with or
/// without umlauts and accents. Whatever their state is; of the filter, the service, the tag and the person count.
pub fn search(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    key: &MatterKey,
    (text, filter): (&str, &CaseFilter),
) -> Result<Inbox, StoreError> {
    let asked = search_words::asked(text);
    let forms: Vec<Vec<String>> = asked.iter().map(|spellings| forms_named(library, spellings)).collect();
    let words: Vec<Vec<SearchWord>> = asked.iter().map(|spellings| hashed(key, spellings)).collect();
    let of_services = of_services(scope, conn, &forms, filter)?;
    let (form_id, tag, clerk) = (filter.form_id.clone(), filter.tag.clone(), filter.clerk);
    let search = Search { view: CaseView::All, form_id, tag, clerk, words, forms, most: MOST_FOUND + 1 };
    let mut hits = with_words(scope, conn, search)?;
    hits.rows.extend(of_services);
    hits.rows.sort_by_key(|row| std::cmp::Reverse((row.received_at, row.id.to_string())));
    hits.rows.dedup_by_key(|row| row.id);
    let has_more = hits.rows.len() > MOST_FOUND;
    hits.rows.truncate(MOST_FOUND);
    let inbox = dressed(scope, conn, Found { rows: hits.rows, has_before: false, has_more }, filter.today)?;
    Ok(Inbox { is_given_up: hits.is_given_up, ..inbox })
}

/// The cases that have the words. Where each word stands in the name of some service, too, one after the other has to be
/// a word of the case itself: „Mangel“ in a note, „Hund“ in one and „Mangel“ in the service.
fn with_words(scope: &Scope, conn: &mut Conn, search: Search) -> Result<Hits, StoreError> {
    if search.forms.iter().any(Vec::is_empty) {
        return case_words::find(scope, conn, &search);
    }
    let mut hits = Hits::default();
    for own in 0..search.words.len() {
        let mut one = search.clone();
        if let Some(forms) = one.forms.get_mut(own) {
            forms.clear();
        }
        let found = case_words::find(scope, conn, &one)?;
        hits.rows.extend(found.rows);
        hits.is_given_up |= found.is_given_up;
    }
    Ok(hits)
}

/// The case with this number, if the scope may see it.
pub fn find_by_number(
    scope: &Scope,
    conn: &mut Conn,
    number: &ReceiptNumber,
) -> Result<Option<CaseId>, StoreError> {
    cases::find_by_number(scope, conn, number)
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

/// The newest cases of the services that every word names; none where a word names no service.
fn of_services(
    scope: &Scope,
    conn: &mut Conn,
    forms: &[Vec<String>],
    wanted: &CaseFilter,
) -> Result<Vec<CaseSummary>, StoreError> {
    let is_meant = |id: &&String| {
        forms.iter().all(|forms| forms.contains(id)) && wanted.form_id.as_ref().is_none_or(|only| only == *id)
    };
    let mut rows = Vec::new();
    for form_id in forms.iter().take(1).flatten().filter(is_meant) {
        let filter = CaseFilter {
            view: CaseView::All,
            newest_first: true,
            by_due: false,
            today: wanted.today,
            form_id: Some(form_id.clone()),
            tag: wanted.tag.clone(),
            clerk: wanted.clerk,
            from: From::Start,
            per_page: i64::try_from(MOST_FOUND + 1).unwrap_or(i64::MAX),
        };
        rows.extend(cases::inbox(scope, conn, &filter)?.rows);
    }
    Ok(rows)
}

fn dressed(scope: &Scope, conn: &mut Conn, found: Found, today: NaiveDate) -> Result<Inbox, StoreError> {
    let people: Vec<ClerkId> = found.rows.iter().filter_map(|row| row.clerk).collect();
    let ids: Vec<CaseId> = found.rows.iter().map(|row| row.id).collect();
    Ok(Inbox {
        waiting: second_steps::waiting_among(scope, conn, &ids)?,
        names: clerks::names(conn, &people)?,
        counts: cases::counts(scope, conn, today)?,
        rows: found.rows,
        has_before: found.has_before,
        has_more: found.has_more,
        is_given_up: false,
    })
}
