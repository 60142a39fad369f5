//! Who stands in for whom (Vertretung): a person names a deputy for themselves, a lead for everybody of the department.

pub mod handler;

use askama::Template;
use chrono::NaiveDate;

use crate::accounts::SignedIn;
use crate::casework::Deputies;
use crate::clock::german_day;
use crate::domain::{ClerkId, Path, Role};
use crate::forms::view::{Control, Element, FieldView, OptionView};
use crate::web::body::Posted;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::layout::StaffChrome;
use crate::web::urls;

/// Who is absent.
const ABSENT: &str = "wen";
/// Who stands in.
const DEPUTY: &str = "wer";
/// From when.
const FROM: &str = "von";
/// Until when.
const UNTIL: &str = "bis";

/// What was posted, and what is wrong with it, by the names of the controls.
#[derive(Debug, Default)]
pub struct Attempt {
    posted: Posted,
    errors: Vec<(&'static str, &'static str)>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/deputy/deputy.html")]
pub struct DeputyPage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    rows: Vec<Row>,
    fields: Vec<FieldView>,
}

#[derive(Debug)]
struct Row {
    absent: String,
    deputy: String,
    from: String,
    until: String,
    /// Whether it has begun.
    is_on: bool,
    /// What ends it: its name and whose it is.
    end: Option<(String, String)>,
}

impl DeputyPage {
    /// The page for this person; after an attempt to name a deputy, with what was typed and what is wrong.
    pub fn new(person: &SignedIn, found: Deputies, today: NaiveDate, attempt: &Attempt) -> Self {
        let name = |clerk: &ClerkId| found.names.get(clerk).cloned().unwrap_or_default();
        let may_end = |clerk: ClerkId| clerk == person.clerk || person.role == Role::Lead;
        let rows = found.named.iter().map(|one| Row {
            absent: name(&one.clerk),
            deputy: name(&one.deputy),
            from: german_day(one.from_on),
            until: german_day(one.until_on),
            is_on: one.from_on <= today,
            end: may_end(one.clerk).then(|| (one.id.clone(), one.clerk.to_string())),
        });
        let rows = rows.collect();
        let mut absent = attempt.select(ABSENT, "Wer ist abwesend?", &found.absent);
        if attempt.posted.0.is_empty()
            && let Control::Select(options) = &mut absent.control
        {
            let own = person.clerk.to_string();
            options.iter_mut().for_each(|option| option.selected = option.value == own);
        }
        let others: Vec<_> = found
            .deputies
            .into_iter()
            .filter(|(id, _)| found.absent.len() > 1 || *id != person.clerk)
            .collect();
        let fields = vec![
            absent,
            attempt.select(DEPUTY, "Wer vertritt?", &others),
            attempt.day(FROM, "Erster Tag der Abwesenheit"),
            attempt.day(UNTIL, "Letzter Tag der Abwesenheit"),
        ];
        let errors = ErrorSummary::of(&fields.iter().cloned().map(Element::Field).collect::<Vec<_>>());
        Self {
            chrome: super::staff_chrome(person, "Vertretung")
                .crumb("Postkorb", urls::INBOX)
                .here("Vertretung")
                .with_errors(!errors.is_empty()),
            errors,
            rows,
            fields,
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.fields.iter().map(Part::from)
    }
}

impl Attempt {
    fn field(&self, name: &'static str, label: &str, control: Control) -> FieldView {
        let mut field = FieldView::new(Path::root().key(name), label, control);
        let wrong = self.errors.iter().find(|(wrong, _)| *wrong == name);
        field.error = wrong.map(|(_, text)| (*text).to_owned());
        field
    }

    fn select(&self, name: &'static str, label: &str, people: &[(ClerkId, String)]) -> FieldView {
        let chosen = self.posted.value(name).unwrap_or_default();
        let option = |(id, label): &(ClerkId, String)| OptionView {
            value: id.to_string(),
            label: label.clone(),
            hint: None,
            selected: id.to_string() == chosen,
        };
        self.field(name, label, Control::Select(people.iter().map(option).collect()))
    }

    fn day(&self, name: &'static str, label: &str) -> FieldView {
        let part = |part: &str| self.posted.value(&format!("{name}.{part}")).unwrap_or_default().to_owned();
        let wrong = [self.errors.iter().any(|(wrong, _)| *wrong == name); 3];
        let control = Control::Date { day: part("day"), month: part("month"), year: part("year"), wrong };
        self.field(name, label, control)
    }
}
