//! The letter of a decision: as it will be, as it was put down, on paper.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use askama::filters::HtmlSafe;

use crate::casework::{self, WorkError};
use crate::domain::{CaseId, DecisionLetter, Posting};
use crate::web::error::WebError;
use crate::web::extract::Caseworker;
use crate::web::layout::Chrome;
use crate::web::pages::case::Attempt;
use crate::web::pages::case::conflict::Seen;
use crate::web::pages::case::decision::{DayPost, LetterDay};
use crate::web::pages::case::handler::{case_id, posted_on, read, trouble};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language, urls};

/// A letter.
#[derive(Debug, Template)]
#[template(path = "pages/decide/letter_body.html")]
pub struct LetterView {
    letter: DecisionLetter,
    /// The level of its headings is one below that of the page: it stands inside of another page.
    is_inside: bool,
}

impl HtmlSafe for LetterView {}

impl LetterView {
    /// A letter inside of a page.
    pub fn new(letter: DecisionLetter) -> Self {
        Self { letter, is_inside: true }
    }

    /// A letter that is the page.
    pub fn alone(letter: DecisionLetter) -> Self {
        Self { letter, is_inside: false }
    }
}

/// The letter as a page to print.
#[derive(Debug, Template)]
#[template(path = "pages/decide/letter.html")]
pub struct LetterPage {
    chrome: Chrome,
    back_href: String,
    letter: LetterView,
}

/// `GET /postkorb/{case}/bescheid`: the letter as it was put down.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let scope = person.scope();
    let unseen = match site.db.read(move |conn| casework::provided_letter(&scope, conn, id)).await {
        Ok(Some(unseen)) => unseen,
        Ok(None) => return Ok(see_other(&urls::case(id))),
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let (scope, now) = (person.scope(), site.now());
    let shown = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    let (case, signed) = shown.ok_or(WebError::NotFound)?;
    let letter = signed.letter.letter().ok_or(WebError::Internal)?;
    let page = LetterPage {
        chrome: Chrome::new(format!("Bescheid {}", case.receipt_number)),
        back_href: urls::case(id),
        letter: LetterView::alone(letter),
    };
    page_response(&page, StatusCode::OK)
}

/// `POST /postkorb/{case}/bescheid/post`: the letter was posted; it was on another day; or it arrived.
pub async fn posted(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let (id, posted) = posted_on(&person, &path, &body)?;
    let seen = read::<Seen>(&posted, "fassung")?.revision;
    let what: LetterDay = read(&posted, "was")?;
    let part = |part: &str| {
        let text = posted.value(&format!("{}.{part}", what.control()));
        text.unwrap_or_default().to_owned()
    };
    let goes_abroad = posted.value(what.abroad()) == Some("true");
    let typed = DayPost { what, day: ["day", "month", "year"].map(part), goes_abroad };
    let noted = match posted.day(what.control()) {
        Some(on) => {
            let (scope, now) = (person.scope(), site.now());
            let posting = Posting { on, goes_abroad };
            site.db.write(move |conn| note(&scope, conn, (id, seen, posting), what, now)).await
        }
        None => Err(WorkError::Text),
    };
    match noted {
        Ok(()) => Ok(see_other(&format!("{}#entscheidung", urls::case(id)))),
        Err(error) => {
            let attempt = Attempt { posted_on: Some(typed), ..Attempt::default() };
            trouble(&site, &person, id, error, attempt).await
        }
    }
}

fn note(
    scope: &crate::domain::Scope,
    conn: &mut crate::store::Conn,
    (id, seen, posting): (CaseId, i64, Posting),
    what: LetterDay,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), WorkError> {
    match what {
        LetterDay::Posted => casework::note_posted(scope, conn, (id, seen, posting), now),
        LetterDay::Corrected => casework::correct_posting(scope, conn, (id, seen, posting), now),
        LetterDay::Arrived => casework::note_arrival(scope, conn, (id, seen, posting.on), now),
    }
}
