//! The official test suite of JSON Schema through the way that the schemas of forms go.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use pforte::forms::compile::schema::{Document, compile_schema};
use pforte::forms::legacy::modernise;
use serde_json::{Value, json};

use crate::by_design::{BY_DESIGN, Kind};

/// The drafts by their folders, and what a schema of each says of itself.
const DRAFTS: [(&str, &str); 5] = [
    ("draft4", "http://json-schema.org/draft-04/schema#"),
    ("draft6", "http://json-schema.org/draft-06/schema#"),
    ("draft7", "http://json-schema.org/draft-07/schema#"),
    ("draft2019-09", "https://json-schema.org/draft/2019-09/schema"),
    ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
];

/// Some tests of one schema.
struct Group {
    /// `draft7/items.json: items and additionalItems`
    name: String,
    schema: Value,
    tests: Vec<Value>,
}

/// What came out of a group.
enum Outcome {
    Agreed,
    /// The schema is refused: nobody is judged wrongly.
    Refused(String),
    /// These verdicts are others than the suite's.
    Differs(Vec<String>),
}

#[test]
fn every_verdict_is_that_of_the_official_suite_or_the_schema_is_refused() {
    let mut wrong = Vec::new();
    let mut used = vec![false; BY_DESIGN.len()];
    for (folder, draft) in DRAFTS {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for group in groups(folder) {
            let (name, kind, told) = match judged(&group, draft) {
                Outcome::Agreed => ("agreed", Kind::Differs, Vec::new()),
                Outcome::Refused(reason) => ("refused by design", Kind::Refused, vec![reason]),
                Outcome::Differs(tests) => ("different by design", Kind::Differs, tests),
            };
            let count = counts.entry(name).or_default();
            *count = (count.0 + 1, count.1 + group.tests.len());
            for told in told {
                match BY_DESIGN.iter().position(|entry| entry.covers(kind, &group.name, &told)) {
                    Some(place) => used[place] = true,
                    None => wrong.push(format!("{kind:?} {}: {told}", group.name)),
                }
            }
        }
        for (name, (groups, tests)) in &counts {
            println!("{folder}: {name} {tests} tests in {groups} groups");
        }
        assert!(counts["agreed"].1 > 300, "{folder} has lost its tests");
    }
    for entry in BY_DESIGN {
        println!("{:?} by design: {}: {}", entry.kind, entry.place, entry.reason);
    }
    let unused = BY_DESIGN.iter().zip(used).filter(|(_, used)| !used);
    wrong.extend(unused.map(|(entry, _)| format!("no longer: {entry:?}")));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn judged(group: &Group, draft: &str) -> Outcome {
    let validator = match compiled(&group.schema, draft) {
        Ok(validator) => validator,
        Err(reason) => return Outcome::Refused(reason),
    };
    let is_other = |test: &&Value| json!(validator.is_valid(&test["data"])) != test["valid"];
    let others: Vec<String> =
        group.tests.iter().filter(is_other).map(|test| test["description"].to_string()).collect();
    if others.is_empty() { Outcome::Agreed } else { Outcome::Differs(others) }
}

/// A schema on the way of a form's: rewritten if it is older, then compiled.
fn compiled(schema: &Value, draft: &str) -> Result<Validator, String> {
    let mut schema = schema.clone();
    if let Some(object) = schema.as_object_mut() {
        object.entry("$schema").or_insert_with(|| json!(draft));
    }
    modernise(&mut schema, "suite", "").map_err(|problems| problems[0].to_string())?;
    let document = Document { root: &schema, file: "suite" };
    compile_schema(&document, None).map_err(|error| error.reason)
}

/// All groups of a draft, in the order of files.
fn groups(folder: &str) -> Vec<Group> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge/suite");
    let mut groups = Vec::new();
    for file in files(&home.join(folder)) {
        let path = file.strip_prefix(&home).unwrap().to_str().unwrap().to_owned();
        let Value::Array(found) = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap() else {
            panic!("{path} is no list of groups")
        };
        groups.extend(found.into_iter().map(|group| Group {
            name: format!("{path}: {}", group["description"].as_str().unwrap()),
            schema: group["schema"].clone(),
            tests: group["tests"].as_array().unwrap().clone(),
        }));
    }
    groups
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files(&entry)) } else { found.push(entry) }
    }
    found.sort();
    found
}
