//! Writing a question to the applicant, and taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{DUE, InquirePage, MARKED, Preview, QUESTION, Typed};
use crate::accounts::SignedIn;
use crate::casework::{self, Askable, Question, WorkError};
use crate::clock::german_day;
use crate::domain::calendar::deadline;
use crate::domain::{CaseId, INQUIRY_DAYS, InquiryWay, MAX_QUESTION};
use crate::forms::inquiry::titles;
use crate::forms::parse::{ACTION, read_day};
use crate::outbox::InquiryPreview;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::case::Attempt;
use crate::web::pages::case::handler::{case_id, trouble};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// What an address asks about.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// The answer to be marked at first; without one, everything that is to follow.
    #[serde(default)]
    feld: String,
}

/// What is marked at first: what the address names, if it can be asked for.
fn marked(askable: &Askable, wanted: &str) -> Vec<String> {
    let blocks = askable.sections.iter().flat_map(|section| &section.blocks);
    let is_there = blocks.flat_map(|block| &block.marks).any(|mark| mark.path.to_string() == wanted);
    match is_there {
        true => vec![wanted.to_owned()],
        false => askable.preset.iter().map(ToString::to_string).collect(),
    }
}

/// `GET /postkorb/{case}/rueckfrage`.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let askable = match askable(&site, &person, id).await {
        Ok(askable) => askable,
        // Where a question waits or nobody may ask, the case says so.
        Err(WorkError::NotPossible(_) | WorkError::Changed) => return Ok(see_other(&urls::case(id))),
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let due = deadline(site.today(), INQUIRY_DAYS);
    let typed = Typed {
        marked: marked(&askable, &wanted.feld),
        due: ["%-d", "%-m", "%Y"].map(|part| due.format(part).to_string()),
        ..Typed::default()
    };
    page_response(&InquirePage::new(&person, &askable, &typed, None), StatusCode::OK)
}

/// `POST /postkorb/{case}/rueckfrage`: shows what the person gets, or sends it.
pub async fn ask(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let askable = match askable(&site, &person, id).await {
        Ok(askable) => askable,
        Err(error) => return trouble(&site, &person, id, error, unsent(&posted)).await,
    };
    let (typed, due_on) = read(&posted, &askable, site.today());
    let Some(due_on) = due_on.filter(|_| typed.is_right()) else {
        let page = InquirePage::new(&person, &askable, &typed, None);
        return page_response(&page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    if posted.value(ACTION) != Some("send") {
        let preview = preview(&site, &askable, &typed, due_on);
        let page = InquirePage::new(&person, &askable, &typed, Some(preview));
        return page_response(&page, StatusCode::OK);
    }
    let question = Question { text: typed.question.clone(), fields: typed.marked.clone(), due_on };
    let (scope, library, domain, now) =
        (person.scope(), site.library.clone(), site.mail_domain(), site.now());
    let asked = site
        .db
        .write(move |conn| casework::inquire(&scope, conn, &library, (id, &question), &domain, now))
        .await;
    match asked {
        Ok(_) => Ok(see_other(&format!("{}#rueckfrage", urls::case(id)))),
        Err(error) => trouble(&site, &person, id, error, unsent(&posted)).await,
    }
}

/// What was written and could not be sent stands in the field for a note, so that nobody writes it twice.
fn unsent(posted: &Posted) -> Attempt {
    let question = posted.value(QUESTION).unwrap_or_default().trim();
    let note = (!question.is_empty()).then(|| format!("Rückfrage, nicht abgesendet: {question}"));
    Attempt { note, ..Attempt::default() }
}

/// `POST /postkorb/{case}/rueckfrage/zuruecknehmen`.
pub async fn take_back(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let seen = posted.value("rueckfrage").unwrap_or_default().to_owned();
    let (scope, library, domain, now) =
        (person.scope(), site.library.clone(), site.mail_domain(), site.now());
    let take_back =
        move |conn: &mut _| casework::take_back(&scope, conn, (&library, &domain), (id, &seen), now);
    match site.db.write(take_back).await {
        Ok(()) => Ok(see_other(&format!("{}#rueckfrage", urls::case(id)))),
        Err(error) => trouble(&site, &person, id, error, Attempt::default()).await,
    }
}

async fn askable(site: &Site, person: &SignedIn, id: CaseId) -> Result<Askable, WorkError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let unseen = site.db.read(move |conn| casework::askable(&scope, conn, &library, id, now)).await?;
    // Before the answers are shown it is on the disk that they were read.
    let scope = person.scope();
    let shown = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    shown.ok_or(WorkError::NotFound)
}

/// What was typed, and the day, if it is one that lies ahead.
fn read(posted: &Posted, askable: &Askable, today: NaiveDate) -> (Typed, Option<NaiveDate>) {
    let begins = format!("{MARKED}.");
    let marks = askable.sections.iter().flat_map(|section| &section.blocks).flat_map(|block| &block.marks);
    let known: Vec<String> = marks.map(|mark| mark.path.to_string()).collect();
    let marked = posted.0.iter().filter(|(name, value)| name.starts_with(&begins) && known.contains(value));
    let due = ["day", "month", "year"].map(|part| posted.value(&format!("{DUE}.{part}")).unwrap_or_default());
    let mut typed = Typed {
        marked: marked.map(|(_, value)| value.clone()).collect(),
        question: posted.value(QUESTION).unwrap_or_default().trim().replace("\r\n", "\n"),
        due: due.map(str::to_owned),
        ..Typed::default()
    };
    let [day, month, year] = due;
    let day = read_day(day, month, year).ok();
    typed.due_error = match day {
        None => Some("Geben Sie ein Datum mit Tag, Monat und Jahr ein."),
        Some(day) if day <= today => Some("Die Frist muss in der Zukunft liegen."),
        Some(_) => None,
    };
    let length = typed.question.chars().count();
    typed.question_error = match length {
        0 => Some("Schreiben Sie Ihre Frage.".to_owned()),
        _ if length > MAX_QUESTION => {
            Some(format!("Die Frage darf höchstens {MAX_QUESTION} Zeichen lang sein."))
        }
        _ => None,
    };
    let unmarked = "Markieren Sie mindestens eine Angabe oder Unterlage.";
    typed.marked_error = typed.marked.is_empty().then_some(unmarked);
    (typed, day)
}

fn preview(site: &Site, askable: &Askable, typed: &Typed, due_on: NaiveDate) -> Preview {
    let file = &askable.file;
    let (title, number) = (&file.form.file.title, file.case.receipt_number.to_string());
    let house = (site.settings.base_url.as_str(), site.settings.city.as_str());
    let mail = (askable.way == InquiryWay::Mail)
        .then(|| InquiryPreview::new(title, &number, due_on, house))
        .flatten();
    let marked: Vec<_> = typed.marked.iter().filter_map(|path| path.parse().ok()).collect();
    Preview {
        mail,
        question: typed.question.lines().map(str::to_owned).collect(),
        fields: titles(&file.form, &file.answers, &marked),
        due_on: german_day(due_on),
    }
}
