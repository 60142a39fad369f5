//! The figures of departments, for who leads them.

pub mod handler;
mod period;

use askama::Template;
use chrono::NaiveDate;

use crate::accounts::SignedIn;
use crate::casework::{DepartmentFigures, ServiceFigures};
use crate::domain::{Count, DepartmentId};
use crate::sheets::{Cell, Sheet, SheetKind};
use crate::web::layout::StaffChrome;
use crate::web::site::Site;
use crate::web::{urls, words};

use period::Period;

/// The columns of the table by service.
const COLUMNS: [&str; 7] = [
    "Leistung",
    "Eingegangen",
    "Offen",
    "Entschieden",
    "Hälfte entschieden in höchstens",
    "Neun von zehn in höchstens",
    "Mit Rückfrage",
];

/// Where nothing is told.
const UNTOLD: &str = "nicht angegeben";

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/department_figures/department_figures.html")]
pub struct DepartmentFiguresPage {
    chrome: StaffChrome,
    periods: Vec<PeriodOption>,
    period: String,
    is_running: bool,
    departments: Vec<DepartmentView>,
    csv_href: String,
}

#[derive(Debug)]
struct PeriodOption {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Debug)]
struct DepartmentView {
    name: String,
    arrived: String,
    open: String,
    rows: Vec<Vec<String>>,
    channels: Option<Vec<(&'static str, String)>>,
}

impl DepartmentFiguresPage {
    /// The page of a period.
    pub fn new(
        site: &Site,
        person: &SignedIn,
        (period, today): (Period, NaiveDate),
        figures: Vec<DepartmentFigures>,
    ) -> Self {
        let option =
            |one: Period| PeriodOption { value: one.word(), label: one.in_words(), is_chosen: one == period };
        Self {
            chrome: super::staff_chrome(person, "Zahlen").crumb("Postkorb", urls::INBOX).here("Zahlen"),
            periods: Period::all(today).into_iter().map(option).collect(),
            period: period.in_words(),
            is_running: period.is_running(today),
            departments: figures.into_iter().map(|figures| view(site, figures)).collect(),
            csv_href: format!("{}?zeitraum={}", urls::DEPARTMENT_FIGURES_CSV, period.word()),
        }
    }
}

fn view(site: &Site, figures: DepartmentFigures) -> DepartmentView {
    let channel = |(channel, count)| (words::channel(channel), in_words(count));
    DepartmentView {
        name: name(site, &figures.department),
        arrived: in_words(figures.arrived),
        open: in_words(figures.open),
        rows: figures.services.iter().map(|service| row(site, service)).collect(),
        channels: figures.channels.map(|channels| channels.into_iter().map(channel).collect()),
    }
}

fn name(site: &Site, id: &DepartmentId) -> String {
    let mut services = site.library.catalogue().all();
    let found = services.find_map(|service| service.online.department(id));
    found.map_or_else(|| id.0.clone(), |department| department.name.clone())
}

fn row(site: &Site, service: &ServiceFigures) -> Vec<String> {
    let form = site.library.catalogue().find_id(&service.form_id);
    let count = |count: Option<Count>| count.map_or_else(|| UNTOLD.to_owned(), in_words);
    let untold = || "weniger als 5".to_owned();
    let decided = service.decided.as_ref();
    let took = |(working, whole): (i64, i64)| format!("{} ({})", days(working), days(whole));
    vec![
        form.map_or_else(|| service.form_id.clone(), |form| form.online.file.title.clone()),
        count(service.arrived),
        count(service.open),
        decided.map_or_else(untold, |decided| in_words(decided.number)),
        decided.map_or_else(|| UNTOLD.to_owned(), |decided| took((decided.working.0, decided.whole.0))),
        decided.map_or_else(|| UNTOLD.to_owned(), |decided| took((decided.working.1, decided.whole.1))),
        service.asked.map_or_else(|| UNTOLD.to_owned(), |share| format!("{share} %")),
    ]
}

fn in_words(count: Count) -> String {
    match count {
        Count::Exact(count) => count.to_string(),
        Count::Few => "1 bis 4".to_owned(),
        Count::Many => "5 oder mehr".to_owned(),
    }
}

/// Microseconds in days, begun ones counted whole.
fn days(took: i64) -> String {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    match took.max(0) / DAY + i64::from(took.max(0) % DAY > 0) {
        1 => "1 Tag".to_owned(),
        days => format!("{days} Tage"),
    }
}

/// The same as a file for programs that calculate.
fn csv(site: &Site, period: Period, figures: Vec<DepartmentFigures>) -> std::io::Result<Vec<u8>> {
    let titles =
        ["Fachbereich", "Zeitraum"].into_iter().chain(COLUMNS).map(str::to_owned).collect::<Vec<_>>();
    let mut sheet = Sheet::new(SheetKind::Csv, &titles)?;
    for department in figures {
        let view = view(site, department);
        let all = vec!["Alle Leistungen".to_owned(), view.arrived, view.open];
        let rows = [all].into_iter().chain(view.rows).chain(
            view.channels
                .into_iter()
                .flatten()
                .map(|(label, count)| vec![format!("Alle Leistungen, Weg: {label}"), count]),
        );
        for row in rows {
            let cells = [view.name.clone(), period.in_words()].into_iter().chain(row);
            let cell = |text: String| {
                if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
                    Cell::Number(text)
                } else {
                    Cell::text(text)
                }
            };
            sheet.row(&cells.map(cell).collect::<Vec<_>>())?;
        }
    }
    sheet.finish()
}
