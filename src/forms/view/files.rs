//! A question for files, as people see it.

use serde_json::Value;

use super::elements::{of_choice, option};
use super::{Control, FileView, OptionView};
use crate::domain::Metadata;
use crate::forms::display::size;
use crate::forms::files::Files;
use crate::forms::messages::kinds;
use crate::texts::{Language, de};

/// What people are told where metadata is removed.
const NOT_STORED: &str = de(
    "Angaben in der Bilddatei, zum Beispiel Ort und Zeit der Aufnahme, und den Namen der Datei speichern wir nicht.",
);

pub(super) fn control(language: &Language, kind: &Files, answer: &Value) -> Control {
    let files = kind.references(answer);
    let chosen = kind.chosen_instead(answer);
    let (kinds, most) = (kinds(language, &kind.types), size(kind.max_bytes));
    let count = kind.max_files.to_string();
    let values = [("kinds", kinds.as_str()), ("size", most.as_str()), ("count", count.as_str())];
    let limits = match kind.max_files {
        1 => language.fill("{kinds}, höchstens {size} je Datei", &values),
        _ => language.fill("{kinds}, höchstens {size} je Datei, höchstens {count} Dateien", &values),
    };
    let limits = match kind.metadata {
        Metadata::Kept => limits,
        Metadata::Removed => format!("{limits}. {}", language.say(NOT_STORED)),
    };
    let mut instead: Vec<OptionView> =
        kind.instead.iter().map(|choice| of_choice(choice, chosen == Some(choice))).collect();
    if !instead.is_empty() {
        instead.insert(0, option("", language.say("Ich lade es jetzt hoch"), None, chosen.is_none()));
    }
    let endings = kind.types.iter().flat_map(|kind| kind.endings());
    Control::Files {
        limits,
        accept: endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
        may_add: files.len() < kind.max_files,
        instead: if files.is_empty() { instead } else { Vec::new() },
        files: files
            .into_iter()
            .map(|file| FileView { name: file.name.as_str().to_owned(), size: size(file.bytes) })
            .collect(),
    }
}
