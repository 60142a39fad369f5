//! `pforte forms`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::Value;

use super::{Failure, config, form_source};
use crate::forms::author::{NewForm, Order, is_form_id, new_form};
use crate::forms::lists;
use crate::forms::source::FormSource;

/// The folder of forms where none is set.
const STANDARD_FOLDER: &str = "forms";

/// What can be done with the folder of forms.
#[derive(Debug, Subcommand)]
pub enum FormsCommand {
    /// Begin a form: a small one to fill in, or one out of a JSON Schema.
    New {
        /// The name of its folder, for example dog_tax.
        id: String,
        /// A JSON Schema: its properties become questions; what cannot be asked is told on stderr.
        #[arg(long, value_name = "FILE")]
        from_schema: Option<PathBuf>,
        /// The folder with the forms [default: that of PFORTE_FORMS, or ./forms].
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Show a form as its authors look at it, as one page of HTML: every branch open, each question with its
    /// condition, its limits and every message, the pages with the reasons why they are skipped, computed values,
    /// hints and routing. A local trial shows the same below /entwicklung/formulare.
    Preview {
        /// The name of its folder, for example dog_tax.
        id: String,
        /// The folder with the forms [default: that of PFORTE_FORMS, or the built-in ones].
        #[arg(long, value_name = "DIR")]
        forms: Option<PathBuf>,
        /// The file to write; one that is there is written over [default: standard output].
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
    /// Tell what is different between two versions of a form: what is compatible, what needs a look, where
    /// people would have to begin anew; and how many drafts have the old version.
    Diff {
        /// The folder of the form as it was, for example forms.old/dog_tax.
        old: PathBuf,
        /// The folder of the form as it will be.
        new: PathBuf,
    },
}

/// Runs a command on forms.
pub fn forms(command: FormsCommand) -> Result<(), Failure> {
    match command {
        FormsCommand::Preview { id, forms, into } => {
            let source = match forms {
                Some(folder) => FormSource::Folder(folder),
                None => form_source(&config()?),
            };
            super::preview::preview(&source, &id, into.as_deref())
        }
        FormsCommand::Diff { old, new } => super::diff::diff(&old, &new),
        FormsCommand::New { id, from_schema, into } => {
            let folder = match into {
                Some(folder) => folder,
                None => match form_source(&config()?) {
                    FormSource::Folder(folder) => folder,
                    _ => PathBuf::from(STANDARD_FOLDER),
                },
            };
            new(&id, from_schema.as_deref(), &folder)
        }
    }
}

fn new(id: &str, from_schema: Option<&Path>, folder: &Path) -> Result<(), Failure> {
    if !is_form_id(id) {
        let reason =
            format!("{id:?} is no name of a form; use small letters, digits and _, and begin with a letter");
        return Err(Failure(reason));
    }
    let home = folder.join(id);
    if home.exists() {
        return Err(Failure(format!(
            "{} is there already; choose another name, or remove it",
            home.display()
        )));
    }
    let given = from_schema.map(|path| Ok::<_, Failure>((name_of(path), read(path)?))).transpose()?;
    let missing = missing_files(folder, given.as_ref().map(|(_, bytes)| bytes.as_slice()))?;
    let shared = shared_files(folder, &missing)?;
    let slugs = slugs(folder);
    let schema = given.as_ref().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    match new_form(&Order { id, schema, shared: &shared, slugs: &slugs }) {
        Ok(form) => {
            form.notes.iter().for_each(|note| eprintln!("{note}"));
            for (name, text) in &missing {
                write(&folder.join(name), text)?;
            }
            for (name, text) in &form.files {
                write(&home.join(name), text.as_bytes())?;
            }
            tell(&form, folder, id);
            Ok(())
        }
        Err(refusal) => {
            refusal.notes.iter().for_each(|note| eprintln!("{note}"));
            Err(Failure(refusal.reason))
        }
    }
}

fn tell(form: &NewForm, folder: &Path, id: &str) {
    let (home, folder) = (folder.join(id), folder.display());
    println!("{}: {} questions on {} pages", home.display(), form.questions, form.pages);
    if !form.notes.is_empty() {
        println!("{} parts of the schema are left out or changed; they are named above", form.notes.len());
    }
    println!("Write the texts that are marked with [Platzhalter].");
    println!("pforte check {folder} tests it, PFORTE_FORMS={folder} pforte serves it.");
}

/// The shared files that a folder has not got yet, as they are shipped; of the lists those that are referred to.
fn missing_files(folder: &Path, schema: Option<&[u8]>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let shipped = FormSource::Embedded;
    let is_missing = |name: &String| match name.split_once('/') {
        // Whoever has blocks or lists has their own.
        Some((inside, _)) => !folder.join(inside).exists(),
        None => !folder.join(name).exists(),
    };
    let missing = shipped.shared_files().into_iter().filter(is_missing);
    let (listed, mut names): (Vec<_>, Vec<_>) = missing.partition(|name| list_name(name).is_some());
    let mut used = lists::used(&FormSource::Folder(folder.to_owned()));
    for name in &names {
        lists::references(&shipped.json(name)?, &mut used);
    }
    // What is no JSON is refused later, with a reason.
    if let Some(schema) = schema.and_then(|bytes| serde_json::from_slice(bytes).ok()) {
        lists::references(&schema, &mut used);
    }
    names.extend(listed.into_iter().filter(|name| list_name(name).is_some_and(|list| used.contains(list))));
    names.into_iter().map(|name| Ok((name.clone(), shipped.text(&name)?))).collect()
}

/// The name of the list in a file; `None` if it holds none.
fn list_name(file: &str) -> Option<&str> {
    file.strip_prefix(lists::FOLDER)?.strip_prefix('/')?.strip_suffix(".json")
}

fn shared_files(folder: &Path, missing: &[(String, Vec<u8>)]) -> Result<BTreeMap<String, Value>, Failure> {
    let own = FormSource::Folder(folder.to_owned());
    let mut shared = BTreeMap::new();
    for name in own.shared_files() {
        shared.insert(name.clone(), own.json(&name)?);
    }
    for (name, _) in missing {
        shared.insert(name.clone(), FormSource::Embedded.json(name)?);
    }
    Ok(shared)
}

/// The addresses of the forms that are there already.
fn slugs(folder: &Path) -> Vec<String> {
    let source = FormSource::Folder(folder.to_owned());
    let ids = source.form_ids().unwrap_or_default();
    let slug =
        |id: String| Some(source.json(&format!("{id}/form.json")).ok()?.get("slug")?.as_str()?.to_owned());
    ids.into_iter().filter_map(slug).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|error| Failure(format!("{} cannot be read: {error}; name a JSON Schema", path.display())))
}

/// Writes a file that is not there yet, and the folders around it.
fn write(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let failure = |error| Failure(format!("{} cannot be written: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failure)?;
    }
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text))
        .map_err(failure)
}
