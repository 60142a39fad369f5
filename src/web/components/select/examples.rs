use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::radios::examples::options;
use crate::web::components::{Example, Part};

const FORMS: [(&str, &str); 8] = [
    ("gs", "Grundschule"),
    ("hs", "Hauptschule"),
    ("rs", "Realschule"),
    ("obs", "Oberschule"),
    ("igs", "Integrierte Gesamtschule"),
    ("gym", "Gymnasium"),
    ("fos", "Förderschule"),
    ("frei", "Freie Schule oder Ersatzschule"),
];

fn show(name: &'static str, chosen: &[&str], change: impl FnOnce(&mut FieldView)) -> Example {
    let control = Control::Select(options(&FORMS, chosen));
    Example::new("select", name, &Part::from(&field("school.form", "Schulform", control, change)))
}

/// A select in its forms.
pub fn examples() -> Vec<Example> {
    let odd = field("odd", MARKUP, Control::Select(options(&[("\"><b>", MARKUP), ("l", LONG)], &[])), |_| ());
    vec![
        show("default", &[], |_| ()),
        show("with hint", &[], |field| field.hint = Some("Die Schulform im Antragszeitraum".to_owned())),
        show("optional", &[], |field| field.optional = true),
        show("prefilled", &["gym"], |_| ()),
        show("with error", &[], |field| field.error = Some("Wählen Sie die Schulform aus".to_owned())),
        show("with advice", &["frei"], |field| {
            field.advice =
                vec![advice("school.form", false, "Bei Ersatzschulen prüft die Stadt die Anerkennung.")];
        }),
        show("long text", &[], |field| field.label = LONG.to_owned()),
        Example::new("select", "HTML in text", &Part::from(&odd)),
    ]
}
