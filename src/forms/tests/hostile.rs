//! Form files that nobody would write: each is compiled or refused, and what is compiled can be shown.

use std::fs;
use std::path::Path as Folder;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::today;
use crate::domain::{Answers, Channel};
use crate::forms::catalogue::Catalogue;
use crate::forms::parse::read_page;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{elements, sections};

fn fixtures() -> std::path::PathBuf {
    Folder::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms")
}

/// Pieces of schemas at places where they do not belong, and values that are none.
pub fn pieces() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("x"),
        json!([]),
        json!({}),
        json!([1, null, "a"]),
        json!({"$ref": "#"}),
        json!({"$ref": "#/$defs/project"}),
        json!({"$ref": "#/$defs/member", "x-depth": 3}),
        json!({"$ref": "#/properties/names/items"}),
        json!({"type": "array", "items": {"$ref": "#/$defs/project"}, "maxItems": 3}),
        json!({"type": "object", "properties": {"a": {"const": 1}}}),
        json!({"oneOf": [{"$ref": "#/$defs/person"}, {"$ref": "#/$defs/club"}]}),
        json!({"oneOf": [{"type": "null"}, {"type": "string"}]}),
        json!({"prefixItems": [{"type": "string", "title": "A", "maxLength": 3}], "items": false, "type": "array"}),
        json!({"type": "string", "x-file": {"types": ["pdf"], "maxBytes": 1}}),
        json!({"type": "string", "format": "date-time", "title": "T"}),
        json!({"type": "integer", "enum": [1, 2], "title": "E"}),
        json!({"not": {}}),
        json!({"if": {"required": ["names"]}, "then": {"properties": {"count": false}}}),
        json!({"required": ["names", "nothing"]}),
        json!("sum(projects[].costs[].price)"),
        json!("row.price * $x"),
    ]
}

/// The value that `steps` lead to: each step is a number, whatever is there.
fn at<'a>(mut value: &'a mut Value, steps: &[usize]) -> &'a mut Value {
    for step in steps {
        let count = match value {
            Value::Object(object) => object.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if count == 0 {
            break;
        }
        value = match value {
            Value::Object(object) => object.values_mut().nth(step % count).unwrap(),
            Value::Array(items) => &mut items[step % count],
            _ => unreachable!(),
        };
    }
    value
}

/// A folder with the fixture forms, in one of which something stands that does not belong there.
fn folder(file: &str, steps: &[usize], piece: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = fixtures();
    let copy = |name: &str| {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::copy(source.join(name), folder.path().join(name)).unwrap();
    };
    for name in ["departments.json", "assisted.json", "every_keyword/schema.json", "every_keyword/form.json"]
    {
        copy(name);
    }
    let path = folder.path().join("every_keyword").join(file);
    let mut content: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    *at(&mut content, steps) = piece.clone();
    fs::write(&path, content.to_string()).unwrap();
    folder
}

/// Uses a form as a person would who types the same into everything.
fn use_it(catalogue: &Catalogue, typed: &str) {
    for form in catalogue.all().map(|service| service.form(Channel::Online)) {
        let mut remembered = Remembered::begin(form);
        for page in &form.pages {
            let before = FormState::new(form, &remembered, today());
            let names: Vec<(String, String)> =
                before.applicable.paths().map(|path| (path.to_string(), typed.to_owned())).collect();
            read_page(form, &page.id, None, &names, &mut remembered, &before);
            let state = FormState::new(form, &remembered, today());
            let _ = elements(form, &state, &remembered, page, None, true);
        }
        let state = FormState::new(form, &remembered, today());
        let _ = sections(form, &state.answers);
        let odd = json!({"names": {"0": 1}, "projects": [null, [], "x"], "applicant": [], "span": {"0": 1}});
        let Value::Object(odd) = odd else { unreachable!() };
        let _ = FormState::new(form, &Remembered::typed(Answers(odd)), today());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_form_file_panics(
        file in prop::sample::select(vec!["schema.json", "form.json"]),
        steps in prop::collection::vec(0..40_usize, 1..9),
        piece in prop::sample::select(pieces()),
        typed in prop::sample::select(vec!["", "1", "x", "2026-11-23", "true"]),
    ) {
        let folder = folder(file, &steps, &piece);
        let catalogue = Catalogue::load(&FormSource::Folder(folder.path().to_owned()));
        use_it(&catalogue, typed);
    }
}
