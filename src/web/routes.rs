//! The site map: every address and what answers there. `tests/it/access.rs` walks this table with
//! every kind of user, and fails when an address is missing there.

use actix_web::web::{self, ServiceConfig, get, post};

use super::pages::{
    admin, case, catalogue, check_answers, desk, form_page, inbox, receipt, service, sign_in, text,
};
use super::{assets, gallery, health};

/// Every address: method and pattern. Kept beside [`configure`]; a test holds the two together.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/impressum"),
    ("GET", "/datenschutz"),
    ("GET", "/barrierefreiheit"),
    ("GET", "/leistungen/{slug}"),
    ("GET", "/leistungen/{slug}/schema.json"),
    ("POST", "/leistungen/{slug}/antrag"),
    ("GET", "/leistungen/{slug}/antrag/pruefen"),
    ("POST", "/leistungen/{slug}/antrag/absenden"),
    ("POST", "/leistungen/{slug}/antrag/verwerfen"),
    ("GET", "/leistungen/{slug}/antrag/{page}"),
    ("POST", "/leistungen/{slug}/antrag/{page}"),
    ("GET", "/leistungen/{slug}/antrag/{page}/{item}"),
    ("POST", "/leistungen/{slug}/antrag/{page}/{item}"),
    ("POST", "/vergessen"),
    ("GET", "/eingang/{number}"),
    ("GET", "/eingang/{number}/druck"),
    ("GET", "/eingang/{number}/kopie"),
    ("GET", "/amt/anmelden"),
    ("POST", "/amt/anmelden"),
    ("POST", "/amt/abmelden"),
    ("GET", "/schalter"),
    ("POST", "/schalter/antrag"),
    ("GET", "/schalter/antrag/{draft}/pruefen"),
    ("POST", "/schalter/antrag/{draft}/absenden"),
    ("POST", "/schalter/antrag/{draft}/verwerfen"),
    ("GET", "/schalter/antrag/{draft}/{page}"),
    ("POST", "/schalter/antrag/{draft}/{page}"),
    ("GET", "/schalter/antrag/{draft}/{page}/{item}"),
    ("POST", "/schalter/antrag/{draft}/{page}/{item}"),
    ("GET", "/schalter/eingang/{number}"),
    ("GET", "/schalter/eingang/{number}/druck"),
    ("GET", "/postkorb"),
    ("GET", "/postkorb/{case}"),
    ("POST", "/postkorb/{case}/uebernehmen"),
    ("POST", "/postkorb/{case}/status"),
    ("POST", "/postkorb/{case}/notiz"),
    ("POST", "/postkorb/{case}/aktenzeichen"),
    ("GET", "/verwaltung"),
    ("POST", "/verwaltung/mail/{id}/erneut"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/assets/{hash}/{name}"),
    ("GET", "/entwicklung/komponenten"),
    ("GET", "/entwicklung/komponenten/{component}/{example}"),
];

/// Registers every address. `is_dev` adds the pages for developers.
pub fn configure(config: &mut ServiceConfig, is_dev: bool) {
    config.configure(public).configure(application).configure(staff);
    if is_dev {
        config
            .route("/entwicklung/komponenten", get().to(gallery::index))
            .route("/entwicklung/komponenten/{component}/{example}", get().to(gallery::example));
    }
}

fn public(config: &mut ServiceConfig) {
    config
        .route("/", get().to(catalogue::handler::show))
        .route("/impressum", get().to(text::imprint))
        .route("/datenschutz", get().to(text::privacy))
        .route("/barrierefreiheit", get().to(text::accessibility))
        .route("/leistungen/{slug}", get().to(service::handler::show))
        .route("/leistungen/{slug}/schema.json", get().to(service::handler::schema))
        .route("/vergessen", post().to(service::handler::forget))
        .route("/eingang/{number}", get().to(receipt::handler::show))
        .route("/eingang/{number}/druck", get().to(receipt::handler::paper))
        .route("/eingang/{number}/kopie", get().to(receipt::handler::copy))
        .route("/health/live", get().to(health::live))
        .route("/health/ready", get().to(health::ready))
        .route("/assets/{hash}/{name}", get().to(assets::serve));
}

fn application(config: &mut ServiceConfig) {
    config.route("/leistungen/{slug}/antrag", post().to(service::handler::start));
    for base in ["/leistungen/{slug}/antrag", "/schalter/antrag/{draft}"] {
        config
            .route(&format!("{base}/pruefen"), get().to(check_answers::handler::show))
            .route(&format!("{base}/absenden"), post().to(check_answers::handler::submit))
            .route(&format!("{base}/verwerfen"), post().to(service::handler::discard));
        for page in [format!("{base}/{{page}}"), format!("{base}/{{page}}/{{item}}")] {
            config.service(
                web::resource(page)
                    .route(get().to(form_page::handler::show))
                    .route(post().to(form_page::handler::save)),
            );
        }
    }
}

fn staff(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/amt/anmelden")
                .route(get().to(sign_in::handler::show))
                .route(post().to(sign_in::handler::sign_in)),
        )
        .route("/amt/abmelden", post().to(sign_in::handler::sign_out))
        .route("/schalter", get().to(desk::handler::show))
        .route("/schalter/antrag", post().to(desk::handler::start))
        .route("/schalter/eingang/{number}", get().to(receipt::handler::show_at_desk))
        .route("/schalter/eingang/{number}/druck", get().to(receipt::handler::paper_at_desk))
        .route("/postkorb", get().to(inbox::handler::show))
        .route("/postkorb/{case}", get().to(case::handler::show))
        .route("/postkorb/{case}/uebernehmen", post().to(case::handler::claim))
        .route("/postkorb/{case}/status", post().to(case::handler::act))
        .route("/postkorb/{case}/notiz", post().to(case::handler::note))
        .route("/postkorb/{case}/aktenzeichen", post().to(case::handler::reference))
        .route("/verwaltung", get().to(admin::handler::show))
        .route("/verwaltung/mail/{id}/erneut", post().to(admin::handler::retry));
}
