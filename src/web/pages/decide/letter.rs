//! The letter of a decision: as it will be, as it was put down, on paper.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::NaiveDate;

use crate::casework::{self, WorkError};
use crate::domain::{CaseId, DecisionLetter, Posting};
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::layout::Chrome;
use crate::web::pages::case::Attempt;
use crate::web::pages::case::conflict::Seen;
use crate::web::pages::case::handler::{case_id, read, trouble};
use crate::web::pages::case::letter_days::{DayPost, LetterDay};
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

/// `POST /postkorb/{case}/bescheid/post`: the letter was posted; it was on another day; it arrived; or it came back.
pub async fn posted(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen = read::<Seen>(&posted, "fassung")?.revision;
    let what: LetterDay = read(&posted, "was")?;
    let typed = DayPost {
        what,
        day: parts(&posted, what.control()),
        arrived: parts(&posted, LetterDay::ARRIVED),
        goes_abroad: posted.value(what.abroad()) == Some("true"),
    };
    let noted = match days(&posted, &typed) {
        Some(days) => {
            let (scope, now) = (person.scope(), site.now());
            site.db.write(move |conn| note(&scope, conn, (id, seen), (what, days), now)).await
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

fn parts(posted: &Posted, name: &str) -> [String; 3] {
    ["day", "month", "year"]
        .map(|part| posted.value(&format!("{name}.{part}")).unwrap_or_default().to_owned())
}

/// When it was posted, and when it arrived; `None` where one that is asked for is no day.
fn days(posted: &Posted, typed: &DayPost) -> Option<(Option<Posting>, Option<NaiveDate>)> {
    if typed.what == LetterDay::Returned {
        return Some((None, None));
    }
    let posting = Posting { on: posted.day(typed.what.control())?, goes_abroad: typed.goes_abroad };
    let is_blank = typed.arrived.iter().all(|part| part.trim().is_empty());
    let arrived = if is_blank { None } else { Some(posted.day(LetterDay::ARRIVED)?) };
    Some((Some(posting), arrived))
}

fn note(
    scope: &crate::domain::Scope,
    conn: &mut crate::store::Conn,
    (id, seen): (CaseId, i64),
    (what, (posting, arrived)): (LetterDay, (Option<Posting>, Option<NaiveDate>)),
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), WorkError> {
    let Some(posting) = posting else {
        return casework::note_came_back(scope, conn, (id, seen), now);
    };
    match what {
        LetterDay::Posted => casework::note_posted(scope, conn, (id, seen, posting), now),
        LetterDay::Corrected => casework::correct_posting(scope, conn, (id, seen, posting, arrived), now),
        LetterDay::Arrived => casework::note_arrival(scope, conn, (id, seen, posting.on), now),
        LetterDay::Returned => casework::note_came_back(scope, conn, (id, seen), now),
    }
}
