//! The shipped forms, filled in at random: whatever is typed, every error stands at a field people see.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;

use super::sample::today;
use crate::domain::{Channel, Path};
use crate::forms::catalogue::Catalogue;
use crate::forms::form::Form;
use crate::forms::journey::Journey;
use crate::forms::parse::{Action, apply, read_page};
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{Control, Element, FieldView, elements, sections};

pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(&FormSource::Embedded));
    &CATALOGUE
}

/// What a page shows: the paths at which a message can stand, and its questions and lists.
#[derive(Default)]
struct Shown {
    paths: HashSet<Path>,
    fields: Vec<FieldView>,
    lists: Vec<Path>,
}

impl Shown {
    fn add(&mut self, elements: Vec<Element>) {
        for element in elements {
            match element {
                Element::Field(field) => {
                    self.paths.insert(field.path.clone());
                    self.fields.push(field);
                }
                Element::Computed(computed) => {
                    self.paths.insert(computed.path);
                }
                Element::Group(group) => self.add(group.elements),
                Element::List(list) => {
                    self.paths.insert(list.path.clone());
                    self.lists.push(list.path);
                    list.rows.into_iter().for_each(|row| self.add(row.elements));
                }
            }
        }
    }
}

/// What is typed into a question, by a random number.
fn typed(field: &FieldView, number: usize) -> Vec<(String, String)> {
    let name = field.path.to_string();
    let pick = |values: &[&str]| values[number % values.len()].to_owned();
    let part = |part: &str, value: String| (format!("{name}.{part}"), value);
    match &field.control {
        Control::Line { .. } => vec![(name, pick(&["", "12", "7,5", "38100", "Öztürk", "a@b.de", "49,00"]))],
        Control::Lines { .. } => vec![(name, pick(&["", "Ein Satz.", "eins\r\nzwei"]))],
        Control::Date { .. } => vec![
            part("day", pick(&["3", "31", "", "1.9.2025"])),
            part("month", pick(&["4", "", "September"])),
            part("year", pick(&["1990", "2025", "25", ""])),
        ],
        Control::Moment { .. } => vec![
            part("day", pick(&["3", "31", ""])),
            part("month", pick(&["4", "", "September"])),
            part("year", pick(&["2026", "2025", ""])),
            part("time", pick(&["14:30", "25", "", "9 Uhr"])),
        ],
        Control::Month { .. } => {
            vec![part("month", pick(&["9", "", "13"])), part("year", pick(&["2025", "", "2026"]))]
        }
        Control::Radios(options) | Control::Select(options) => {
            options.get(number % (options.len() + 1)).map(|o| (name, o.value.clone())).into_iter().collect()
        }
        Control::Search(_) => {
            let text = pick(&["", "schule", "Ir", "Irland", "Dackel", "nichts davon"]);
            let chosen = pick(&["IE", "dachshund", ""]);
            vec![part("search", text.clone()), part("searched", text), (name, chosen)]
        }
        Control::Files { instead, .. } => {
            let chosen = instead.get(number % (instead.len() + 1));
            chosen.map(|o| (format!("{name}.instead"), o.value.clone())).into_iter().collect()
        }
        Control::CheckBox { .. } if number.is_multiple_of(2) => vec![(name, "true".to_owned())],
        Control::CheckBox { .. } => Vec::new(),
        Control::CheckBoxes(options) => options
            .iter()
            .enumerate()
            .filter(|(place, _)| (number >> place) & 1 == 1)
            .map(|(_, option)| (name.clone(), option.value.clone()))
            .collect(),
    }
}

fn fill_page(form: &Form, page: usize, item: Option<usize>, numbers: &[usize], remembered: &mut Remembered) {
    let page = &form.pages[page];
    let state = FormState::new(form, remembered, today());
    let mut shown = Shown::default();
    shown.add(elements(form, &state, remembered, page, item, true));
    let posted: Vec<_> =
        shown.fields.iter().zip(numbers.iter().cycle()).flat_map(|(field, n)| typed(field, *n)).collect();
    let input = read_page(form, &page.id, item, &posted, remembered, &state);
    assert_eq!(input.unknown, Vec::<String>::new(), "a page takes what it shows");
    if item.is_none() && numbers.first().is_some_and(|number| number.is_multiple_of(3)) {
        for list in shown.lists {
            apply(&Action::Add(list), form, remembered);
        }
    }
}

fn check(form: &Form, remembered: &Remembered) {
    let state = FormState::new(form, remembered, today());
    let journey = Journey::new(form, &state, &[]);
    let mut pages: HashMap<(&str, Option<usize>), Shown> = HashMap::new();
    for error in &state.errors {
        let place = format!("{} {} on {}", error.path, error.keyword, error.page);
        assert!(!["falseSchema", "additionalProperties"].contains(&error.keyword.as_str()), "{place}");
        assert!(journey.stop(&error.page).is_some(), "{place}");
        let shown = pages.entry((&error.page, error.item)).or_insert_with(|| {
            let mut shown = Shown::default();
            let page = form.page(&error.page).unwrap();
            shown.add(elements(form, &state, remembered, page, error.item, true));
            shown
        });
        assert!(shown.paths.contains(&error.path), "{place}");
    }
    if remembered.texts.is_empty() {
        let again = FormState::new(form, &Remembered::typed(state.answers.clone()), today());
        assert_eq!(again.answers, state.answers, "what applies stays what applies");
    }
    sections(form, &state.answers);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_error_stands_at_a_field_that_is_shown(
        numbers in proptest::collection::vec(0_usize..1000, 60..80),
        assisted in any::<bool>(),
    ) {
        for service in catalogue().all() {
            let form = service.form(if assisted { Channel::Assisted } else { Channel::Online });
            let mut remembered = Remembered::begin(form);
            check(form, &remembered);
            for page in 0..form.pages.len() {
                let numbers = &numbers[page..];
                fill_page(form, page, None, numbers, &mut remembered);
                fill_page(form, page, Some(0), numbers, &mut remembered);
            }
            check(form, &remembered);
        }
    }
}
