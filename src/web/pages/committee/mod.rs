//! The list for a committee of the council.

pub mod file;
pub mod handler;

use std::sync::Arc;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::committee::{CommitteeCell, CommitteeRow, CommitteeSums};
use crate::clock::german_day;
use crate::domain::Tag;
use crate::forms::committee::Committee;
use crate::forms::display::euros_of;
use crate::forms::form::Form;
use crate::store::cases::CaseView;
use crate::web::layout::StaffChrome;
use crate::web::pages::inbox::handler::InboxQuery;
use crate::web::pages::inbox::{label_of, query_of, word};
use crate::web::site::Site;
use crate::web::{urls, words};

/// Most cases on the page; the file has all.
pub const MOST_SHOWN: usize = 200;

/// What stands where nothing is proposed yet.
const NO_PROPOSAL: &str = "noch kein Vorschlag";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/committee/committee.html")]
pub struct CommitteePage {
    chrome: StaffChrome,
    committee: String,
    service: String,
    day: String,
    services: Vec<Choice>,
    views: Vec<Choice>,
    tags: Vec<Choice>,
    /// What is listed, in words.
    listed: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Of the columns.
    sums: Vec<String>,
    proposed_sum: String,
    granted_sum: String,
    count: usize,
    open: usize,
    ended: usize,
    is_done: bool,
    is_cut: bool,
    query: String,
}

/// A choice of a select.
#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    is_selected: bool,
}

/// A column between the applicant and the proposal.
#[derive(Debug)]
struct Column {
    title: String,
    is_money: bool,
}

/// A case.
#[derive(Debug)]
struct Row {
    href: String,
    number: String,
    applicant: String,
    cells: Vec<String>,
    proposed: Option<String>,
    /// What is to be known of what is proposed.
    remarks: Vec<&'static str>,
    /// Nothing is proposed any more.
    has_ended: bool,
    reason: String,
    panel: String,
    decided: String,
}

impl CommitteePage {
    /// The page: the first cases, and what all of them add up to.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        query: &InboxQuery,
        (form, committee): (&Form, &Committee),
        (rows, sums): (&[CommitteeRow], &CommitteeSums),
    ) -> Self {
        let asked = std::iter::once(committee.asked());
        let columns = committee.columns().iter().chain(asked);
        let column = |column: &crate::forms::committee::PublicColumn| Column {
            title: column.title().to_owned(),
            is_money: column.is_money(),
        };
        let cells = sums.cells.iter().map(|sum| sum.map(euros_of).unwrap_or_default());
        Self {
            chrome: super::staff_chrome(person, committee.title())
                .crumb("Postkorb", urls::INBOX)
                .here("Liste für den Ausschuss"),
            committee: committee.title().to_owned(),
            service: form.file.title.clone(),
            day: german_day(site.today()),
            services: services(site, person, &form.id),
            views: views(query.view()),
            tags: tags(form, query),
            listed: listed(form, query),
            columns: columns.map(column).collect(),
            rows: rows.iter().map(|row| Row::new(form, row)).collect(),
            sums: cells.chain([euros_of(sums.asked)]).collect(),
            proposed_sum: euros_of(sums.proposed),
            granted_sum: euros_of(sums.granted),
            count: sums.count,
            open: sums.open,
            ended: sums.ended,
            is_done: is_done(query),
            is_cut: sums.count > rows.len(),
            query: query_of(query),
        }
    }

    /// The questions of the filter: name, label, options.
    fn selects(&self) -> [(&'static str, &'static str, &[Choice]); 3] {
        [
            ("leistung", "Leistung", &self.services),
            ("ansicht", "Stand", &self.views),
            ("merkmal", "Merkmal", &self.tags),
        ]
    }
}

impl Row {
    fn new(form: &Form, row: &CommitteeRow) -> Self {
        let asked = row.asked.map(euros_of).unwrap_or_default();
        let proposal = row.proposal.as_ref();
        Self {
            href: urls::case(row.id),
            number: row.number.to_string(),
            applicant: row.applicant.clone().unwrap_or_else(|| "–".to_owned()),
            cells: row.cells.iter().map(in_words).chain([asked]).collect(),
            remarks: remarks(row),
            has_ended: !row.counts(),
            proposed: proposal.map(|found| euros_of(found.amount)),
            reason: proposal.map(|found| found.reason.clone()).unwrap_or_default(),
            panel: proposal.map(|found| found.panel.clone()).unwrap_or_default(),
            decided: decided(form, row),
        }
    }
}

/// What is to be known of what is proposed for a case.
fn remarks(row: &CommitteeRow) -> Vec<&'static str> {
    let before = row.is_before_answer.then_some("vor der letzten Antwort");
    row.is_too_high().then_some("mehr als beantragt").into_iter().chain(before).collect()
}

fn in_words(cell: &CommitteeCell) -> String {
    match cell {
        CommitteeCell::Empty => String::new(),
        CommitteeCell::Words(text) => text.clone(),
        CommitteeCell::Cents(cents) => euros_of(*cents),
    }
}

/// How it is decided, and how much was granted.
fn decided(form: &Form, row: &CommitteeRow) -> String {
    let outcome = row.outcome.as_ref().map(|outcome| form.outcome_title(outcome));
    let state = words::state_and_outcome(row.state, outcome);
    let granted = row.granted.map(euros_of);
    [Some(state), granted].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Whether the list is of decided cases, of which the committee is informed.
fn is_done(query: &InboxQuery) -> bool {
    query.view() == CaseView::Done
}

/// The services with a committee whose cases come to the departments of this person.
pub fn forms(site: &Site, person: &SignedIn) -> Vec<Arc<Form>> {
    let scope = person.scope();
    let own = scope.visible_departments().unwrap_or_default();
    let comes_here = |form: &Arc<Form>| {
        let others = form.rules.iter().map(|(department, _)| department);
        others.chain([&form.file.routing.department]).any(|department| own.contains(department))
    };
    all(site).filter(comes_here).collect()
}

/// All services with a committee: cases of them can be given to any department.
fn all(site: &Site) -> impl Iterator<Item = Arc<Form>> {
    let all = site.library.catalogue().all().map(|service| Arc::clone(&service.online));
    all.filter(|form| form.committee.is_some())
}

/// Where the list for the committee is that a list of the inbox leads to; nothing where none of its cases go to one. One
/// of the `listed` services can have been given to a department to which its cases do not come of themselves.
pub fn address<'a>(
    site: &Site,
    person: &SignedIn,
    query: &InboxQuery,
    mut listed: impl Iterator<Item = &'a str>,
) -> Option<String> {
    match query.form_id(site) {
        Some(id) => {
            let is_one = all(site).any(|form| form.id == id);
            is_one.then(|| format!("{}?{}", urls::COMMITTEE, query_of(query)))
        }
        None if !forms(site, person).is_empty() => Some(urls::COMMITTEE.to_owned()),
        None => {
            let given = listed.find(|id| all(site).any(|form| form.id == **id))?;
            Some(format!("{}?leistung={given}", urls::COMMITTEE))
        }
    }
}

fn services(site: &Site, person: &SignedIn, chosen: &str) -> Vec<Choice> {
    let choice = |form: Arc<Form>| Choice {
        is_selected: form.id == chosen,
        value: form.id.clone(),
        label: form.file.title.clone(),
    };
    let mut shown = forms(site, person);
    let given = all(site).find(|form| form.id == chosen && shown.iter().all(|other| other.id != chosen));
    shown.extend(given);
    shown.into_iter().map(choice).collect()
}

fn views(current: CaseView) -> Vec<Choice> {
    let usual = [CaseView::Open, CaseView::Done];
    let other = Some(current).filter(|view| !usual.contains(view));
    let choice = |view: CaseView| Choice {
        value: word(view).to_owned(),
        label: label_of(view).to_owned(),
        is_selected: view == current,
    };
    usual.into_iter().chain(other).map(choice).collect()
}

fn tags(form: &Form, query: &InboxQuery) -> Vec<Choice> {
    let rules = form.file.routing.tags.iter();
    let choice =
        |(value, label): (String, String)| Choice { is_selected: query.merkmal == value, value, label };
    let mut all: Vec<Choice> =
        rules.map(|rule| choice((Tag::Form(rule.tag.clone()).to_string(), rule.title.clone()))).collect();
    // A tag of the department's own, by which a list of the inbox was filtered.
    if let (false, Ok(Tag::Own(own))) = (all.iter().any(|tag| tag.is_selected), query.merkmal.parse()) {
        all.push(choice((query.merkmal.clone(), own.as_str().to_owned())));
    }
    all
}

/// What is listed: the state, and the tag.
fn listed(form: &Form, query: &InboxQuery) -> String {
    let tag = tags(form, query).into_iter().find(|tag| tag.is_selected);
    let parts = [Some(label_of(query.view()).to_owned()), tag.map(|tag| tag.label)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
