use crate::forms::view::{Control, Element, FieldView, GroupView};
use crate::web::components::example::{LONG, MARKUP, path};
use crate::web::components::{Example, render};

/// A line of an example, `width` characters wide.
pub(in crate::web::components) fn line(name: &str, label: &str, width: u64) -> Element {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: Some(width),
        width: Some(width),
        unit: None,
    };
    Element::Field(FieldView::new(path(name), label, control))
}

/// The group of an example: an address.
pub(in crate::web::components) fn address(change: impl FnOnce(&mut GroupView)) -> Element {
    let mut group = GroupView {
        path: path("applicant.address"),
        title: Some("Anschrift".to_owned()),
        hint: None,
        error: None,
        advice: Vec::new(),
        elements: vec![
            line("applicant.address.street", "Straße und Hausnummer", 80),
            line("applicant.address.postcode", "Postleitzahl", 5),
            line("applicant.address.city", "Ort", 60),
        ],
    };
    change(&mut group);
    Element::Group(group)
}

fn show(name: &'static str, change: impl FnOnce(&mut GroupView)) -> Example {
    Example::new("group", name, &render(&address(change)))
}

/// A fieldset in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", |_| ()),
        show("with hint", |group| group.hint = Some("Die Anschrift der Hauptwohnung".to_owned())),
        show("without title", |group| group.title = None),
        show("with error", |group| {
            group.error = Some("Geben Sie eine Anschrift oder ein Postfach an".to_owned());
        }),
        show("group in a group", |group| {
            group.title = Some("Antragstellende Person".to_owned());
            group.path = path("applicant");
            group.elements = vec![line("applicant.name", "Name", 80), address(|_| ())];
        }),
        show("long text", |group| group.title = Some(LONG.to_owned())),
        show("HTML in text", |group| group.title = Some(MARKUP.to_owned())),
    ]
}
