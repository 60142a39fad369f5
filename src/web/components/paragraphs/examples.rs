use super::{Bullets, Paragraphs, Steps};
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

/// Texts in their forms.
pub fn examples() -> Vec<Example> {
    let texts = ["Die Stadt erstattet Kosten des Schulwegs.", "Mehr unter https://www.braunschweig.de."];
    let texts = texts.map(str::to_owned);
    let markup = [MARKUP.to_owned()];
    vec![
        Example::new("paragraphs", "default", &Paragraphs(&texts)),
        Example::new("paragraphs", "points", &Bullets(&texts)),
        Example::new("paragraphs", "steps", &Steps(&texts)),
        Example::new("paragraphs", "without text", &Bullets(&[])),
        Example::new("paragraphs", "long text", &Paragraphs(&[LONG.to_owned()])),
        Example::new("paragraphs", "HTML in text", &Paragraphs(&markup)),
        Example::new("paragraphs", "HTML in points", &Bullets(&markup)),
        Example::new("paragraphs", "HTML in steps", &Steps(&markup)),
    ]
}
