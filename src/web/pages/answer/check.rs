//! The check before an answer is sent (§ 9a OZG): what was and what will be, and the confirmation against haste.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Answering, Asked, Changes};
use crate::desk;
use crate::domain::{Answers, Path};
use crate::forms::inquiry::{ChangedSection, changes};
use crate::forms::view::{Control, Element, FieldView, hold_back_changes, sections, without_secrets};
use crate::intake::inquiry::{self, AnswerFiling, AnswerSendError, OpenInquiry};
use crate::web::body::Posted;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::{Level, Part};
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, verify};
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language};

/// How often sending is tried when the case is changed at the same moment.
const TRIES: usize = 5;

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/answer/answer_check.html")]
struct AnswerCheckPage {
    chrome: Chrome,
    errors: ErrorSummary,
    asked: Asked,
    sections: Vec<ChangedSection>,
    reply: Vec<String>,
    action: String,
    back: String,
    hidden: Hidden,
    confirmation: FieldView,
    is_changed: bool,
}

impl AnswerCheckPage {
    fn changes(&self) -> Changes<'_> {
        Changes { sections: &self.sections, files_href: None }
    }

    fn confirmation_part(&self) -> Part<'_> {
        (&self.confirmation).into()
    }

    fn changed(&self) -> Alert {
        let title = t("Ihre Angaben wurden in einem anderen Fenster geändert");
        let text = t("Prüfen Sie alle Angaben noch einmal, bevor Sie absenden.");
        Alert { announced: true, ..Alert::new(Level::Warning, title, &[&text]) }
    }
}

/// `GET …/pruefen`: an answer that is not complete leads back to its page.
pub async fn show(
    site: web::Data<Site>,
    answering: Answering,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let open = answering.open(&site).await?;
    let judged = open.judge(site.today());
    let is_empty = judged.state.answers == open.answers && open.reply().is_empty();
    let Some(draft) = open.draft.as_ref().filter(|_| judged.state.errors.is_empty() && !is_empty) else {
        let nothing = if is_empty && open.draft.is_some() { "?leer" } else { "" };
        return Ok(see_other(&format!("{}{nothing}", answering.address())));
    };
    let confirmation = confirmation(request.query_string() == "bestaetigen");
    let errors = ErrorSummary::of(&[Element::Field(confirmation.clone())]);
    language::found_at(answering.check());
    let page = AnswerCheckPage {
        chrome: answering
            .chrome(&t("Antwort prüfen"), (&open.form.file.title, &open.case.applicant_name))
            .with_errors(!errors.is_empty()),
        errors,
        asked: Asked::of(&open, &site),
        sections: changed(&open, &judged.state.answers),
        reply: open.reply().lines().map(str::to_owned).collect(),
        action: answering.submit(),
        back: answering.address(),
        hidden: Hidden::new([
            (CSRF_FIELD, answering.csrf.clone()),
            ("_key", draft.submit_key.clone()),
            ("_revision", draft.revision.to_string()),
        ]),
        confirmation,
        is_changed: request.query_string() == "geaendert",
    };
    page_response(&page, StatusCode::OK)
}

fn changed(open: &OpenInquiry, answers: &Answers) -> Vec<ChangedSection> {
    let form = &open.form;
    let shown = |answers: &Answers| without_secrets(form, sections(form, answers));
    let mut changed = changes(form, (&open.answers, shown(&open.answers)), (answers, shown(answers)));
    hold_back_changes(form, &mut changed, &open.held_back);
    changed
}

/// The box that must be ticked before sending.
fn confirmation(is_missing: bool) -> FieldView {
    let control = Control::CheckBox { checked: false, notice: Vec::new() };
    let label = t("Ich möchte meine Antwort jetzt verbindlich absenden.");
    let mut field = FieldView::new(Path::root().key("confirmed"), label, control);
    if is_missing {
        let told = t("Bestätigen Sie, dass Sie Ihre Antwort jetzt verbindlich absenden möchten.");
        field.error = Some(told.into_owned());
    }
    field
}

/// `POST …/absenden`: the one transaction, then what was sent. The same key again is the same answer.
pub async fn send(
    site: web::Data<Site>,
    answering: Answering,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &answering.csrf)?;
    if posted.value("confirmed") != Some("true") {
        return Ok(see_other(&format!("{}?bestaetigen", answering.check())));
    }
    match try_send(&site, &answering, &posted).await {
        Ok(()) => Ok(see_other(&answering.sent())),
        Err(AnswerSendError::Changed) => Ok(see_other(&format!("{}?geaendert", answering.check()))),
        Err(AnswerSendError::Incomplete(_)) => Ok(see_other(&answering.check())),
        Err(AnswerSendError::Gone) => Err(answering.gone()),
        Err(AnswerSendError::Conflict) => Err(WebError::Unavailable),
        Err(AnswerSendError::Library(error)) => Err(error.into()),
    }
}

async fn try_send(site: &Site, answering: &Answering, posted: &Posted) -> Result<(), AnswerSendError> {
    let mut outcome = Err(AnswerSendError::Conflict);
    for _ in 0..TRIES {
        let filing = AnswerFiling {
            submit_key: posted.value("_key").unwrap_or_default().to_owned(),
            seen_revision: posted.value("_revision").and_then(|text| text.parse().ok()),
            now: site.now(),
            today: site.today(),
            mail_domain: site.mail_domain(),
            matters: site.matters.clone(),
        };
        let (scope, case, library) = (answering.scope.clone(), answering.case, site.spoken_library());
        let clerk = answering.clerk.clone();
        let send = move |conn: &mut _| {
            inquiry::send(&scope, conn, &library, case, &filing)?;
            match &clerk {
                Some((clerk, draft)) => Ok(desk::note_answered(clerk, conn, case, *draft)?),
                None => Ok(()),
            }
        };
        outcome = site.db.write(send).await;
        if !matches!(outcome, Err(AnswerSendError::Conflict)) {
            break;
        }
    }
    outcome
}
