//! Showing and saving one page of a form.

use actix_web::http::StatusCode;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

use super::FormPage;
use super::leaving::Leaving;
use super::refused::{self, DRAFT};
use super::storing;
use crate::domain::FileId;
use crate::forms::files::FILE;
use crate::forms::journey::Journey;
use crate::forms::numbering::Numbering;
use crate::forms::parse::ACTION;
use crate::forms::state::FormState;
use crate::forms::view::{self, AdviceView, Element};
use crate::intake::{self, Next, OpenDraft, PagePost, SaveError, Saved, Upload};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::list::row_id;
use crate::web::components::progress::Progress;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, visitor_cookie};
use crate::web::language;
use crate::web::middleware::Origin;
use crate::web::multipart::{self, is_multipart};
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls::Place;

/// The header that tells a script the new revision.
const REVISION: &str = "x-revision";

/// Stands in the address, so that it outlives reloading and going back.
const FROM_CHECK: &str = "von=pruefen";

/// Which page of the form a request means.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    page: String,
    item: Option<usize>,
}

impl Wanted {
    /// Reads the address. Rows are counted from 1 for people.
    fn from(request: &HttpRequest) -> Result<Self, WebError> {
        let parts = request.match_info();
        let page = parts.get("page").ok_or(WebError::NotFound)?.to_owned();
        let item = match parts.get("item") {
            Some(text) => {
                let row: usize = text.parse().map_err(|_| WebError::NotFound)?;
                Some(row.checked_sub(1).ok_or(WebError::NotFound)?)
            }
            None => None,
        };
        Ok(Self { page, item })
    }

    fn address(&self, place: &Place) -> String {
        match self.item {
            Some(row) => place.item(&self.page, row),
            None => place.page(&self.page),
        }
    }

    fn key(&self) -> String {
        intake::page_key(&self.page, self.item)
    }
}

/// How a page is shown.
pub(super) struct Showing<'a> {
    wanted: &'a Wanted,
    with_errors: bool,
    with_hints: bool,
    with_news: bool,
    is_outdated: bool,
    is_unsent: bool,
    from_check: bool,
    status: StatusCode,
}

impl<'a> Showing<'a> {
    /// The page with what was posted and is not stored.
    pub fn unsent(wanted: &'a Wanted, request: &HttpRequest) -> Self {
        Self { is_unsent: true, ..Self::of(wanted, request, StatusCode::FORBIDDEN) }
    }

    /// The page with nothing to tell.
    fn of(wanted: &'a Wanted, request: &HttpRequest, status: StatusCode) -> Self {
        Self {
            wanted,
            with_errors: false,
            with_hints: false,
            with_news: false,
            is_outdated: false,
            is_unsent: false,
            from_check: is_from_check(request),
            status,
        }
    }
}

/// `GET …/antrag/{page}` and `GET …/antrag/{page}/{item}`: a page that is not yet reachable leads to
/// the first one that is open.
pub async fn show(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let wanted = Wanted::from(&request)?;
    let draft = applying.open(&site).await?;
    let state = applying.judged(&site, &draft);
    let journey = Journey::new(&draft.form, &state, &draft.content.saved_pages);
    if draft.form.page(&wanted.page).is_none() {
        return Err(WebError::NotFound);
    }
    if !journey.may_visit(&wanted.page) {
        return Ok(see_other(&open_page(&applying, &journey)));
    }
    if wanted.item.is_some_and(|row| !journey.may_visit_item(&wanted.page, row)) {
        return Ok(see_other(&applying.place.page(&wanted.page)));
    }
    let query = request.query_string();
    let showing = Showing {
        with_errors: draft.content.tried_pages.contains(&wanted.key())
            || is_undone(&draft, &wanted, &request),
        with_hints: query.contains("hinweise"),
        with_news: query.split('&').any(|pair| pair == "neu"),
        is_outdated: query.split('&').any(|pair| pair == "geaendert"),
        ..Showing::of(&wanted, &request, StatusCode::OK)
    };
    render(&applying, &draft, &state, &showing)
}

/// `POST …/antrag/{page}`: saves, and leads on. What cannot be taken comes back.
pub async fn save(
    site: web::Data<Site>,
    applying: Result<Applying, Error>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let applying = match applying {
        Ok(applying) => applying,
        Err(error) => return refused::without_token(&site, &request, payload, error).await,
    };
    let wanted = Wanted::from(&request)?;
    let page = if is_multipart(request.headers()) {
        match applying.open(&site).await {
            Ok(draft) => multipart::read(&request, payload, &draft.form, &site.depot, &applying.csrf).await,
            Err(gone @ WebError::DraftGone { .. }) if Origin::of(&request) == Origin::Ours => {
                let posted = refused::read(&request, payload).await?;
                return Ok(refused::give_back(&site, &request, gone, &posted).await?);
            }
            Err(other) => Err(other),
        }
    } else {
        multipart::plain(&request, payload, &applying.csrf).await
    };
    let mut page = match page {
        Err(WebError::Forged) if applying.token.is_some() => {
            let posted = request.extensions_mut().remove::<Posted>().unwrap_or_default();
            return Ok(refused::send_again(&site, &applying, &request, &wanted, posted).await?);
        }
        page => page?,
    };
    let leaving = Leaving::taken_from(&applying, &mut page.posted);
    let post = post_of(&wanted, &request, page.posted, page.uploads);
    let response = take(&site, &applying, &request, &wanted, &post).await?;
    match leaving {
        Some(leaving) if response.status() == StatusCode::SEE_OTHER => {
            Ok(leaving.finish(&site, &request, &applying).await?)
        }
        _ => Ok(response),
    }
}

/// What was posted for a page.
pub(super) fn post_of(
    wanted: &Wanted,
    request: &HttpRequest,
    posted: Posted,
    uploads: Vec<Upload>,
) -> PagePost {
    PagePost {
        page: wanted.page.clone(),
        item: wanted.item,
        seen_revision: posted.value("_revision").and_then(|text| text.parse().ok()),
        from_check: is_from_check(request),
        pairs: posted.0,
        uploads,
    }
}

/// Saves a page that came from our own.
async fn take(
    site: &Site,
    applying: &Applying,
    request: &HttpRequest,
    wanted: &Wanted,
    post: &PagePost,
) -> Result<HttpResponse, WebError> {
    let outcome = storing::store(site, applying, post).await;
    throw_away(site, unused(&outcome, post)).await;
    let saved = match outcome {
        Ok(saved) => {
            language::follow(&saved.draft.form);
            saved
        }
        Err(SaveError::NotReachable) => return lead_back(site, applying).await,
        Err(SaveError::Gone) => {
            let gone = applying.gone(site).await;
            return refused::give_back(site, request, gone, &Posted(post.pairs.clone())).await;
        }
        Err(other) => return Err(other.into()),
    };
    let mut response = match saved.next {
        Next::Mend | Next::Refused => {
            let plain = Showing::of(wanted, request, StatusCode::UNPROCESSABLE_ENTITY);
            let with_errors =
                saved.next == Next::Mend || saved.draft.content.tried_pages.contains(&wanted.key());
            render(applying, &saved.draft, &saved.state, &Showing { with_errors, ..plain })?
        }
        Next::Stay => kept(&saved.draft),
        Next::Outdated if post.pairs.iter().any(|(name, value)| name == ACTION && value == "keep") => {
            HttpResponse::Conflict().finish()
        }
        next => {
            let address = address_of(&next, &applying.place, wanted, post.from_check);
            see_other(&language::leading_to(&address, post.language()))
        }
    };
    if let Some(token) = &applying.token {
        // The draft lives on from here, and so does what opens it.
        let cookie = visitor_cookie(token, site.settings.is_secure);
        response.add_cookie(&cookie).map_err(|_| WebError::Internal)?;
    }
    Ok(response)
}

/// The answer to a script that kept a page while somebody types: which revision the page is now.
pub(in crate::web::pages) fn kept(draft: &OpenDraft) -> HttpResponse {
    HttpResponse::NoContent().insert_header((REVISION, draft.revision.to_string())).finish()
}

/// Where a saved page leads to.
fn address_of(next: &Next, place: &Place, wanted: &Wanted, from_check: bool) -> String {
    let here = wanted.address(place);
    let alone = suffix(from_check);
    let also = alone.replace('?', "&");
    match next {
        Next::Consider => format!("{here}?hinweise{also}"),
        Next::NewQuestions => format!("{here}?neu{also}"),
        Next::Same | Next::Mend | Next::Refused | Next::Stay => format!("{here}{alone}"),
        Next::Row(list, row) => format!("{here}{alone}#{}", row_id(&list.html_id(), row)),
        Next::List(list) => format!("{here}{alone}#{}", list.html_id()),
        // The row may be gone: its list is not.
        Next::Outdated => format!("{}?geaendert{also}", place.page(&wanted.page)),
        Next::Item(row) => format!("{}{alone}", place.item(&wanted.page, *row)),
        Next::Page(page) => format!("{}{alone}", place.page(page)),
        Next::Back(page) => place.page(page),
        Next::Later => place.later(),
        Next::Check => place.check(),
    }
}

/// Whether the person came from the check page and wants to go back there.
fn is_from_check(request: &HttpRequest) -> bool {
    request.query_string().split('&').any(|pair| pair == FROM_CHECK)
}

/// Whether a page that was in order is no longer, because of what was changed on another one: whoever comes
/// from the check page is told at once why they are here.
fn is_undone(draft: &OpenDraft, wanted: &Wanted, request: &HttpRequest) -> bool {
    is_from_check(request) && draft.content.saved_pages.contains(&wanted.key())
}

fn suffix(from_check: bool) -> String {
    if from_check { format!("?{FROM_CHECK}") } else { String::new() }
}

/// The files that came along and belong to nothing. Where the database did not answer, it may have stored them
/// all the same: they are left for the sweeper, who asks it again.
fn unused(outcome: &Result<Saved, SaveError>, post: &PagePost) -> Vec<FileId> {
    match outcome {
        Ok(saved) => saved.unused.clone(),
        Err(SaveError::Library(_)) => Vec::new(),
        Err(SaveError::Gone | SaveError::NotReachable | SaveError::Conflict) => post.arrived(),
    }
}

/// Files that nobody needs. One that stays is swept later.
pub(in crate::web::pages) async fn throw_away(site: &Site, files: Vec<FileId>) {
    for id in files {
        if let Err(error) = site.depot.remove(id).await {
            tracing::warn!(%error, "a file that nobody needs cannot be deleted");
        }
    }
}

async fn lead_back(site: &Site, applying: &Applying) -> Result<HttpResponse, WebError> {
    let draft = applying.open(site).await?;
    let state = applying.judged(site, &draft);
    let journey = Journey::new(&draft.form, &state, &draft.content.saved_pages);
    Ok(see_other(&open_page(applying, &journey)))
}

/// The first page that is open, or the check page.
fn open_page(applying: &Applying, journey: &Journey<'_>) -> String {
    match journey.first_open() {
        Some(page) => applying.place.page(&page.id),
        None => applying.place.check(),
    }
}

/// On the page of one row: what identifies the row.
fn row_title(elements: &[Element], item: Option<usize>) -> Option<&str> {
    let Some(Element::List(list)) = elements.first() else { return None };
    list.rows.first().filter(|_| item.is_some()).map(|row| row.title.as_str())
}

pub(super) fn render(
    applying: &Applying,
    draft: &OpenDraft,
    state: &FormState,
    showing: &Showing<'_>,
) -> Result<HttpResponse, WebError> {
    let (form, content) = (&draft.form, &draft.content);
    let wanted = showing.wanted;
    let page = form.page(&wanted.page).ok_or(WebError::NotFound)?;
    let journey = Journey::new(form, state, &content.saved_pages);
    let (step, steps) = journey.progress(Some(&page.id));
    let mut elements =
        view::elements(form, state, &content.remembered, page, wanted.item, showing.with_errors);
    if applying.is_at_desk() {
        Numbering::of(form).put_before(form, &mut elements);
    }
    // A page that is shown for the first time tells what became of a file, and nothing else.
    let tells_of_file = state.errors_on(&page.id, wanted.item).any(|error| error.keyword == FILE);
    let errors = match showing.with_errors || tells_of_file {
        true => ErrorSummary::of(&elements),
        false => ErrorSummary::default(),
    };
    let hints = if showing.with_hints { view::page_advice(form, state, page) } else { Vec::new() };
    let warnings: Vec<AdviceView> = hints.into_iter().filter(|hint| hint.warning).cloned().collect();
    let hidden = [
        (CSRF_FIELD, applying.csrf.clone()),
        ("_revision", draft.revision.to_string()),
        (DRAFT, draft.id.to_string()),
    ];
    let place = &applying.place;
    let html = FormPage {
        chrome: applying
            .chrome(draft, row_title(&elements, wanted.item).unwrap_or(&page.title))
            .typed_in()
            .with_errors(!errors.is_empty()),
        intro: &page.intro,
        progress: Progress { step, steps },
        has_fast_entry: applying.is_at_desk(),
        leads_back: wanted.item.is_some() || journey.previous(&page.id).is_some(),
        action: format!("{}{}", wanted.address(place), suffix(showing.from_check)),
        hidden: Hidden::new(hidden),
        elements: &elements,
        takes_files: view::takes_files(&elements),
        errors,
        warnings: &warnings,
        has_new_questions: showing.with_news,
        is_outdated: showing.is_outdated,
        is_unsent: showing.is_unsent,
        forgets_input: applying.is_at_desk() || view::has_rows(&elements),
        returns_to_check: showing.from_check,
        may_leave: applying.clerk.is_none(),
        may_hand_over: applying.is_at_desk(),
        may_read_back: applying.is_at_desk() && intake::asks_for_read_back(page),
        tells_privacy: applying.is_at_desk() && view::tells_privacy(&elements),
    };
    page_response(&html, showing.status)
}
