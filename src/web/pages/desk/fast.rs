//! Fast entry: a paper form is typed in on one page, by the numbers of its questions. See [`intake::save_all`].

use actix_web::http::StatusCode;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::Path;
use crate::forms::form::Form;
use crate::forms::journey::{Journey, Stop};
use crate::forms::numbering::Numbering;
use crate::forms::parse::ACTION;
use crate::forms::places::item_list;
use crate::forms::state::FormState;
use crate::forms::view::{self, AdviceView, Control, Element, RowView};
use crate::intake::{self, AllNext, AllPages, AllSaved, KEEP, OpenDraft, SaveError};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::components::error_summary::{ErrorLink, ErrorSummary, find_anchor};
use crate::web::components::list::row_id;
use crate::web::components::{Part, render_all};
use crate::web::error::WebError;
use crate::web::extract::CSRF_FIELD;
use crate::web::layout::Chrome;
use crate::web::multipart::{self, PostedPage, is_multipart};
use crate::web::pages::Hidden;
use crate::web::pages::form_page::handler::{kept, throw_away};
use crate::web::pages::form_page::leaving::{Leaving, TO_PAGE};
use crate::web::pages::form_page::refused::{self, DRAFT};
use crate::web::pages::form_page::storing::TRIES;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language};

/// The button that leads to the check page, whatever is wrong.
const CHECK: &str = "check";

/// The address of that button.
const SUBMIT: &str = "#einreichen";

/// Stands in the address after the answers brought up questions.
const NEWS: &str = "neu";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/desk/fast.html")]
struct FastPage {
    chrome: Chrome,
    action: String,
    hidden: Hidden,
    sections: Vec<FastSection>,
    warnings: Vec<ErrorLink>,
    takes_files: bool,
    is_from_paper: bool,
    showing: Showing,
}

impl FastPage {
    /// What is shown is what is stored.
    fn is_saved(&self) -> bool {
        matches!(self.showing, Showing::Plain | Showing::News)
    }
}

/// A page of the form, or of the desk's record, as a part of this one.
#[derive(Debug)]
struct FastSection {
    id: String,
    heading: String,
    elements: Vec<Element>,
}

impl FastSection {
    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        render_all(&self.elements)
    }
}

/// What the page tells beside what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Showing {
    Plain,
    News,
    Unsent,
    Outdated,
}

/// `GET /schalter/antrag/{draft}/schnell`.
pub async fn show(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let showing = if request.query_string() == NEWS { Showing::News } else { Showing::Plain };
    render(&site, &applying, &draft, showing)
}

/// `POST /schalter/antrag/{draft}/schnell`: saves all of it, and shows it anew.
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
    let mut page = if is_multipart(request.headers()) {
        let draft = applying.open(&site).await?;
        multipart::read(&request, payload, &draft.form, &site.depot, &applying.csrf).await?
    } else {
        multipart::plain(&request, payload, &applying.csrf).await?
    };
    let leaving = Leaving::taken_from(&applying, &mut page.posted);
    let response = take(&site, &applying, &request, page).await?;
    match leaving {
        Some(leaving) if response.status() == StatusCode::SEE_OTHER => {
            Ok(leaving.finish(&site, &request, &applying).await?)
        }
        _ => Ok(response),
    }
}

async fn take(
    site: &Site,
    applying: &Applying,
    request: &HttpRequest,
    page: PostedPage,
) -> Result<HttpResponse, WebError> {
    let pressed = page.posted.value(ACTION).unwrap_or_default().to_owned();
    let all = AllPages {
        seen_revision: page.posted.value("_revision").and_then(|text| text.parse().ok()),
        pairs: page.posted.0,
        uploads: page.uploads,
    };
    let saved = match store(site, applying, &all).await {
        Ok(saved) => saved,
        Err(SaveError::Gone) => {
            let gone = applying.gone(site).await;
            return refused::give_back(site, request, gone, &Posted(all.pairs)).await;
        }
        Err(other) => return Err(other.into()),
    };
    throw_away(site, saved.unused).await;
    let (draft, here) = (saved.draft, applying.place.fast());
    let (is_kept, is_checked) = (pressed == KEEP, pressed == CHECK);
    Ok(match saved.next {
        AllNext::Stay => kept(&draft),
        AllNext::Unsent | AllNext::Outdated if is_kept => HttpResponse::Conflict().finish(),
        AllNext::Unsent => return render(site, applying, &draft, Showing::Unsent),
        AllNext::Outdated => return render(site, applying, &draft, Showing::Outdated),
        AllNext::Same | AllNext::Question(_) if is_checked => see_other(&applying.place.check()),
        AllNext::Same => {
            // Who types goes on where something is open.
            let (_, warnings) = sections(&draft, &state(site, &draft));
            let first = warnings.into_iter().find_map(|warning| warning.href);
            see_other(&format!("{here}{}", first.as_deref().unwrap_or(SUBMIT)))
        }
        AllNext::Question(path) => {
            let (sections, _) = sections(&draft, &state(site, &draft));
            let anchor = sections.iter().find_map(|section| find_anchor(&section.elements, &path));
            see_other(&format!("{here}?{NEWS}#{}", anchor.unwrap_or_else(|| path.html_id())))
        }
        AllNext::Row(list, row) => see_other(&format!("{here}#{}", row_id(&list.html_id(), &row))),
        AllNext::List(list) => see_other(&format!("{here}#{}", list.html_id())),
    })
}

async fn store(site: &Site, applying: &Applying, all: &AllPages) -> Result<AllSaved, SaveError> {
    let mut outcome = Err(SaveError::Conflict);
    for _ in 0..TRIES {
        let (scope, which, all, library) =
            (applying.scope.clone(), applying.draft.clone(), all.clone(), site.spoken_library());
        let (now, today) = (site.now(), site.today());
        let save = move |conn: &mut _| intake::save_all(&scope, conn, &library, &which, &all, now, today);
        outcome = site.db.write(save).await;
        if !matches!(outcome, Err(SaveError::Conflict)) {
            break;
        }
    }
    outcome
}

fn state(site: &Site, draft: &OpenDraft) -> FormState {
    FormState::new(&draft.form, &draft.content.remembered, site.today())
}

fn render(
    site: &Site,
    applying: &Applying,
    draft: &OpenDraft,
    showing: Showing,
) -> Result<HttpResponse, WebError> {
    language::follow(&draft.form);
    let (sections, warnings) = sections(draft, &state(site, draft));
    let hidden = [
        (CSRF_FIELD, applying.csrf.clone()),
        ("_revision", draft.revision.to_string()),
        (DRAFT, draft.id.to_string()),
    ];
    let page = FastPage {
        chrome: applying.chrome(draft, "Schnellerfassung").typed_in(),
        action: applying.place.fast(),
        hidden: Hidden::new(hidden),
        takes_files: sections.iter().any(|section| view::takes_files(&section.elements)),
        is_from_paper: intake::is_from_paper(&draft.content.remembered.answers),
        sections,
        warnings,
        showing,
    };
    let status = if page.is_saved() { StatusCode::OK } else { StatusCode::CONFLICT };
    page_response(&page, status)
}

/// All pages that apply, and what is wrong on those that were sent before.
fn sections(draft: &OpenDraft, state: &FormState) -> (Vec<FastSection>, Vec<ErrorLink>) {
    let form = &draft.form;
    let numbers = Numbering::of(form);
    let journey = Journey::new(form, state, &draft.content.saved_pages);
    let mut warnings = Vec::new();
    let mut section = |stop: &Stop<'_>| {
        let mut elements = elements(form, draft, state, stop);
        warnings.extend(ErrorSummary::of(&elements).errors);
        numbers.put_before(form, &mut elements);
        plain(&mut elements);
        let title = &stop.page.title;
        FastSection {
            id: stop.page.id.clone(),
            heading: numbers.page(&stop.page.id).map_or_else(|| title.clone(), |n| format!("{n} {title}")),
            elements,
        }
    };
    let sections = journey.stops().iter().map(&mut section).collect();
    (sections, warnings)
}

/// The elements of a page, with all rows of a list whose rows have pages of their own.
fn elements(form: &Form, draft: &OpenDraft, state: &FormState, stop: &Stop<'_>) -> Vec<Element> {
    let content = &draft.content;
    let part = |item: Option<usize>| {
        let is_tried = content.tried_pages.contains(&intake::page_key(&stop.page.id, item));
        view::elements(form, state, &content.remembered, stop.page, item, is_tried)
    };
    let list_here = item_list(form, stop.page).map(|(pattern, _)| pattern);
    let mut elements = part(None);
    for element in &mut elements {
        if let Element::List(list) = element
            && list_here == Some(list.path.to_string().as_str())
        {
            list.on_one_page = true;
            let rows = stop.items.iter().flat_map(|item| part(Some(item.index)));
            list.rows = rows.flat_map(rows_of).collect();
        }
    }
    elements
}

fn rows_of(element: Element) -> Vec<RowView> {
    match element {
        Element::List(list) => list.rows,
        Element::Field(_) | Element::Group(_) | Element::Computed(_) => Vec::new(),
    }
}

/// Without the help, for who types knows the form; and what is wrong is a warning here.
fn plain(elements: &mut [Element]) {
    for element in elements {
        match element {
            Element::Field(field) => {
                field.hint = None;
                field.advice.extend(warning(&field.path, field.error.take()));
                plain_control(&mut field.control);
            }
            Element::Group(group) => {
                group.hint = None;
                group.advice.extend(warning(&group.path, group.error.take()));
                plain(&mut group.elements);
            }
            Element::List(list) => {
                list.hint = None;
                list.advice.extend(warning(&list.path, list.error.take()));
                for row in &mut list.rows {
                    row.has_errors = false;
                    plain(&mut row.elements);
                }
            }
            Element::Computed(computed) => {
                computed.hint = None;
                computed.advice.extend(warning(&computed.path, computed.error.take()));
            }
        }
    }
}

fn warning(path: &Path, error: Option<String>) -> Option<AdviceView> {
    let view = |text| AdviceView {
        code: String::new(),
        path: path.clone(),
        warning: true,
        department_only: false,
        text,
    };
    error.map(view)
}

fn plain_control(control: &mut Control) {
    match control {
        Control::Radios(options) | Control::CheckBoxes(options) => {
            options.iter_mut().for_each(|option| option.hint = None);
        }
        Control::Date { wrong, .. } => *wrong = [false; 3],
        Control::Moment { wrong, .. } => *wrong = [false; 4],
        Control::Month { wrong, .. } => *wrong = [false; 2],
        _ => {}
    }
}
