//! Too few, too many, and other options than there are.

use super::Teller;
use crate::forms::field::Kind;
use crate::forms::finder::otherwise;

impl Teller<'_> {
    pub(super) fn too_few(&self, limit: u64) -> String {
        let several = limit.to_string();
        let values = [("limit", several.as_str())];
        match (&self.node.kind, &self.node.words.object, limit) {
            (Kind::SeveralOf { .. }, Some(_), 0 | 1) => self.say("Wählen Sie {object} aus."),
            (Kind::SeveralOf { .. }, None, 0 | 1) => {
                self.say("Wählen Sie bei „{label}“ mindestens eine Antwort aus.")
            }
            (Kind::Files(_), _, 0 | 1) => self.missing(),
            (Kind::Files(_), ..) => {
                self.fill("Laden Sie bei „{label}“ mindestens {limit} Dateien hoch.", &values)
            }
            (Kind::SeveralOf { .. }, ..) => {
                self.fill("Wählen Sie bei „{label}“ mindestens {limit} Antworten aus.", &values)
            }
            (_, Some(_), 0 | 1) => self.say("Fügen Sie {object} hinzu."),
            (_, None, 0 | 1) => self.say("Fügen Sie bei „{label}“ mindestens einen Eintrag hinzu."),
            _ => {
                self.fill("Fügen Sie bei „{label}“ Einträge hinzu, bis es mindestens {limit} sind.", &values)
            }
        }
    }

    pub(super) fn too_many(&self, limit: u64) -> String {
        let several = limit.to_string();
        let values = [("limit", several.as_str())];
        match (&self.node.kind, limit) {
            (Kind::SeveralOf { .. }, 1) => self.say("Wählen Sie bei „{label}“ höchstens eine Antwort aus."),
            (Kind::SeveralOf { .. }, _) => {
                self.fill("Wählen Sie bei „{label}“ höchstens {limit} Antworten aus.", &values)
            }
            (_, 1) => self.say("Bei „{label}“ ist höchstens ein Eintrag möglich."),
            _ => self.fill("Bei „{label}“ sind höchstens {limit} Einträge möglich.", &values),
        }
    }

    pub(super) fn unknown_option(&self) -> String {
        match self.node.kind {
            Kind::YesNo => self.missing(),
            _ => self.say("Wählen Sie bei „{label}“ eine der angebotenen Antworten aus."),
        }
    }

    pub(super) fn none_found(&self, typed: &str) -> String {
        let options = match &self.node.kind {
            Kind::OneOf { options, .. } => options.as_slice(),
            _ => &[],
        };
        if let Some(rest) = otherwise(options) {
            return self.fill(
                "Zu „{typed}“ gibt es bei „{label}“ keinen Eintrag. Prüfen Sie die Schreibweise, oder wählen Sie „{other}“ aus.",
                &[("typed", typed), ("other", &rest.title)],
            );
        }
        self.fill(
            "Zu „{typed}“ gibt es bei „{label}“ keinen Eintrag. Prüfen Sie die Schreibweise, oder geben Sie nur einen Teil ein.",
            &[("typed", typed)],
        )
    }

    pub(super) fn not_chosen(&self, typed: &str) -> String {
        self.fill(
            "Wählen Sie bei „{label}“ einen der Einträge aus, die zu „{typed}“ passen.",
            &[("typed", typed)],
        )
    }

    pub(super) fn exclusive(&self, value: &str) -> String {
        let options = match &self.node.kind {
            Kind::SeveralOf { options, .. } => options.as_slice(),
            _ => &[],
        };
        let option =
            options.iter().find(|option| option.value == value).map_or(value, |option| &option.title);
        self.fill(
            "Wählen Sie bei „{label}“ entweder „{option}“ oder andere Antworten aus, nicht beides.",
            &[("option", option)],
        )
    }
}
