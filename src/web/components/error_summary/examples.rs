use super::ErrorSummary;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

fn show(name: &'static str, errors: &[(&str, Option<&str>)]) -> Example {
    let mut summary = ErrorSummary::default();
    for (text, href) in errors {
        summary.push(*text, href.map(str::to_owned));
    }
    Example::new("error_summary", name, &summary)
}

/// The list of errors in its forms.
pub fn examples() -> Vec<Example> {
    let family_name = ("Geben Sie Ihren Familiennamen ein", Some("#field-applicant-family_name"));
    let price = ("Fahrkarte 2: Geben Sie den Preis ein", Some("#field-tickets-1-price"));
    vec![
        show("default", &[family_name]),
        show("several", &[family_name, price]),
        show("without link", &[("Anmeldename oder Passwort stimmen nicht.", None)]),
        show("without errors", &[]),
        show("long text", &[(LONG, Some("#field-long"))]),
        show("HTML in text", &[(MARKUP, Some("#a&b='2'"))]),
    ]
}
