//! The receipt as a paper: in the language of its reader, beside German, and large where that is wanted.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Receipt;
use super::handler::{TITLE, chrome, desk_chrome, find_at_desk, find_in, receipt, staff_chrome};
use crate::domain::Channel;
use crate::intake::ReceiptFile;
use crate::texts::{Language, de};
use crate::web::components::paragraphs::Bullets;
use crate::web::components::text::Text;
use crate::web::error::WebError;
use crate::web::extract::{Clerk, DeskClerk, Visitor};
use crate::web::layout::Chrome;
use crate::web::pages::sheet::{
    Beside, Both, Choice, Counts, Heading, PaperSection, SheetQuery, Words, answers,
};
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::{filters, language, urls};

/// The paper.
#[derive(Debug, Template)]
#[template(path = "pages/receipt/receipt_document.html")]
struct ReceiptDocument {
    chrome: Chrome,
    back_href: String,
    choice: Choice,
    heading: Heading,
    facts: Beside,
    next: Beside,
    title_of_answers: Words,
    answers: Vec<PaperSection>,
}

/// Number and facts.
#[derive(Debug, Template)]
#[template(path = "pages/receipt/receipt_number.html")]
struct Facts<'a> {
    receipt: Receipt<'a>,
}

/// What is to come, what happens next, and whom to ask.
#[derive(Debug, Template)]
#[template(path = "pages/receipt/receipt_next.html")]
struct Next<'a> {
    receipt: Receipt<'a>,
}

/// `GET /eingang/{number}/druck`: with all answers, laid out for paper.
pub async fn online(
    site: web::Data<Site>,
    number: web::Path<String>,
    visitor: Visitor,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let scope = visitor.scope().ok_or(WebError::NotFound)?;
    let wanted = language::current();
    let find =
        async |language: &Language| find_in(&site, scope.clone(), Channel::Online, &number, language).await;
    let (choice, both) = chosen(&site, &query, Some(wanted.tag()), find).await?;
    language::follow(&site.library.speaking(&wanted).in_words(&both.said.form));
    show(&site, chrome(&both.said), urls::receipt(&both.said.number), choice, &both)
}

/// `GET /schalter/eingang/{number}/druck`: the same for the resident, in the language in which the two speak.
pub async fn at_desk(
    site: web::Data<Site>,
    number: web::Path<String>,
    DeskClerk(person): DeskClerk,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let find = async |language: &Language| find_at_desk(&site, &person, &number, language).await;
    let (choice, both) = chosen(&site, &query, None, find).await?;
    let frame = desk_chrome(title_of(&both.said), both.german.as_ref().unwrap_or(&both.said), &person);
    show(&site, frame, urls::desk_receipt(&both.said.number), choice, &both)
}

/// `GET /amt/formulare/eingang/{number}/druck`: for the member of staff who filed it for themselves.
pub async fn of_staff(
    site: web::Data<Site>,
    number: web::Path<String>,
    Clerk(person): Clerk,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let find =
        async |language: &Language| find_in(&site, person.scope(), Channel::Staff, &number, language).await;
    let (choice, both) = chosen(&site, &query, None, find).await?;
    show(&site, staff_chrome(&both.said), urls::staff_receipt(&both.said.number), choice, &both)
}

/// The receipt in the language that was chosen; `otherwise` is the tag of the one that the page has, and where there is
/// none, that in which somebody spoke at the desk.
async fn chosen(
    site: &Site,
    query: &SheetQuery,
    otherwise: Option<&str>,
    find: impl AsyncFn(&Language) -> Result<ReceiptFile, WebError>,
) -> Result<(Choice, Both<ReceiptFile>), WebError> {
    let german = find(&Language::german()).await?;
    let otherwise = otherwise.or(german.spoken_language.as_deref());
    let choice = Choice::of(query, &german.form, site.library.languages(), otherwise);
    if choice.language.is_german() {
        return Ok((choice, Both { said: german, german: None }));
    }
    let said = find(&choice.language).await?;
    let german = Some(german).filter(|_| choice.has_german_beside());
    Ok((choice, Both { said, german }))
}

/// What it is called, in German.
fn title_of(file: &ReceiptFile) -> &'static str {
    if file.reissued_on.is_some() { de("Eingangsbestätigung (Zweitschrift)") } else { TITLE }
}

fn show(
    site: &Site,
    chrome: Chrome,
    back_href: String,
    choice: Choice,
    both: &Both<ReceiptFile>,
) -> Result<HttpResponse, WebError> {
    let page = ReceiptDocument {
        chrome,
        back_href,
        heading: Heading::new(&choice, title_of(&both.said), Counts::Both),
        facts: both.beside(&choice, |file| Facts { receipt: receipt(file, site) })?,
        next: both.beside(&choice, |file| Next { receipt: receipt(file, site) })?,
        title_of_answers: Words::of(&choice, de("Ihre Angaben")),
        answers: answers(both, &choice, |file| &file.sections),
        choice,
    };
    page_response(&page, StatusCode::OK)
}
