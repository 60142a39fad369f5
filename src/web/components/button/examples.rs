use super::{Button, ButtonLink, Emphasis};
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

/// A button in its forms.
pub fn examples() -> Vec<Example> {
    let show =
        |name, label, emphasis, posts| Example::new("button", name, &Button { label, emphasis, posts });
    let link =
        ButtonLink { label: "Antrag beginnen", emphasis: Emphasis::Primary, href: "/leistungen/beispiel" };
    vec![
        show("default", "Weiter", Emphasis::Primary, None),
        show("secondary", "Speichern", Emphasis::Secondary, Some(("_action", "save"))),
        show("tertiary", "Fahrkarte 1 entfernen", Emphasis::Tertiary, Some(("_action", "remove:tickets.0"))),
        Example::new("button", "link", &link),
        show("long text", LONG, Emphasis::Primary, None),
        show("HTML in text", MARKUP, Emphasis::Primary, Some(("_action", MARKUP))),
    ]
}
