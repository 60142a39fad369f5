//! The invariants of `ARCHITECTURE.md` as tests: what the compiler does not check.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The only modules of ours that a module may use. `clock` is open to all.
#[rustfmt::skip] // One line a module: else this table is as long as all the rest.
const DIRECTIONS: [(&str, &[&str]); 30] = [
    ("clock", &[]),
    ("domain", &[]),
    ("texts", &[]),
    ("turns", &[]),
    ("meters", &[]),
    ("sheets", &[]),
    ("sealing", &[]),
    ("treasury", &["sheets", "domain"]),
    ("telemetry", &["config"]),
    ("mail", &["texts", "domain"]),
    ("scanner", &[]),
    ("depot", &["scanner", "meters", "sealing", "domain"]),
    ("forms", &["texts", "domain"]),
    ("store", &["meters", "sealing", "domain"]),
    ("config", &["scanner", "sealing", "store", "domain"]),
    ("library", &["store", "forms", "texts", "domain"]),
    ("accounts", &["store", "meters", "turns", "domain"]),
    ("intake", &["library", "store", "depot", "forms", "texts", "domain"]),
    ("casework", &["library", "store", "treasury", "forms", "texts", "domain"]),
    ("desk", &["accounts", "intake", "casework", "library", "store", "forms", "domain"]),
    ("status", &["intake", "casework", "library", "store", "forms", "texts", "domain"]),
    ("operations", &["meters", "library", "store", "depot", "scanner", "forms", "domain"]),
    ("outbox", &["operations", "casework", "library", "mail", "meters", "store", "forms", "texts", "domain"]),
    ("web", &[
        "accounts", "intake", "casework", "desk", "status", "outbox", "operations", "library", "store",
        "depot", "forms", "sealing", "sheets", "texts", "turns", "meters", "domain",
    ]),
    ("audit", &["store", "domain"]),
    ("backup", &["store", "depot", "sealing", "domain"]),
    ("retention", &["casework", "library", "store", "depot", "forms", "domain"]),
    ("screening", &["casework", "library", "store", "depot", "scanner", "meters", "domain"]),
    ("app", &[
        "audit", "web", "operations", "meters", "outbox", "retention", "screening", "mail", "library", "store",
        "depot", "domain",
    ]),
    ("cli", &[
        "app", "audit", "backup", "operations", "meters", "casework", "retention", "config",
        "telemetry", "accounts", "web", "mail", "library", "store", "depot", "scanner", "forms",
        "sealing", "domain",
    ]),
];

/// Crates that stay where they are.
const CONFINED: [(&str, &[&str]); 9] = [
    ("diesel", &["store"]),
    ("actix_web", &["web", "app"]),
    ("actix_multipart", &["web"]),
    ("governor", &["web"]),
    ("lettre", &["mail"]),
    ("image", &["depot"]),
    ("utoipa", &["web"]),
    ("metrics", &["meters"]),
    ("metrics_exporter_prometheus", &["meters"]),
];

/// No file is longer, so that each can be read at one sitting.
const MOST_LINES: usize = 400;

/// A file below `src`.
struct Source {
    /// Its path, for example `src/store/cases.rs`.
    path: String,
    /// The module of the crate that it belongs to, for example `store`.
    module: String,
    /// Its lines with numbers, without comments and without the tests at its end.
    lines: Vec<(usize, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All files below a folder with this ending, as paths relative to the repository, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true if entry.file_name() != "node_modules" => folders.push(path),
                true => {}
                false if path.extension().is_some_and(|found| found == ending) => {
                    found.push(path.to_str().unwrap().to_owned());
                }
                false => {}
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} files below {folder}");
    found
}

fn sources() -> Vec<Source> {
    let is_test = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        path.contains("/tests/") || name == "tests.rs" || name == "examples.rs"
    };
    let read = |path: String| {
        let module = path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs");
        let lines = text(&path)
            .lines()
            .enumerate()
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| (number + 1, line.to_owned()))
            .collect();
        Source { module: module.to_owned(), lines, path }
    };
    files("src", "rs").into_iter().filter(|path| !is_test(path)).map(read).collect()
}

/// The places of all sources in which `is_wrong` finds something, each with what it found.
fn places(is_wrong: impl Fn(&Source, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            found.extend(is_wrong(&source, line).map(|what| format!("{}:{number}: {what}", source.path)));
        }
    }
    found
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let path = Regex::new(r"\bcrate::(\{|[a-z_]+)").unwrap();
    let wrong = places(|source, line| {
        let used = path.captures_iter(line).map(|found| found[1].to_owned());
        let allowed = DIRECTIONS.iter().find(|(module, _)| *module == source.module).map(|(_, below)| *below);
        used.into_iter().find_map(|used| match allowed {
            _ if source.module == "lib" || used == source.module || used == "clock" => None,
            _ if used == "{" => Some("write one `use` a module, so that directions can be read".to_owned()),
            None => Some(format!("module {} stands in no direction of tests/tidy.rs", source.module)),
            Some(below) if below.contains(&used.as_str()) => None,
            Some(_) => Some(format!("{} may not use {used}", source.module)),
        })
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn big_libraries_stay_in_their_module() {
    let rules = CONFINED
        .map(|(library, homes)| (Regex::new(&format!(r"\b{library}(::|;)")).unwrap(), library, homes));
    let wrong = places(|source, line| {
        rules.iter().find_map(|(word, library, homes)| {
            let is_away = !homes.contains(&source.module.as_str());
            (is_away && word.is_match(line)).then(|| format!("{library} belongs to {}", homes.join(" and ")))
        })
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Handlers open the gate and call one use case; rows and queries are not their business.
#[test]
fn pages_ask_use_cases_and_never_the_store() {
    let call = Regex::new(
        r"\b(assistances|attempts|case_answers|case_bias|case_figures|case_links|case_tags|case_tasks|case_visits|case_words|cases|chain|checks|clerks|decisions|deputies|digests|draft_addresses|draft_codes|draft_events|drafts|erasure|events|form_versions|handovers|inquiries|keys|outbox|payments|proposals|reassignments|saved_views|second_steps|senders|sessions|submissions|told_events)::[a-z]",
    )
    .unwrap();
    let wrong = places(|source, line| {
        let is_query = source.module == "web" && !line.contains("store::") && call.is_match(line);
        (is_query || source.module == "web" && line.contains("store::{"))
            .then(|| format!("a page asks the store: {}", line.trim()))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever asks `StoredFile::key` gets none for a file that is held back.
#[test]
fn files_that_are_held_back_are_opened_for_backups_and_the_scanner_only() {
    let homes = ["store", "backup", "screening"];
    let wrong = places(|source, line| {
        let is_away = !homes.contains(&source.module.as_str());
        (is_away && line.contains("key_for_machines"))
            .then(|| "only backups and the scanner open this".to_owned())
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The access table of the integration tests is compared with the site map's tables: an address that is
/// registered in another way would be in neither.
#[test]
fn addresses_are_registered_from_the_site_map_only() {
    let word = Regex::new(r"\.route\(|config\.service\(|web::(resource|scope)\(").unwrap();
    let found = places(|_, line| word.find(line).map(|found| found.as_str().to_owned()));
    assert_eq!(found.len(), 1, "{}", found.join("\n"));
    assert!(found[0].starts_with("src/web/routes.rs:"), "{}", found[0]);
}

/// The gate's transaction holds the writes of many requests, and diesel does not know of it: a job that
/// begins one of its own would commit those of its neighbours, or take them back.
#[test]
fn transactions_begin_and_end_at_the_gate_only() {
    let word =
        Regex::new(r#"transaction(\(|::<)|\bTransactionManager\b|"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b"#)
            .unwrap();
    // Backups have connections of their own.
    let homes = ["src/store/backup.rs", "src/store/gate.rs", "src/store/dialect.rs", "src/store/migrate.rs"];
    let wrong = places(|source, line| {
        let found = word.find(line).filter(|_| !homes.contains(&source.path.as_str()))?;
        Some(format!("`{}`: a job of the gate is in a transaction already", found.as_str()))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let mut all = files("src", "rs");
    all.extend(files("tests", "rs"));
    all.extend(files("src", "html"));
    let lines = |path: &String| text(path).lines().count();
    let long: Vec<String> = all
        .iter()
        .filter(|path| *path != "src/store/schema.rs" && lines(path) > MOST_LINES)
        .map(|path| format!("{path} has {} lines; split it by topic", lines(path)))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_program_is_only_a_door_to_the_library() {
    assert!(text("src/main.rs").lines().count() <= 30);
}

#[test]
fn nothing_from_outside_can_make_the_product_panic() {
    let word = Regex::new(r"\.(unwrap|expect)\(|\b(panic|todo|unimplemented|unreachable|assert)!").unwrap();
    let wrong = places(|_, line| {
        word.find(line).map(|found| format!("`{}`: answer an error or an Option instead", found.as_str()))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lints_are_switched_off_only_with_a_reason_and_there_are_no_own_macros() {
    let word = Regex::new(r"#!?\[allow\(|\bmacro_rules!|#\[expect\([^)]*\)\]").unwrap();
    let wrong = places(|_, line| {
        let found = word.find(line)?.as_str();
        (!found.contains("reason"))
            .then(|| format!("{found}: use #[expect(…, reason = \"…\")], no own macros"))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn templates_escape_everything() {
    let word = Regex::new(r"\|\s*safe\b|\|\s*escape\s*\(").unwrap();
    let unsafe_ones: Vec<String> =
        files("src", "html").into_iter().filter(|path| word.is_match(&text(path))).collect();
    assert!(unsafe_ones.is_empty(), "the filter `safe` is banned: {unsafe_ones:?}");
}

#[test]
fn markup_stands_in_templates_only() {
    let tag = Regex::new(r#""[^"]*</?(p|div|span|a|ul|li|h[1-6]|table|form|input|button)[ >]"#).unwrap();
    let wrong = places(|source, line| {
        (source.module == "web" && tag.is_match(line)).then(|| "markup in Rust; use a template".to_owned())
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_component_is_a_folder_with_its_template_and_examples() {
    let home = root().join("src/web/components");
    let folders = fs::read_dir(&home).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let mut count = 0;
    for folder in folders.map(|entry| entry.path()) {
        count += 1;
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in ["mod.rs", "examples.rs", &format!("{name}.html")] {
            assert!(folder.join(file).is_file(), "component {name} has no {file}");
        }
        let examples = fs::read_to_string(folder.join("examples.rs")).unwrap();
        assert!(examples.contains("Example"), "component {name} has no example");
    }
    assert!(count > 0);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |backend: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root().join("migrations").join(backend)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, names("postgres"));
    for name in &sqlite {
        for file in ["sqlite", "postgres"].map(|backend| format!("migrations/{backend}/{name}")) {
            assert!(root().join(&file).join("up.sql").is_file(), "{file} has no up.sql");
            assert!(root().join(&file).join("down.sql").is_file(), "{file} has no down.sql");
        }
    }
}

#[test]
fn cases_drafts_and_submissions_are_never_read_without_a_scope() {
    let function = Regex::new(r"(?s)\n *pub fn (\w+)(?:<[^>]*>)?\((.*?)\)\s*->").unwrap();
    let mut count = 0;
    let mut wrong = Vec::new();
    let tables = [
        "assistances",
        "case_bias",
        "case_figures",
        "case_tags",
        "case_tasks",
        "cases",
        "chain",
        "draft_addresses",
        "draft_codes",
        "draft_events",
        "drafts",
        "events",
        "filing",
        "handovers",
        "payments",
        "proposals",
        "saved_views",
        "reassignments",
        "second_steps",
        "submissions",
        "told_events",
    ];
    for path in files("src/store", "rs") {
        let of_table = |table: &&str| path.starts_with(&format!("src/store/{table}"));
        if !tables.iter().any(of_table) {
            continue;
        }
        for found in function.captures_iter(&text(&path)) {
            if !found[2].contains("conn: &mut Conn") {
                continue;
            }
            count += 1;
            if !found[2].trim_start().starts_with("scope: &Scope") {
                wrong.push(format!("{path}: {} does not look at a Scope first", &found[1]));
            }
        }
    }
    assert!(count > 10, "the pattern finds only {count} functions");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_names_modules_that_exist_and_all_of_them() {
    let document = text("ARCHITECTURE.md");
    let path = Regex::new(r"`((?:src|tests|forms|migrations|static)/[\w./-]*)`").unwrap();
    for found in path.captures_iter(&document) {
        assert!(root().join(&found[1]).exists(), "ARCHITECTURE.md names {}, which does not exist", &found[1]);
    }
    for (module, _) in DIRECTIONS {
        let is_named = ["", ".rs", "/"].iter().any(|end| document.contains(&format!("`src/{module}{end}`")));
        assert!(is_named, "ARCHITECTURE.md does not say what src/{module} is");
    }
}

/// The table of requirements names what shows them: a proof that was renamed or taken away is none.
#[test]
fn what_the_table_of_security_requirements_names_is_there() {
    let named =
        Regex::new(r"`((?:tests|src|migrations|benches|static)/[^`:\s]*)(?:::([a-z0-9_]+))?`").unwrap();
    let missing: Vec<String> = named
        .captures_iter(&text("docs/security.md"))
        .filter(|found| {
            let path = root().join(&found[1]);
            let has = |name: &str| {
                fs::read_to_string(&path).is_ok_and(|text| text.contains(&format!("fn {name}(")))
            };
            !path.exists() || found.get(2).is_some_and(|name| !has(name.as_str()))
        })
        .map(|found| found[0].to_owned())
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
