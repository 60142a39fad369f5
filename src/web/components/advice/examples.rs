use super::AdviceList;
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP, advice};

/// Hints in their forms.
pub fn examples() -> Vec<Example> {
    let mut internal = advice("tickets.0.month", true, "Der Monat liegt außerhalb des Schuljahres.");
    internal.department_only = true;
    let info = advice("distance", false, "Die Stadt misst den Schulweg selbst.");
    let warning = advice("school_year", true, "Die Antragsfrist ist am 31. Oktober 2025 abgelaufen.");
    let show = |name, advice: &[_], for_department| {
        Example::new("advice", name, &AdviceList { id: "field-example", advice, for_department })
    };
    vec![
        show("default", std::slice::from_ref(&info), false),
        show("warning", std::slice::from_ref(&warning), false),
        show("several", &[warning, info], false),
        show("for the department", std::slice::from_ref(&internal), true),
        show("hidden from applicants", &[internal], false),
        show("long text", &[advice("example", true, LONG)], false),
        show("HTML in text", &[advice("example", false, MARKUP)], false),
    ]
}
