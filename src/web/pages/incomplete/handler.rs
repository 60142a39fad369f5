//! Showing what an application lacks, and taking it all the same.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Days, NaiveDate};

use super::{DUE, IncompletePage, due_field};
use crate::domain::Path;
use crate::forms::parse::read_day;
use crate::forms::shortcomings::{never_missing, shortcomings};
use crate::forms::state::{FieldError, FormState};
use crate::intake::{OpenDraft, SubmitError, wanted_witness};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, verify};
use crate::web::pages::Hidden;
use crate::web::pages::check_answers::handler::{With, file};
use crate::web::pages::check_answers::{confirmation, witness};
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;

/// How many days the person gets, unless the desk says otherwise.
const DAYS: u64 = 14;

/// What the desk said of an incomplete application.
#[derive(Debug, Default)]
struct Said {
    due: [String; 3],
    due_error: Option<&'static str>,
    unwitnessed: Option<witness::Unwitnessed>,
    is_unconfirmed: bool,
}

/// `GET /schalter/antrag/{draft}/unvollstaendig`: nothing is missing where it leads to the check.
pub async fn show(site: web::Data<Site>, applying: Applying) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let due = site.today() + Days::new(DAYS);
    let due = ["%-d", "%-m", "%Y"].map(|part| due.format(part).to_string());
    render(&site, &applying, &draft, Said { due, ..Said::default() }, StatusCode::OK)
}

/// `POST /schalter/antrag/{draft}/unvollstaendig`.
pub async fn submit(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &applying.csrf)?;
    let typed =
        ["day", "month", "year"].map(|part| posted.value(&format!("{DUE}.{part}")).unwrap_or_default());
    let mut said = Said { due: typed.map(str::to_owned), ..Said::default() };
    let due = read_due(typed, site.today());
    said.due_error = due.err();
    said.is_unconfirmed = posted.value("confirmed") != Some("true");
    let witness = if said.due_error.is_none() && !said.is_unconfirmed {
        let confirmed = witness::confirm(&site, &applying, &request, &posted).await?;
        said.unwitnessed = confirmed.as_ref().err().copied();
        confirmed.ok().flatten()
    } else {
        None
    };
    if said.due_error.is_some() || said.is_unconfirmed || said.unwitnessed.is_some() {
        let draft = applying.open(&site).await?;
        return render(&site, &applying, &draft, said, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let key = posted.value("_key").unwrap_or_default();
    let seen = posted.value("_revision").and_then(|text| text.parse().ok());
    match file(&site, &applying, key, seen, With { witness, complete_by: due.ok() }).await {
        Ok(receipt) => Ok(see_other(&applying.place.receipt(&receipt.number))),
        // What is missing now is another thing than what was shown.
        Err(SubmitError::Changed | SubmitError::Incomplete(_) | SubmitError::Unwitnessed) => {
            Ok(see_other(&applying.place.incomplete()))
        }
        Err(SubmitError::Gone) => Err(applying.gone(&site).await),
        Err(other) => Err(other.into()),
    }
}

fn read_due([day, month, year]: [&str; 3], today: NaiveDate) -> Result<NaiveDate, &'static str> {
    let due = read_day(day, month, year).map_err(|_| "Geben Sie ein Datum mit Tag, Monat und Jahr ein.")?;
    if due < today { Err("Die Frist darf nicht in der Vergangenheit liegen.") } else { Ok(due) }
}

fn render(
    site: &Site,
    applying: &Applying,
    draft: &OpenDraft,
    said: Said,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let form = &draft.form;
    let state = FormState::new(form, &draft.content.remembered, site.today());
    if state.errors.is_empty() {
        return Ok(see_other(&applying.place.check()));
    }
    let needed: Vec<&Path> = never_missing(&state).collect();
    let told = |error: &FieldError| (error.message.clone(), applying.place.mend(error));
    let due = due_field(said.due, said.due_error);
    let wanted = wanted_witness(draft, &state);
    let witness = wanted.map(|login| witness::field(&login, said.unwitnessed));
    let confirmation = confirmation(form.file.kind, said.is_unconfirmed);
    let mut errors = ErrorSummary::default();
    for (field, anchor) in [
        Some((&due, due.path.key("day"))),
        witness.as_ref().map(|it| (it, it.path.clone())),
        Some((&confirmation, confirmation.path.clone())),
    ]
    .into_iter()
    .flatten()
    {
        if let Some(text) = &field.error {
            errors.push(text.clone(), Some(format!("#{}", anchor.html_id())));
        }
    }
    let lacks = shortcomings(form, &state, &draft.content.remembered);
    let page = IncompletePage {
        chrome: applying.chrome(draft, "Unvollständig annehmen").with_errors(!errors.is_empty()),
        errors,
        lacks: lacks.into_iter().zip(state.errors.iter().map(|error| applying.place.mend(error))).collect(),
        needed: state.errors.iter().filter(|error| needed.contains(&&error.path)).map(told).collect(),
        due,
        witness,
        confirmation,
        action: applying.place.incomplete(),
        back_href: applying.place.check(),
        hidden: Hidden::new([
            (CSRF_FIELD, applying.csrf.clone()),
            ("_key", draft.submit_key.clone()),
            ("_revision", draft.revision.to_string()),
        ]),
    };
    page_response(&page, status)
}
