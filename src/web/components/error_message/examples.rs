use super::ErrorMessage;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

/// A message in its forms.
pub fn examples() -> Vec<Example> {
    let message = |text| ErrorMessage { id: "field-example", text };
    vec![
        Example::new("error_message", "default", &message(Some("Geben Sie Ihren Vornamen ein"))),
        Example::new("error_message", "long text", &message(Some(LONG))),
        Example::new("error_message", "HTML in text", &message(Some(MARKUP))),
        Example::new("error_message", "without text", &message(None)),
    ]
}
