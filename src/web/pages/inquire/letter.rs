//! The letter about an open question: for who has no address for mails, and whenever it is wanted.

use actix_web::http::StatusCode as Status;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::casework::{self, InquiryLetter};
use crate::clock::german_day;
use crate::domain::StatusCode;
use crate::web::components::paragraphs::Bullets;
use crate::web::components::qr_code::QrCode;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::layout::Chrome;
use crate::web::pages::case::Attempt;
use crate::web::pages::case::handler::{case_id, trouble};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language, urls};

/// The letter.
#[derive(Debug, Template)]
#[template(path = "pages/inquire/letter.html")]
struct LetterPage {
    chrome: Chrome,
    back_href: String,
    city: String,
    department: String,
    sender: Vec<String>,
    phone: Option<String>,
    mail: Option<String>,
    hours: Vec<String>,
    addressee: Vec<String>,
    service: String,
    number: String,
    reference: Option<String>,
    day: String,
    due_on: String,
    question: Vec<String>,
    fields: Vec<String>,
    address: String,
    code: String,
    picture: Option<QrCode>,
}

/// `POST /postkorb/{case}/rueckfrage/brief`: the history tells that the letter was printed, and it is shown.
pub async fn print(
    site: web::Data<Site>,
    Sent(Caseworker(person), _): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, now) = (person.scope(), site.now());
    match site.db.write(move |conn| casework::note_printed(&scope, conn, id, now)).await {
        Ok(true) => Ok(see_other(&urls::inquiry_letter(id))),
        Ok(false) => Ok(see_other(&urls::case(id))),
        Err(error) => trouble(&site, &person, id, error, Attempt::default()).await,
    }
}

/// `GET /postkorb/{case}/rueckfrage/brief`.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let unseen = match site.db.read(move |conn| casework::letter(&scope, conn, &library, id, now)).await {
        Ok(Some(unseen)) => unseen,
        Ok(None) => return Ok(see_other(&urls::case(id))),
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let scope = person.scope();
    let letter = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    page_response(&page(&site, letter.ok_or(WebError::NotFound)?), Status::OK)
}

fn page(site: &Site, letter: InquiryLetter) -> LetterPage {
    let (file, inquiry) = (&letter.file, &letter.inquiry);
    let case = &file.case;
    let department = file.form.department(&case.department);
    let address = format!("{}{}", site.settings.base_url, urls::STATUS);
    let filled_in = format!("{address}?nummer={}", case.receipt_number.as_str());
    let code = StatusCode::of(&site.matters, case.id, letter.code_round);
    LetterPage {
        chrome: Chrome::new(format!("Brief zur Rückfrage {}", case.receipt_number)),
        back_href: urls::case(case.id),
        city: site.settings.city.clone(),
        department: department.map_or_else(|| case.department.0.clone(), |found| found.name.clone()),
        sender: department.map(|found| found.address.clone()).unwrap_or_default(),
        phone: department.and_then(|found| found.phone.clone()),
        mail: department.and_then(|found| found.contact_mail.clone()),
        hours: department.map(|found| found.opening_hours.clone()).unwrap_or_default(),
        addressee: letter.addressee,
        service: file.form.file.title.clone(),
        number: case.receipt_number.to_string(),
        reference: case.file_reference.clone(),
        day: german_day(site.today()),
        due_on: german_day(inquiry.due_on),
        question: inquiry.question.lines().map(str::to_owned).collect(),
        fields: letter.fields,
        picture: QrCode::of(&filled_in, "QR-Code: Seite „Stand“ öffnen"),
        address,
        code: code.to_string(),
    }
}
