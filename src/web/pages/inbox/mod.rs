//! The department's inbox (Postkorb).

pub mod handler;
pub mod tools;

use std::sync::Arc;

use askama::Template;
use handler::{Failed, InboxQuery, address_of};
use tools::ToolsView;

use crate::accounts::SignedIn;
use crate::casework::{Chosen, Inbox, MAX_VIEW_NAME, MOST_FOUND, Tools};
use crate::clock::{german_day, german_time};
use crate::domain::{ClerkId, MAX_TAG, Path, Role};
use crate::forms::form::Form;
use crate::forms::view::{Control, FieldView};
use crate::store::cases::{COUNTED, CaseCounts, CaseSummary, CaseView};
use crate::web::components::Part;
use crate::web::components::badge::Badge;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::site::Site;
use crate::web::{urls, words};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/inbox/inbox.html")]
pub struct InboxPage {
    chrome: StaffChrome,
    tabs: Vec<Tab>,
    services: Vec<ServiceOption>,
    view: &'static str,
    is_oldest_first: bool,
    is_by_due: bool,
    search: FieldView,
    /// What was looked for.
    looked_for: Option<String>,
    /// The service that is chosen.
    chosen: Option<String>,
    /// The titles of the columns of the service that is chosen.
    columns: Vec<String>,
    rows: Vec<Row>,
    tools: ToolsView,
    errors: ErrorSummary,
    /// How many there are, if all of them are shown.
    total: Option<usize>,
    /// Whether a search did not look at all cases.
    is_given_up: bool,
    /// Whether a search found more than it shows.
    is_cut: bool,
    /// What is filtered by and does not exist any more.
    lost: Option<&'static str>,
    start: Option<String>,
    back: Option<String>,
    more: Option<String>,
    is_lead: bool,
    /// Where the list for a committee is.
    committee: Option<String>,
}

#[derive(Debug)]
struct Tab {
    label: &'static str,
    href: String,
    /// How many; `999+` where nobody counts any more.
    count: String,
    is_current: bool,
}

#[derive(Debug)]
struct ServiceOption {
    id: String,
    title: String,
    is_selected: bool,
}

#[derive(Debug)]
struct Row {
    /// The case and its revision, as a box of the page sends it.
    box_value: String,
    is_ticked: bool,
    href: String,
    number: String,
    service: String,
    applicant: String,
    received_at: String,
    badge: Badge,
    /// Until when the rest of it is to come, if it was taken incomplete.
    complete_by: Option<String>,
    /// When it is due, in words.
    due: Option<String>,
    waits_for: Option<String>,
    channel: &'static str,
    clerk: Option<String>,
    /// Whoever looks at it stands in for who has it.
    is_for_somebody: bool,
    tags: Vec<String>,
    own_tags: Vec<String>,
    /// What stands in the columns of the service that is chosen.
    columns: Vec<String>,
}

impl InboxPage {
    /// The page for this person: the cases of a view, or those that a search found.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        query: &InboxQuery,
        (inbox, tools): (Inbox, Tools),
        failed: Option<Failed>,
    ) -> Self {
        let looked_for = query.search().map(str::to_owned);
        let form_id = query.form_id(site);
        let form = form_id.as_deref().and_then(|id| site.library.catalogue().find_id(id));
        let form = form.map(|service| &service.online);
        let place = |name, case: Option<&CaseSummary>| {
            case.map(|case| format!("{}&{name}={}", address(query), address_of(case.place())))
        };
        let is_list = looked_for.is_none();
        let listed = inbox.rows.iter().map(|row| row.form_id.as_str());
        let committee = super::committee::address(site, person, query, listed);
        let mut errors = ErrorSummary::default();
        if let Some(failed) = &failed {
            let (text, control) = failed.failed;
            errors.push(text, Some(format!("#{control}")).filter(|_| !inbox.rows.is_empty()));
        }
        let rows = inbox.rows.iter().map(|row| Row {
            own_tags: tools
                .tags
                .get(&row.id)
                .into_iter()
                .flatten()
                .map(|tag| tag.as_str().to_owned())
                .collect(),
            ..Row::new(site, (query, person.clerk), (&inbox, row), form)
        });
        let mut rows: Vec<Row> = rows.collect();
        let is_sent =
            |row: &Row| failed.as_ref().is_some_and(|failed| failed.ticked.contains(&row.box_value));
        for row in &mut rows {
            row.is_ticked = query.auswahl == "1" || is_sent(row);
        }
        Self {
            tabs: tabs(query, &inbox.counts),
            services: services(site, &query.leistung),
            view: word(query.view()),
            is_oldest_first: query.reihenfolge == "alt",
            is_by_due: query.reihenfolge == "frist",
            search: search_field(&query.suche),
            chosen: form.map(|form| form.file.title.clone()),
            columns: form.map(|form| titles(form)).unwrap_or_default(),
            total: Some(inbox.rows.len()).filter(|_| !inbox.has_before && !inbox.has_more),
            is_given_up: inbox.is_given_up,
            is_cut: !is_list && inbox.has_more,
            start: (is_list && inbox.has_before).then(|| address(query)),
            back: place("bis", inbox.rows.first()).filter(|_| is_list && inbox.has_before),
            more: place("ab", inbox.rows.last()).filter(|_| is_list && inbox.has_more),
            rows,
            looked_for,
            is_lead: person.role == Role::Lead,
            committee,
            lost: query.lost(site),
            tools: ToolsView::new(site, person, query, (&tools, failed.as_ref())),
            chrome: super::staff_chrome(person, "Postkorb").with_errors(!errors.is_empty()),
            errors,
        }
    }

    fn search_part(&self) -> Part<'_> {
        (&self.search).into()
    }
}

fn tabs(query: &InboxQuery, counts: &CaseCounts) -> Vec<Tab> {
    let is_list = query.search().is_none();
    [
        (CaseView::New, counts.new),
        (CaseView::Mine, counts.mine),
        (CaseView::Due, counts.due),
        (CaseView::Unassigned, counts.unassigned),
        (CaseView::Waiting, counts.waiting),
        (CaseView::Signature, counts.signature),
        (CaseView::Open, counts.open),
        (CaseView::Done, counts.done),
    ]
    .map(|(view, count)| Tab {
        label: label_of(view),
        href: format!("{}?ansicht={}", urls::INBOX, word(view)),
        count: if count >= COUNTED { format!("{}+", COUNTED - 1) } else { count.to_string() },
        is_current: is_list && view == query.view(),
    })
    .into()
}

/// What a view is called.
pub fn label_of(view: CaseView) -> &'static str {
    match view {
        CaseView::New => "Neu",
        CaseView::Mine => "Meine",
        CaseView::Due => "Fällig",
        CaseView::Unassigned => "Nicht zugewiesen",
        CaseView::Waiting => "Wartet",
        CaseView::Signature => "Mitzeichnung",
        CaseView::Open => "Alle offenen",
        CaseView::Done => "Erledigt",
        CaseView::All => "Alle",
    }
}

/// What an address says for a view.
pub fn word(view: CaseView) -> &'static str {
    match view {
        CaseView::New => "neu",
        CaseView::Mine => "meine",
        CaseView::Due => "faellig",
        CaseView::Unassigned => "nicht-zugewiesen",
        CaseView::Waiting => "wartet",
        CaseView::Signature => "mitzeichnung",
        CaseView::Open | CaseView::All => "alle",
        CaseView::Done => "erledigt",
    }
}

/// The titles of the columns of a service.
fn titles(form: &Form) -> Vec<String> {
    let title = |path: &String| form.root.find(path).and_then(|node| node.title.clone());
    form.file.inbox.columns.iter().map(|path| title(path).unwrap_or_else(|| path.clone())).collect()
}

fn services(site: &Site, selected: &str) -> Vec<ServiceOption> {
    let option = |form: &crate::forms::form::Form| ServiceOption {
        id: form.id.clone(),
        title: form.file.title.clone(),
        is_selected: form.id == selected,
    };
    site.library.catalogue().all().map(|service| option(&service.online)).collect()
}

fn search_field(typed: &str) -> FieldView {
    let control = Control::Line {
        input_type: "search",
        input_mode: "text",
        max_length: Some(200),
        width: Some(34),
        unit: None,
    };
    let mut field = FieldView::new(Path::root().key("suche"), "Suche", control);
    field.hint =
        Some("Eingangsnummer, Aktenzeichen, Name, Leistung oder ein Wort aus einer Notiz".to_owned());
    field.autocomplete = Some("off".to_owned());
    field.value = typed.to_owned();
    field
}

/// The order of the list, as its address says it.
fn order(query: &InboxQuery) -> &'static str {
    ["alt", "frist"].into_iter().find(|order| query.reihenfolge == *order).unwrap_or("neu")
}

/// The address of the list, from its beginning.
fn address(query: &InboxQuery) -> String {
    format!("{}?{}", urls::INBOX, query_of(query))
}

/// The page of the list as an address says it: also what is looked for, and the place.
pub fn page_of(query: &InboxQuery) -> String {
    let mut pairs = form_urlencoded::Serializer::new(query_of(query));
    for (name, value) in [("suche", &query.suche), ("ab", &query.ab), ("bis", &query.bis)] {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    }
    pairs.finish()
}

/// The filter as an address says it: the same filter in the same letters.
pub fn query_of(query: &InboxQuery) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs
        .append_pair("ansicht", word(query.view()))
        .append_pair("reihenfolge", order(query))
        .append_pair("leistung", &query.leistung);
    for (name, value) in [("merkmal", &query.merkmal), ("person", &query.person)] {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    }
    pairs.finish()
}

impl Row {
    fn new(
        site: &Site,
        (query, clerk): (&InboxQuery, ClerkId),
        (inbox, case): (&Inbox, &CaseSummary),
        listed: Option<&Arc<Form>>,
    ) -> Self {
        let service = site.library.catalogue().find_id(&case.form_id);
        let title = |tag: &String| {
            service.map_or_else(|| tag.clone(), |service| service.online.tag_title(tag).to_owned())
        };
        let outcome = case.outcome.as_ref().zip(service).map(|(outcome, s)| s.online.outcome_title(outcome));
        Self {
            box_value: super::bulk::word_of(Chosen { id: case.id, seen: case.revision }),
            is_ticked: false,
            own_tags: Vec::new(),
            href: urls::case(case.id),
            number: case.receipt_number.to_string(),
            service: service.map_or_else(|| case.form_id.clone(), |s| s.online.file.title.clone()),
            applicant: words::applicant(&case.applicant_name),
            received_at: german_time(case.received_at),
            badge: Badge::of_case(case.state, case.outcome.as_ref(), outcome),
            complete_by: case.complete_by.map(german_day),
            due: case.due_on.map(|day| words::due(day, site.today())),
            waits_for: service
                .filter(|_| inbox.waiting.contains(&case.id))
                .and_then(|service| Some(service.online.file.second_step.as_ref()?.title.clone())),
            channel: words::channel(case.channel),
            clerk: case.clerk.and_then(|clerk| inbox.names.get(&clerk).cloned()),
            is_for_somebody: query.view() == CaseView::Mine && case.clerk != Some(clerk),
            tags: case.tags.iter().map(title).collect(),
            columns: listed.map(|form| columns(form, case)).unwrap_or_default(),
        }
    }
}

/// What a case says in the columns that its form has today: one that was filed when there were others leaves them empty.
fn columns(form: &Form, case: &CaseSummary) -> Vec<String> {
    let of = |path: &String| case.columns.get(path).cloned().unwrap_or_default();
    form.file.inbox.columns.iter().map(of).collect()
}
