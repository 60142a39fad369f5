//! Days, months and times that are none.

use super::Teller;
use crate::forms::field::Kind;
use crate::forms::parse::{DateProblem, TimeProblem};

impl Teller<'_> {
    pub(super) fn not_a_time(&self, problem: TimeProblem) -> String {
        match (problem, &self.node.words.subject) {
            (TimeProblem::Missing, Some(_)) => self.say("{subject} muss eine Uhrzeit enthalten."),
            (TimeProblem::Missing, None) => self.say("Geben Sie bei „{label}“ auch eine Uhrzeit ein."),
            (TimeProblem::NotReal, _) => {
                self.say("Geben Sie bei „{label}“ eine Uhrzeit ein, die es gibt, zum Beispiel 14:30.")
            }
        }
    }

    pub(super) fn not_a_date(&self, problem: &DateProblem) -> String {
        let is_month = matches!(self.node.kind, Kind::Month);
        let part = match problem {
            DateProblem::Missing(parts) => self.parts_in_words(parts),
            DateProblem::ShortYear => self.language.say("ein Jahr mit vier Ziffern").to_owned(),
            DateProblem::Wrong(_) | DateProblem::NotReal => {
                return match (&self.node.words.subject, is_month) {
                    (Some(_), true) => self.say("{subject} muss ein Monat mit Jahr sein."),
                    (Some(_), false) => self.say("{subject} muss ein Datum sein, das es gibt."),
                    (None, true) => self.say("Geben Sie bei „{label}“ einen Monat mit Jahr ein."),
                    (None, false) => self.say("Geben Sie bei „{label}“ ein Datum ein, das es gibt."),
                };
            }
        };
        match &self.node.words.subject {
            Some(_) => self.fill("{subject} muss {part} enthalten.", &[("part", &part)]),
            None => self.fill("Geben Sie bei „{label}“ {part} an.", &[("part", &part)]),
        }
    }

    fn parts_in_words(&self, parts: &[&str]) -> String {
        let words: Vec<&str> = parts
            .iter()
            .map(|part| match *part {
                "day" => self.language.say("einen Tag"),
                "month" => self.language.say("einen Monat"),
                _ => self.language.say("ein Jahr"),
            })
            .collect();
        words.join(&format!(" {} ", self.language.say("und")))
    }
}
