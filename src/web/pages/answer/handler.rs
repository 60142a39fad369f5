//! The page on which a question of the department is answered.

use actix_web::http::StatusCode;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::{Answering, Asked};
use crate::accounts::{case_of_form, is_of_session};
use crate::domain::{FileId, MAX_QUESTION, Path};
use crate::forms::inquiry::{AskedSection, asked_sections};
use crate::forms::view::{self, Control, Element, FieldView, Typed, takes_files};
use crate::intake::inquiry::{self, AnswerNext, AnswerPost, AnswerSaved, OpenInquiry};
use crate::intake::{LANGUAGE, SaveError};
use crate::texts::de;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::{ErrorSummary, find_anchor};
use crate::web::components::list::row_id;
use crate::web::components::{Level, Part, render_all};
use crate::web::error::{AfterDraft, WebError, page_of};
use crate::web::extract::{CSRF_FIELD, DeskClerk};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::middleware::Origin;
use crate::web::multipart::{self, is_multipart};
use crate::web::pages::Hidden;
use crate::web::pages::error_page::{ErrorPage, Trouble, Way};
use crate::web::pages::form_page::handler::throw_away;
use crate::web::pages::form_page::refused;
use crate::web::pages::form_page::storing::TRIES;
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_token};
use crate::web::{filters, language, urls};

/// The name of the control for what is written beside the answers.
const REPLY: &str = "_reply";

/// Stands in the address after what was changed brought up questions.
const NEWS: &str = "neu";

/// Stands in the address after nothing was changed and nothing written.
const NOTHING: &str = "leer";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/answer/answer.html")]
struct AnswerPage {
    chrome: Chrome,
    errors: ErrorSummary,
    asked: Asked,
    action: String,
    hidden: Hidden,
    sections: Vec<AskedSection>,
    reply: FieldView,
    takes_files: bool,
    has_news: bool,
    is_unsent: bool,
    is_at_desk: bool,
    back: &'static str,
}

impl AnswerPage {
    fn parts<'a>(&self, section: &'a AskedSection) -> impl Iterator<Item = Part<'a>> {
        render_all(&section.elements)
    }

    fn reply_part(&self) -> Part<'_> {
        (&self.reply).into()
    }

    fn unsent(&self) -> Alert {
        let title = t("Noch nicht gespeichert");
        let why = t(
            "Ihre Antwort wurde inzwischen in einem anderen Fenster geändert. Ihre Eingaben stehen noch da. Prüfen Sie sie und gehen Sie noch einmal weiter.",
        );
        let files = t("Dateien, die Sie gerade ausgewählt haben, wählen Sie bitte noch einmal aus.");
        let texts: &[&str] = if self.takes_files { &[&why, &files] } else { &[&why] };
        Alert { announced: true, ..Alert::new(Level::Warning, title, texts) }
    }
}

/// How the page is shown.
#[derive(Debug, Clone, Copy, Default)]
struct Showing {
    with_errors: bool,
    has_news: bool,
    is_unsent: bool,
    is_empty: bool,
}

/// `GET /status/rueckfrage`, `GET /schalter/rueckfrage/antwort`. The first time is noted: that the person has read the
/// question.
pub async fn show(
    site: web::Data<Site>,
    answering: Answering,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let open = answering.open(&site).await?;
    if open.inquiry.seen_at.is_none() && answering.clerk.is_none() {
        let (scope, seen, now) = (answering.scope.clone(), open.inquiry.clone(), site.now());
        site.db.write(move |conn| inquiry::note_seen(&scope, conn, &seen, now)).await?;
    }
    let query = request.query_string();
    let is_said = |word: &str| query.split('&').any(|pair| pair == word);
    let showing = Showing {
        with_errors: open.is_tried(),
        has_news: is_said(NEWS),
        is_empty: is_said(NOTHING),
        ..Showing::default()
    };
    render(&site, &answering, &open, showing, StatusCode::OK)
}

/// `POST` on the same: saves, and leads on.
pub async fn save(
    site: web::Data<Site>,
    answering: Result<Answering, Error>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    match answering {
        Ok(answering) => Ok(take(site, answering, request, payload).await?),
        Err(error) if error.as_error() == Some(&WebError::StatusRequired) => {
            Ok(visit_ended(&request, payload).await?)
        }
        Err(error) if matches!(error.as_error(), Some(WebError::OtherCase { .. })) => {
            ended_at_desk(error, &request, payload).await
        }
        Err(error) => Err(error),
    }
}

/// The question ended while a clerk typed the answer, which still lies open in their session: what they typed comes
/// back. Where another case lies open meanwhile, it does not: somebody else may look at the screen.
async fn ended_at_desk(
    refusal: Error,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let DeskClerk(clerk) = DeskClerk::extract(request).await?;
    let posted = refused::read(request, payload).await?;
    let token = posted.value(CSRF_FIELD).unwrap_or_default();
    let is_theirs = is_of_session(token, &clerk.csrf);
    let lies_open = case_of_form(token).is_some_and(|case| clerk.open.is_draft(case));
    if !is_theirs || !lies_open || clerk.open.filed.is_some() {
        return Err(refusal);
    }
    let ended = WebError::DraftGone { way: Some(AfterDraft::DeskInquiry) };
    Ok(give_back(&ended, &posted.0, is_multipart(request.headers()))?)
}

/// The time of the visit was over while somebody typed: what they typed comes back, if one of our pages sent it.
async fn visit_ended(request: &HttpRequest, payload: web::Payload) -> Result<HttpResponse, WebError> {
    if Origin::of(request) != Origin::Ours {
        return Err(WebError::StatusRequired);
    }
    let posted = refused::read(request, payload).await?;
    let typed = typed(&posted.0);
    if typed.is_empty() {
        return Err(WebError::StatusRequired);
    }
    let mut page = ErrorPage::new(Trouble::VisitEnded, None);
    page.ways.insert(0, Way::new(de("Stand ansehen"), urls::STATUS));
    page.is_without_files = is_multipart(request.headers());
    page_response(&page.giving_back(typed), StatusCode::GONE)
}

async fn take(
    site: web::Data<Site>,
    answering: Answering,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let page = if is_multipart(request.headers()) {
        match answering.open(&site).await {
            Ok(open) => multipart::read(&request, payload, &open.form, &site.depot, &answering.csrf).await?,
            Err(gone) => {
                let posted = multipart::texts(request.headers(), payload).await?;
                crate::web::extract::verify(&posted, &answering.csrf)?;
                return give_back(&gone, &posted.0, true);
            }
        }
    } else {
        multipart::plain(&request, payload, &answering.csrf).await?
    };
    let post = AnswerPost {
        inquiry: page.posted.value("_inquiry").map(str::to_owned),
        seen_revision: page.posted.value("_revision").and_then(|text| text.parse().ok()),
        pairs: page.posted.0,
        uploads: page.uploads,
    };
    let outcome = store(&site, &answering, &post).await;
    throw_away(&site, unused(&outcome, &post)).await;
    let saved = match outcome {
        Ok(saved) => saved,
        Err(SaveError::Gone) => return give_back(&answering.gone(), &post.pairs, false),
        Err(other) => return Err(other.into()),
    };
    language::follow(&saved.open.form);
    lead_on(&site, &answering, &saved, &post)
}

fn lead_on(
    site: &Site,
    answering: &Answering,
    saved: &AnswerSaved,
    post: &AnswerPost,
) -> Result<HttpResponse, WebError> {
    let (open, here) = (&saved.open, answering.address());
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(match &saved.next {
        AnswerNext::Check => see_other(&answering.check()),
        AnswerNext::Mend => {
            let showing = Showing { with_errors: true, ..Showing::default() };
            return render(site, answering, open, showing, unprocessable);
        }
        AnswerNext::Nothing => {
            let showing = Showing { is_empty: true, ..Showing::default() };
            return render(site, answering, open, showing, unprocessable);
        }
        AnswerNext::Refused => {
            let showing = Showing { with_errors: open.is_tried(), ..Showing::default() };
            return render(site, answering, open, showing, unprocessable);
        }
        AnswerNext::Unsent => {
            let showing = Showing { is_unsent: true, ..Showing::default() };
            return render(site, answering, open, showing, StatusCode::CONFLICT);
        }
        AnswerNext::Question(path) => {
            let sections = sections(site, open, false);
            let anchor = sections.iter().find_map(|section| find_anchor(&section.elements, path));
            see_other(&format!("{here}?{NEWS}#{}", anchor.unwrap_or_else(|| path.html_id())))
        }
        AnswerNext::Row(list, row) => see_other(&format!("{here}#{}", row_id(&list.html_id(), row))),
        AnswerNext::List(list) => see_other(&format!("{here}#{}", list.html_id())),
        AnswerNext::Same => {
            let pressed = post.pairs.iter().find(|(name, _)| name == crate::forms::parse::ACTION);
            let language = pressed.and_then(|(_, value)| value.strip_prefix(LANGUAGE));
            see_other(&language::leading_to(&here, language))
        }
    })
}

/// The page of a question that has ended meanwhile, with what was typed.
fn give_back(
    gone: &WebError,
    pairs: &[(String, String)],
    is_without_files: bool,
) -> Result<HttpResponse, WebError> {
    let mut page = page_of(gone);
    page.is_without_files = is_without_files;
    page_response(&page.giving_back(typed(pairs)), gone.status_code())
}

/// What was typed, the message included.
fn typed(pairs: &[(String, String)]) -> Typed {
    let reply = pairs.iter().find(|(name, text)| name == REPLY && !text.trim().is_empty());
    let mut typed = view::typed(None, pairs);
    typed.others.extend(reply.map(|(_, text)| text.clone()));
    typed
}

async fn store(site: &Site, answering: &Answering, post: &AnswerPost) -> Result<AnswerSaved, SaveError> {
    let mut outcome = Err(SaveError::Conflict);
    for _ in 0..TRIES {
        let Ok(key) = fresh_token() else { break };
        let (scope, case, library, post) =
            (answering.scope.clone(), answering.case, site.spoken_library(), post.clone());
        let (now, today) = (site.now(), site.today());
        outcome = site
            .db
            .write(move |conn| inquiry::save(&scope, conn, (&library, case), &post, &key, now, today))
            .await;
        if !matches!(outcome, Err(SaveError::Conflict)) {
            break;
        }
    }
    outcome
}

/// The files that came along and belong to nothing. Where the database did not answer, it may have stored them all the
/// same: they are left for the sweeper.
fn unused(outcome: &Result<AnswerSaved, SaveError>, post: &AnswerPost) -> Vec<FileId> {
    match outcome {
        Ok(saved) => saved.unused.clone(),
        Err(SaveError::Library(_)) => Vec::new(),
        Err(SaveError::Gone | SaveError::NotReachable | SaveError::Conflict) => {
            post.uploads.iter().filter_map(|upload| upload.file.as_ref().ok()).map(|file| file.id).collect()
        }
    }
}

/// The questions, with what is wrong; without the rest of the form.
fn sections(site: &Site, open: &OpenInquiry, with_errors: bool) -> Vec<AskedSection> {
    let today = site.today();
    let judged = open.judge(today);
    let allowed = open.asking(today).allowed(&judged.more);
    asked_sections(&open.form, &judged.state, &open.content.remembered, &allowed, with_errors)
}

fn render(
    site: &Site,
    answering: &Answering,
    open: &OpenInquiry,
    showing: Showing,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let sections = sections(site, open, showing.with_errors);
    let mut reply = reply_field(open.reply());
    if open.reply().chars().count() > MAX_QUESTION {
        let most = MAX_QUESTION.to_string();
        let text = de("Ihre Nachricht ist zu lang. Kürzen Sie sie auf höchstens {most} Zeichen.");
        reply.error = Some(language::fill(text, &[("most", &most)]));
    }
    if showing.is_empty {
        reply.error = Some(
            t("Ändern Sie eine Angabe, laden Sie eine Unterlage hoch oder schreiben Sie uns.").into_owned(),
        );
    }
    let mut shown: Vec<Element> = sections.iter().flat_map(|section| section.elements.clone()).collect();
    shown.push(Element::Field(reply.clone()));
    let errors = ErrorSummary::of(&shown);
    language::found_at(answering.address());
    let page = AnswerPage {
        chrome: answering
            .chrome(&t("Frage beantworten"), (&open.form.file.title, &open.case.applicant_name))
            .with_errors(!errors.is_empty()),
        errors,
        asked: Asked::of(open, site),
        action: answering.address(),
        hidden: Hidden::new([
            (CSRF_FIELD, answering.csrf.clone()),
            ("_revision", open.revision().to_string()),
            ("_inquiry", open.inquiry.id.to_string()),
        ]),
        takes_files: sections.iter().any(|section| takes_files(&section.elements)),
        sections,
        reply,
        has_news: showing.has_news,
        is_unsent: showing.is_unsent,
        is_at_desk: answering.clerk.is_some(),
        back: answering.way_back(),
    };
    page_response(&page, status)
}

fn reply_field(text: &str) -> FieldView {
    let control = Control::Lines { max_length: u64::try_from(MAX_QUESTION).ok() };
    let label = t("Möchten Sie uns dazu etwas schreiben?");
    let mut field = FieldView::new(Path::root().key(REPLY), label, control);
    field.optional = true;
    field.value = text.to_owned();
    field
}
