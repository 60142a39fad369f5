use super::Progress;
use crate::web::components::Example;

/// The progress in its forms.
pub fn examples() -> Vec<Example> {
    let show = |name, step, steps| Example::new("progress", name, &Progress { step, steps });
    vec![show("default", 2, 8), show("first", 1, 8), show("last", 8, 8)]
}
