//! A case on paper: all answers, what was checked, hints, questions and the history, without who read it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use askama::filters::HtmlSafe;

use super::check::CheckView;
use super::handler::{case_id, no_case, open};
use super::history::{self, Entry};
use super::papers::{self, PaperView};
use super::{transfer, way};
use crate::casework::{self, CaseFile, InquiryFile};
use crate::clock::{german_day, german_time};
use crate::forms::view::SectionView;
use crate::web::components::paragraphs::Bullets;
use crate::web::components::summary::Summary;
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::layout::Chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::{filters, language, urls, words};

/// The paper, as a page.
#[derive(Debug, Template)]
#[template(path = "pages/case/case_print.html")]
struct CasePrint {
    chrome: Chrome,
    back_href: String,
    view: PrintView,
}

/// The paper, as a file that needs nothing else.
#[derive(Debug, Template)]
#[template(path = "pages/case/case_paper.html")]
pub(super) struct CasePaper {
    /// What stands on it.
    pub view: PrintView,
}

/// What stands on the paper.
#[derive(Debug)]
pub(in crate::web::pages) struct PrintView {
    title: String,
    applicant: String,
    day: String,
    facts: Vec<(&'static str, String)>,
    advice: Vec<String>,
    papers: Vec<String>,
    sections: Vec<SectionView>,
    second_step: Option<(String, Vec<SectionView>)>,
    check: CheckView,
    inquiries: Vec<(String, String, Option<String>)>,
    history: Vec<Entry>,
}

/// What stands on the paper, as a part of another one.
#[derive(Debug, Template)]
#[template(path = "pages/case/case_print_content.html")]
pub(in crate::web::pages) struct PrintContent<'a> {
    view: &'a PrintView,
}

impl HtmlSafe for PrintContent<'_> {}

/// `GET /postkorb/{case}/druck`. Reading it is an event, like opening the case.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let Some(unseen) = open(&site, &person, id).await? else { return no_case(&site, &person, id).await };
    let (scope, now) = (person.scope(), site.now());
    let shown = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    let Some(file) = shown else { return no_case(&site, &person, id).await };
    let view = PrintView::new(file, german_day(site.today()));
    let chrome = Chrome::new(view.title.clone());
    page_response(&CasePrint { chrome, back_href: urls::case(id), view }, StatusCode::OK)
}

impl PrintView {
    /// The paper about a case, as it stands on this day.
    pub fn new(mut file: CaseFile, day: String) -> Self {
        let second_step = file.second_step.take();
        let step_title = second_step.as_ref().map(|step| step.title.clone()).unwrap_or_default();
        Self {
            title: format!("Vorgang {}", file.case.receipt_number),
            applicant: words::applicant(&file.case.applicant_name),
            day,
            facts: facts(&file),
            advice: file.advice.iter().map(|hint| hint.text.clone()).collect(),
            papers: papers::list(&file, file.planning.today).iter().map(PaperView::line).collect(),
            second_step: second_step.and_then(|step| Some((step.title, step.answered?.sections))),
            check: CheckView::printed(&file),
            inquiries: file.inquiries.all.iter().map(inquiry).collect(),
            history: history::told(&file, &step_title),
            sections: file.sections,
        }
    }

    /// What stands on it.
    pub fn content(&self) -> PrintContent<'_> {
        PrintContent { view: self }
    }

    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(plain)
    }

    fn said(&self) -> impl Iterator<Item = Summary<'_>> {
        self.second_step.iter().flat_map(|(_, sections)| sections).map(plain)
    }
}

fn plain(section: &SectionView) -> Summary<'_> {
    Summary { section, change_href: None, files_href: None }
}

fn facts(file: &CaseFile) -> Vec<(&'static str, String)> {
    let case = &file.case;
    let outcome = case.outcome.as_ref().map(|outcome| file.form.outcome_title(outcome));
    let department = file.form.department(&case.department);
    let mut facts = vec![
        ("Leistung", file.form.file.title.clone()),
        ("Eingangsnummer", case.receipt_number.to_string()),
        ("Eingang", german_time(case.received_at)),
        ("Gilt als eingegangen am", german_day(file.received_on)),
        ("Weg", way(file).to_owned()),
        ("Fachbereich", department.map_or_else(|| case.department.0.clone(), |found| found.name.clone())),
        ("Stand", words::state_and_outcome(case.state, outcome)),
        ("Bearbeitung", file.clerk_name.clone().unwrap_or_else(|| "noch niemand".to_owned())),
    ];
    facts.extend(transfer::facts(file));
    facts.extend(case.file_reference.clone().map(|reference| ("Aktenzeichen", reference)));
    facts
}

fn inquiry(inquiry: &InquiryFile) -> (String, String, Option<String>) {
    let record = &inquiry.record;
    let when = format!("{}, {}", german_time(record.asked_at), inquiry.asked_by);
    (when, record.question.clone(), record.reply.clone())
}
