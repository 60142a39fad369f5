//! Everything a version of a form consists of, as one self-contained JSON text: what is pinned by
//! drafts and submissions, and what the version's name is the hash of.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use super::source::FormSource;
use crate::domain::FormVersion;

/// Makes the bundle of a form: its two files, and the shared blocks, the record of the desk and the
/// departments with all references inside it.
pub fn bundle(source: &FormSource, form_id: &str) -> Result<String, Vec<Problem>> {
    let schema_file = format!("{form_id}/schema.json");
    let mut problems = Vec::new();
    let mut read = |name: &str| source.json(name).map_err(|problem| problems.push(problem)).ok();
    let form = read(&format!("{form_id}/form.json"));
    let schema = read(&schema_file);
    let departments = read("departments.json");
    let assisted = read("assisted.json");
    let (Some(form), Some(mut schema), Some(departments), Some(mut assisted)) =
        (form, schema, departments, assisted)
    else {
        return Err(problems);
    };
    let mut blocks = Blocks { source, needed: BTreeSet::new(), problems };
    blocks.localise(&mut schema, &schema_file, "#");
    let mut desk_schema =
        assisted.as_object_mut().and_then(|object| object.shift_remove("schema")).unwrap_or_default();
    blocks.localise(&mut desk_schema, "assisted.json", "#/$defs/assisted");
    let shared = blocks.shared();
    if !blocks.problems.is_empty() {
        return Err(blocks.problems);
    }
    if let Some(object) = schema.as_object_mut() {
        let defs = object.entry("$defs").or_insert_with(|| Value::Object(Map::new()));
        if let Some(defs) = defs.as_object_mut() {
            defs.insert("assisted".to_owned(), desk_schema);
            defs.extend(shared);
        }
    }
    let whole = json!({
        "id": form_id, "form": form, "schema": schema, "assisted": assisted, "departments": departments,
    });
    Ok(whole.to_string())
}

/// The name of the version that a bundle is.
pub fn version(bundle: &str) -> FormVersion {
    FormVersion(hex::encode(Sha256::digest(bundle.as_bytes())))
}

struct Blocks<'a> {
    source: &'a FormSource,
    needed: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Blocks<'_> {
    /// The blocks that are referred to, directly or by other blocks, under their names in `$defs`.
    fn shared(&mut self) -> Map<String, Value> {
        let mut shared = Map::new();
        while let Some(name) = self.needed.iter().find(|name| !shared.contains_key(&key(name))).cloned() {
            let file = format!("blocks/{name}.json");
            let mut block = match self.source.json(&file) {
                Ok(block) => block,
                Err(problem) => {
                    self.problems.push(problem);
                    Value::Null
                }
            };
            self.localise(&mut block, &file, &format!("#/$defs/{}", key(&name)));
            if let Some(object) = block.as_object_mut() {
                object.shift_remove("$schema");
                object.shift_remove("$id");
            }
            shared.insert(key(&name), block);
        }
        shared
    }

    /// Rewrites every reference below `value` so that it stays inside the bundle. `home` is where the
    /// file's own root stands there.
    fn localise(&mut self, value: &mut Value, file: &str, home: &str) {
        self.walk(value, file, home, &mut String::new());
    }

    fn walk(&mut self, value: &mut Value, file: &str, home: &str, pointer: &mut String) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get_mut("$ref") {
                    match self.rewritten(reference, home) {
                        Some(local) => *reference = local,
                        None => self.problems.push(Problem::at(
                            file,
                            format!("{pointer}/$ref"),
                            format!("the reference {reference:?} leads outside of the forms folder."),
                            "Use \"../blocks/<block>.json\" or \"#/$defs/<name>\".",
                        )),
                    }
                }
                for (name, inner) in object.iter_mut() {
                    let length = pointer.len();
                    pointer.push('/');
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                    self.walk(inner, file, home, pointer);
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (i, inner) in items.iter_mut().enumerate() {
                    let length = pointer.len();
                    pointer.push_str(&format!("/{i}"));
                    self.walk(inner, file, home, pointer);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn rewritten(&mut self, reference: &str, home: &str) -> Option<String> {
        if let Some(fragment) = reference.strip_prefix('#') {
            return Some(format!("{home}{fragment}"));
        }
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let path = path.strip_prefix("../").unwrap_or(path);
        let name = path.strip_prefix("blocks/").unwrap_or(path).strip_suffix(".json")?;
        let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        is_plain.then(|| {
            self.needed.insert(name.to_owned());
            format!("#/$defs/{}{fragment}", key(name))
        })
    }
}

/// The name of a block in `$defs`: no property or definition of a form has a dot in it.
fn key(block: &str) -> String {
    format!("blocks.{block}")
}
