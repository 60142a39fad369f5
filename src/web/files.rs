//! Files that people handed in, on their way back: as a download only, never shown in a page of ours.

use actix_web::body::SizedStream;
use actix_web::http::Method;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::TryStreamExt;

use super::applying::Applying;
use super::error::WebError;
use super::extract::{Applicant, Caseworker};
use super::site::Site;
use crate::casework;
use crate::domain::{CaseId, FileId, FileName};
use crate::intake;
use crate::status;
use crate::store::files::StoredFile;

/// Should a browser show the file all the same, it runs nothing, reaches nothing, and stands in no page. What does not
/// follow from `default-src` is said on its own (CSP 3, 6.1 and 6.3).
const ALONE: &str =
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// `GET …/antrag/datei/{file}`: a file of one's own draft.
pub async fn of_draft(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let id = file_id(&request)?;
    let (scope, which, library, now) =
        (applying.scope.clone(), applying.draft.clone(), site.library.clone(), site.now());
    let found = site.db.read(move |conn| intake::file(&scope, conn, &library, &which, id, now)).await?;
    send(&site, found).await
}

/// `GET /postkorb/{case}/datei/{file}`: a file of a case.
pub async fn of_case(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let id = file_id(&request)?;
    let case: Option<CaseId> = request.match_info().get("case").and_then(|text| text.parse().ok());
    let case = case.ok_or(WebError::NotFound)?;
    let (scope, library) = (person.scope(), site.library.clone());
    let found = site.db.read(move |conn| casework::file(&scope, conn, &library, case, id)).await?;
    let unseen = found.ok_or(WebError::NotFound)?;
    if request.method() == Method::HEAD {
        return Ok(HttpResponse::Ok().insert_header((header::CONTENT_SECURITY_POLICY, ALONE)).finish());
    }
    // Before the file leaves it is on the disk that it was fetched.
    let (scope, now) = (person.scope(), site.now());
    let found = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    send(&site, found).await
}

/// `GET /status/datei/{file}`: a file of one's own application.
pub async fn of_applicant(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let id = file_id(&request)?;
    let (scope, library, today) = (visit.scope(), site.library.clone(), site.today());
    let found = site.db.read(move |conn| status::file(&scope, conn, &library, (id, today))).await?;
    send(&site, found).await
}

fn file_id(request: &HttpRequest) -> Result<FileId, WebError> {
    request.match_info().get("file").and_then(|text| text.parse().ok()).ok_or(WebError::NotFound)
}

async fn send(site: &Site, found: Option<(FileName, StoredFile)>) -> Result<HttpResponse, WebError> {
    let (name, file) = found.ok_or(WebError::NotFound)?;
    // What is held back is not here for anybody, whoever found it.
    let key = file.key().ok_or(WebError::NotFound)?;
    let content = site.depot.open(file.id, key).await.map_err(|error| {
        tracing::error!(%error, file = %file.id, "a file is missing in the depot");
        WebError::Internal
    })?;
    let body = SizedStream::new(file.bytes, content.pieces().map_ok(Bytes::from));
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, file.kind.media_type()))
        .insert_header(attachment(&name.with_ending_of(file.kind)))
        .insert_header((header::CONTENT_SECURITY_POLICY, ALONE))
        // Pictures and PDF files are compressed already, and the size is known.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(body))
}

/// RFC 6266: the name in plain letters for old browsers, and as it is.
fn attachment(name: &FileName) -> ContentDisposition {
    let plain: String =
        name.as_str().chars().map(|c| if c.is_ascii() && c != '\\' { c } else { '_' }).collect();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name.as_str().as_bytes().to_vec(),
            }),
        ],
    }
}
