use crate::forms::view::{AnswerView, Control, Element, FieldView, ListView, RowView};
use crate::web::components::example::{LONG, MARKUP, field, path};
use crate::web::components::group::examples::line;
use crate::web::components::{Example, render};

fn list(on_one_page: bool, rows: Vec<RowView>, change: impl FnOnce(&mut ListView)) -> Element {
    let mut list = ListView {
        path: path("tickets"),
        title: "Gekaufte Fahrkarten".to_owned(),
        hint: None,
        item: "Fahrkarte".to_owned(),
        error: None,
        advice: Vec::new(),
        optional: false,
        on_one_page,
        may_add: true,
        rows,
    };
    change(&mut list);
    Element::List(list)
}

fn price(index: usize, change: impl FnOnce(&mut FieldView)) -> Element {
    let control = Control::Line {
        input_type: "text",
        input_mode: "decimal",
        max_length: None,
        width: Some(10),
        unit: Some("EUR".to_owned()),
    };
    Element::Field(field(&format!("tickets.{index}.price"), "Preis", control, change))
}

/// A row with its fields.
fn row(index: usize) -> RowView {
    let month = Control::Month { month: "8".to_owned(), year: "2025".to_owned(), wrong: [false; 2] };
    let month = FieldView::new(path(&format!("tickets.{index}.month")), "Monat", month);
    RowView {
        index,
        is_single: false,
        title: format!("Fahrkarte {}", index + 1),
        elements: vec![
            Element::Field(month),
            line(&format!("tickets.{index}.kind"), "Art der Fahrkarte", 40),
            price(index, |field| field.value = "49,00".to_owned()),
        ],
        summary: Vec::new(),
        has_errors: false,
    }
}

/// A row whose fields are on another page.
fn overview(index: usize, has_errors: bool) -> RowView {
    let answer = |name: &str, label: &str, lines: &[&str]| AnswerView {
        path: path(&format!("tickets.{index}.{name}")),
        label: label.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        computed: false,
        secret: false,
        files: Vec::new(),
        withheld: Vec::new(),
    };
    RowView {
        index,
        is_single: false,
        title: format!("Fahrkarte {}", index + 1),
        elements: Vec::new(),
        summary: vec![
            answer("month", "Monat", &["August 2025"]),
            answer("price", "Preis", if has_errors { &[] } else { &["49,00 €"] }),
        ],
        has_errors,
    }
}

/// A row that is one question.
fn single(index: usize) -> RowView {
    RowView {
        index,
        is_single: true,
        title: format!("Vorname {}", index + 1),
        elements: vec![line(&format!("names.{index}"), &format!("Vorname {}", index + 1), 40)],
        summary: Vec::new(),
        has_errors: false,
    }
}

/// A list in its forms.
pub fn examples() -> Vec<Example> {
    let show = |name, element| Example::new("list", name, &render(&element));
    let mut wrong = row(1);
    wrong.has_errors = true;
    wrong.elements.pop();
    wrong.elements.push(price(1, |field| field.error = Some("Geben Sie den Preis ein".to_owned())));
    vec![
        show("default", list(true, vec![row(0)], |_| ())),
        show(
            "with hint",
            list(true, vec![row(0)], |list| list.hint = Some("Eine Zeile je Fahrkarte".to_owned())),
        ),
        show("empty", list(true, Vec::new(), |list| list.optional = true)),
        show(
            "with error",
            list(true, Vec::new(), |list| {
                list.error = Some("Fügen Sie mindestens eine Fahrkarte hinzu".to_owned())
            }),
        ),
        show("error in a row", list(true, vec![row(0), wrong], |_| ())),
        show("full", list(true, vec![row(0), row(1)], |list| list.may_add = false)),
        show("overview", list(false, vec![overview(0, false), overview(1, true)], |_| ())),
        show("row on a page of its own", list(false, vec![row(3)], |_| ())),
        show(
            "single questions",
            list(true, vec![single(0), single(1)], |list| list.title = "Vornamen".to_owned()),
        ),
        show("long text", list(true, Vec::new(), |list| list.title = LONG.to_owned())),
        show(
            "HTML in text",
            list(true, Vec::new(), |list| {
                list.title = MARKUP.to_owned();
                list.item = MARKUP.to_owned();
            }),
        ),
    ]
}
