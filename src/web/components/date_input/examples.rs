use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::{Example, Part};

fn show(
    name: &'static str,
    typed: [&str; 3],
    wrong: [bool; 3],
    change: impl FnOnce(&mut FieldView),
) -> Example {
    let [day, month, year] = typed.map(str::to_owned);
    let control = Control::Date { day, month, year, wrong };
    let field = field("pupil.birth_date", "Geburtsdatum", control, change);
    Example::new("date_input", name, &Part::from(&field))
}

fn with_time(name: &'static str, typed: [&str; 4], wrong: [bool; 4]) -> Example {
    let [day, month, year, time] = typed.map(str::to_owned);
    let is_wrong = wrong.contains(&true);
    let control = Control::Moment { day, month, year, time, wrong };
    let field = field("event.begin", "Beginn der Veranstaltung", control, |field| {
        field.error =
            is_wrong.then(|| "Geben Sie eine Uhrzeit ein, die es gibt, zum Beispiel 14:30.".to_owned());
    });
    Example::new("date_input", name, &Part::from(&field))
}

/// A date in its forms.
pub fn examples() -> Vec<Example> {
    const EMPTY: [&str; 3] = ["", "", ""];
    const RIGHT: [bool; 3] = [false; 3];
    vec![
        show("default", EMPTY, RIGHT, |_| ()),
        show("with hint", EMPTY, RIGHT, |field| field.hint = Some("Zum Beispiel 27 3 2015".to_owned())),
        show("optional", EMPTY, RIGHT, |field| field.optional = true),
        show("prefilled", ["27", "3", "2015"], RIGHT, |field| field.autocomplete = Some("bday".to_owned())),
        show("with error", EMPTY, [true; 3], |field| {
            field.hint = Some("Zum Beispiel 27 3 2015".to_owned());
            field.error = Some("Geben Sie das Geburtsdatum ein".to_owned());
        }),
        show("one part wrong", ["27", "", "2015"], [false, true, false], |field| {
            field.error = Some("Das Geburtsdatum muss einen Monat enthalten".to_owned());
        }),
        show("with advice", ["27", "3", "1987"], RIGHT, |field| {
            field.advice =
                vec![advice("pupil.birth_date", true, "Die Schülerin oder der Schüler wäre 38 Jahre alt.")];
        }),
        with_time("with time", ["23", "11", "2026", "14:30"], [false; 4]),
        with_time("with wrong time", ["23", "11", "2026", "25:00"], [false, false, false, true]),
        show("long text", EMPTY, RIGHT, |field| field.label = LONG.to_owned()),
        show("HTML in text", [MARKUP, "", ""], [true, false, false], |field| {
            field.label = MARKUP.to_owned();
            field.error = Some(MARKUP.to_owned());
        }),
    ]
}
