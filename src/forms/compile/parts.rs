//! The parts of a bundle, read as what they are.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::Department;
use crate::forms::definition::{Advice, FormFile, Page};
use crate::forms::problem::Problem;
use crate::forms::translation::Translations;

/// A bundle, as [`crate::forms::bundle::bundle`] writes it.
#[derive(Debug, Deserialize)]
pub struct Parts {
    /// The folder's name.
    pub id: String,
    /// `form.json`.
    pub form: Value,
    /// The schema with all references inside it; that of the desk is its definition `assisted`.
    pub schema: Value,
    /// `assisted.json` without its schema.
    pub assisted: Value,
    /// `departments.json`.
    pub departments: Value,
    /// The translations, each of them complete.
    #[serde(default)]
    pub texts: Translations,
}

/// The pages and hints that the desk adds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskPages {
    /// Before those of the form.
    #[serde(default)]
    pub before: Vec<Page>,
    /// After those of the form.
    #[serde(default)]
    pub after: Vec<Page>,
    /// Hints, after those of the form.
    #[serde(default)]
    pub advice: Vec<Advice>,
}

impl Parts {
    /// Reads a bundle.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let remedy = "It was not written by this product.";
        serde_json::from_str(text)
            .map_err(|error| Problem::at("bundle", "", format!("this is no form bundle: {error}."), remedy))
    }

    /// `form.json`.
    pub fn file(&self) -> Result<FormFile, Problem> {
        read_as(&self.form, &format!("{}/form.json", self.id))
    }

    /// The pages of the desk.
    pub fn desk(&self) -> Result<DeskPages, Problem> {
        read_as(&self.assisted, "assisted.json")
    }

    /// The departments.
    pub fn departments(&self) -> Result<Vec<Department>, Problem> {
        read_as(&self.departments, "departments.json")
    }
}

/// Reads a value as `T`; a mistake names its place in the file.
pub fn read_as<T: DeserializeOwned>(value: &Value, file: &str) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer: String = error.path().iter().map(pointer_step).collect();
        let remedy = "The keys are listed in forms/README.md.";
        Problem::at(file, pointer, format!("{}.", error.into_inner()), remedy)
    })
}

fn pointer_step(segment: &serde_path_to_error::Segment) -> String {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => super::schema::step("", key),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    }
}
