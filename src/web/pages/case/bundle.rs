//! A case with all its files as one archive, written as it leaves: never more than a piece of it is in memory.

use std::collections::VecDeque;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use futures_util::stream;

use super::Attempt;
use super::export::CaseExport;
use super::handler::{case_id, trouble};
use super::print::{CasePaper, PrintView};
use crate::casework;
use crate::clock::german_day;
use crate::depot::Stored;
use crate::domain::{FileId, FileName};
use crate::sealing::Secret;
use crate::sheets::ZipStream;
use crate::store::files::StoredFile;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::site::Site;

/// Most characters of a name in the archive, beside its number.
const LONGEST_NAME: usize = 80;

/// An archive on its way out.
struct Going {
    site: web::Data<Site>,
    zip: ZipStream,
    /// What comes after the file that is open.
    files: VecDeque<(String, FileId, Secret)>,
    open: Option<Stored>,
}

/// `POST /postkorb/{case}/paket`. A post, because the history tells of it.
pub async fn save(
    site: web::Data<Site>,
    Sent(Caseworker(person), _): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let found = site.db.write(move |conn| casework::bundle(&scope, conn, &library, id, now)).await;
    let bundle = match found {
        Ok(bundle) => bundle,
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let number = bundle.file.case.receipt_number.to_string();
    let json = CaseExport::new(&bundle.file).json()?;
    let paper = CasePaper { view: PrintView::new(bundle.file, german_day(site.today())) }.render()?;
    let mut zip = ZipStream::default();
    for (name, content) in [("vorgang.html", paper), ("vorgang.json", json)] {
        let written = zip.begin(name).and_then(|()| zip.write(content.as_bytes()));
        written.map_err(|_| WebError::Internal)?;
    }
    let files = bundle.files.into_iter().enumerate();
    let named = files.filter_map(|(i, (name, file))| {
        let key = file.key()?.clone();
        Some((safe(i + 1, name, &file), file.id, key))
    });
    let files = named.collect();
    let going = Going { site, zip, files, open: None };
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"Vorgang-{number}.zip\""),
        ))
        // It is compressed already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(stream::try_unfold(Some(going), next)))
}

/// A name that no system unpacks anywhere else, or over another file: a number, then plain signs.
fn safe(number: usize, name: FileName, file: &StoredFile) -> String {
    let whole = name.with_ending_of(file.kind);
    let plain = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
    let (stem, ending) = whole.as_str().rsplit_once('.').unwrap_or((whole.as_str(), "bin"));
    let stem: String = stem.chars().map(plain).take(LONGEST_NAME).collect();
    let stem = stem.trim_matches(['.', ' ']);
    format!("dateien/{number:02}-{}.{}", if stem.is_empty() { "datei" } else { stem }, ending)
}

/// The next bytes of the archive. What goes wrong now breaks it off, and no browser takes it for whole.
async fn next(going: Option<Going>) -> Result<Option<(Bytes, Option<Going>)>, std::io::Error> {
    let Some(mut going) = going else { return Ok(None) };
    loop {
        if let Some(file) = &mut going.open {
            let piece = file.next().await?;
            if piece.is_empty() {
                going.open = None;
            } else {
                going.zip.write(&piece)?;
            }
        } else if let Some((name, id, key)) = going.files.pop_front() {
            let opened = going.site.depot.open(id, &key).await;
            going.open = Some(opened.inspect_err(|error| {
                tracing::error!(%error, file = %id, "a file is missing in the depot");
            })?);
            going.zip.begin(name)?;
        } else {
            return Ok(Some((going.zip.finish()?.into(), None)));
        }
        let bytes = going.zip.take();
        if !bytes.is_empty() {
            return Ok(Some((bytes.into(), Some(going))));
        }
    }
}
