//! The department's inbox (Postkorb).

pub mod handler;

use askama::Template;
use handler::{InboxQuery, last_page};

use crate::accounts::SignedIn;
use crate::casework::Inbox;
use crate::clock::{german_day, german_time};
use crate::domain::Path;
use crate::forms::view::{Control, Element, FieldView};
use crate::store::cases::{CaseSummary, CaseView};
use crate::web::components::Part;
use crate::web::components::badge::Badge;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::pagination::Pagination;
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
    errors: ErrorSummary,
    number: FieldView,
    rows: Vec<Row>,
    total: i64,
    page: i64,
    pages: i64,
    base: String,
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
    badge: Badge,
    /// Until when the rest of it is to come, if it was taken incomplete.
    complete_by: Option<String>,
    waits_for: Option<String>,
    channel: &'static str,
    clerk: Option<String>,
    tags: Vec<String>,
}

impl InboxPage {
    /// The page for this person: the cases, and which page of them it is.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        query: &InboxQuery,
        (inbox, page): (Inbox, i64),
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
        let number = number_field(&query.nummer, number_error);
        let errors = ErrorSummary::of(&[Element::Field(number.clone())]);
        let is_wrong = !errors.is_empty();
        let pages = last_page(inbox.total);
        Self {
            tabs: counted.into_iter().map(tab).collect(),
            services: services(site, &query.leistung),
            view: word(view).to_owned(),
            is_oldest_first: query.reihenfolge == "alt",
            errors,
            number,
            total: inbox.total,
            page,
            pages,
            base: pages_of(query),
            rows: inbox.rows.iter().map(|row| Row::new(site, &inbox, row)).collect(),
            chrome: super::staff_chrome(person, "Postkorb").with_errors(is_wrong),
        }
    }

    fn number_part(&self) -> Part<'_> {
        (&self.number).into()
    }

    fn pagination(&self) -> Pagination<'_> {
        Pagination { current: self.page.unsigned_abs(), total: self.pages.unsigned_abs(), base: &self.base }
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
    site.library.catalogue().all().map(|service| option(&service.online)).collect()
}

fn number_field(typed: &str, error: Option<&str>) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: None,
        width: Some(20),
        unit: None,
    };
    let mut field = FieldView::new(Path::root().key("nummer"), "Eingangsnummer", control);
    field.autocomplete = Some("off".to_owned());
    field.value = typed.to_owned();
    field.error = error.map(str::to_owned);
    field
}

/// The address of the pages of this list, without the page's number.
fn pages_of(query: &InboxQuery) -> String {
    let pairs = form_urlencoded::Serializer::new(String::new())
        .append_pair("ansicht", word(query.view()))
        .append_pair("reihenfolge", &query.reihenfolge)
        .append_pair("leistung", &query.leistung)
        .finish();
    format!("{}?{pairs}&seite=", urls::INBOX)
}

impl Row {
    fn new(site: &Site, inbox: &Inbox, case: &CaseSummary) -> Self {
        let service = site.library.catalogue().find_id(&case.form_id);
        let title = |tag: &String| {
            service.map_or_else(|| tag.clone(), |service| service.online.tag_title(tag).to_owned())
        };
        let outcome = case.outcome.as_ref().zip(service).map(|(outcome, s)| s.online.outcome_title(outcome));
        Self {
            href: urls::case(case.id),
            number: case.receipt_number.to_string(),
            service: service.map_or_else(|| case.form_id.clone(), |s| s.online.file.title.clone()),
            applicant: words::applicant(&case.applicant_name),
            received_at: german_time(case.received_at),
            badge: Badge::of_case(case.state, case.outcome.as_ref(), outcome),
            complete_by: case.complete_by.map(german_day),
            waits_for: service
                .filter(|_| inbox.waiting.contains(&case.id))
                .and_then(|service| Some(service.online.file.second_step.as_ref()?.title.clone())),
            channel: words::channel(case.channel),
            clerk: case.clerk.and_then(|clerk| inbox.names.get(&clerk).cloned()),
            tags: case.tags.iter().map(title).collect(),
        }
    }
}
