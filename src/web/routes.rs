//! The site map: every address and what answers there. `tests/it/access.rs` walks this table with
//! every kind of user, and fails when an address is missing there.

use actix_web::Route;
use actix_web::guard::{self, Guard};
use actix_web::http::uri::Authority;
use actix_web::http::{Method, header};
use actix_web::web::{self, ServiceConfig};

use super::pages::{
    admin, answer, bulk, case, catalogue, check_answers, committee, data_rights, decide, department_figures,
    deputy, desk, desk_code, desk_inquiry, figures, form_page, given_away, handover, inbox, incomplete,
    inquire, list_file, paper_form, payment_lists, receipt, reissue, resume, reuse, saved, second_step,
    service, sheet, sign_in, staff_forms, status, text, views, workload,
};
use super::{api, assets, files, gallery, health, numbers, options, preview, security_txt, urls};
use crate::domain::is_this_machine;

/// One way to ask one address.
pub struct Address {
    /// GET only reads, POST changes.
    pub method: Method,
    /// The path, with names in braces.
    pub pattern: &'static str,
    to: fn(Route) -> Route,
}

const fn get(pattern: &'static str, to: fn(Route) -> Route) -> Address {
    Address { method: Method::GET, pattern, to }
}

const fn post(pattern: &'static str, to: fn(Route) -> Route) -> Address {
    Address { method: Method::POST, pattern, to }
}

/// Every address. Where two patterns fit, the upper one answers.
pub static ADDRESSES: &[Address] = &[
    get("/", |route| route.to(catalogue::handler::show)),
    get("/impressum", |route| route.to(text::imprint)),
    get("/datenschutz", |route| route.to(text::privacy)),
    get("/barrierefreiheit", |route| route.to(text::accessibility)),
    get("/leistungen/{slug}", |route| route.to(service::handler::show)),
    get("/leistungen/{slug}/schema.json", |route| route.to(service::handler::schema)),
    get("/leistungen/{slug}/vordruck", |route| route.to(paper_form::handler::show)),
    get("/leistungen/{slug}/datenschutz", |route| route.to(sheet::privacy::show)),
    get("/leistungen/{slug}/uebernehmen", |route| route.to(reuse::handler::show)),
    post("/leistungen/{slug}/uebernehmen", |route| route.to(reuse::handler::start)),
    post("/leistungen/{slug}/antrag", |route| route.to(service::handler::start)),
    get("/leistungen/{slug}/antrag/pruefen", |route| route.to(check_answers::handler::show)),
    post("/leistungen/{slug}/antrag/absenden", |route| route.to(check_answers::handler::submit)),
    post("/leistungen/{slug}/antrag/verwerfen", |route| route.to(service::handler::discard)),
    get("/leistungen/{slug}/antrag/gespeichert", |route| route.to(saved::handler::show)),
    post("/leistungen/{slug}/antrag/gespeichert", |route| route.to(saved::handler::code)),
    post("/leistungen/{slug}/antrag/gespeichert/mail", |route| route.to(saved::handler::mail)),
    get("/leistungen/{slug}/antrag/datei/{file}", |route| route.to(files::of_draft)),
    get("/leistungen/{slug}/antrag/{page}", |route| route.to(form_page::handler::show)),
    post("/leistungen/{slug}/antrag/{page}", |route| route.to(form_page::handler::save)),
    get("/leistungen/{slug}/antrag/{page}/{item}", |route| route.to(form_page::handler::show)),
    post("/leistungen/{slug}/antrag/{page}/{item}", |route| route.to(form_page::handler::save)),
    get("/auswahl/{shape}/{version}/{channel}/{language}/{field}", |route| route.to(options::show)),
    get("/fortsetzen", |route| route.to(resume::handler::show)),
    get("/fortsetzen/{code}", |route| route.to(resume::handler::link)),
    post("/fortsetzen", |route| route.to(resume::handler::open)),
    post("/vergessen", |route| route.to(service::handler::forget)),
    get("/eingang/{number}", |route| route.to(receipt::handler::show)),
    post("/eingang/{number}/merken", |route| route.to(reuse::handler::keep)),
    post("/gemerktes/loeschen", |route| route.to(reuse::handler::let_go)),
    get("/eingang/{number}/druck", |route| route.to(receipt::paper::online)),
    get("/eingang/{number}/kopie", |route| route.to(receipt::handler::copy)),
    post("/eingang/{number}/stand", |route| route.to(status::handler::open_after_filing)),
    get(urls::STATUS, |route| route.to(status::handler::show)),
    post(urls::STATUS, |route| route.to(status::handler::open)),
    post(urls::STATUS_CLOSE, |route| route.to(status::handler::close)),
    get(urls::STATUS_CASE, |route| route.to(status::case_handler::show)),
    get(urls::STATUS_INQUIRY, |route| route.to(answer::handler::show)),
    post(urls::STATUS_INQUIRY, |route| route.to(answer::handler::save)),
    get("/status/rueckfrage/pruefen", |route| route.to(answer::check::show)),
    post("/status/rueckfrage/absenden", |route| route.to(answer::check::send)),
    get("/status/rueckfrage/gesendet", |route| route.to(answer::sent::show)),
    get(urls::STATUS_PAPER, |route| route.to(status::paper::show)),
    post(urls::STATUS_DATA, |route| route.to(status::download::save)),
    get(urls::STATUS_WITHDRAW, |route| route.to(status::withdraw::show)),
    post(urls::STATUS_WITHDRAW, |route| route.to(status::withdraw::withdraw)),
    get(urls::STATUS_LETTER, |route| route.to(status::decision::show)),
    post(urls::STATUS_LETTER, |route| route.to(status::decision::fetch)),
    get(urls::STATUS_LETTER_FILE, |route| route.to(status::decision::file)),
    post(urls::STATUS_LETTER_WAY, |route| route.to(status::decision::choose)),
    get("/status/datei/{file}", |route| route.to(files::of_applicant)),
    get("/amt/anmelden", |route| route.to(sign_in::handler::show)),
    post("/amt/anmelden", |route| route.to(sign_in::handler::sign_in)),
    post("/amt/abmelden", |route| route.to(sign_in::handler::sign_out)),
    get("/schalter", |route| route.to(desk::handler::show)),
    get("/schalter/neu/{slug}", |route| route.to(desk::begin::show)),
    post("/schalter/antrag", |route| route.to(desk::handler::start)),
    post(urls::NEXT_PERSON, |route| route.to(desk::open_case::next_person)),
    post(urls::LOCK, |route| route.to(desk::open_case::lock)),
    post(urls::STAY, |route| route.to(desk::open_case::stay)),
    post("/schalter/antrag/{draft}/oeffnen", |route| route.to(desk::open_case::open)),
    get("/schalter/code", |route| route.to(desk_code::handler::show)),
    post("/schalter/code", |route| route.to(desk_code::handler::open)),
    get(urls::DESK_INQUIRY, |route| route.to(desk_inquiry::handler::show)),
    post(urls::DESK_INQUIRY, |route| route.to(desk_inquiry::handler::open)),
    get("/schalter/rueckfrage/antwort", |route| route.to(answer::handler::show)),
    post("/schalter/rueckfrage/antwort", |route| route.to(answer::handler::save)),
    get("/schalter/rueckfrage/pruefen", |route| route.to(answer::check::show)),
    post("/schalter/rueckfrage/absenden", |route| route.to(answer::check::send)),
    get("/schalter/rueckfrage/gesendet", |route| route.to(answer::sent::show)),
    get(urls::REISSUE, |route| route.to(reissue::handler::show)),
    post(urls::REISSUE, |route| route.to(reissue::handler::open)),
    get("/schalter/antrag/{draft}/uebergabe", |route| route.to(handover::handler::show)),
    post("/schalter/antrag/{draft}/uebergabe", |route| route.to(handover::handler::give)),
    post("/schalter/antrag/{draft}/zurueckholen", |route| route.to(handover::handler::fetch_back)),
    get("/schalter/antrag/{draft}/unvollstaendig", |route| route.to(incomplete::handler::show)),
    post("/schalter/antrag/{draft}/unvollstaendig", |route| route.to(incomplete::handler::submit)),
    get("/schalter/antrag/{draft}/vorlesen", |route| route.to(sheet::read_back::show)),
    get("/schalter/antrag/{draft}/datenschutz", |route| route.to(sheet::privacy::show_at_desk)),
    get("/schalter/antrag/{draft}/pruefen", |route| route.to(check_answers::handler::show)),
    post("/schalter/antrag/{draft}/absenden", |route| route.to(check_answers::handler::submit)),
    post("/schalter/antrag/{draft}/verwerfen", |route| route.to(desk::handler::discard)),
    get("/schalter/antrag/{draft}/schnell", |route| route.to(desk::fast::show)),
    post("/schalter/antrag/{draft}/schnell", |route| route.to(desk::fast::save)),
    get("/schalter/antrag/{draft}/datei/{file}", |route| route.to(files::of_draft)),
    get("/schalter/antrag/{draft}/{page}", |route| route.to(form_page::handler::show)),
    post("/schalter/antrag/{draft}/{page}", |route| route.to(form_page::handler::save)),
    get("/schalter/antrag/{draft}/{page}/{item}", |route| route.to(form_page::handler::show)),
    post("/schalter/antrag/{draft}/{page}/{item}", |route| route.to(form_page::handler::save)),
    get("/schalter/eingang/{number}", |route| route.to(receipt::handler::show_at_desk)),
    post("/schalter/eingang/{number}/oeffnen", |route| route.to(desk::open_case::open_filed)),
    get("/schalter/eingang/{number}/datenschutz", |route| route.to(sheet::privacy::show_with_receipt)),
    get("/schalter/eingang/{number}/druck", |route| route.to(receipt::paper::at_desk)),
    get("/auswertung/schalter", |route| route.to(figures::handler::show)),
    get("/auswertung/schalter/tabelle", |route| route.to(figures::handler::table)),
    get("/amt/formulare", |route| route.to(staff_forms::handler::show)),
    get("/amt/formulare/antrag/{own}/pruefen", |route| route.to(check_answers::handler::show)),
    post("/amt/formulare/antrag/{own}/absenden", |route| route.to(check_answers::handler::submit)),
    post("/amt/formulare/antrag/{own}/verwerfen", |route| route.to(service::handler::discard)),
    get("/amt/formulare/antrag/{own}/datei/{file}", |route| route.to(files::of_draft)),
    get("/amt/formulare/antrag/{own}/{page}", |route| route.to(form_page::handler::show)),
    post("/amt/formulare/antrag/{own}/{page}", |route| route.to(form_page::handler::save)),
    get("/amt/formulare/antrag/{own}/{page}/{item}", |route| route.to(form_page::handler::show)),
    post("/amt/formulare/antrag/{own}/{page}/{item}", |route| route.to(form_page::handler::save)),
    get("/amt/formulare/eingang/{number}", |route| route.to(receipt::handler::show_of_staff)),
    get("/amt/formulare/eingang/{number}/druck", |route| route.to(receipt::paper::of_staff)),
    get("/amt/formulare/eingang/{number}/kopie", |route| route.to(receipt::handler::copy_of_staff)),
    get("/amt/formulare/vorgang/{case}", |route| route.to(second_step::handler::show)),
    post("/amt/formulare/vorgang/{case}", |route| route.to(second_step::handler::begin)),
    get("/amt/formulare/{slug}", |route| route.to(staff_forms::handler::service)),
    post("/amt/formulare/{slug}", |route| route.to(staff_forms::handler::start)),
    get("/postkorb", |route| route.to(inbox::handler::show)),
    get(urls::BULK, |route| route.to(bulk::handler::lead_back)),
    post(urls::BULK, |route| route.to(bulk::handler::preview)),
    get(urls::BULK_DO, |route| route.to(bulk::handler::lead_back)),
    post(urls::BULK_DO, |route| route.to(bulk::handler::carry_out)),
    get(urls::LIST_FILE, |route| route.to(list_file::handler::lead_back)),
    post(urls::LIST_FILE, |route| route.to(list_file::handler::save)),
    get(urls::COMMITTEE, |route| route.to(committee::handler::show)),
    get(urls::COMMITTEE_FILE, |route| route.to(committee::file::lead_back)),
    post(urls::COMMITTEE_FILE, |route| route.to(committee::file::save)),
    get(urls::DEPARTMENT_FIGURES, |route| route.to(department_figures::handler::show)),
    get(urls::DEPARTMENT_FIGURES_CSV, |route| route.to(department_figures::handler::table)),
    get(urls::VIEWS, |route| route.to(views::handler::show)),
    post(urls::VIEWS, |route| route.to(views::handler::keep)),
    get("/postkorb/ansichten/{view}", |route| route.to(views::handler::lead_back)),
    post("/postkorb/ansichten/{view}", |route| route.to(views::handler::rename)),
    get("/postkorb/ansichten/{view}/entfernen", |route| route.to(views::handler::lead_back)),
    post("/postkorb/ansichten/{view}/entfernen", |route| route.to(views::handler::remove)),
    get("/postkorb/vertretung", |route| route.to(deputy::handler::show)),
    post("/postkorb/vertretung", |route| route.to(deputy::handler::name)),
    get("/postkorb/vertretung/beenden", |route| route.to(deputy::handler::lead_back)),
    post("/postkorb/vertretung/beenden", |route| route.to(deputy::handler::end)),
    get("/postkorb/auslastung", |route| route.to(workload::handler::show)),
    get("/postkorb/weitergegeben", |route| route.to(given_away::handler::show)),
    get(urls::PAYMENTS, |route| route.to(payment_lists::handler::show)),
    get(urls::PAYMENTS_CHECK, |route| route.to(payment_lists::handler::lead_back)),
    post(urls::PAYMENTS_CHECK, |route| route.to(payment_lists::handler::check)),
    get(urls::PAYMENTS_MAKE, |route| route.to(payment_lists::handler::lead_back)),
    post(urls::PAYMENTS_MAKE, |route| route.to(payment_lists::handler::make)),
    get(urls::PAYMENTS_STOP, |route| route.to(payment_lists::stop_handler::show)),
    post(urls::PAYMENTS_STOP, |route| route.to(payment_lists::stop_handler::stop)),
    get(urls::PAYMENTS_LIFT, |route| route.to(payment_lists::handler::lead_back)),
    post(urls::PAYMENTS_LIFT, |route| route.to(payment_lists::stop_handler::lift)),
    get("/postkorb/zahlungen/{batch}", |route| route.to(payment_lists::list_handler::show)),
    get("/postkorb/zahlungen/{batch}/datei", |route| route.to(payment_lists::list_handler::lead_back)),
    post("/postkorb/zahlungen/{batch}/datei", |route| route.to(payment_lists::list_handler::save)),
    get("/postkorb/zahlungen/{batch}/ruecklaeufer", |route| route.to(payment_lists::list_handler::lead_back)),
    post("/postkorb/zahlungen/{batch}/ruecklaeufer", |route| route.to(payment_lists::list_handler::returned)),
    get(urls::ERASURE, |route| route.to(data_rights::handler::soon)),
    get("/postkorb/{case}/datenschutz", |route| route.to(data_rights::handler::show)),
    get("/postkorb/{case}/datenschutz/auskunft", |route| route.to(data_rights::handler::lead_back)),
    post("/postkorb/{case}/datenschutz/auskunft", |route| route.to(data_rights::handler::give_access)),
    get("/postkorb/{case}/datenschutz/aufbewahren", |route| route.to(data_rights::handler::lead_back)),
    post("/postkorb/{case}/datenschutz/aufbewahren", |route| route.to(data_rights::handler::hold)),
    get("/postkorb/{case}/datenschutz/loeschen", |route| route.to(data_rights::handler::ask)),
    post("/postkorb/{case}/datenschutz/loeschen", |route| route.to(data_rights::handler::erase)),
    get("/postkorb/{case}", |route| route.to(case::handler::show)),
    get("/postkorb/{case}/datei/{file}", |route| route.to(files::of_case)),
    get("/postkorb/{case}/rueckfrage", |route| route.to(inquire::handler::show)),
    post("/postkorb/{case}/rueckfrage", |route| route.to(inquire::handler::ask)),
    get("/postkorb/{case}/rueckfrage/brief", |route| route.to(inquire::letter::show)),
    post("/postkorb/{case}/rueckfrage/brief", |route| route.to(inquire::letter::print)),
    get("/postkorb/{case}/rueckfrage/zuruecknehmen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/rueckfrage/zuruecknehmen", |route| route.to(inquire::handler::take_back)),
    get("/postkorb/{case}/entscheidung", |route| route.to(decide::handler::show)),
    post("/postkorb/{case}/entscheidung", |route| route.to(decide::handler::post)),
    get("/postkorb/{case}/bescheid", |route| route.to(decide::letter::show)),
    get("/postkorb/{case}/bescheid/post", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/bescheid/post", |route| route.to(decide::letter::posted)),
    get("/postkorb/{case}/uebernehmen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/uebernehmen", |route| route.to(case::handler::claim)),
    get("/postkorb/{case}/status", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/status", |route| route.to(case::handler::act)),
    get("/postkorb/{case}/gefragt", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/gefragt", |route| route.to(case::handler::ask)),
    get("/postkorb/{case}/befangen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/befangen", |route| route.to(case::bias_handler::declare)),
    get("/postkorb/{case}/befangenheit-aufheben", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/befangenheit-aufheben", |route| route.to(case::bias_handler::lift)),
    get("/postkorb/{case}/daten", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/daten", |route| route.to(case::handler::save)),
    get("/postkorb/{case}/druck", |route| route.to(case::print::show)),
    get("/postkorb/{case}/paket", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/paket", |route| route.to(case::bundle::save)),
    get("/postkorb/{case}/verbinden", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/verbinden", |route| route.to(case::links::link)),
    get("/postkorb/{case}/trennen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/trennen", |route| route.to(case::links::unlink)),
    get("/postkorb/{case}/pruefung", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/pruefung", |route| route.to(case::check_handler::save)),
    get("/postkorb/{case}/vorschlag", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/vorschlag", |route| route.to(case::proposal_handler::save)),
    get("/postkorb/{case}/merkmal", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/merkmal", |route| route.to(case::tags::put)),
    get("/postkorb/{case}/merkmal-entfernen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/merkmal-entfernen", |route| route.to(case::tags::take_off)),
    get("/postkorb/{case}/notiz", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/notiz", |route| route.to(case::handler::note)),
    get("/postkorb/{case}/aktenzeichen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/aktenzeichen", |route| route.to(case::handler::reference)),
    get("/postkorb/{case}/zuweisen", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/zuweisen", |route| route.to(case::plan_handler::assign)),
    get("/postkorb/{case}/wiedervorlage", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/wiedervorlage", |route| route.to(case::plan_handler::follow_up)),
    get("/postkorb/{case}/vollstaendig", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/vollstaendig", |route| route.to(case::plan_handler::complete)),
    get("/postkorb/{case}/aufgabe", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/aufgabe", |route| route.to(case::plan_handler::add_task)),
    get("/postkorb/{case}/aufgabe/erledigt", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/aufgabe/erledigt", |route| route.to(case::plan_handler::task_done)),
    get("/postkorb/{case}/weitergeben", |route| route.to(case::handler::lead_back)),
    post("/postkorb/{case}/weitergeben", |route| route.to(case::plan_handler::reassign)),
    get("/verwaltung", |route| route.to(admin::handler::show)),
    post("/verwaltung/mail/{id}/erneut", |route| route.to(admin::handler::retry)),
    get("/api/openapi.json", |route| route.to(api::openapi::document)),
    get("/api/problems/{name}", |route| route.to(api::problem::show)),
    get("/api/v1/services", |route| route.to(api::services::list)),
    get("/api/v1/services/{slug}", |route| route.to(api::services::show)),
    get("/api/v1/services/{slug}/schema", |route| route.to(api::services::schema)),
    post("/api/v1/services/{slug}/validate", |route| route.to(api::validate::validate)),
    post(api::files::ADDRESS, |route| route.to(api::files::send)),
    post("/api/v1/services/{slug}/applications", |route| route.to(api::applications::send)),
    get("/api/v1/applications/{number}", |route| route.to(api::state::show)),
    get("/.well-known/security.txt", |route| route.to(security_txt::show)),
    get("/health/live", |route| route.to(health::live)),
    get("/health/ready", |route| route.to(health::ready)),
    get("/assets/{hash}/{name}", |route| route.to(assets::serve)),
];

/// The addresses for developers; there is nothing at them but on a developer's machine.
pub static DEV_ADDRESSES: &[Address] = &[
    get("/entwicklung/komponenten", |route| route.to(gallery::index)),
    get("/entwicklung/komponenten/{component}/{example}", |route| route.to(gallery::example)),
];

/// The addresses for authors of forms; there is nothing at them but in a local trial, or where a developer works,
/// and there for whoever sits at the machine.
pub static TRIAL_ADDRESSES: &[Address] = &[
    get("/entwicklung/formulare", |route| route.to(preview::index)),
    get("/entwicklung/formulare/{slug}", |route| route.to(preview::show)),
];

/// What stands on the listener for the operator, and nowhere else.
pub static OPERATOR_ADDRESSES: &[Address] = &[
    get("/metrics", |route| route.to(numbers::show)),
    get("/health/ready", |route| route.to(health::ready_in_detail)),
];

/// Whether somebody at this machine asks: by its name, and through no proxy that says so. A trial behind a proxy
/// shows its authors' pages to nobody else, and no foreign site reads them with a name that it points here (DNS
/// rebinding).
fn is_asked_here(context: &guard::GuardContext<'_>) -> bool {
    let headers = context.head().headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let is_passed_on = ["forwarded", "x-forwarded-for", "x-forwarded-host"];
    host.is_some_and(|host| is_this_machine(host.host()))
        && !is_passed_on.iter().any(|name| headers.contains_key(*name))
}

/// Registers every address. `is_dev` adds the pages for developers, it and `is_trial` those for authors.
pub fn configure(config: &mut ServiceConfig, is_dev: bool, is_trial: bool) {
    let dev = if is_dev { DEV_ADDRESSES } else { &[] };
    let trial = if is_dev || is_trial { TRIAL_ADDRESSES } else { &[] };
    let everywhere = ADDRESSES.iter().chain(dev).map(|address| (address, false));
    let here = trial.iter().map(|address| (address, true));
    register(config, everywhere.chain(here));
}

/// Registers what stands on the listener for the operator.
pub fn configure_operator(config: &mut ServiceConfig) {
    register(config, OPERATOR_ADDRESSES.iter().map(|address| (address, false)));
}

/// Each address, and whether it is there for whoever sits at the machine only.
fn register(config: &mut ServiceConfig, addresses: impl Iterator<Item = (&'static Address, bool)>) {
    for (address, is_here_only) in addresses {
        let route = web::route().guard(methods(address));
        let route = if is_here_only { route.guard(guard::fn_guard(is_asked_here)) } else { route };
        config.route(address.pattern, (address.to)(route));
    }
}

/// Whoever may read a page may ask for its headers alone (RFC 9110, 9.3.2).
fn methods(address: &Address) -> impl Guard {
    let methods = guard::Any(guard::Method(address.method.clone()));
    if address.method == Method::GET { methods.or(guard::Head()) } else { methods }
}
