//! Why a file was not taken.

use super::Teller;
use crate::domain::FileType;
use crate::forms::display::size;
use crate::forms::field::Kind;
use crate::forms::files::FileProblem;
use crate::texts::Language;

/// Most bytes of all files of an application.
pub const MOST_BYTES: u64 = 50_000_000;

impl Teller<'_> {
    pub(super) fn not_taken(&self, problem: FileProblem, name: &str) -> String {
        let Kind::Files(files) = &self.node.kind else { return self.look_again() };
        let (most, count) = (size(files.max_bytes), files.max_files.to_string());
        let (all, kinds) = (size(MOST_BYTES), kinds(self.language, &files.types));
        let values = [("name", name), ("most", &most), ("count", &count), ("all", &all), ("kinds", &kinds)];
        let say = |german| self.fill(german, &values);
        match problem {
            FileProblem::Empty => say("Die Datei „{name}“ ist leer. Wählen Sie eine andere Datei aus."),
            FileProblem::TooLarge => {
                say("Die Datei „{name}“ ist zu groß. Eine Datei darf höchstens {most} groß sein.")
            }
            FileProblem::OfOtherKind => say(
                "Die Datei „{name}“ kann nicht angenommen werden. Erlaubt ist {kinds}, und es zählt der Inhalt, nicht der Name. Speichern Sie die Datei in dieser Form.",
            ),
            FileProblem::Protected => say(
                "Die Datei „{name}“ ist mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort, und laden Sie sie dann hoch.",
            ),
            FileProblem::Unreadable => {
                say("Die Datei „{name}“ ist beschädigt. Speichern oder scannen Sie sie noch einmal.")
            }
            FileProblem::Active => say(
                "Die Datei „{name}“ enthält ein Programm. Drucken Sie sie in eine PDF-Datei, und laden Sie diese hoch.",
            ),
            FileProblem::Malware => say(
                "Die Datei „{name}“ enthält Schadsoftware und wurde nicht angenommen. Prüfen Sie Ihr Gerät mit einem Virenscanner, und laden Sie die Unterlage als neue Datei hoch.",
            ),
            FileProblem::TooMany if files.max_files == 1 => {
                say("Bei „{label}“ ist nur eine Datei möglich. Entfernen Sie zuerst die andere.")
            }
            FileProblem::TooMany => {
                say("Bei „{label}“ sind höchstens {count} Dateien möglich. Entfernen Sie zuerst eine andere.")
            }
            FileProblem::TooMuch => say(
                "Mit der Datei „{name}“ wären alle Dateien zusammen zu groß. Zusammen dürfen sie höchstens {all} groß sein.",
            ),
            FileProblem::NotSent => {
                say("Die Datei „{name}“ ist nicht angekommen. Wählen Sie sie noch einmal aus.")
            }
            FileProblem::TooOften => say(
                "Die Datei „{name}“ wurde nicht angenommen: Von Ihrem Internet-Anschluss kamen in der letzten Stunde sehr viele Dateien. Ihre Eingaben sind gespeichert. Laden Sie die Datei in einer Stunde noch einmal hoch.",
            ),
            FileProblem::NoRoom => say(
                "Die Datei „{name}“ wurde nicht angenommen: Gerade ist kein Platz für weitere Dateien. Ihre Eingaben sind gespeichert. Laden Sie die Datei später noch einmal hoch.",
            ),
            FileProblem::NoneChosen => say("Wählen Sie bei „{label}“ zuerst eine Datei aus."),
        }
    }
}

/// „PDF, JPG oder PNG“.
pub fn kinds(language: &Language, types: &[FileType]) -> String {
    let names: Vec<&str> = types
        .iter()
        .map(|kind| match kind {
            FileType::Pdf => "PDF",
            FileType::Jpeg => "JPG",
            FileType::Png => "PNG",
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {} {last}", before.join(", "), language.say("oder")),
        None => String::new(),
    }
}
