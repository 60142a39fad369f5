//! What is different between two questions for files.

use serde_json::Value;

use super::schema::{number, of_limit, of_options};
use super::{Changes, Class};
use crate::forms::compile::schema::step;

/// Tells every difference of `x-file`.
pub(super) fn compare(was: Option<&Value>, is: Option<&Value>, at: &str, changes: &mut Changes) {
    let (Some(before), Some(after)) = (was, is) else {
        return changes.add(Class::MustRestart, at, "another kind of answer is asked for.");
    };
    let differs = |key: &str| before.get(key) != after.get(key);
    for key in ["types", "instead"].into_iter().filter(|key| differs(key)) {
        // To offer nothing is to offer an empty list.
        let nothing = Value::Array(Vec::new());
        let of = |asked: &'_ Value| asked.get(key).cloned().unwrap_or_else(|| nothing.clone());
        of_options(Some(&of(before)), Some(&of(after)), &step(at, key), changes);
    }
    // Without a word it is one file.
    for (key, default) in [("maxBytes", None), ("maxFiles", Some(1.0))] {
        if differs(key) {
            let of = |asked: &Value| number(asked.get(key)).or(default);
            of_limit(of(before), of(after), true, &step(at, key), changes);
        }
    }
    if differs("metadata") {
        let place = step(at, "metadata");
        changes.add(
            Class::NeedsALook,
            &place,
            "other things are stored with a picture: what people were told changes.",
        );
    }
}
