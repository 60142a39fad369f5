//! Telling how to go on later, and giving out a code or a link for it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{CODE, FORGET_MAIL, MAIL, SavedPage, ShownCode, question};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{Path, ResumeCode};
use crate::intake::{self, Mailing, OpenDraft};
use crate::web::applying::Applying;
use crate::web::body::Posted;
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::qr_code::QrCode;
use crate::web::error::WebError;
use crate::web::extract::{CSRF_FIELD, verify};
use crate::web::language::{self, fill, t};
use crate::web::pages::{Discard, Forget, Hidden};
use crate::web::response::{page_response, see_other};
use crate::web::site::{Site, fresh_code};
use crate::web::urls;

/// Stands in the address after a mail was asked for.
const ON_ITS_WAY: &str = "unterwegs";

/// Stands in the address after the address for mails was forgotten.
const FORGOTTEN: &str = "adresse-geloescht";

/// `GET …/antrag/gespeichert`.
pub async fn show(
    site: web::Data<Site>,
    applying: Applying,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(&site).await?;
    let mut page = page(&site, &applying, &draft).await?;
    let says = |word: &str| request.query_string().split('&').any(|pair| pair == word);
    if page.told.is_none() {
        page.told = match page.mails_to.as_deref() {
            Some(address) => says(ON_ITS_WAY).then(|| on_its_way(address)),
            None => says(FORGOTTEN).then(forgotten),
        };
    }
    page_response(&page, StatusCode::OK)
}

/// `POST …/antrag/gespeichert`: a code for another device. It stands on this answer and nowhere else.
pub async fn code(
    site: web::Data<Site>,
    applying: Applying,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &applying.csrf)?;
    let draft = applying.open(&site).await?;
    let code = fresh_code()?;
    let (scope, which, library, now) =
        (applying.scope.clone(), applying.draft.clone(), site.library.clone(), site.now());
    let made = code.clone();
    let given =
        site.db.write(move |conn| intake::give_code(&scope, conn, &library, &which, &made, now)).await?;
    if !given {
        return Err(applying.gone(&site).await);
    }
    language::offer_no_other();
    let mut page = page(&site, &applying, &draft).await?;
    page.code = Some(shown(&site, &code));
    page_response(&page, StatusCode::OK)
}

/// `POST …/antrag/gespeichert/mail`: a link for another device goes to an address; or the address is forgotten.
/// The answer is the same whoever has the address, and whether anybody does.
pub async fn mail(
    site: web::Data<Site>,
    applying: Applying,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    let posted = Posted::parse(&body)?;
    verify(&posted, &applying.csrf)?;
    let (scope, which, library, now) =
        (applying.scope.clone(), applying.draft.clone(), site.spoken_library(), site.now());
    if posted.value(FORGET_MAIL.0) == Some(FORGET_MAIL.1) {
        let forget = move |conn: &mut _| intake::forget_address(&scope, conn, &library, &which, now);
        return match site.db.write(forget).await? {
            true => Ok(see_other(&format!("{}?{FORGOTTEN}", applying.place.saved()))),
            false => Err(applying.gone(&site).await),
        };
    }
    let (typed, domain) = (posted.value(MAIL).unwrap_or_default().to_owned(), site.mail_domain());
    let to = typed.clone();
    let mailing = site
        .db
        .write(move |conn| intake::mail_link(&scope, conn, &library, &which, (&to, &domain), now))
        .await?;
    match mailing {
        Mailing::Written => Ok(see_other(&format!("{}?{ON_ITS_WAY}", applying.place.saved()))),
        Mailing::Gone => Err(applying.gone(&site).await),
        Mailing::NoAddress => {
            let told = match typed.trim().is_empty() {
                true => t("Geben Sie Ihre E-Mail-Adresse ein."),
                false => t("Prüfen Sie die E-Mail-Adresse. Sie sieht aus wie name@beispiel.de."),
            };
            refuse(&site, &applying, &typed, &told, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Mailing::TooMany => {
            let told = t(
                "Wir haben schon mehrere E-Mails geschickt. Sehen Sie auch im Ordner für Werbung nach. Morgen können Sie wieder eine anfordern, mit einem Code geht es sofort weiter.",
            );
            refuse(&site, &applying, &typed, &told, StatusCode::TOO_MANY_REQUESTS).await
        }
    }
}

/// The page again, with what was typed and why it did not work.
async fn refuse(
    site: &Site,
    applying: &Applying,
    typed: &str,
    told: &str,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let draft = applying.open(site).await?;
    language::found_at(applying.place.saved());
    let mut page = page(site, applying, &draft).await?;
    page.errors.push(told, Some(format!("#{}", Path::root().key(MAIL).html_id())));
    page.address = question(typed, Some(told.to_owned()));
    page.chrome = page.chrome.with_errors(true);
    page_response(&page, status)
}

fn on_its_way(address: &str) -> Alert {
    let to = fill(
        "Die E-Mail an {address} kommt in wenigen Minuten an. Wenn nicht, sehen Sie auch im Ordner für Werbung nach, oder prüfen Sie die Adresse.",
        &[("address", address)],
    );
    told(Level::Success, &t("Der Link ist unterwegs"), &to)
}

/// What nobody would notice otherwise: people who wait for a link, and those who rely on the reminder.
fn unreachable(address: &str) -> Alert {
    let to = fill(
        "Die E-Mail an {address} wurde nicht angenommen. Prüfen Sie die Adresse, oder lassen Sie sich einen Code anzeigen.",
        &[("address", address)],
    );
    told(Level::Warning, &t("Unsere E-Mail kam nicht an"), &to)
}

fn forgotten() -> Alert {
    let ended = t("Wir erinnern Sie nicht. Die Links, die wir schon geschickt haben, gelten nicht mehr.");
    told(Level::Success, &t("Die Adresse ist gelöscht"), &ended)
}

fn told(level: Level, title: &str, text: &str) -> Alert {
    Alert { announced: true, ..Alert::new(level, title, &[text]) }
}

/// The code as people read it, and the address that holds it as a picture.
fn shown(site: &Site, code: &ResumeCode) -> ShownCode {
    let address = format!("{}{}", site.settings.base_url, urls::resume_by(code));
    ShownCode { text: code.to_string(), picture: QrCode::of(&address, t("Link zu Ihrem Entwurf")) }
}

async fn page(site: &Site, applying: &Applying, draft: &OpenDraft) -> Result<SavedPage, WebError> {
    let (scope, asked) = (applying.scope.clone(), draft.clone());
    let mails_to = site.db.read(move |conn| intake::mails_to(&scope, conn, &asked)).await?;
    let told = mails_to.as_ref().filter(|to| to.is_unreachable).map(|to| unreachable(&to.address));
    let mails_to = mails_to.map(|to| to.address);
    let typed = mails_to.clone().or_else(|| intake::answered_address(draft)).unwrap_or_default();
    let hidden = Hidden::new([(CSRF_FIELD, applying.csrf.clone())]);
    Ok(SavedPage {
        chrome: applying.chrome(draft, &t("Ihr Entwurf ist gespeichert")),
        errors: ErrorSummary::default(),
        service: draft.form.file.title.clone(),
        kept_until: german_day(day_in_germany(draft.expires_at)),
        resume_href: applying.place.check(),
        code: None,
        resume_address: format!("{}{}", site.settings.base_url, urls::RESUME),
        // A browser without scripts would show the head of the page, and the code stands far below.
        action: format!("{}#{CODE}", applying.place.saved()),
        mail_action: applying.place.mail(),
        mails_to,
        told,
        discard: Discard { action: applying.place.discard(), hidden: hidden.clone() },
        hidden,
        forget: applying.token.as_ref().map(Forget::by),
        address: question(&typed, None),
    })
}
