//! Where forms come from: the ones built into the product, or a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;
use serde_json::Value;

use super::problem::Problem;
use super::strict_json;

/// The shipped forms.
#[derive(RustEmbed)]
#[folder = "forms/"]
#[include = "*.json"]
struct Shipped;

/// The folders beside those of the forms that schemas refer to.
const SHARED: [&str; 2] = ["blocks", super::lists::FOLDER];

/// Where forms are read from.
#[derive(Debug, Clone)]
pub enum FormSource {
    /// The ones built into the product.
    Embedded,
    /// A folder on disk.
    Folder(PathBuf),
    /// Files that stand nowhere yet, by their names.
    Memory(BTreeMap<String, Value>),
}

impl FormSource {
    /// The ids of all forms: folders with a `form.json`, in order.
    pub fn form_ids(&self) -> Result<Vec<String>, Problem> {
        let mut ids: Vec<String> = match self {
            Self::Embedded => {
                Shipped::iter().filter_map(|name| Some(name.strip_suffix("/form.json")?.to_owned())).collect()
            }
            Self::Folder(folder) => folders(folder)?,
            Self::Memory(files) => {
                files.keys().filter_map(|name| Some(name.strip_suffix("/form.json")?.to_owned())).collect()
            }
        };
        ids.retain(|id| !id.contains('/') && !SHARED.contains(&id.as_str()));
        ids.sort();
        Ok(ids)
    }

    /// The names of the case files of a form, in order: `<form>/cases/<name>.json`.
    pub fn case_files(&self, form_id: &str) -> Vec<String> {
        let folder = format!("{form_id}/cases");
        self.json_files(&folder).iter().map(|name| format!("{folder}/{name}.json")).collect()
    }

    /// The names of the JSON files in a folder, without their ending, in order.
    pub fn json_files(&self, folder: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        let names: Vec<String> = match self {
            Self::Embedded => {
                Shipped::iter().filter_map(|name| Some(name.strip_prefix(&prefix)?.to_owned())).collect()
            }
            Self::Folder(root) => {
                let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
                entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
            Self::Memory(files) => {
                files.keys().filter_map(|name| Some(name.strip_prefix(&prefix)?.to_owned())).collect()
            }
        };
        let is_here = |name: &&str| !name.contains('/');
        let names = names.iter().filter_map(|name| name.strip_suffix(".json")).filter(is_here);
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    }

    /// A file's content as JSON; a mistake names line and column.
    pub fn json(&self, name: &str) -> Result<Value, Problem> {
        if let Self::Memory(files) = self {
            let missing = || Problem::at(name, "", "this file is missing.", "Add it.");
            return files.get(name).cloned().ok_or_else(missing);
        }
        let bytes = self.read(name)?;
        strict_json::read(&bytes).map_err(|error| {
            Problem::at(name, "", format!("this is no JSON: {error}."), "Mend it at that line and column.")
        })
    }

    /// Whether there is such a file.
    pub fn exists(&self, name: &str) -> bool {
        match self {
            Self::Embedded => Shipped::get(name).is_some(),
            Self::Folder(folder) => folder.join(name).is_file(),
            Self::Memory(files) => files.contains_key(name),
        }
    }

    /// The files that all forms of a source share: departments, the record of the desk, the blocks, the lists.
    pub fn shared_files(&self) -> Vec<String> {
        let single = ["departments.json", "assisted.json"].into_iter().filter(|name| self.exists(name));
        let inside = |folder: &&str| {
            let folder = (*folder).to_owned();
            let files = self.json_files(&folder).into_iter();
            files.map(move |name| format!("{folder}/{name}.json")).collect::<Vec<_>>()
        };
        single.map(str::to_owned).chain(SHARED.iter().flat_map(inside)).collect()
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Result<Vec<u8>, Problem> {
        self.read(name)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Embedded => match Shipped::get(name) {
                Some(file) => Ok(file.data.into_owned()),
                None => Err(Problem::at(name, "", "this file is missing.", "Add it.")),
            },
            Self::Folder(folder) => std::fs::read(folder.join(name)).map_err(|error| {
                Problem::at(
                    name,
                    "",
                    format!("this file cannot be read: {error}."),
                    "Add it or mend its rights.",
                )
            }),
            Self::Memory(files) => files
                .get(name)
                .map(|file| file.to_string().into_bytes())
                .ok_or_else(|| Problem::at(name, "", "this file is missing.", "Add it.")),
        }
    }
}

fn folders(folder: &Path) -> Result<Vec<String>, Problem> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        let name = folder.display().to_string();
        Problem::at(name, "", format!("this folder cannot be read: {error}."), "Name a folder of forms.")
    })?;
    let is_form = |entry: &std::fs::DirEntry| {
        entry.path().join("form.json").is_file() || entry.path().join("schema.json").is_file()
    };
    let name = |entry: std::fs::DirEntry| entry.file_name().into_string().ok();
    Ok(entries.flatten().filter(is_form).filter_map(name).collect())
}
