use super::Text;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

/// A text in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        Example::new("text", "default", &Text("Die Stadt misst selbst. Eine Schätzung genügt.")),
        Example::new(
            "text",
            "with address",
            &Text("Den Tarif finden Sie unter https://www.vrb-online.de/tarif."),
        ),
        Example::new("text", "long text", &Text(LONG)),
        Example::new("text", "HTML in text", &Text(MARKUP)),
    ]
}
