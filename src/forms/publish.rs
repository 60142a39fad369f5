//! The schema as other programs read it: what Pforte's own keywords demand, said in standard ones.

use serde_json::{Value, json};

use super::form::Form;

/// The schema of a form's answers for any validator of JSON Schema 2020-12.
pub fn schema(form: &Form) -> Value {
    let mut schema = form.schema.clone();
    in_standard_words(&mut schema);
    schema
}

/// An option that excludes the others stands alone.
fn in_standard_words(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(in_standard_words);
            if let Some(option) = object.get("x-exclusive").cloned() {
                let alone = json!({"if": {"contains": {"const": option}}, "then": {"maxItems": 1}});
                let rules = object.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
                if let Some(rules) = rules.as_array_mut() {
                    rules.push(alone);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(in_standard_words),
        _ => {}
    }
}
