use super::Pagination;
use crate::web::components::Example;

/// The way through a list in its forms.
pub fn examples() -> Vec<Example> {
    let show = |name, current, total| {
        Example::new("pagination", name, &Pagination { current, total, base: "/postkorb?status=neu&seite=" })
    };
    vec![show("default", 1, 3), show("in the middle", 5, 9), show("last", 9, 9), show("one page only", 1, 1)]
}
