use super::Badge;
use crate::domain::{CaseState, Outcome};
use crate::web::components::example::MARKUP;
use crate::web::components::{Example, Level};

/// A badge in its forms.
pub fn examples() -> Vec<Example> {
    let mut examples: Vec<_> = CaseState::ALL
        .into_iter()
        .map(|state| Example::new("badge", state.as_str(), &Badge::of_case(state, None, None)))
        .collect();
    for (outcome, title) in [("granted", "Bewilligt"), ("refused", "Abgelehnt")] {
        let known = Outcome(outcome.to_owned());
        let badge = Badge::of_case(CaseState::Decided, Some(&known), Some(title));
        examples.push(Example::new("badge", outcome, &badge));
    }
    let markup = Badge { level: Level::Warning, label: MARKUP.to_owned() };
    examples.push(Example::new("badge", "HTML in text", &markup));
    examples
}
