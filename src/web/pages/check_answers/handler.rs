//! The check page, and sending.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;

use super::filed_before::FiledBeforeHint;
use super::witness::{self, Unwitnessed};
use super::{CheckAnswersPage, NextStep, confirmation};
use crate::desk;
use crate::domain::{Answers, Channel, SecondStepBy};
use crate::forms::journey::Journey;
use crate::forms::state::FormState;
use crate::forms::view::{self, AdviceView};
use crate::intake::{self, DraftRef, Filing, OpenDraft, SubmitError, Witness, wanted_witness};
use crate::store::Conn;
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::progress::Progress;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, verify};
use crate::web::language::{self, t};
use crate::web::middleware::Origin;
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_number};
use crate::web::urls;

/// How often sending is tried when a number is taken or somebody sends the same draft at once.
const TRIES: usize = 5;

/// `GET …/antrag/pruefen`: all answers; a draft that is not complete leads to what is open.
pub async fn show(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let showing = match request.query_string() {
        "bestaetigen" => Showing::Unconfirmed,
        "geaendert" => Showing::Changed,
        "nochmal" => Showing::Unsent,
        query => [Unwitnessed::Wrong, Unwitnessed::Paused]
            .into_iter()
            .find(|why| why.word() == query)
            .map_or(Showing::Plain, Showing::Unwitnessed),
    };
    let state = applying.judged(&site, &draft);
    let journey = Journey::new(&draft.form, &state, &draft.content.saved_pages);
    if let Some(page) = journey.first_open() {
        return Ok(see_other(&applying.place.page(&page.id)));
    }
    let beside = Beside {
        next_step: next_step(&site, &applying, &draft).await?,
        filed_before: filed_before(&site, &applying, &draft, &state.answers).await?,
    };
    render(&applying, &draft, (&state, &journey), showing, beside)
}

/// What the page tells beside the answers.
struct Beside {
    /// Who is asked for what after sending.
    next_step: Option<NextStep>,
    /// What was filed before, for the desk.
    filed_before: Option<FiledBeforeHint>,
}

/// How the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// As it is.
    Plain,
    /// After sending without the confirmation.
    Unconfirmed,
    /// After sending what was changed elsewhere in the meantime.
    Changed,
    /// After sending from a page that was shown before the browser got another token.
    Unsent,
    /// After sending without the witness that it wants.
    Unwitnessed(Unwitnessed),
}

/// Who is asked for what after sending; `None` where nobody is.
async fn next_step(
    site: &Site,
    applying: &Applying,
    draft: &OpenDraft,
) -> Result<Option<NextStep>, WebError> {
    let step = draft.form.file.second_step.as_ref().filter(|step| step.by == SecondStepBy::Superior);
    let Some(step) = step.filter(|_| draft.form.channel == Channel::Staff) else { return Ok(None) };
    let scope = applying.scope.clone();
    let person = site.db.read(move |conn| intake::second_step::superior(&scope, conn)).await?;
    Ok(Some(NextStep { title: step.title.clone(), person: person.map(|person| person.name) }))
}

/// What was filed before in the same matter. Only the desk learns that: online anybody could ask in another's name.
async fn filed_before(
    site: &Site,
    applying: &Applying,
    draft: &OpenDraft,
    answers: &Answers,
) -> Result<Option<FiledBeforeHint>, WebError> {
    if !applying.is_at_desk() {
        return Ok(None);
    }
    let (scope, form, now) = (applying.scope.clone(), Arc::clone(&draft.form), site.now());
    let (answers, matters) = (answers.clone(), site.matters.clone());
    let look = move |conn: &mut Conn| desk::filed_before(&scope, conn, &form, &answers, &matters, now);
    Ok(FiledBeforeHint::of(&draft.form, site.db.read(look).await?))
}

fn render(
    applying: &Applying,
    draft: &OpenDraft,
    (state, journey): (&FormState, &Journey<'_>),
    showing: Showing,
    beside: Beside,
) -> Result<HttpResponse, WebError> {
    let is_unconfirmed = showing == Showing::Unconfirmed;
    let form = &draft.form;
    language::found_at(applying.place.check());
    let confirmation = confirmation(form.file.kind, is_unconfirmed);
    let mut errors = open_errors(applying, state);
    let missing = match showing {
        Showing::Unwitnessed(why) => Some(why),
        _ => None,
    };
    let witness = wanted_witness(draft, state).map(|login| witness::field(&login, missing));
    if let Some((field, text)) = witness.as_ref().and_then(|field| Some((field, field.error.clone()?))) {
        errors.push(text, Some(format!("#{}", field.path.html_id())));
    }
    if let Some(text) = &confirmation.error {
        errors.push(text.clone(), Some("#field-confirmed".to_owned()));
    }
    let mut sections = view::without_secrets(form, view::sections(form, &state.answers));
    view::hold_back(form, &mut sections, &draft.held_back);
    // What must be mended is no hint that may be passed over.
    let is_hint = |hint: &&AdviceView| !hint.department_only && state.error_at(&hint.path).is_none();
    let hints: Vec<AdviceView> = state.advice.iter().filter(is_hint).cloned().collect();
    let (step, steps) = journey.progress(None);
    let department = form.department(&state.route.department);
    let page = CheckAnswersPage {
        chrome: applying.chrome(draft, &t("Angaben prüfen")).with_errors(!errors.is_empty()),
        progress: Progress { step, steps },
        back_href: journey.stops().last().map(|stop| applying.place.page(&stop.page.id)),
        sections: &sections,
        place: &applying.place,
        advice: &hints,
        errors,
        must_mend: !state.errors.is_empty(),
        handover_href: applying.is_at_desk().then(|| applying.place.handover()),
        read_back_href: applying.is_at_desk().then(|| applying.place.read_back()),
        department: department.map(|found| found.name.clone()),
        confirmation,
        witness,
        incomplete_href: applying.is_at_desk().then(|| applying.place.incomplete()),
        action: applying.place.submit(),
        hidden: Hidden::new([
            (CSRF_FIELD, applying.csrf.clone()),
            ("_key", draft.submit_key.clone()),
            ("_revision", draft.revision.to_string()),
        ]),
        is_changed: showing == Showing::Changed,
        is_unsent: showing == Showing::Unsent,
        kind: form.file.kind,
        next_step: beside.next_step,
        filed_before: beside.filed_before,
        waits_for_scan: draft.held_back.has_waiting(),
        is_second_step: form.channel == Channel::SecondStep,
    };
    page_response(&page, StatusCode::OK)
}

/// What still keeps the application from being sent, with the way to it.
fn open_errors(applying: &Applying, state: &FormState) -> ErrorSummary {
    let mut errors = ErrorSummary::default();
    for error in &state.errors {
        errors.push(error.message.clone(), Some(applying.place.mend(error)));
    }
    errors
}

/// `POST …/antrag/absenden`: the active confirmation against hasty sending (§ 9a OZG), then the one
/// transaction, then the receipt. Repeating it with the same key leads to the same receipt.
pub async fn submit(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    if let Err(forged) = verify(&posted, &applying.csrf) {
        if applying.token.is_none() || Origin::of(&request) != Origin::Ours {
            return Err(forged);
        }
        // There is a page to look at again, and nothing that was typed.
        applying.open(&site).await?;
        return Ok(see_other(&format!("{}?nochmal", applying.place.check())));
    }
    let key = posted.value("_key").unwrap_or_default().to_owned();
    if posted.value("confirmed") != Some("true") {
        applying.open(&site).await?;
        // Not told in the answer itself: whoever went back to it from the receipt would be asked by the
        // browser whether to send again.
        return Ok(see_other(&format!("{}?bestaetigen", applying.place.check())));
    }
    let seen = posted.value("_revision").and_then(|text| text.parse().ok());
    let witness = match witness::confirm(&site, &applying, &request, &posted).await? {
        Ok(witness) => witness,
        Err(why) => return Ok(see_other(&format!("{}?{}", applying.place.check(), why.word()))),
    };
    match file(&site, &applying, &key, seen, With { witness, complete_by: None }).await {
        Ok(receipt) => Ok(see_other(&match receipt.second_step {
            None => applying.place.receipt(&receipt.number),
            Some((case, SecondStepBy::Department)) => urls::case(case),
            Some((_, SecondStepBy::Superior)) => format!("{}?abgegeben", urls::STAFF_FORMS),
        })),
        Err(SubmitError::Changed) => Ok(see_other(&format!("{}?geaendert", applying.place.check()))),
        Err(SubmitError::Incomplete(_) | SubmitError::Unwitnessed) => Ok(see_other(&applying.place.check())),
        Err(SubmitError::Gone) => Err(applying.gone(&site).await),
        Err(other) => Err(other.into()),
    }
}

/// What is sent beside the answers, at the desk.
#[derive(Debug, Clone)]
pub(in crate::web::pages) struct With {
    /// Who bears witness that it was approved by word of mouth.
    pub witness: Option<Witness>,
    /// Until when the rest of an incomplete application is to come.
    pub complete_by: Option<NaiveDate>,
}

/// Files the draft, in the one transaction after which it cannot be lost.
pub(in crate::web::pages) async fn file(
    site: &Site,
    applying: &Applying,
    key: &str,
    seen_revision: Option<i64>,
    with: With,
) -> Result<intake::Receipt, SubmitError> {
    let mut outcome = Err(SubmitError::Conflict);
    for _ in 0..TRIES {
        let Ok(number) = fresh_number() else { break };
        let filing = Filing {
            submit_key: key.to_owned(),
            seen_revision,
            now: site.now(),
            today: site.today(),
            number,
            mail_domain: site.mail_domain(),
            clerk_login: applying.clerk.as_ref().map(|clerk| clerk.login.clone()),
            complete_by: with.complete_by,
            witness: with.witness.clone(),
            matters: site.matters.clone(),
        };
        let (scope, which, library) = (applying.scope.clone(), applying.draft.clone(), site.spoken_library());
        let clerk = applying.clerk.clone();
        let submit = move |conn: &mut _| {
            let receipt = intake::submit(&scope, conn, &library, &which, &filing)?;
            if let (Some(clerk), DraftRef::Id(draft)) = (&clerk, &which) {
                desk::note_filed(clerk, conn, *draft, &receipt.number)?;
            }
            Ok(receipt)
        };
        outcome = site.db.write(submit).await;
        if !matches!(outcome, Err(SubmitError::Conflict)) {
            break;
        }
    }
    outcome
}
