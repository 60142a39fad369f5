//! The receipt of an answer: what was sent, and when.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Answering, Changes};
use crate::forms::inquiry::ChangedSection;
use crate::intake::inquiry;
use crate::web::error::WebError;
use crate::web::language::{moment, t};
use crate::web::layout::Chrome;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::{filters, language};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/answer/answer_sent.html")]
struct AnswerSentPage {
    chrome: Chrome,
    number: String,
    service: String,
    at: String,
    sections: Vec<ChangedSection>,
    reply: Vec<String>,
    back: &'static str,
    is_at_desk: bool,
    files_href: Option<String>,
}

impl AnswerSentPage {
    fn changes(&self) -> Changes<'_> {
        Changes { sections: &self.sections, files_href: self.files_href.clone() }
    }
}

/// `GET …/gesendet`: the last answer; where there is none, back to where the question is.
pub async fn show(site: web::Data<Site>, answering: Answering) -> Result<HttpResponse, WebError> {
    let (scope, case, library) = (answering.scope.clone(), answering.case, site.spoken_library());
    let found = site.db.read(move |conn| inquiry::last_sent(&scope, conn, &library, case)).await?;
    let Some(sent) = found else { return Ok(see_other(answering.way_back())) };
    language::follow(&sent.form);
    let service = sent.form.file.title.clone();
    let is_at_desk = answering.clerk.is_some();
    let page = AnswerSentPage {
        chrome: answering.chrome(&t("Ihre Antwort ist angekommen"), (&service, &sent.case.applicant_name)),
        number: sent.case.receipt_number.to_string(),
        at: moment(sent.at),
        sections: sent.changes,
        reply: sent.inquiry.reply.iter().flat_map(|reply| reply.lines()).map(str::to_owned).collect(),
        back: answering.way_back(),
        files_href: (!is_at_desk).then(|| crate::web::urls::STATUS_FILES.to_owned()),
        is_at_desk,
        service,
    };
    page_response(&page, StatusCode::OK)
}
