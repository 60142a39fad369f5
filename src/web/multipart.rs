//! A posted page with files: `multipart/form-data` (RFC 7578), read as it arrives.
//!
//! A file goes to the depot piece by piece and is never held in memory. The form's token comes before the
//! files, so nobody else's page brings one here.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest};
use futures_util::{Stream, StreamExt};

use super::body::{MAX_BODY, MAX_CONTROLS, Posted, text_of};
use super::error::WebError;
use super::extract::verify;
use super::limits::{Allowance, is_too_slow};
use crate::depot::inspect::Unfit;
use crate::depot::{Arriving, Depot, KeepError};
use crate::domain::{FileName, Metadata, Path};
use crate::forms::files::{FileProblem, files_at};
use crate::forms::form::Form;
use crate::intake::Upload;

/// Most bytes of a request with files. What is too large for its field is read up to here and thrown away,
/// so that the browser hears why.
const MOST: usize = 200_000_000;

/// Most files of a request: one for each field of the largest page.
const MOST_FILES: usize = 50;

/// Whether a request holds a page with files.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// A posted page and the files that came along.
#[derive(Debug, Default)]
pub struct PostedPage {
    /// Its controls, in order.
    pub posted: Posted,
    /// The files, each for its field.
    pub uploads: Vec<Upload>,
}

/// Reads a posted page of a form that has no files.
pub async fn plain(request: &HttpRequest, payload: Payload, csrf: &str) -> Result<PostedPage, WebError> {
    let posted = text(payload).await?;
    if let Err(error) = verify(&posted, csrf) {
        request.extensions_mut().insert(posted);
        return Err(error);
    }
    Ok(PostedPage { posted, uploads: Vec::new() })
}

/// The controls of a posted page that has no files, whoever posted it.
pub async fn text(payload: Payload) -> Result<Posted, WebError> {
    let body = payload.to_bytes_limited(MAX_BODY).await.map_err(|_| WebError::TooLarge)?;
    Posted::parse(&body.map_err(|_| WebError::Unreadable)?)
}

/// Reads a posted page of a form with files. What cannot be read is refused; a file that cannot be taken is
/// told at its field.
pub async fn read(
    request: &HttpRequest,
    payload: Payload,
    form: &Form,
    depot: &Depot,
    csrf: &str,
) -> Result<PostedPage, WebError> {
    let mut reader = Reader { allowance: Some(Allowance::of(request)), ..Reader::default() };
    let outcome = reader.parts(Multipart::new(request.headers(), payload), form, depot, csrf).await;
    let outcome = outcome.and_then(|()| verify(&reader.page.posted, csrf));
    let Err(error) = outcome else { return Ok(reader.page) };
    // What came with a page that is refused belongs to nobody.
    for file in reader.page.uploads.iter().filter_map(|upload| upload.file.as_ref().ok()) {
        if let Err(error) = depot.remove(file.id).await {
            tracing::warn!(%error, "a file of a refused page cannot be deleted");
        }
    }
    if error == WebError::Forged {
        // Whoever has another token meanwhile is offered what they typed.
        request.extensions_mut().insert(reader.page.posted);
    }
    Err(error)
}

/// The controls alone, for a page that nobody is signed in to take: its files are thrown away.
pub async fn texts<S>(headers: &HeaderMap, payload: S) -> Result<Posted, WebError>
where
    S: Stream<Item = Result<Bytes, actix_web::error::PayloadError>> + 'static,
{
    let mut reader = Reader::default();
    let mut parts = Multipart::new(headers, payload);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| unreadable(&error))?;
        reader.count()?;
        match file_name(&part) {
            None => reader.text(&mut part).await?,
            Some(_) => reader.skip(&mut part).await?,
        }
    }
    Ok(reader.page.posted)
}

#[derive(Default)]
struct Reader {
    /// How much of files is taken from whoever sends them.
    allowance: Option<Allowance>,
    page: PostedPage,
    /// Parts so far.
    parts: usize,
    /// Bytes so far.
    read: usize,
    /// Bytes of controls so far.
    texts: usize,
}

impl Reader {
    /// All parts of a page.
    async fn parts(
        &mut self,
        mut parts: Multipart,
        form: &Form,
        depot: &Depot,
        csrf: &str,
    ) -> Result<(), WebError> {
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(|error| unreadable(&error))?;
            self.count()?;
            match file_name(&part) {
                None => self.text(&mut part).await?,
                Some(name) if verify(&self.page.posted, csrf).is_ok() => {
                    self.file(&mut part, &name, form, depot).await?;
                }
                Some(_) => self.skip(&mut part).await?,
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), WebError> {
        self.parts += 1;
        if self.parts > MAX_CONTROLS + MOST_FILES { Err(WebError::TooLarge) } else { Ok(()) }
    }

    async fn next(&mut self, part: &mut Field) -> Result<Option<Bytes>, WebError> {
        let Some(chunk) = part.next().await else { return Ok(None) };
        let chunk = chunk.map_err(|error| unreadable(&error))?;
        self.read += chunk.len();
        if self.read > MOST { Err(WebError::TooLarge) } else { Ok(Some(chunk)) }
    }

    async fn text(&mut self, part: &mut Field) -> Result<(), WebError> {
        let name = part.name().ok_or(WebError::Unreadable)?.to_owned();
        let mut value = Vec::new();
        while let Some(chunk) = self.next(part).await? {
            self.texts += chunk.len();
            if self.texts > MAX_BODY {
                return Err(WebError::TooLarge);
            }
            value.extend_from_slice(&chunk);
        }
        self.texts += name.len();
        let pairs = &mut self.page.posted.0;
        if pairs.len() == MAX_CONTROLS || self.texts > MAX_BODY {
            return Err(WebError::TooLarge);
        }
        pairs.push((text_of(name.into_bytes())?, text_of(value)?));
        Ok(())
    }

    async fn skip(&mut self, part: &mut Field) -> Result<(), WebError> {
        while self.next(part).await?.is_some() {}
        Ok(())
    }

    async fn file(
        &mut self,
        part: &mut Field,
        name: &str,
        form: &Form,
        depot: &Depot,
    ) -> Result<(), WebError> {
        let path: Option<Path> = part.name().and_then(|name| name.parse().ok());
        let asked = path.and_then(|path| Some((files_at(form, &path)?, path)));
        // A browser sends an empty part for each input that nobody touched.
        let Some((asked, path)) = asked.filter(|_| !name.is_empty()) else { return self.skip(part).await };
        if self.page.uploads.len() == MOST_FILES {
            return Err(WebError::TooLarge);
        }
        let mut arriving = depot.begin().await.map_err(|error| broken(&error))?;
        // What is not taken is read to its end all the same, so that the browser hears why.
        let mut problem = None;
        while let Some(chunk) = self.next(part).await? {
            if problem.is_none() {
                let taken = self.allowance.as_mut().map_or(Ok(()), |allowance| allowance.take(chunk.len()));
                let bytes = arriving.write(&chunk).await.map_err(|error| broken(&error))?;
                let is_too_large = (bytes > asked.max_bytes).then_some(FileProblem::TooLarge);
                problem = is_too_large.or(taken.err());
            }
        }
        let file = match problem {
            Some(problem) => Err(problem),
            None => keep(arriving, asked.metadata).await?,
        };
        self.page.uploads.push(Upload { path, name: FileName::from_client(name), file });
        Ok(())
    }
}

/// The name of the file that a part is; `None` for a control. An input that nobody touched has an empty one.
fn file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let extended =
        disposition.get_filename_ext().map(|name| String::from_utf8_lossy(&name.value).into_owned());
    extended.or_else(|| disposition.get_filename().map(str::to_owned))
}

async fn keep(
    arriving: Arriving,
    metadata: Metadata,
) -> Result<Result<crate::depot::Arrived, FileProblem>, WebError> {
    match arriving.keep(metadata).await {
        Ok(arrived) => Ok(Ok(arrived)),
        Err(KeepError::Unfit(unfit)) => Ok(Err(match unfit {
            Unfit::Empty => FileProblem::Empty,
            Unfit::OfOtherKind => FileProblem::OfOtherKind,
            Unfit::Protected => FileProblem::Protected,
            Unfit::Unreadable => FileProblem::Unreadable,
            Unfit::Active => FileProblem::Active,
            Unfit::Malware => FileProblem::Malware,
        })),
        Err(KeepError::Disk(error)) => Err(broken(&error)),
    }
}

fn broken(error: &std::io::Error) -> WebError {
    tracing::error!(%error, "a file cannot be kept; look after the folder of PFORTE_DATA");
    WebError::Unavailable
}

fn unreadable(error: &MultipartError) -> WebError {
    if matches!(error, MultipartError::Payload(error) if is_too_slow(error)) {
        return WebError::TooSlow;
    }
    tracing::info!(%error, "a page with files cannot be read");
    WebError::Unreadable
}

#[cfg(test)]
mod tests;
