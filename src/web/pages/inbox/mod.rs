//! The department's inbox (Postkorb).

pub mod handler;

use askama::Template;
use handler::{InboxQuery, PER_PAGE};

use crate::accounts::SignedIn;
use crate::casework::Inbox;
use crate::clock::german_time;
use crate::store::cases::{CaseSummary, CaseView};
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
    view: String,
    is_oldest_first: bool,
    number: String,
    number_error: Option<&'static str>,
    rows: Vec<Row>,
    total: i64,
    page: i64,
    pages: i64,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct Tab {
    label: &'static str,
    href: String,
    count: i64,
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
    href: String,
    number: String,
    service: String,
    applicant: String,
    received_at: String,
    state: &'static str,
    state_word: &'static str,
    channel: &'static str,
    clerk: Option<String>,
    tags: Vec<String>,
}

impl InboxPage {
    /// The page for this person.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        query: &InboxQuery,
        inbox: Inbox,
        number_error: Option<&'static str>,
    ) -> Self {
        let view = query.view();
        let counted = [
            (CaseView::New, "Neu", "neu", inbox.counts.new),
            (CaseView::Mine, "Meine", "meine", inbox.counts.mine),
            (CaseView::Open, "Alle offenen", "alle", inbox.counts.open),
            (CaseView::Done, "Erledigt", "erledigt", inbox.counts.done),
        ];
        let tab = |(tab, label, word, count): (CaseView, _, &str, _)| Tab {
            label,
            href: format!("{}?ansicht={word}", urls::INBOX),
            count,
            is_current: tab == view,
        };
        let page = query.page();
        let pages = ((inbox.total + PER_PAGE - 1) / PER_PAGE).max(1);
        Self {
            tabs: counted.into_iter().map(tab).collect(),
            services: services(site, &query.leistung),
            view: word(view).to_owned(),
            is_oldest_first: query.reihenfolge == "alt",
            number: query.nummer.clone(),
            number_error,
            total: inbox.total,
            page,
            pages,
            previous: (page > 1).then(|| address(query, page - 1)),
            next: (page < pages).then(|| address(query, page + 1)),
            rows: inbox.rows.iter().map(|row| Row::new(site, &inbox, row)).collect(),
            chrome: super::staff_chrome(person, "Postkorb").with_errors(number_error.is_some()),
        }
    }
}

fn word(view: CaseView) -> &'static str {
    match view {
        CaseView::New => "neu",
        CaseView::Mine => "meine",
        CaseView::Open | CaseView::All => "alle",
        CaseView::Done => "erledigt",
    }
}

fn services(site: &Site, selected: &str) -> Vec<ServiceOption> {
    let option = |form: &crate::forms::form::Form| ServiceOption {
        id: form.id.clone(),
        title: form.file.title.clone(),
        is_selected: form.id == selected,
    };
    site.library.catalogue().services().map(|service| option(&service.online)).collect()
}

/// The same list on another page.
fn address(query: &InboxQuery, page: i64) -> String {
    let pairs = form_urlencoded::Serializer::new(String::new())
        .append_pair("ansicht", word(query.view()))
        .append_pair("reihenfolge", &query.reihenfolge)
        .append_pair("leistung", &query.leistung)
        .append_pair("seite", &page.to_string())
        .finish();
    format!("{}?{pairs}", urls::INBOX)
}

impl Row {
    fn new(site: &Site, inbox: &Inbox, case: &CaseSummary) -> Self {
        let service = site.library.catalogue().find_id(&case.form_id);
        Self {
            href: urls::case(case.id),
            number: case.receipt_number.to_string(),
            service: service.map_or_else(|| case.form_id.clone(), |s| s.online.file.title.clone()),
            applicant: case.applicant_name.clone(),
            received_at: german_time(case.received_at),
            state: case.state.as_str(),
            state_word: words::state(case.state),
            channel: words::channel(case.channel),
            clerk: case.clerk.and_then(|clerk| inbox.names.get(&clerk).cloned()),
            tags: case.tags.clone(),
        }
    }
}
