use super::Hint;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

/// A hint in its forms.
pub fn examples() -> Vec<Example> {
    let hint = |text| Hint { id: "field-example", text };
    vec![
        Example::new("hint", "default", &hint(Some("Zum Beispiel 7b"))),
        Example::new("hint", "long text", &hint(Some(LONG))),
        Example::new("hint", "HTML in text", &hint(Some(MARKUP))),
        Example::new("hint", "without text", &hint(None)),
    ]
}
