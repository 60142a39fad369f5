//! How long cases are kept, for who leads the department: what is erased soon, and what applicants can ask about their
//! data.

pub mod access;
pub mod erase;
pub mod gone;
pub mod handler;
pub mod privacy;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{ErasedSoon, SoonErased};
use crate::clock::german_day;
use crate::domain::Path;
use crate::forms::view::{Control, FieldView};
use crate::store::erasure::ErasureBar;
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// The name of the page of what is erased soon, and of the way to it.
const TITLE: &str = "Löschung";

/// What is wrong, by the name of the control.
type Wrong = Vec<(&'static str, String)>;

/// What is erased soon, and what is kept longer.
#[derive(Debug, Template)]
#[template(path = "pages/data_rights/soon.html")]
pub struct SoonPage {
    chrome: StaffChrome,
    /// Somebody has just erased a case.
    is_erased: bool,
    soon: Vec<Row>,
    held: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    href: String,
    number: String,
    service: String,
    day: String,
}

impl SoonPage {
    fn new(person: &SignedIn, found: ErasedSoon, is_erased: bool) -> Self {
        let row = |one: SoonErased| Row {
            href: urls::case_privacy(one.case.id),
            number: one.case.number.to_string(),
            service: one.title,
            day: german_day(one.on),
        };
        let held = found.held.into_iter().map(|(id, number, until)| Row {
            href: urls::case_privacy(id),
            number: number.to_string(),
            service: String::new(),
            day: german_day(until),
        });
        Self {
            chrome: super::staff_chrome(person, TITLE).crumb("Postkorb", urls::INBOX).here(TITLE),
            is_erased,
            soon: found.soon.into_iter().map(row).collect(),
            held: held.collect(),
        }
    }
}

/// A field with what is wrong with it.
fn field(name: &'static str, label: &str, control: Control, wrong: &Wrong) -> FieldView {
    let mut field = FieldView::new(Path::root().key(name), label, control);
    field.error = wrong.iter().find(|(wrong, _)| *wrong == name).map(|(_, text)| text.clone());
    field
}

/// What stands in the way of erasing a case, in a sentence.
fn reason(bar: ErasureBar) -> String {
    match bar {
        ErasureBar::Open => {
            "Der Vorgang ist noch nicht abgeschlossen. Solange über ihn entschieden wird, werden die Angaben gebraucht \
             (Artikel 17 Absatz 3 Buchstabe b DSGVO)."
                .to_owned()
        }
        ErasureBar::Letter => "Der Bescheid ist noch abzurufen oder zur Post zu geben.".to_owned(),
        ErasureBar::Payment => "Der bewilligte Betrag ist noch nicht angewiesen.".to_owned(),
        ErasureBar::Held(until) => format!(
            "Der Vorgang wird bis zum {} aufbewahrt (Artikel 17 Absatz 3 Buchstaben b und e DSGVO).",
            german_day(until)
        ),
    }
}
