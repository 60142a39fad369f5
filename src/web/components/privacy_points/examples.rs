use super::PrivacyPoints;
use crate::forms::definition::PrivacyPoint;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

fn point(title: &str, text: &str) -> PrivacyPoint {
    PrivacyPoint { title: title.to_owned(), text: text.to_owned() }
}

/// A short sheet.
pub fn sheet() -> Vec<PrivacyPoint> {
    vec![
        point("Verantwortlich", "Stadt Braunschweig, Fachbereich Schule."),
        point(
            "Ihre Rechte",
            "Auskunft, Berichtigung, Löschung. Mehr unter https://www.lfd.niedersachsen.de.",
        ),
    ]
}

/// The sheet in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        Example::new("privacy_points", "default", &PrivacyPoints(&sheet())),
        Example::new("privacy_points", "long text", &PrivacyPoints(&[point(LONG, LONG)])),
        Example::new("privacy_points", "HTML in text", &PrivacyPoints(&[point(MARKUP, MARKUP)])),
    ]
}
