//! Questions for files: could any be taken, and do their limits agree?

use serde_json::Value;

use super::field::Field;
use crate::domain::{FileType, Metadata};
use crate::forms::compile::kind;
use crate::forms::compile::schema::first;
use crate::forms::field::Kind;
use crate::forms::files::Files;
use crate::forms::messages::MOST_BYTES;

impl Field<'_, '_> {
    /// Files of which none could be taken help nobody.
    pub(super) fn files(&mut self) {
        let node = self.node;
        let Kind::Files(files) = &node.kind else { return };
        self.types(files);
        let items = first(self.layers, "items").and_then(|items| items.get("type"));
        let is_text = match kind::type_name(self.layers) {
            Some("array") => items.is_some_and(|name| name == "string"),
            name => name == Some("string"),
        };
        if !is_text {
            let reason = "files are stored as a text, or as a list of texts.";
            self.at("type", reason, "Write \"type\": \"array\", \"items\": {\"type\": \"string\"}.");
        }
        if !(1..=MOST_BYTES).contains(&files.max_bytes) {
            let reason = format!("a file has 1 to {MOST_BYTES} bytes.");
            self.at("x-file", &reason, "Write \"maxBytes\": 10000000.");
        }
        self.number(files);
    }

    fn types(&mut self, files: &Files) {
        let named =
            first(self.layers, "x-file").and_then(|asked| asked.get("types")).and_then(Value::as_array);
        if files.types.is_empty() || named.is_some_and(|named| named.len() != files.types.len()) {
            self.at("x-file", "this type of file is not taken.", "Name some of \"pdf\", \"jpeg\", \"png\".");
        }
        if files.metadata == Metadata::Removed && files.types.contains(&FileType::Pdf) {
            let reason = "a PDF keeps its metadata: only those of pictures can be removed.";
            self.at("x-file", reason, "Take \"pdf\" out of \"types\", or \"metadata\" away.");
        }
    }

    /// The schema counts the answers of the list, `maxFiles` the files: beside them there may be one answer instead.
    fn number(&mut self, files: &Files) {
        if files.is_single {
            return;
        }
        if files.max_files == 0 {
            return self.at("x-file", "no file at all is taken.", "Write \"maxFiles\": 5.");
        }
        let Some(answers) = first(self.layers, "maxItems").and_then(Value::as_u64) else { return };
        let (least, most) = (files.max_files, files.max_files + usize::from(!files.instead.is_empty()));
        if !(least as u64..=most as u64).contains(&answers) {
            let reason = format!("{answers} answers do not go with {least} files.");
            let remedy = match least == most {
                true => format!("Write \"maxItems\": {least}, or another \"maxFiles\"."),
                false => format!(
                    "Write \"maxItems\": {most} (one of \"instead\" counts), or another \"maxFiles\"."
                ),
            };
            self.at("maxItems", &reason, &remedy);
        }
    }
}
