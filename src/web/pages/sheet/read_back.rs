//! The answers to read out, to show on a turned screen, or to sign on paper, before they are sent (§ 3a (3) VwVfG:
//! whoever declares at the desk must be able to see and confirm what was entered).

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Beside, Both, Choice, Counts, Heading, PaperSection, SheetQuery, Words, answers, is_record};
use crate::desk;
use crate::domain::{Answers, Path};
use crate::forms::definition::{Page, SubmissionKind};
use crate::forms::form::Form;
use crate::forms::journey::Journey;
use crate::forms::state::FormState;
use crate::forms::view::{self, SectionView};
use crate::intake::{self, OpenDraft};
use crate::texts::de;
use crate::web::applying::Applying;
use crate::web::error::WebError;
use crate::web::language::moment;
use crate::web::layout::Chrome;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::{filters, language, words};

/// What it is called, for the clerk and for the person.
const TITLE: &str = de("Ihre Angaben");

/// The paper.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/read_back.html")]
struct ReadBackPage {
    chrome: Chrome,
    back_href: String,
    choice: Choice,
    heading: Heading,
    begin: Beside,
    answers: Vec<PaperSection>,
    /// Nobody signs a text that is not the one that counts.
    is_signed: bool,
    declaration: Beside,
    place_and_date: Words,
    signature: Words,
}

/// What an application is, before its answers.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/read_back_begin.html")]
struct Begin {
    kind: SubmissionKind,
    service: String,
    resident: Option<String>,
    department: Option<String>,
    is_complete: bool,
    read_at: String,
}

/// What the person signs.
#[derive(Debug, Template)]
#[template(path = "pages/sheet/declaration.html")]
struct Declaration;

/// What is read out, in one language.
#[derive(Debug)]
struct Spoken {
    form: Arc<Form>,
    sections: Vec<SectionView>,
}

impl Spoken {
    fn new(form: Arc<Form>, answers: &Answers) -> Self {
        let mut sections = view::without_secrets(&form, view::sections(&form, answers));
        // What the clerk notes of the assistance is no declaration of the person.
        sections.retain(|section| !is_record(section));
        Self { form, sections }
    }
}

/// `GET /schalter/antrag/{draft}/vorlesen`: as far as it is filled in.
pub async fn show(
    site: web::Data<Site>,
    applying: Applying,
    query: web::Query<SheetQuery>,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let form = &draft.form;
    let state = FormState::new(form, &draft.content.remembered, site.today());
    let spoken = intake::spoken_language(&state.answers);
    let choice = Choice::of(&query, form, site.library.languages(), spoken);
    let said = site.library.speaking(&choice.language).in_words(form);
    let both = Both {
        said: Spoken::new(said, &state.answers),
        german: choice.has_german_beside().then(|| Spoken::new(Arc::clone(form), &state.answers)),
    };
    let resident = desk::resident(form, &state.answers);
    let is_complete = is_complete(&draft, &state);
    let department = |form: &Form| form.department(&state.route.department).map(|found| found.name.clone());
    let begin = |Spoken { form, .. }: &'_ Spoken| Begin {
        kind: form.file.kind,
        service: form.file.title.clone(),
        resident: resident.clone(),
        department: department(form).filter(|_| is_complete),
        is_complete,
        read_at: moment(site.now()),
    };
    let page = ReadBackPage {
        chrome: applying.chrome(&draft, TITLE),
        back_href: applying.place.check(),
        heading: Heading::new(&choice, TITLE, Counts::German),
        is_signed: choice.language.is_german() || choice.has_german_beside(),
        begin: both.beside(&choice, begin)?,
        answers: answers(&both, &choice, |spoken| &spoken.sections),
        declaration: both.beside(&choice, |_| Declaration)?,
        place_and_date: Words::of(&choice, de("Ort, Datum")),
        signature: Words::of(&choice, de("Unterschrift der antragstellenden Person oder ihrer Vertretung")),
        choice,
    };
    page_response(&page, StatusCode::OK)
}

/// Whether the person has said everything; what the clerk notes of the assistance may be open yet.
fn is_complete(draft: &OpenDraft, state: &FormState) -> bool {
    let record = Path::root().key("assisted");
    let is_of_person = |page: &Page| draft.form.file.pages.iter().any(|own| own.id == page.id);
    let journey = Journey::new(&draft.form, state, &draft.content.saved_pages);
    state.errors.iter().all(|error| error.path.starts_with(&record))
        && journey.stops().iter().all(|stop| stop.done || !is_of_person(stop.page))
}
