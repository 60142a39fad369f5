//! Everything a version of a form consists of, with the translations that are complete, as one self-contained JSON
//! text: what is pinned by drafts and submissions, and what the name of the version is the hash of.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::legacy::{modern_pointer, modernise};
use super::lists;
use super::problem::Problem;
use super::source::FormSource;
use super::translation;
use crate::domain::FormVersion;

/// The record of the desk: a schema inside of a file that holds pages too.
pub(super) const DESK: &str = "assisted.json";

/// Makes the bundle of a form: its two files, and the shared blocks and lists, the record of the desk and the
/// departments with all references inside it. Schemas of older drafts are rewritten as ones of 2020-12.
pub fn bundle(source: &FormSource, form_id: &str) -> Result<String, Vec<Problem>> {
    let schema_file = format!("{form_id}/schema.json");
    let mut problems = Vec::new();
    let mut read = |name: &str| source.json(name).map_err(|problem| problems.push(problem)).ok();
    let form = read(&format!("{form_id}/form.json"));
    let schema = read(&schema_file);
    let departments = read("departments.json");
    let assisted = read(DESK);
    let (Some(form), Some(mut schema), Some(departments), Some(mut assisted)) =
        (form, schema, departments, assisted)
    else {
        return Err(problems);
    };
    let mut blocks = Blocks { source, needed: BTreeMap::new(), problems };
    blocks.take_in(&mut schema, &schema_file, "#");
    let mut desk_schema =
        assisted.as_object_mut().and_then(|object| object.shift_remove("schema")).unwrap_or_default();
    blocks.take_in(&mut desk_schema, DESK, "#/$defs/assisted");
    without_address(&mut desk_schema);
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
    let texts = translation::texts(&form, &schema, None);
    // What cannot be read is told by the check; the form is served in German all the same.
    let (mut translations, _) = translation::read(source, form_id, &texts);
    translations.retain(|tag, dictionary| {
        translation::is_complete(&translation::texts(&form, &schema, Some(tag)), dictionary)
    });
    let mut whole = json!({
        "id": form_id, "form": form, "schema": schema, "assisted": assisted, "departments": departments,
    });
    if let Some(object) = whole.as_object_mut().filter(|_| !translations.is_empty()) {
        object.insert("texts".to_owned(), json!(translations));
    }
    Ok(whole.to_string())
}

/// The name of the version that a bundle is.
pub fn version(bundle: &str) -> FormVersion {
    FormVersion(hex::encode(Sha256::digest(bundle.as_bytes())))
}

struct Blocks<'a> {
    source: &'a FormSource,
    /// The blocks and lists by their names in `$defs`, and where each is referred to first.
    needed: BTreeMap<String, (String, String)>,
    problems: Vec<Problem>,
}

impl Blocks<'_> {
    /// The blocks and lists that are referred to, directly or by other blocks, under their names in `$defs`.
    fn shared(&mut self) -> Map<String, Value> {
        let mut shared = Map::new();
        while let Some(key) = self.needed.keys().find(|key| !shared.contains_key(*key)).cloned() {
            let file = file_of(&key);
            let mut block = match self.source.json(&file) {
                Ok(block) => block,
                Err(problem) => {
                    self.unreadable(&key, problem);
                    shared.insert(key, Value::Null);
                    continue;
                }
            };
            if file.starts_with(lists::FOLDER) {
                self.problems.extend(lists::check(&block, &file));
            }
            self.take_in(&mut block, &file, &format!("#/$defs/{key}"));
            without_address(&mut block);
            shared.insert(key, block);
        }
        shared
    }

    /// A block that is missing is a mistake of the one who refers to it.
    fn unreadable(&mut self, key: &str, problem: Problem) {
        let is_missing = !self.source.exists(&problem.file);
        let (folder, name) = key.split_once('.').unwrap_or_default();
        let kind = folder.trim_end_matches('s');
        self.problems.push(match self.needed.get(key).filter(|_| is_missing) {
            Some((file, pointer)) => {
                let reason = format!("there is no {kind} {name:?}.");
                Problem::at(file, pointer, reason, format!("The {folder} stand in {folder}/<{kind}>.json."))
            }
            None => problem,
        });
    }

    /// Brings a schema up to date, and rewrites every reference below it so that it stays inside the bundle.
    /// `home` is where the file's own root stands there.
    fn take_in(&mut self, schema: &mut Value, file: &str, home: &str) {
        let start = if file == DESK { "/schema" } else { "" };
        match modernise(schema, file, start) {
            Ok(()) => self.walk(schema, file, home, &mut start.to_owned()),
            Err(problems) => self.problems.extend(problems),
        }
    }

    fn walk(&mut self, value: &mut Value, file: &str, home: &str, pointer: &mut String) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get_mut("$ref") {
                    let here = format!("{pointer}/$ref");
                    match self.rewritten(reference, home, file, &here) {
                        Some(local) => *reference = local,
                        None => self.problems.push(Problem::at(
                            file,
                            here,
                            format!("the reference {reference:?} leads to no block."),
                            format!(
                                "Write \"{}<block>.json\" or \"#/$defs/<name>\".",
                                way_to("blocks", file)
                            ),
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

    fn rewritten(&mut self, reference: &str, home: &str, file: &str, pointer: &str) -> Option<String> {
        if let Some(fragment) = reference.strip_prefix('#') {
            return Some(format!("{home}{fragment}"));
        }
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let key = ["blocks", lists::FOLDER].into_iter().find_map(|folder| {
            let name = path.strip_prefix(&way_to(folder, file))?.strip_suffix(".json")?;
            let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            is_plain.then(|| format!("{folder}.{name}"))
        })?;
        let place = (file.to_owned(), pointer.to_owned());
        self.needed.entry(key.clone()).or_insert(place);
        let inner = match fragment {
            "" => String::new(),
            // A block of an older draft is rewritten too.
            inner => self
                .source
                .json(&file_of(&key))
                .map_or_else(|_| Some(inner.to_owned()), |block| modern_pointer(&block, inner))?,
        };
        Some(format!("#/$defs/{key}{inner}"))
    }
}

/// Inside of the bundle, a schema has neither a draft nor an address of its own.
fn without_address(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        object.shift_remove("$schema");
        object.shift_remove("$id");
    }
}

/// The way from a file to a shared folder, so that editors find what is in it too.
fn way_to(folder: &str, file: &str) -> String {
    match file.split_once('/') {
        None => format!("{folder}/"),
        Some((here, _)) if here == folder => String::new(),
        Some(_) => format!("../{folder}/"),
    }
}

/// The file of what stands under a name in `$defs`: no property or definition of a form has a dot in it.
fn file_of(key: &str) -> String {
    format!("{}.json", key.replacen('.', "/", 1))
}
