use crate::forms::view::{Control, FieldView, OptionView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::{Example, Part};

/// Options as a form has them.
pub(in crate::web::components) fn options(labels: &[(&str, &str)], chosen: &[&str]) -> Vec<OptionView> {
    let option = |(value, label): &(&str, &str)| OptionView {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        hint: None,
        selected: chosen.contains(value),
    };
    labels.iter().map(option).collect()
}

const PASS: [(&str, &str); 3] =
    [("no", "Nein"), ("partly", "Nur zeitweise"), ("yes", "Ja, für das ganze Schuljahr")];

fn show(name: &'static str, options: Vec<OptionView>, change: impl FnOnce(&mut FieldView)) -> Example {
    let label = "Gab es eine Sammel-Schülerzeitkarte?";
    let field = field("pass_status", label, Control::Radios(options), change);
    Example::new("radios", name, &Part::from(&field))
}

/// Radio buttons in their forms.
pub fn examples() -> Vec<Example> {
    let yes_no = || options(&[("true", "Ja"), ("false", "Nein")], &[]);
    let mut with_hints = options(&PASS, &[]);
    if let Some(option) = with_hints.last_mut() {
        option.hint = Some("Dann ist eine Erstattung in der Regel nicht möglich.".to_owned());
    }
    vec![
        show("default", options(&PASS, &[]), |_| ()),
        show("yes or no", yes_no(), |_| ()),
        show("with hint", options(&PASS, &[]), |field| {
            field.hint = Some("Für Monate mit Karte gibt es keine Erstattung.".to_owned());
        }),
        show("hint at an option", with_hints, |_| ()),
        show("optional", yes_no(), |field| field.optional = true),
        show("prefilled", options(&PASS, &["partly"]), |_| ()),
        show("with error", options(&PASS, &[]), |field| {
            field.error = Some("Wählen Sie aus, ob es eine Sammel-Schülerzeitkarte gab".to_owned());
        }),
        show("with advice", options(&PASS, &["yes"]), |field| {
            let text = "Mit einer Sammel-Schülerzeitkarte gibt es in der Regel keine Erstattung.";
            field.advice = vec![advice("pass_status", true, text)];
        }),
        show("long text", options(&[("a", LONG), ("b", "Kurz")], &[]), |field| field.label = LONG.to_owned()),
        show("HTML in text", options(&[("\"><b>", MARKUP)], &[]), |field| field.label = MARKUP.to_owned()),
    ]
}
