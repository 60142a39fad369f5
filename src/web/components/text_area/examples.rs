use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::{Example, Part};

fn show(name: &'static str, max_length: Option<u64>, change: impl FnOnce(&mut FieldView)) -> Example {
    let label = "Warum stellen Sie den Antrag nach Ablauf der Frist?";
    let field = field("late_reason", label, Control::Lines { max_length }, change);
    Example::new("text_area", name, &Part::from(&field))
}

/// Several lines in their forms.
pub fn examples() -> Vec<Example> {
    let hint = || Some("Die Stadt prüft, ob der Antrag noch berücksichtigt werden kann.".to_owned());
    vec![
        show("default", Some(1000), |_| ()),
        show("with hint", Some(1000), |field| field.hint = hint()),
        show("without limit", None, |field| field.optional = true),
        show("optional", Some(500), |field| field.optional = true),
        show("prefilled", Some(1000), |field| {
            field.value = "\nZeile eins\n\nZeile drei mit führender Leerzeile".to_owned();
        }),
        show("with error", Some(1000), |field| {
            field.hint = hint();
            field.error = Some("Begründen Sie, warum Sie den Antrag erst jetzt stellen".to_owned());
        }),
        show("with advice", Some(1000), |field| {
            field.advice =
                vec![advice("late_reason", false, "Fügen Sie Nachweise bei, wenn Sie welche haben.")];
        }),
        show("long text", Some(1000), |field| {
            field.label = LONG.to_owned();
            field.value = LONG.repeat(3);
        }),
        show("HTML in text", None, |field| {
            field.label = MARKUP.to_owned();
            field.value = format!("</textarea>{MARKUP}");
        }),
    ]
}
