use super::Badge;
use crate::domain::CaseState;
use crate::web::components::example::MARKUP;
use crate::web::components::{Example, Level};

/// A badge in its forms.
pub fn examples() -> Vec<Example> {
    let mut examples: Vec<_> = CaseState::ALL
        .into_iter()
        .map(|state| Example::new("badge", state.as_str(), &Badge::from(state)))
        .collect();
    let markup = Badge { level: Level::Warning, label: MARKUP.to_owned() };
    examples.push(Example::new("badge", "HTML in text", &markup));
    examples
}
