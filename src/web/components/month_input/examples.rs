use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{advice, field};
use crate::web::components::{Example, Part};

fn show(
    name: &'static str,
    typed: [&str; 2],
    wrong: [bool; 2],
    change: impl FnOnce(&mut FieldView),
) -> Example {
    let [month, year] = typed.map(str::to_owned);
    let field =
        field("tickets.0.month", "Monat der Fahrkarte", Control::Month { month, year, wrong }, change);
    Example::new("month_input", name, &Part::from(&field))
}

/// A month in its forms.
pub fn examples() -> Vec<Example> {
    const RIGHT: [bool; 2] = [false; 2];
    vec![
        show("default", ["", ""], RIGHT, |_| ()),
        show("with hint", ["", ""], RIGHT, |field| field.hint = Some("Zum Beispiel 8 2025".to_owned())),
        show("optional", ["", ""], RIGHT, |field| field.optional = true),
        show("prefilled", ["8", "2025"], RIGHT, |_| ()),
        show("with error", ["13", "2025"], [true, false], |field| {
            field.error = Some("Der Monat muss zwischen 1 und 12 liegen".to_owned());
        }),
        show("with advice", ["8", "2025"], RIGHT, |field| {
            field.advice = vec![advice(
                "tickets.0.month",
                true,
                "Für August 2025 lag eine Sammel-Schülerzeitkarte vor.",
            )];
        }),
    ]
}
