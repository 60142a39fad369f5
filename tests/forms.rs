//! The forms themselves: the shipped ones are without a mistake, and every mistake an author can make is
//! told in words that lead to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pforte::forms::check::check;
use pforte::forms::source::FormSource;
use serde_json::{Value, json};

#[test]
fn the_shipped_forms_have_no_mistake_and_their_cases_come_out_as_expected() {
    let report = check(&FormSource::Embedded);
    assert_eq!(told(&report.problems), "");
    assert!(
        report.forms > 0 && report.cases >= report.forms,
        "{} forms, {} cases",
        report.forms,
        report.cases
    );
}

#[test]
fn the_fixture_has_no_mistake_and_its_cases_come_out_as_expected() {
    let report = check(&FormSource::Folder(tests().join("fixtures/forms")));
    assert_eq!(told(&report.problems), "");
    assert_eq!((report.forms, report.cases), (3, 10));
}

/// `broken_forms/sound` is a form without a mistake. Every other folder there holds what makes it a broken
/// one: files that replace its files, or in `change.json` changes to them (RFC 7396, by file name), and
/// in `expected.txt` what the author is told.
#[test]
fn every_mistake_is_told_with_its_place_and_the_way_out() {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(tests().join("broken_forms")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut differences = String::new();
    for folder in &folders {
        let wanted = fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
        let found = told(&check(&FormSource::Folder(broken(folder).path().to_owned())).problems);
        if found != wanted {
            let name = folder.file_name().unwrap().to_string_lossy();
            differences += &format!("--- {name}, expected:\n{wanted}--- found:\n{found}\n");
        }
    }
    assert!(folders.len() > 70, "only {} folders", folders.len());
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn a_new_form_is_sound_at_once_and_is_never_made_over_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let new = |arguments: &[&str]| {
        let command = ["forms", "new"].iter().chain(arguments);
        let into = ["--into", folder.path().to_str().unwrap()];
        Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).args(into).output().unwrap()
    };
    let schema = tests().join("fixtures/schemas/generated.json");
    assert!(new(&["dog_tax"]).status.success());
    let made = new(&["pets", "--from-schema", schema.to_str().unwrap()]);
    assert!(made.status.success());
    let lines = String::from_utf8(made.stderr).unwrap();
    assert!(lines.contains("generated.json#/properties/photo: left out: "), "{lines}");
    let report = check(&FormSource::Folder(folder.path().to_owned()));
    assert_eq!(told(&report.problems), "");
    assert_eq!(report.forms, 2);
    let command = ["check", folder.path().to_str().unwrap()];
    let checked = Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).output().unwrap();
    let lines = String::from_utf8(checked.stdout).unwrap();
    assert!(lines.contains("dog_tax/schema.json: 6 x [Platzhalter]: write these texts"), "{lines}");
    for (arguments, reason) in [
        (&["dog_tax"][..], "is there already"),
        (&["Dog Tax"], "is no name of a form"),
        (&["cats", "--from-schema", "/nowhere.json"], "cannot be read"),
    ] {
        let refused = new(arguments);
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(told.contains(reason) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn a_path_without_forms_is_no_reason_to_be_content() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    for (folder, way_out) in [("defect_report", "name the folder above it"), ("lists", "A form is a folder")]
    {
        let command = ["check", forms.join(folder).to_str().unwrap()].map(str::to_owned);
        let checked = Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).output().unwrap();
        let lines = String::from_utf8(checked.stdout).unwrap();
        assert_eq!(checked.status.code(), Some(1), "{folder}: {lines}");
        assert!(lines.contains("here is no form.") && lines.contains(way_out), "{folder}: {lines}");
    }
}

#[test]
fn a_new_form_joins_a_folder_with_blocks_and_lists_of_its_own() {
    let new = |folder: &Path, id: &str| {
        let command = ["forms", "new", id, "--into", folder.to_str().unwrap()];
        let made = Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8(made.stderr).unwrap());
        told(&check(&FormSource::Folder(folder.to_owned())).problems)
    };
    let own = tempfile::tempdir().unwrap();
    copy(&tests().join("fixtures/forms/blocks"), &own.path().join("blocks"));
    assert_eq!(new(own.path(), "dog_tax"), "");
    assert!(!own.path().join("lists").exists(), "nothing there asks for a list");

    // A shipped block needs its list; blocks that others use are found with theirs.
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    let folder = tempfile::tempdir().unwrap();
    copy(&shipped.join("blocks"), &folder.path().join("blocks"));
    assert_eq!(new(folder.path(), "dog_tax"), "");
    assert!(folder.path().join("lists/countries.json").is_file());

    // A list that only another form asks for is no mistake of the new one.
    let list = own.path().join("lists/breeds.json");
    fs::create_dir_all(list.parent().unwrap()).unwrap();
    let entries = json!([{"const": "a", "title": "Dackel"}, {"const": "b", "title": "Pudel"}]);
    let breeds = json!({"title": "Rasse", "x-list": {"version": "1", "source": "Amt"}, "oneOf": entries});
    fs::write(list, breeds.to_string()).unwrap();
    let schema = own.path().join("dog_tax/schema.json");
    let mut value: Value = serde_json::from_slice(&fs::read(&schema).unwrap()).unwrap();
    value["$defs"]["breed"] = json!({"$ref": "../lists/breeds.json"});
    fs::write(&schema, value.to_string()).unwrap();
    let told = new(own.path(), "cats");
    assert!(!told.contains("no form asks"), "{told}");
}

#[test]
fn every_message_of_a_form_is_printed_with_field_and_cause() {
    let messages = |arguments: &[&str]| {
        let folder = tests().join("fixtures/forms");
        let command = [&["check", folder.to_str().unwrap(), "--messages"][..], arguments].concat();
        Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).output().unwrap()
    };
    let all = String::from_utf8(messages(&[]).stdout).unwrap();
    assert!(all.lines().all(|line| line.split('\t').count() == 4), "form, field, cause, message");
    let forms: std::collections::BTreeSet<&str> =
        all.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(forms.len(), 3);
    let first = forms.first().unwrap();
    let one = String::from_utf8(messages(&["--form", first]).stdout).unwrap();
    assert!(!one.is_empty() && one.lines().all(|line| line.starts_with(&format!("{first}\t"))));
    let unknown = messages(&["--form", "nothing"]);
    assert_eq!(unknown.status.code(), Some(1));
    let told = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        told.contains("there is no form \"nothing\"; there are: all_kinds, every_keyword, files"),
        "{told}"
    );
}

#[test]
fn the_messages_of_a_form_with_a_mistake_are_refused_with_its_place() {
    for file in ["dog_tax_registration/schema.json", "blocks/person.json"] {
        let folder = shipped_copy();
        let messages = || {
            let command = ["check", folder.path().to_str().unwrap(), "--messages", "--form"];
            let form = "dog_tax_registration";
            Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).arg(form).output().unwrap()
        };
        assert!(messages().status.success());
        fs::write(folder.path().join(file), "{\"half\": ").unwrap();
        let refused = messages();
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(told.contains(&format!("{file}: this is no JSON")), "{told}");
        assert!(
            told.contains("dog_tax_registration has a mistake") && !told.contains("there is no"),
            "{told}"
        );
    }
}

#[test]
fn the_preview_of_a_form_is_one_file_that_needs_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("preview.html");
    let fixtures = tests().join("fixtures/forms");
    let preview = |arguments: &[&str]| {
        let command =
            [&["forms", "preview"][..], arguments, &["--forms", fixtures.to_str().unwrap()]].concat();
        Command::new(env!("CARGO_BIN_EXE_pforte")).args(command).output().unwrap()
    };
    assert!(preview(&["every_keyword", "--into", file.to_str().unwrap()]).status.success());
    let page = fs::read_to_string(&file).unwrap();
    assert_eq!(preview(&["every_keyword"]).stdout, page.as_bytes(), "the same on standard output");
    assert_page_holds_together(&page);
    let unknown = preview(&["nothing"]);
    assert_eq!(unknown.status.code(), Some(1));
    let told = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        told.contains("there is no form \"nothing\"; there are: all_kinds, every_keyword, files"),
        "{told}"
    );
}

/// Nothing is fetched, ids are unique, and what is named by id is there.
fn assert_page_holds_together(page: &str) {
    let html = scraper::Html::parse_document(page);
    let values = |name: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(&format!("[{name}]")).unwrap();
        let elements = html.select(&selector).filter_map(|element| element.value().attr(name));
        elements.map(str::to_owned).collect()
    };
    let ids = values("id");
    let known: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(known.len(), ids.len(), "an id appears twice");
    for link in values("href") {
        let is_here = link.strip_prefix('#').is_some_and(|id| known.contains(&id.to_owned()));
        assert!(is_here || link.starts_with("data:text/css"), "{link:.80}");
    }
    assert_eq!(values("src"), [] as [String; 0]);
    for reference in ["for", "aria-describedby", "aria-labelledby"] {
        for id in values(reference).iter().flat_map(|ids| ids.split_whitespace()) {
            assert!(known.contains(&id.to_owned()), "{reference}={id} leads nowhere");
        }
    }
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn told(problems: &[pforte::forms::problem::Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// A copy of the shipped forms, one folder deep: no cases.
fn shipped_copy() -> tempfile::TempDir {
    let forms = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    for folder in ["blocks", "lists", "texts", "dog_tax_registration"] {
        copy(&shipped.join(folder), &forms.path().join(folder));
    }
    for file in ["departments.json", "assisted.json"] {
        fs::copy(shipped.join(file), forms.path().join(file)).unwrap();
    }
    forms
}

/// A folder of forms with the broken one in it.
fn broken(folder: &Path) -> tempfile::TempDir {
    let forms = tempfile::tempdir().unwrap();
    let shared = tests().join("fixtures/forms");
    for file in ["departments.json", "assisted.json"] {
        fs::copy(shared.join(file), forms.path().join(file)).unwrap();
    }
    copy(&shared.join("blocks"), &forms.path().join("blocks"));
    copy(&tests().join("broken_forms/sound/probe"), &forms.path().join("probe"));
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            copy(&entry, &forms.path().join(entry.file_name().unwrap()));
        }
    }
    if let Ok(changes) = fs::read(folder.join("change.json")) {
        let changes: Value = serde_json::from_slice(&changes).unwrap();
        for (file, change) in changes.as_object().unwrap() {
            let file = forms.path().join(file);
            let before = fs::read(&file).ok().map(|bytes| serde_json::from_slice(&bytes).unwrap());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, merged(before.unwrap_or(Value::Null), change).to_string()).unwrap();
        }
    }
    forms
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let entries = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path());
    for entry in entries.filter(|entry| entry.is_file()) {
        fs::copy(&entry, to.join(entry.file_name().unwrap())).unwrap();
    }
}

/// A JSON merge patch (RFC 7396).
fn merged(before: Value, change: &Value) -> Value {
    let Value::Object(change) = change else { return change.clone() };
    let mut object = before.as_object().cloned().unwrap_or_default();
    for (key, value) in change {
        if value.is_null() {
            object.shift_remove(key);
        } else {
            let inner = object.get(key).cloned().unwrap_or(Value::Null);
            object.insert(key.clone(), merged(inner, value));
        }
    }
    Value::Object(object)
}
