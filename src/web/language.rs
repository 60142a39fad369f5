//! The language of a request: chosen by the person, kept in a cookie, German for staff and until somebody
//! chooses. It belongs to the task that answers the request, because error pages are made where there is no
//! request at hand.

use std::borrow::Cow;
use std::cell::RefCell;

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use chrono::{DateTime, Utc};

use crate::clock::german_moment;
use crate::forms::form::Form;
use crate::texts::{Language, Languages};

/// The parameter of an address that chooses a language: `?sprache=en`.
pub const PARAMETER: &str = "sprache";

/// How long a browser keeps the choice.
const DAYS: i64 = 30;

tokio::task_local! {
    static SPEAKING: RefCell<Speaking>;
}

/// Who is spoken to.
#[derive(Debug, Clone, Default)]
struct Speaking {
    /// What the person chose.
    wanted: Language,
    /// What the page is in.
    language: Language,
    /// What there is to choose from; nothing where nobody is asked.
    languages: Option<Languages>,
    /// Where the page is found again: nowhere, where it only answers what was sent.
    address: Option<String>,
}

/// Answers a request in a language, with a choice from `languages`, if there is one and the page is found again at
/// an address.
pub async fn speaking<F: Future>(
    wanted: Language,
    languages: Option<Languages>,
    address: Option<String>,
    answer: F,
) -> F::Output {
    let speaking = Speaking { language: wanted.clone(), wanted, languages, address };
    SPEAKING.scope(RefCell::new(speaking), answer).await
}

/// The language of the page that is being made.
pub fn current() -> Language {
    of(|speaking| speaking.language.clone())
}

/// The language that the person chose, where this page does not speak it.
pub fn missed() -> Option<Language> {
    of(|speaking| (speaking.wanted != speaking.language).then(|| speaking.wanted.clone()))
}

/// The other languages that the person may choose: those that are not theirs already.
pub fn others() -> Vec<Language> {
    of(|speaking| {
        let all = speaking.languages.iter().flat_map(Languages::iter);
        all.filter(|language| **language != speaking.wanted).cloned().collect()
    })
}

/// The same with the address of this page in each.
pub fn links() -> Vec<(Language, String)> {
    let Some(address) = of(|speaking| speaking.address.clone()) else { return Vec::new() };
    let link = |language: Language| {
        let href = leading_to(&address, Some(language.tag()));
        (language, href)
    };
    others().into_iter().map(link).collect()
}

/// An address, with the choice of a language.
pub fn leading_to(address: &str, tag: Option<&str>) -> String {
    let Some(tag) = tag else { return address.to_owned() };
    let mark = if address.contains('?') { '&' } else { '?' };
    let tag: String = form_urlencoded::byte_serialize(tag.as_bytes()).collect();
    format!("{address}{mark}{PARAMETER}={tag}")
}

/// A page around a form is in the language of the form: a German form in an English page would be read out as
/// if it were English.
pub fn follow(form: &Form) {
    change(|speaking| speaking.language = form.language.clone());
}

/// Makes a part of a page that is for another reader, in their language.
pub fn within<T>(language: &Language, make: impl FnOnce() -> T) -> T {
    let before = current();
    change(|speaking| speaking.language = language.clone());
    let made = make();
    change(|speaking| speaking.language = before);
    made
}

/// Where the page is found again that answers what was sent.
pub fn found_at(address: String) {
    change(|speaking| speaking.address = Some(address));
}

/// A page that must not be left for another language: what it shows is shown once.
pub fn offer_no_other() {
    change(|speaking| speaking.languages = None);
}

fn of<T: Default>(read: impl FnOnce(&Speaking) -> T) -> T {
    SPEAKING
        .try_with(|speaking| speaking.try_borrow().map(|s| read(&s)).unwrap_or_default())
        .unwrap_or_default()
}

fn change(write: impl FnOnce(&mut Speaking)) {
    let _ = SPEAKING.try_with(|speaking| speaking.try_borrow_mut().map(|mut s| write(&mut s)));
}

/// A text of the product in the language of the page.
pub fn t(german: &str) -> Cow<'_, str> {
    let language = current();
    if language.is_german() { Cow::Borrowed(german) } else { Cow::Owned(language.say(german).to_owned()) }
}

/// The same, with values in the place of the names in braces.
pub fn fill(german: &str, values: &[(&str, &str)]) -> String {
    current().fill(german, values)
}

/// An instant as people in Germany read it, in the language of the page: „23.11.2026, 10:41 Uhr“.
pub fn moment(instant: DateTime<Utc>) -> String {
    fill("{time} Uhr", &[("time", &german_moment(instant))])
}

/// The name of the cookie that keeps the choice.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-pforte-sprache" } else { "pforte-sprache" }
}

/// The cookie that keeps a choice.
pub fn cookie(language: &Language, secure: bool) -> Cookie<'static> {
    Cookie::build(cookie_name(secure), language.tag().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(DAYS))
        .finish()
}

/// The language that a browser asks for: the one that was chosen in it.
pub fn of_request(request: &HttpRequest, languages: &Languages, secure: bool) -> Language {
    let chosen = request.cookie(cookie_name(secure));
    chosen.and_then(|cookie| languages.find(cookie.value()).cloned()).unwrap_or_default()
}
