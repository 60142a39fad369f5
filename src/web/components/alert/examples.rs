use super::Alert;
use crate::web::components::example::{LONG, MARKUP};
use crate::web::components::{Example, Level};

/// A message in its forms.
pub fn examples() -> Vec<Example> {
    let show = |name, alert: Alert| Example::new("alert", name, &alert);
    let saved = Alert::new(Level::Success, "Ihre Angaben sind gespeichert", &[]);
    vec![
        show(
            "default",
            Alert::new(
                Level::Info,
                "Gut zu wissen",
                &["Sie können den Antrag jederzeit unterbrechen.", LONG],
            ),
        ),
        show("success", Alert { announced: true, ..saved }),
        show(
            "warning",
            Alert::new(
                Level::Warning,
                "Die Antragsfrist ist abgelaufen",
                &["Sie können den Antrag trotzdem stellen."],
            ),
        ),
        show(
            "danger",
            Alert::new(
                Level::Danger,
                "Die E-Mail konnte nicht gesendet werden",
                &["Versuchen Sie es später noch einmal."],
            ),
        ),
        show("long text", Alert::new(Level::Info, LONG, &[LONG])),
        show("HTML in text", Alert::new(Level::Info, MARKUP, &[MARKUP])),
    ]
}
