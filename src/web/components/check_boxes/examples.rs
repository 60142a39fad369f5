use crate::forms::view::{Control, FieldView, OptionView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::radios::examples::options;
use crate::web::components::{Example, Part};

const MODES: [(&str, &str); 5] = [
    ("public", "Bus und Bahn"),
    ("car", "Privates Kraftfahrzeug"),
    ("taxi", "Taxi oder Mietwagen"),
    ("bicycle", "Fahrrad"),
    ("foot", "Zu Fuß"),
];

fn show(name: &'static str, options: Vec<OptionView>, change: impl FnOnce(&mut FieldView)) -> Example {
    let label = "Womit wurde der Schulweg zurückgelegt?";
    let field = field("modes", label, Control::CheckBoxes(options), change);
    Example::new("check_boxes", name, &Part::from(&field))
}

/// Several boxes in their forms.
pub fn examples() -> Vec<Example> {
    let mut with_hints = options(&MODES, &[]);
    if let Some(option) = with_hints.first_mut() {
        option.hint = Some("Auch mit dem Deutschlandticket".to_owned());
    }
    vec![
        show("default", options(&MODES, &[]), |_| ()),
        show("with hint", with_hints, |field| field.hint = Some("Mehrere Angaben sind möglich.".to_owned())),
        show("optional", options(&MODES, &[]), |field| field.optional = true),
        show("prefilled", options(&MODES, &["public", "foot"]), |_| ()),
        show("with error", options(&MODES, &[]), |field| {
            field.error = Some("Wählen Sie mindestens ein Verkehrsmittel aus".to_owned());
        }),
        show("with advice", options(&MODES, &["bicycle"]), |field| {
            let text = "Für Fahrrad und Fußweg entstehen keine erstattungsfähigen Kosten.";
            field.advice = vec![advice("modes", true, text)];
        }),
        show("long text", options(&[("a", LONG)], &[]), |field| field.label = LONG.to_owned()),
        show("HTML in text", options(&[("\"><b>", MARKUP)], &[]), |field| field.label = MARKUP.to_owned()),
    ]
}
