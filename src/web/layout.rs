//! What stands around every page: head, header, breadcrumb, footer. A page struct has a field `chrome`
//! and its template begins with `{% extends "layout.html" %}`; staff pages take `layout_staff.html`,
//! papers to print `layout_document.html`.

use std::borrow::Cow;
use std::sync::OnceLock;

use askama::Template;
use askama::filters::HtmlSafe;

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
    /// Whose application this is about; of a second step only.
    pub about: Option<AboutBanner>,
}

/// Tells on every page of an assisted application who types for whom.
#[derive(Debug, Clone)]
pub struct DeskBanner {
    /// The clerk's name.
    pub clerk: String,
    /// The resident's name, as far as it was typed.
    pub resident: Option<String>,
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

    /// What stands in the tab: `Fahrkarten – Schülerbeförderung – Stadt Braunschweig`.
    pub fn full_title(&self) -> String {
        let parts = [Some(self.title.as_str()), self.service.as_deref(), Some(municipality())];
        full_title(self.has_errors, parts.into_iter().flatten())
    }

    /// The head of the page.
    pub fn head(&self) -> Head {
        Head { title: self.full_title() }
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
        Head { title: self.full_title() }
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
