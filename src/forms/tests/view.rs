//! What pages show.

use serde_json::{Value, json};

use super::sample::{complete, path, post, sample, state, today, typed};
use crate::forms::form::Form;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{
    Control, Element, FieldView, GroupView, SectionView, elements, error_summary, has_rows, page_advice,
    sections,
};

fn page(form: &Form, id: &str, remembered: &Remembered, item: Option<usize>, errors: bool) -> Vec<Element> {
    let state = FormState::new(form, remembered, today());
    elements(form, &state, remembered, form.page(id).unwrap(), item, errors)
}

fn fields(elements: &[Element]) -> Vec<FieldView> {
    let inside = |element: &Element| match element {
        Element::Field(field) => vec![field.clone()],
        Element::Group(group) => fields(&group.elements),
        Element::List(list) => list.rows.iter().flat_map(|row| fields(&row.elements)).collect(),
        Element::Computed(_) => Vec::new(),
    };
    elements.iter().flat_map(inside).collect()
}

fn field(elements: &[Element], name: &str) -> FieldView {
    fields(elements).into_iter().find(|field| field.path == path(name)).unwrap()
}

#[test]
fn stored_answers_are_shown_as_they_are_typed() {
    let form = sample();
    let mut answers = complete();
    answers["applicant"]["bank"] = json!({"iban": "DE02120300000000202051"});
    let remembered = typed(answers);
    let person = page(form, "person", &remembered, None, false);
    assert_eq!(field(&person, "applicant.bank.iban").value, "DE02 1203 0000 0000 2020 51");
    let Control::Date { day, month, year, wrong } = field(&person, "applicant.birth").control else {
        panic!()
    };
    assert_eq!((day.as_str(), month.as_str(), year.as_str(), wrong), ("3", "4", "1990", [false; 3]));
    assert!(field(&person, "applicant.given_name").optional && !field(&person, "applicant.birth").optional);
    let tickets = page(form, "fahrkarten", &remembered, None, false);
    assert_eq!(field(&tickets, "distance").value, "14,2");
    assert_eq!(field(&tickets, "tickets.1.price").value, "58,00");
    assert!(fields(&tickets).iter().all(|field| field.path != path("pass_months")));
    let total = tickets.iter().find_map(|element| match element {
        Element::Computed(view) => Some(view),
        _ => None,
    });
    assert_eq!(total.and_then(|view| view.value.as_deref()), Some("107,00 €"));
}

#[test]
fn what_was_typed_wrongly_is_shown_again_with_its_message() {
    let form = sample();
    let mut remembered = typed(complete());
    post(form, "person", &mut remembered, &[("applicant.birth.day", "3"), ("applicant.birth.year", "90")]);
    let shown = field(&page(form, "person", &remembered, None, true), "applicant.birth");
    let Control::Date { day, month, year, wrong } = shown.control else { panic!() };
    assert_eq!((day.as_str(), month.as_str(), year.as_str()), ("3", "", "90"));
    assert_eq!(wrong, [false, true, false]);
    assert_eq!(shown.error.as_deref(), Some("Das Geburtsdatum muss einen Monat enthalten."));
    let quiet = field(&page(form, "person", &remembered, None, false), "applicant.birth");
    assert_eq!(quiet.error, None);
    let state = FormState::new(form, &remembered, today());
    let summary = error_summary(&state, form.page("person").unwrap(), None);
    assert_eq!(
        summary,
        [(path("applicant.birth.month"), "Das Geburtsdatum muss einen Monat enthalten.".to_owned())]
    );
}

#[test]
fn a_required_list_begins_with_an_empty_row_and_a_row_has_its_own_page() {
    let form = sample();
    let empty = Remembered::begin(form);
    let tickets = page(form, "fahrkarten", &empty, None, false);
    assert_eq!(field(&tickets, "tickets.0.price").value, "");
    let remembered = typed(json!({"events": [{"name": "Probe"}, {"name": "Konzert"}]}));
    let overview = page(form, "termine", &remembered, None, false);
    let [Element::List(list)] = overview.as_slice() else { panic!() };
    assert!(!list.may_add && list.optional && fields(&overview).is_empty());
    assert_eq!(list.rows[1].title, "Termin 2");
    assert_eq!(list.rows[1].summary[0].lines, ["Konzert"]);
    let own = page(form, "termine", &remembered, Some(1), false);
    assert_eq!(fields(&own).len(), 1);
    assert_eq!(field(&own, "events.1.name").value, "Konzert");
}

#[test]
fn hints_stand_at_their_row_and_block_nothing() {
    let form = sample();
    let state = state(form, complete());
    assert!(state.errors.is_empty());
    let [hint] = page_advice(form, &state, form.page("fahrkarten").unwrap())[..] else { panic!() };
    assert_eq!((hint.code.as_str(), &hint.path, hint.warning), ("TEUER", &path("tickets.1.price"), true));
    assert_eq!(hint.text, "58,00 € im Monat Oktober 2025 ist mehr als üblich, höchstens sind es 100,00 €.");
}

fn as_text(sections: Vec<SectionView>) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&format!("# {}\n", section.title));
        for block in section.blocks {
            if let Some(title) = block.title {
                text.push_str(&format!("## {title}{}\n", if block.row.is_some() { " >" } else { "" }));
            }
            for answer in block.answers {
                text.push_str(&format!("{}: {}\n", answer.label, answer.lines.join(" | ")));
            }
        }
    }
    text
}

#[test]
fn finished_answers_read_in_words() {
    let form = sample();
    let mut answers = complete();
    answers["events"] = json!([{"name": "Probe"}]);
    let answers = state(form, answers).answers;
    let expected = "\
# Person
## Angaben zur Person
Vorname: Anna
Familienname: Öztürk
Geburtsdatum: 03.04.1990
E-Mail-Adresse: anna@beispiel.de
Telefon: 
## Bankverbindung
IBAN: 
Kontoinhaberin oder Kontoinhaber: 
# Fahrkarten
Hatten Sie eine Schülerzeitkarte?: nein
Entfernung: 14,2 km
## Fahrkarte 1
Monat: September 2025
Preis: 49,00 €
## Fahrkarte 2
Monat: Oktober 2025
Preis: 58,00 €
Summe: 107,00 €
# Termine
## Termin 1 >
Name: Probe
# Ende
Fahrkarten im Original: reiche ich nach
Die Angaben sind richtig: Ja
";
    assert_eq!(as_text(sections(form, &answers)), expected);
    assert!(matches!(answers.at("total"), Some(Value::Number(_))));
}

#[test]
fn rows_are_seen_also_inside_of_groups() {
    let form = sample();
    let remembered = typed(complete());
    let without = page(form, "person", &remembered, None, false);
    let with = page(form, "fahrkarten", &remembered, None, false);
    assert!(!has_rows(&without) && has_rows(&with));
    let group = |elements| {
        vec![Element::Group(GroupView {
            path: path("x"),
            title: None,
            hint: None,
            error: None,
            advice: Vec::new(),
            elements,
        })]
    };
    assert!(has_rows(&group(group(with))) && !has_rows(&group(group(without))));
}
