//! Showing the form on paper.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::PaperFormPage;
use crate::forms::paper::paper;
use crate::web::components::qr_code::QrCode;
use crate::web::error::WebError;
use crate::web::language::{self, t};
use crate::web::layout::Chrome;
use crate::web::pages::service::NotOpen;
use crate::web::pages::service::handler::find;
use crate::web::response::page_response;
use crate::web::site::Site;
use crate::web::urls;

/// So many characters of a version's name tell one from the other.
const SHORT_VERSION: usize = 8;

/// `GET /leistungen/{slug}/vordruck`: also while the service is closed, with a note.
pub async fn show(site: web::Data<Site>, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    let service = find(&site, &slug)?;
    let form = site.spoken_library().in_words(&service.online);
    language::follow(&form);
    let sections = paper(&form);
    let begin = format!("{}{}", site.settings.base_url, urls::desk_begin(&slug));
    let page = PaperFormPage {
        chrome: Chrome::of_service(t("Vordruck"), form.file.title.clone()),
        back_href: urls::service(&slug),
        form: &form.file,
        version: form.version.0.get(..SHORT_VERSION).unwrap_or(&form.version.0),
        department: form.department(&form.file.routing.department),
        desk: site.library.catalogue().desk(),
        not_open: NotOpen::of(&form.file, site.today()),
        desk_picture: QrCode::of(&begin, t("Adresse für den Schalter")),
        desk_address: urls::without_scheme(&begin),
        online_address: urls::without_scheme(&format!("{}{}", site.settings.base_url, urls::service(&slug))),
        sections: &sections,
    };
    page_response(&page, StatusCode::OK)
}
