//! The words of an error. They say how to mend it; they stand alone in the summary and at the field.
//!
//! A label is never bent into a sentence: with `x-subject` and `x-object` the author gives the word
//! forms, without them the label stands in quotes.

mod entries;
mod files;
mod moments;
mod numbers;

use jsonschema::error::ValidationErrorKind;

use super::field::{Kind, Node, TextFormat};
use super::files::FileProblem;
use super::form::Form;
use super::parse::{DateProblem, NumberProblem, TimeProblem};
use super::places::node_at;
use crate::domain::Path;
use crate::texts::Language;
pub use files::{MOST_BYTES, kinds};

/// What is wrong.
#[derive(Debug)]
pub enum Problem<'a> {
    /// The schema says so.
    Schema(&'a ValidationErrorKind),
    /// The schema asks for at least one of these; if none is named, for some: then `{fields}` stays open.
    OneOfThese(Vec<Path>),
    /// A text is no number.
    Number(NumberProblem),
    /// Parts are no day or month.
    Date(DateProblem),
    /// A text is no time, or a day has none.
    Time(TimeProblem),
    /// A file with this name was not taken.
    File(FileProblem, String),
    /// It is not there.
    Missing,
    /// These must not be answered together; if none is named, some: then `{fields}` stays open.
    NotTogether(Vec<Path>),
    /// What was posted is none of the options.
    UnknownOption,
    /// No option fits this text.
    NoneFound(String),
    /// Options fit this text, and none of them was chosen.
    NotChosen(String),
    /// This option excludes the others.
    Exclusive(&'a str),
}

/// The author's own message for a keyword. A set or list without an entry is missing in the eyes of
/// people, and a declaration that is not ticked is too.
pub fn own_message<'a>(node: &'a Node, keyword: &str) -> Option<&'a str> {
    let also: &[&str] = match (keyword, &node.kind) {
        ("enum", _) => &["oneOf", "type"],
        ("minItems", Kind::SeveralOf { .. } | Kind::List(_) | Kind::Files(_)) => &["required"],
        ("const", Kind::Declaration) => &["required"],
        ("required", Kind::Declaration) => &["const"],
        ("multipleOf", _) => &["type"],
        _ => &[],
    };
    std::iter::once(&keyword).chain(also).find_map(|name| node.messages.get(*name)).map(String::as_str)
}

/// The message that comes by itself, for the field an error stands at, in the language of the form.
pub fn standard_message(form: &Form, node: Option<&Node>, keyword: &str, problem: &Problem<'_>) -> String {
    let language = &form.language;
    let Some(node) = node else {
        return language.say("Prüfen Sie Ihre Angaben auf dieser Seite.").to_owned();
    };
    let teller = Teller { node, language };
    match problem {
        Problem::OneOfThese(paths) => teller.one_of_these(form, paths),
        Problem::Number(problem) => teller.not_a_number(*problem),
        Problem::Date(problem) => teller.not_a_date(problem),
        Problem::Time(problem) => teller.not_a_time(*problem),
        Problem::File(problem, name) => teller.not_taken(*problem, name),
        Problem::Missing => teller.missing(),
        Problem::NotTogether(paths) => teller.not_together(form, paths),
        Problem::UnknownOption => teller.unknown_option(),
        Problem::NoneFound(typed) => teller.none_found(typed),
        Problem::NotChosen(typed) => teller.not_chosen(typed),
        Problem::Exclusive(value) => teller.exclusive(value),
        Problem::Schema(kind) => teller.by_keyword(keyword, kind),
    }
}

/// The label, or the property's name where there is none.
pub fn label(node: &Node) -> &str {
    node.title.as_deref().unwrap_or(&node.name)
}

/// Tells what is wrong with a field, in a language.
struct Teller<'a> {
    node: &'a Node,
    language: &'a Language,
}

impl Teller<'_> {
    /// A message with the words of the field: `{label}`, `{subject}`, `{object}`.
    fn say(&self, german: &str) -> String {
        self.fill(german, &[])
    }

    /// The same with other values, too.
    fn fill(&self, german: &str, values: &[(&str, &str)]) -> String {
        let words = &self.node.words;
        let of_field = [
            ("label", Some(label(self.node))),
            ("subject", words.subject.as_deref()),
            ("object", words.object.as_deref()),
        ];
        let of_field = of_field.into_iter().filter_map(|(name, word)| Some((name, word?)));
        let all: Vec<(&str, &str)> = of_field.chain(values.iter().copied()).collect();
        self.language.fill(german, &all)
    }

    fn by_keyword(&self, keyword: &str, kind: &ValidationErrorKind) -> String {
        match kind {
            ValidationErrorKind::Required { .. } => self.missing(),
            ValidationErrorKind::Constant { .. } if matches!(self.node.kind, Kind::Declaration) => {
                self.missing()
            }
            _ if keyword == "enum" => self.unknown_option(),
            ValidationErrorKind::Type { .. } => self.wrong_type(),
            ValidationErrorKind::Format { .. } => self.wrong_format(),
            ValidationErrorKind::MultipleOf { multiple_of } => self.not_a_multiple(*multiple_of),
            ValidationErrorKind::Pattern { .. } => self.unexpected_form(),
            ValidationErrorKind::MaxLength { limit } => self.length(*limit, false),
            ValidationErrorKind::MinLength { limit } => self.length(*limit, true),
            ValidationErrorKind::MinItems { limit } => self.too_few(*limit),
            ValidationErrorKind::MaxItems { limit } => self.too_many(*limit),
            ValidationErrorKind::UniqueItems => {
                self.say("Jeder Eintrag bei „{label}“ darf nur einmal vorkommen.")
            }
            _ => self.range(kind).unwrap_or_else(|| self.look_again()),
        }
    }

    fn look_again(&self) -> String {
        self.say("Prüfen Sie Ihre Angabe bei „{label}“.")
    }

    fn unexpected_form(&self) -> String {
        self.say("Prüfen Sie „{label}“: Die Angabe hat nicht die erwartete Form.")
    }

    fn length(&self, limit: u64, is_least: bool) -> String {
        let limit = limit.to_string();
        let values = [("limit", limit.as_str())];
        match (&self.node.words.subject, is_least) {
            (Some(_), true) => self.fill("{subject} muss mindestens {limit} Zeichen lang sein.", &values),
            (Some(_), false) => self.fill("{subject} darf höchstens {limit} Zeichen lang sein.", &values),
            (None, true) => {
                self.fill("Das Feld „{label}“ muss mindestens {limit} Zeichen lang sein.", &values)
            }
            (None, false) => {
                self.fill("Das Feld „{label}“ darf höchstens {limit} Zeichen lang sein.", &values)
            }
        }
    }

    fn missing(&self) -> String {
        if self.node.compute.is_some() {
            return self
                .say("„{label}“ lässt sich aus Ihren Angaben nicht berechnen. Prüfen Sie die Angaben.");
        }
        match (&self.node.kind, &self.node.words.object) {
            (Kind::YesNo, _) => self.say("Wählen Sie bei „{label}“ Ja oder Nein aus."),
            (Kind::OneOf { .. } | Kind::SeveralOf { .. }, Some(_)) => self.say("Wählen Sie {object} aus."),
            (Kind::OneOf { .. } | Kind::SeveralOf { .. }, None) => {
                self.say("Wählen Sie bei „{label}“ eine Antwort aus.")
            }
            (Kind::Declaration, Some(_)) => self.say("Bestätigen Sie {object}."),
            (Kind::Declaration, None) => self.say("Bestätigen Sie: „{label}“"),
            (Kind::Files(files), _) if !files.instead.is_empty() => {
                self.say("Laden Sie bei „{label}“ eine Datei hoch oder wählen Sie eine andere Antwort aus.")
            }
            (Kind::Files(_), _) => self.say("Laden Sie bei „{label}“ eine Datei hoch."),
            (Kind::List(_), _) => self.too_few(1),
            (_, Some(_)) => self.say("Geben Sie {object} ein."),
            (_, None) => self.say("Füllen Sie das Feld „{label}“ aus."),
        }
    }

    fn wrong_type(&self) -> String {
        match self.node.kind {
            Kind::Number { .. } | Kind::Money => self.not_a_number(NumberProblem::NotANumber),
            Kind::YesNo | Kind::Declaration => self.missing(),
            _ => self.look_again(),
        }
    }

    fn wrong_format(&self) -> String {
        let format = match &self.node.kind {
            Kind::Text(text) => text.format,
            Kind::Date | Kind::Month | Kind::Moment => return self.not_a_date(&DateProblem::NotReal),
            Kind::Time => return self.not_a_time(TimeProblem::NotReal),
            _ => TextFormat::Plain,
        };
        match format {
            TextFormat::Email => {
                self.say("Geben Sie bei „{label}“ eine Adresse im Format name@beispiel.de ein.")
            }
            TextFormat::Tel => {
                self.say("Geben Sie bei „{label}“ eine Nummer mit Vorwahl ein, zum Beispiel 0531 4701.")
            }
            TextFormat::Iban => self.say(
                "Prüfen Sie „{label}“: Die Zeichen ergeben keine IBAN. Eine deutsche IBAN beginnt mit DE und hat 22 Zeichen.",
            ),
            TextFormat::Bic => self.say("Geben Sie bei „{label}“ 8 oder 11 Buchstaben und Ziffern ein."),
            TextFormat::Plz => self.say("Geben Sie bei „{label}“ fünf Ziffern ein, zum Beispiel 38100."),
            TextFormat::Uri => {
                self.say("Geben Sie bei „{label}“ eine Adresse im Format https://www.beispiel.de ein.")
            }
            TextFormat::Plain => self.unexpected_form(),
        }
    }

    fn one_of_these(&self, form: &Form, paths: &[Path]) -> String {
        let fields = self.labels(form, paths, self.language.say("oder"));
        self.fill("Füllen Sie mindestens eines der Felder {fields} aus.", &[("fields", &fields)])
    }

    fn not_together(&self, form: &Form, paths: &[Path]) -> String {
        let fields = self.labels(form, paths, self.language.say("und"));
        self.fill("Füllen Sie nur eines der Felder {fields} aus.", &[("fields", &fields)])
    }

    fn labels(&self, form: &Form, paths: &[Path], between: &str) -> String {
        if paths.is_empty() {
            return "{fields}".to_owned();
        }
        let nodes = paths.iter().filter_map(|path| node_at(form, path));
        let quoted = nodes.map(|node| self.language.fill("„{label}“", &[("label", label(node))]));
        quoted.collect::<Vec<_>>().join(&format!(" {between} "))
    }
}
