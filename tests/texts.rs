//! The product's own texts: every one that people read in their language is in every language, and nothing stands
//! on their pages that cannot be said in another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// What staff and developers read; they read German, and English.
const FOR_STAFF: [&str; 31] = [
    "/layout_staff",
    "/gallery/",
    "/web/preview/",
    "/components/pagination/",
    "/pages/desk/",
    "/pages/desk_code/",
    "/pages/figures/",
    "/pages/handover/",
    "/pages/inbox/",
    "/pages/deputy/",
    "/pages/workload/",
    "/pages/payment_lists/",
    "/pages/data_rights/",
    "/pages/given_away/",
    "/pages/case/",
    "/pages/bulk/",
    "/pages/committee/",
    "/pages/department_figures/",
    "/pages/views/",
    "/pages/admin/",
    "/pages/sign_in/",
    "/pages/reissue/",
    "/pages/inquire/",
    "/pages/decide/",
    "/pages/desk_inquiry/",
    "/pages/kept_input/",
    "/pages/incomplete/",
    "/pages/staff_forms/",
    "/pages/second_step/",
    "/pages/check_answers/next_step.html",
    "/pages/check_answers/filed_before.html",
];

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code of a file without its comments and tests, which come last.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = if text.contains("\nmod tests {") {
        text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
    } else {
        text
    };
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every German text in the code that is said in the language of the reader.
fn said() -> BTreeSet<String> {
    let in_code = Regex::new(r#"(?:^|[^A-Za-z_])(?:t|de|say|fill)\(\s*"((?:[^"\\]|\\.)*)""#).unwrap();
    let in_template = Regex::new(r#""([^"]*)"\s*\|\s*(?:t|fill|fill_two)\b|say\("([^"]*)"\)"#).unwrap();
    let mut found = BTreeSet::new();
    for path in files(&source(), &["rs", "html", "txt"]) {
        let name = path.to_string_lossy().into_owned();
        if name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("filters.rs") {
            continue;
        }
        let text = code(&path);
        let pattern = if name.ends_with(".rs") { &in_code } else { &in_template };
        for captures in pattern.captures_iter(&text) {
            found.extend(captures.iter().skip(1).flatten().map(|text| text.as_str().to_owned()));
        }
    }
    found
}

#[test]
fn every_text_that_is_said_is_in_every_language_and_no_other() {
    let said = said();
    assert!(said.contains("Weiter") && said.contains("Wählen Sie {object} aus."));
    for language in ["en", "de-x-ls"] {
        let text = fs::read_to_string(source().join(format!("texts/{language}.json"))).unwrap();
        let mut texts: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        assert!(texts.remove("Deutsch").is_some());
        let there: BTreeSet<String> = texts.into_keys().collect();
        let missing: Vec<_> = said.difference(&there).collect();
        let unused: Vec<_> = there.difference(&said).collect();
        assert!(
            missing.is_empty() && unused.is_empty(),
            "{language}: add {missing:#?}, take out {unused:#?}"
        );
    }
}

#[test]
fn no_template_for_citizens_holds_a_text_that_stays_german() {
    let of_template = Regex::new(r"(?s)\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<style>.*?</style>").unwrap();
    // What the city has to fill in is for its own eyes; names of things are the same everywhere.
    let not_for_citizens = Regex::new(
        r#"(?s)<mark class="pf-todo".*?</mark>|>EUPL 1\.2<|>SIL Open Font License 1\.1<|>www\.[a-z.]+<"#,
    )
    .unwrap();
    let shown =
        Regex::new(r#">([^<]*\p{L}{2}[^<]*)<|(?:aria-label|title|alt|placeholder)="([^"]*\p{L}{2}[^"]*)""#)
            .unwrap();
    let unsaid = Regex::new(r#"\{\{\s*"[^"]*"\s*\}\}"#).unwrap();
    let mut wrong = Vec::new();
    for path in files(&source().join("web"), &["html"]) {
        let name = path.to_string_lossy().into_owned();
        if FOR_STAFF.iter().any(|part| name.contains(part)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        wrong.extend(unsaid.captures_iter(&text).map(|found| format!("{name}: {}", &found[0])));
        let text = of_template.replace_all(&text, "");
        let text = not_for_citizens.replace_all(&text, "");
        wrong.extend(shown.captures_iter(&text).map(|found| format!("{name}: {}", &found[0])));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
