use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::{Example, Part};

fn line(
    input_type: &'static str,
    input_mode: &'static str,
    width: Option<u64>,
    unit: Option<&str>,
) -> Control {
    Control::Line { input_type, input_mode, max_length: width, width, unit: unit.map(str::to_owned) }
}

fn show(name: &'static str, field: &FieldView) -> Example {
    Example::new("text_line", name, &Part::from(field))
}

fn name(change: impl FnOnce(&mut FieldView)) -> FieldView {
    field("applicant.family_name", "Familienname", line("text", "text", Some(80), None), change)
}

fn price(change: impl FnOnce(&mut FieldView)) -> FieldView {
    field("tickets.0.price", "Preis", line("text", "decimal", Some(10), Some("EUR")), change)
}

/// One line in its forms.
pub fn examples() -> Vec<Example> {
    let mail = field("applicant.email", "E-Mail-Adresse", line("email", "email", Some(120), None), |field| {
        field.autocomplete = Some("email".to_owned());
        field.hint = Some("An diese Adresse geht die Eingangsbestätigung.".to_owned());
        field.value = "ada@example.org".to_owned();
    });
    let postcode =
        field("applicant.postcode", "Postleitzahl", line("text", "numeric", Some(5), None), |field| {
            field.autocomplete = Some("postal-code".to_owned());
        });
    vec![
        show("default", &name(|_| ())),
        show("with hint", &name(|field| field.hint = Some("Wie im Ausweis".to_owned()))),
        show("optional", &name(|field| field.optional = true)),
        show("prefilled", &mail),
        show("short", &postcode),
        show(
            "with unit",
            &price(|field| {
                field.hint = Some("Zum Beispiel 49,00".to_owned());
                field.value = "49,00".to_owned();
            }),
        ),
        show(
            "with error",
            &price(|field| {
                field.hint = Some("Der Preis laut Fahrkarte".to_owned());
                field.value = "neunundvierzig".to_owned();
                field.error = Some("Der Preis muss ein Betrag sein, zum Beispiel 49,00".to_owned());
            }),
        ),
        show(
            "with advice",
            &price(|field| {
                field.value = "490,00".to_owned();
                field.advice = vec![advice("tickets.0.price", true, "Der Preis ist ungewöhnlich hoch.")];
            }),
        ),
        show(
            "long text",
            &name(|field| {
                field.label = LONG.to_owned();
                field.hint = Some(LONG.to_owned());
                field.error = Some(LONG.to_owned());
            }),
        ),
        show(
            "HTML in text",
            &name(|field| {
                field.label = MARKUP.to_owned();
                field.value = MARKUP.to_owned();
            }),
        ),
        show(
            "password",
            &field("password", "Passwort", line("password", "text", Some(64), None), |field| {
                field.autocomplete = Some("current-password".to_owned());
                field.value = "nie wieder gezeigt".to_owned();
            }),
        ),
    ]
}
