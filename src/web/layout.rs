//! What stands around every page: head, header, breadcrumb, footer. A page struct has a field `chrome`
//! and its template begins with `{% extends "layout.html" %}`; staff pages take `layout_staff.html`,
//! papers to print `layout_document.html`.

use std::borrow::Cow;
use std::sync::OnceLock;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::accounts::SignedIn;

use super::components::breadcrumb::{Breadcrumb, Crumb};
use super::language::t;
use super::urls;
use super::{assets, filters, language};

/// The municipality whose gateway this is; set once, when the product starts.
static MUNICIPALITY: OnceLock<String> = OnceLock::new();

/// Sets the municipality's name for all pages of this process. Only the first call counts.
pub fn set_municipality(name: &str) {
    let _ = MUNICIPALITY.set(name.to_owned());
}

/// The municipality whose gateway this is, as it stands in titles, header and footer.
pub fn municipality() -> &'static str {
    MUNICIPALITY.get().map_or("Stadt Braunschweig", String::as_str)
}

/// The frame of a page for citizens.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// The page's own title.
    pub title: String,
    /// The name of the service, for pages that belong to one.
    pub service: Option<String>,
    /// The way to this page, from the catalogue on; the last one is the page itself.
    pub breadcrumbs: Vec<Crumb>,
    /// The page shows errors: its title begins with "Fehler", so that ears meet them first.
    pub has_errors: bool,
    /// The page is a service's for staff: the way home is the list of those.
    pub is_for_staff: bool,
    /// At the desk: who types for whom, on every page of the application.
    pub banner: Option<DeskBanner>,
    /// The desk gave the application to the person who fills it in now.
    pub is_from_desk: bool,
    /// Whose application this is about; of a second step only.
    pub about: Option<AboutBanner>,
}

/// Tells on every page of an assisted application who types for whom.
#[derive(Debug, Clone, Template)]
#[template(path = "layout_staff_desk.html")]
pub struct DeskBanner {
    /// The clerk's name.
    pub clerk: String,
    /// The resident's name, as far as it was typed.
    pub resident: Option<String>,
    /// The service's name.
    pub service: String,
    /// The page is typed in: leaving it saves it, and it does not leave by itself.
    pub is_typed_in: bool,
    /// What keeps the page from the eyes of the next person.
    pub guard: DeskGuard,
}

/// Keeps what a page of the desk shows from the eyes of the next person: it is locked after some minutes, and leaves
/// when another case is opened.
#[derive(Debug, Clone, Template)]
#[template(path = "layout_staff_guard.html")]
pub struct DeskGuard {
    /// The token of the page's forms.
    pub csrf: String,
    /// Seconds without activity after which it is locked.
    pub idle_seconds: i64,
    /// Which case lies open; empty without one.
    pub open: String,
}

impl HtmlSafe for DeskBanner {}

impl HtmlSafe for DeskGuard {}

impl DeskGuard {
    /// The form that locks the desk, for a button elsewhere on the page.
    pub fn lock_id(&self) -> &'static str {
        "sperren"
    }

    /// For a page of no case.
    pub fn of(person: &SignedIn) -> Self {
        let open = &person.open;
        let draft = open.draft.map(|draft| draft.to_string());
        let filed = open.filed.as_ref().map(|number| number.as_str().to_owned());
        Self {
            csrf: person.csrf.clone(),
            idle_seconds: person.idle.num_seconds(),
            open: filed.or(draft).unwrap_or_default(),
        }
    }
}

/// How a page of the desk locks itself.
#[derive(Debug, Clone, Copy)]
struct Lock {
    idle_seconds: i64,
    is_typed_in: bool,
}

/// Tells on every page of a second step whose application it is about.
#[derive(Debug, Clone)]
pub struct AboutBanner {
    /// Who applied.
    pub applicant: String,
    /// The number of the application.
    pub number: String,
    /// Where it can be read.
    pub href: String,
}

impl Chrome {
    /// The frame of a page that belongs to no service.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The frame of a page of a service.
    pub fn of_service(title: impl Into<String>, service: impl Into<String>) -> Self {
        Self { title: title.into(), service: Some(service.into()), ..Self::default() }
    }

    /// Marks the page as one of a service for staff.
    #[must_use]
    pub fn for_staff(mut self) -> Self {
        self.is_for_staff = true;
        self
    }

    /// One more step of the way to this page.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.breadcrumbs.push(Crumb { label: label.into(), href: Some(href.into()) });
        self
    }

    /// The last step of the way: this page, without a link.
    #[must_use]
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.breadcrumbs.push(Crumb { label: label.into(), href: None });
        self
    }

    /// Marks the page as one with errors, if `errors` holds.
    #[must_use]
    pub fn with_errors(mut self, errors: bool) -> Self {
        self.has_errors = errors;
        self
    }

    /// Marks the page as one that is typed in, for the desk.
    #[must_use]
    pub fn typed_in(mut self) -> Self {
        self.banner.iter_mut().for_each(|banner| banner.is_typed_in = true);
        self
    }

    /// What stands in the tab: `Fahrkarten – Schülerbeförderung – Stadt Braunschweig`.
    pub fn full_title(&self) -> String {
        let parts = [Some(self.title.as_str()), self.service.as_deref(), Some(municipality())];
        full_title(self.has_errors, parts.into_iter().flatten())
    }

    /// The head of the page.
    pub fn head(&self) -> Head {
        let lock = self
            .banner
            .as_ref()
            .map(|banner| Lock { idle_seconds: banner.guard.idle_seconds, is_typed_in: banner.is_typed_in });
        Head { title: self.full_title(), lock }
    }

    /// The city's mark and name.
    pub fn wordmark(&self) -> Wordmark {
        Wordmark
    }

    /// What the link to the beginning says.
    pub fn home_label(&self) -> Cow<'static, str> {
        match (&self.banner, self.is_for_staff) {
            (Some(_), _) => t("Zum Schalter"),
            (None, true) => Cow::Borrowed("Formulare für Beschäftigte"),
            (None, false) => t("Alle Leistungen"),
        }
    }

    /// Where the city's name leads: to the catalogue, for staff to their own page.
    pub fn home(&self) -> &'static str {
        match (&self.banner, self.is_for_staff) {
            (Some(_), _) => urls::DESK,
            (None, true) => urls::STAFF_FORMS,
            (None, false) => urls::HOME,
        }
    }

    /// The city's name.
    pub fn municipality(&self) -> &'static str {
        municipality()
    }

    /// The breadcrumb component.
    pub fn breadcrumb(&self) -> Breadcrumb<'_> {
        Breadcrumb { crumbs: &self.breadcrumbs }
    }
}

/// The frame of a page for staff.
#[derive(Debug, Clone, Default)]
pub struct StaffChrome {
    /// The page's own title.
    pub title: String,
    /// The name of the person who is signed in.
    pub person: String,
    /// Their role in words.
    pub role: String,
    /// The token for the sign-out button.
    pub csrf: String,
    /// Where this person may go.
    pub navigation: Vec<NavigationLink>,
    /// The way to this page.
    pub breadcrumbs: Vec<Crumb>,
    /// The page shows errors.
    pub has_errors: bool,
    /// A page of the desk locks itself.
    pub guard: Option<DeskGuard>,
    /// On a page about an open case: for whom it is.
    pub banner: Option<DeskBanner>,
}

/// A link of the staff navigation.
#[derive(Debug, Clone)]
pub struct NavigationLink {
    /// What people read.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// It leads to the part of the product in which the page is.
    pub current: bool,
}

impl StaffChrome {
    /// One more step of the way to this page.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.breadcrumbs.push(Crumb { label: label.into(), href: Some(href.into()) });
        self
    }

    /// The last step of the way: this page, without a link.
    #[must_use]
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.breadcrumbs.push(Crumb { label: label.into(), href: None });
        self
    }

    /// Marks the page as one with errors, if `errors` holds.
    #[must_use]
    pub fn with_errors(mut self, errors: bool) -> Self {
        self.has_errors = errors;
        self
    }

    /// Where the city's name leads: to this person's own area.
    pub fn home(&self) -> &str {
        self.navigation.first().map_or("/", |link| link.href.as_str())
    }

    /// What stands in the tab.
    pub fn full_title(&self) -> String {
        full_title(self.has_errors, [self.title.as_str(), "Pforte intern", municipality()].into_iter())
    }

    /// The head of the page.
    pub fn head(&self) -> Head {
        let lock = |guard: &DeskGuard| Lock { idle_seconds: guard.idle_seconds, is_typed_in: false };
        Head { title: self.full_title(), lock: self.guard.as_ref().map(lock) }
    }

    /// The city's mark and name.
    pub fn wordmark(&self) -> Wordmark {
        Wordmark
    }

    /// The city's name.
    pub fn municipality(&self) -> &'static str {
        municipality()
    }

    /// The breadcrumb component.
    pub fn breadcrumb(&self) -> Breadcrumb<'_> {
        Breadcrumb { crumbs: &self.breadcrumbs }
    }
}

fn full_title<'a>(has_errors: bool, parts: impl Iterator<Item = &'a str>) -> String {
    let title = parts.collect::<Vec<_>>().join(" – ");
    if has_errors { language::fill("Fehler: {title}", &[("title", &title)]) } else { title }
}

/// The head of every page: addresses of the assets.
#[derive(Debug, Template)]
#[template(path = "layout_head.html")]
pub struct Head {
    title: String,
    lock: Option<Lock>,
}

impl HtmlSafe for Head {}

/// The city's mark and name; a neutral gate of our own, not the coat of arms.
#[derive(Debug, Template)]
#[template(path = "layout_wordmark.html")]
pub struct Wordmark;

impl HtmlSafe for Wordmark {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_page_service_and_city() {
        let chrome = Chrome::of_service("Fahrkarten", "Schülerbeförderung");
        assert_eq!(chrome.full_title(), "Fahrkarten – Schülerbeförderung – Stadt Braunschweig");
        let chrome = Chrome::new("Impressum").with_errors(true);
        assert_eq!(chrome.full_title(), "Fehler: Impressum – Stadt Braunschweig");
    }
}
