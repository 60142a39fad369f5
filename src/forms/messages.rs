//! The German words of an error. They say how to mend it; they stand alone in the summary and at the field.
//!
//! A label is never bent into a sentence: with `x-subject` and `x-object` the author gives the word
//! forms, without them the label stands in quotes.

use jsonschema::error::ValidationErrorKind;
use rust_decimal::Decimal;
use serde_json::Value;

use super::display::{decimal, euros, number, size};
use super::field::{Kind, Node, TextFormat};
use super::files::FileProblem;
use super::form::Form;
use super::parse::{DateProblem, NumberProblem, TimeProblem};
use super::places::node_at;
use crate::domain::{FileType, Path};

/// What is wrong.
#[derive(Debug)]
pub enum Problem<'a> {
    /// The schema says so.
    Schema(&'a ValidationErrorKind),
    /// The schema asks for at least one of these.
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
    /// These must not be answered together.
    NotTogether(Vec<Path>),
    /// What was posted is none of the options.
    UnknownOption,
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

/// The message that comes by itself, for the field an error stands at.
pub fn standard_message(form: &Form, node: Option<&Node>, keyword: &str, problem: &Problem<'_>) -> String {
    let Some(node) = node else { return "Prüfen Sie Ihre Angaben auf dieser Seite.".to_owned() };
    match problem {
        Problem::OneOfThese(paths) => one_of_these(form, paths),
        Problem::Number(problem) => not_a_number(node, *problem),
        Problem::Date(problem) => not_a_date(node, problem),
        Problem::Time(problem) => not_a_time(node, *problem),
        Problem::File(problem, name) => not_taken(node, *problem, name),
        Problem::Missing => missing(node),
        Problem::NotTogether(paths) => not_together(form, paths),
        Problem::UnknownOption => unknown_option(node),
        Problem::Exclusive(value) => exclusive(node, value),
        Problem::Schema(kind) => by_keyword(node, keyword, kind),
    }
}

/// The label, or the property's name where there is none.
pub fn label(node: &Node) -> &str {
    node.title.as_deref().unwrap_or(&node.name)
}

/// The field as the subject of a sentence.
fn subject(node: &Node) -> String {
    node.words.subject.clone().unwrap_or_else(|| format!("Das Feld „{}“", label(node)))
}

fn by_keyword(node: &Node, keyword: &str, kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::Required { .. } => missing(node),
        ValidationErrorKind::Constant { .. } if matches!(node.kind, Kind::Declaration) => missing(node),
        _ if keyword == "enum" => unknown_option(node),
        ValidationErrorKind::Type { .. } => wrong_type(node),
        ValidationErrorKind::Format { .. } => wrong_format(node),
        ValidationErrorKind::MultipleOf { multiple_of } => not_a_multiple(node, *multiple_of),
        ValidationErrorKind::Pattern { .. } => {
            format!("Prüfen Sie „{}“: Die Angabe hat nicht die erwartete Form.", label(node))
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("{} darf höchstens {limit} Zeichen lang sein.", subject(node))
        }
        ValidationErrorKind::MinLength { limit } => {
            format!("{} muss mindestens {limit} Zeichen lang sein.", subject(node))
        }
        ValidationErrorKind::MinItems { limit } => too_few(node, *limit),
        ValidationErrorKind::MaxItems { limit } => too_many(node, *limit),
        ValidationErrorKind::UniqueItems => {
            format!("Jeder Eintrag bei „{}“ darf nur einmal vorkommen.", label(node))
        }
        _ => range(node, kind).unwrap_or_else(|| format!("Prüfen Sie Ihre Angabe bei „{}“.", label(node))),
    }
}

fn missing(node: &Node) -> String {
    let label = label(node);
    if node.compute.is_some() {
        return format!("„{label}“ lässt sich aus Ihren Angaben nicht berechnen. Prüfen Sie die Angaben.");
    }
    match (&node.kind, &node.words.object) {
        (Kind::YesNo, _) => format!("Wählen Sie bei „{label}“ Ja oder Nein aus."),
        (Kind::OneOf { .. } | Kind::SeveralOf { .. }, Some(object)) => format!("Wählen Sie {object} aus."),
        (Kind::OneOf { .. } | Kind::SeveralOf { .. }, None) => {
            format!("Wählen Sie bei „{label}“ eine Antwort aus.")
        }
        (Kind::Declaration, Some(object)) => format!("Bestätigen Sie {object}."),
        (Kind::Declaration, None) => format!("Bestätigen Sie: „{label}“"),
        (Kind::Files(files), _) if !files.instead.is_empty() => {
            format!("Laden Sie bei „{label}“ eine Datei hoch oder wählen Sie eine andere Antwort aus.")
        }
        (Kind::Files(_), _) => format!("Laden Sie bei „{label}“ eine Datei hoch."),
        (Kind::List(_), _) => too_few(node, 1),
        (_, Some(object)) => format!("Geben Sie {object} ein."),
        (_, None) => format!("Füllen Sie das Feld „{label}“ aus."),
    }
}

fn too_few(node: &Node, limit: u64) -> String {
    let label = label(node);
    match (&node.kind, &node.words.object, limit) {
        (Kind::SeveralOf { .. }, Some(object), 0 | 1) => format!("Wählen Sie {object} aus."),
        (Kind::SeveralOf { .. }, None, 0 | 1) => {
            format!("Wählen Sie bei „{label}“ mindestens eine Antwort aus.")
        }
        (Kind::Files(_), _, 0 | 1) => missing(node),
        (Kind::Files(_), ..) => format!("Laden Sie bei „{label}“ mindestens {limit} Dateien hoch."),
        (Kind::SeveralOf { .. }, ..) => {
            format!("Wählen Sie bei „{label}“ mindestens {limit} Antworten aus.")
        }
        (_, Some(object), 0 | 1) => format!("Fügen Sie {object} hinzu."),
        (_, None, 0 | 1) => format!("Fügen Sie bei „{label}“ mindestens einen Eintrag hinzu."),
        _ => format!("Fügen Sie bei „{label}“ Einträge hinzu, bis es mindestens {limit} sind."),
    }
}

fn too_many(node: &Node, limit: u64) -> String {
    let label = label(node);
    match (&node.kind, limit) {
        (Kind::SeveralOf { .. }, 1) => format!("Wählen Sie bei „{label}“ höchstens eine Antwort aus."),
        (Kind::SeveralOf { .. }, _) => format!("Wählen Sie bei „{label}“ höchstens {limit} Antworten aus."),
        (_, 1) => format!("Bei „{label}“ ist höchstens ein Eintrag möglich."),
        _ => format!("Bei „{label}“ sind höchstens {limit} Einträge möglich."),
    }
}

fn unknown_option(node: &Node) -> String {
    match node.kind {
        Kind::YesNo => missing(node),
        _ => format!("Wählen Sie bei „{}“ eine der angebotenen Antworten aus.", label(node)),
    }
}

fn exclusive(node: &Node, value: &str) -> String {
    let options = match &node.kind {
        Kind::SeveralOf { options, .. } => options.as_slice(),
        _ => &[],
    };
    let option = options.iter().find(|option| option.value == value).map_or(value, |option| &option.title);
    format!("Wählen Sie bei „{}“ entweder „{option}“ oder andere Antworten aus, nicht beides.", label(node))
}

fn one_of_these(form: &Form, paths: &[Path]) -> String {
    format!("Füllen Sie mindestens eines der Felder {} aus.", labels(form, paths, " oder "))
}

fn not_together(form: &Form, paths: &[Path]) -> String {
    format!("Füllen Sie nur eines der Felder {} aus.", labels(form, paths, " und "))
}

fn labels(form: &Form, paths: &[Path], between: &str) -> String {
    let nodes = paths.iter().filter_map(|path| node_at(form, path));
    nodes.map(|node| format!("„{}“", label(node))).collect::<Vec<_>>().join(between)
}

fn not_a_time(node: &Node, problem: TimeProblem) -> String {
    match (problem, &node.words.subject) {
        (TimeProblem::Missing, Some(subject)) => format!("{subject} muss eine Uhrzeit enthalten."),
        (TimeProblem::Missing, None) => format!("Geben Sie bei „{}“ auch eine Uhrzeit ein.", label(node)),
        (TimeProblem::NotReal, _) => {
            format!("Geben Sie bei „{}“ eine Uhrzeit ein, die es gibt, zum Beispiel 14:30.", label(node))
        }
    }
}

/// Most bytes of all files of an application.
pub const MOST_BYTES: u64 = 50_000_000;

fn not_taken(node: &Node, problem: FileProblem, name: &str) -> String {
    let label = label(node);
    let Kind::Files(files) = &node.kind else { return format!("Prüfen Sie Ihre Angabe bei „{label}“.") };
    match problem {
        FileProblem::Empty => format!("Die Datei „{name}“ ist leer. Wählen Sie eine andere Datei aus."),
        FileProblem::TooLarge => {
            let most = size(files.max_bytes);
            format!("Die Datei „{name}“ ist zu groß. Eine Datei darf höchstens {most} groß sein.")
        }
        FileProblem::OfOtherKind => {
            format!("Die Datei „{name}“ kann nicht angenommen werden. Erlaubt ist {}.", kinds(&files.types))
        }
        FileProblem::Protected => format!(
            "Die Datei „{name}“ ist mit einem Kennwort geschützt. Speichern Sie sie ohne Kennwort, und laden Sie sie dann hoch."
        ),
        FileProblem::Unreadable => {
            format!("Die Datei „{name}“ ist beschädigt. Speichern oder scannen Sie sie noch einmal.")
        }
        FileProblem::Active => format!(
            "Die Datei „{name}“ enthält ein Programm. Drucken Sie sie in eine PDF-Datei, und laden Sie diese hoch."
        ),
        FileProblem::TooMany if files.max_files == 1 => {
            format!("Bei „{label}“ ist nur eine Datei möglich. Entfernen Sie zuerst die andere.")
        }
        FileProblem::TooMany => {
            format!(
                "Bei „{label}“ sind höchstens {} Dateien möglich. Entfernen Sie zuerst eine andere.",
                files.max_files
            )
        }
        FileProblem::TooMuch => format!(
            "Mit der Datei „{name}“ wären alle Dateien zusammen zu groß. Zusammen dürfen sie höchstens {} groß sein.",
            size(MOST_BYTES)
        ),
        FileProblem::NotSent => {
            format!("Die Datei „{name}“ ist nicht angekommen. Wählen Sie sie noch einmal aus.")
        }
        FileProblem::NoneChosen => format!("Wählen Sie bei „{label}“ zuerst eine Datei aus."),
    }
}

/// „PDF, JPG oder PNG“.
pub fn kinds(types: &[FileType]) -> String {
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
        Some((last, before)) => format!("{} oder {last}", before.join(", ")),
        None => String::new(),
    }
}

fn wrong_type(node: &Node) -> String {
    match node.kind {
        Kind::Number { .. } | Kind::Money => not_a_number(node, NumberProblem::NotANumber),
        Kind::YesNo | Kind::Declaration => missing(node),
        _ => format!("Prüfen Sie Ihre Angabe bei „{}“.", label(node)),
    }
}

fn not_a_number(node: &Node, problem: NumberProblem) -> String {
    let (what, example) = match (&node.kind, problem) {
        (Kind::Money, NumberProblem::TooManyPlaces) => {
            ("ein Betrag mit höchstens zwei Stellen nach dem Komma", "49,00".to_owned())
        }
        (Kind::Money, _) => ("ein Betrag in Euro", "49,00".to_owned()),
        (Kind::Number { decimals: 0, .. }, _) => ("eine ganze Zahl", "12".to_owned()),
        (Kind::Number { decimals: 1, .. }, NumberProblem::TooManyPlaces) => {
            ("eine Zahl mit höchstens einer Stelle nach dem Komma", "7,5".to_owned())
        }
        (Kind::Number { decimals, .. }, _) => ("eine Zahl", example_number(*decimals)),
        _ => ("eine Zahl", "12".to_owned()),
    };
    match &node.words.subject {
        Some(subject) => format!("{subject} muss {what} sein, zum Beispiel {example}."),
        None => {
            let what = what.replacen("ein ", "einen ", 1);
            format!("Geben Sie bei „{}“ {what} ein, zum Beispiel {example}.", label(node))
        }
    }
}

/// A step of tens only says how many places there may be.
fn not_a_multiple(node: &Node, step: f64) -> String {
    let step = serde_json::Number::from_f64(step).map(Value::Number);
    let Some(step) = step.as_ref().and_then(decimal) else {
        return not_a_number(node, NumberProblem::TooManyPlaces);
    };
    let digits = step.to_string();
    if digits.trim_start_matches(['0', '.']).trim_end_matches('0') == "1" && step <= Decimal::ONE {
        return not_a_number(node, NumberProblem::TooManyPlaces);
    }
    let step = match &node.kind {
        Kind::Money => euros(step),
        Kind::Number { unit: Some(unit), .. } => format!("{} {unit}", number(step)),
        _ => number(step),
    };
    match &node.words.subject {
        Some(subject) => format!("{subject} muss ein Vielfaches von {step} sein."),
        None => format!("Geben Sie bei „{}“ ein Vielfaches von {step} ein.", label(node)),
    }
}

fn example_number(decimals: u32) -> String {
    let places: String = "5123456789".chars().take(decimals.clamp(1, 10) as usize).collect();
    format!("7,{places}")
}

fn not_a_date(node: &Node, problem: &DateProblem) -> String {
    let is_month = matches!(node.kind, Kind::Month);
    let part = match problem {
        DateProblem::Missing(parts) => parts_in_words(parts),
        DateProblem::ShortYear => "ein Jahr mit vier Ziffern".to_owned(),
        DateProblem::Wrong(_) | DateProblem::NotReal => {
            return match (&node.words.subject, is_month) {
                (Some(subject), true) => format!("{subject} muss ein Monat mit Jahr sein."),
                (Some(subject), false) => format!("{subject} muss ein Datum sein, das es gibt."),
                (None, true) => format!("Geben Sie bei „{}“ einen Monat mit Jahr ein.", label(node)),
                (None, false) => format!("Geben Sie bei „{}“ ein Datum ein, das es gibt.", label(node)),
            };
        }
    };
    match &node.words.subject {
        Some(subject) => format!("{subject} muss {part} enthalten."),
        None => format!("Geben Sie bei „{}“ {part} an.", label(node)),
    }
}

fn parts_in_words(parts: &[&str]) -> String {
    let words: Vec<&str> = parts
        .iter()
        .map(|part| match *part {
            "day" => "einen Tag",
            "month" => "einen Monat",
            _ => "ein Jahr",
        })
        .collect();
    words.join(" und ")
}

fn wrong_format(node: &Node) -> String {
    let label = label(node);
    let format = match &node.kind {
        Kind::Text(text) => text.format,
        Kind::Date | Kind::Month | Kind::Moment => return not_a_date(node, &DateProblem::NotReal),
        Kind::Time => return not_a_time(node, TimeProblem::NotReal),
        _ => TextFormat::Plain,
    };
    match format {
        TextFormat::Email => {
            format!("Geben Sie bei „{label}“ eine Adresse im Format name@beispiel.de ein.")
        }
        TextFormat::Tel => {
            format!("Geben Sie bei „{label}“ eine Nummer mit Vorwahl ein, zum Beispiel 0531 4701.")
        }
        TextFormat::Iban => format!(
            "Prüfen Sie „{label}“: Die Zeichen ergeben keine IBAN. Eine deutsche IBAN beginnt mit DE und hat 22 Zeichen."
        ),
        TextFormat::Bic => format!("Geben Sie bei „{label}“ 8 oder 11 Buchstaben und Ziffern ein."),
        TextFormat::Plz => format!("Geben Sie bei „{label}“ fünf Ziffern ein, zum Beispiel 38100."),
        TextFormat::Uri => {
            format!("Geben Sie bei „{label}“ eine Adresse im Format https://www.beispiel.de ein.")
        }
        TextFormat::Plain => format!("Prüfen Sie „{label}“: Die Angabe hat nicht die erwartete Form."),
    }
}

fn range(node: &Node, kind: &ValidationErrorKind) -> Option<String> {
    let (must, how, limit) = match kind {
        ValidationErrorKind::Minimum { limit } => ("muss", "mindestens", limit),
        ValidationErrorKind::Maximum { limit } => ("darf", "höchstens", limit),
        ValidationErrorKind::ExclusiveMinimum { limit } => ("muss", "mehr als", limit),
        ValidationErrorKind::ExclusiveMaximum { limit } => ("muss", "weniger als", limit),
        _ => return None,
    };
    let limit = amount(node, limit)?;
    Some(match &node.words.subject {
        Some(subject) => format!("{subject} {must} {how} {limit} betragen."),
        None if node.compute.is_some() => format!("„{}“ {must} {how} {limit} betragen.", label(node)),
        None => format!("Geben Sie bei „{}“ {how} {limit} ein.", label(node)),
    })
}

fn amount(node: &Node, limit: &Value) -> Option<String> {
    let limit = decimal(limit)?;
    Some(match &node.kind {
        Kind::Money => euros(limit),
        Kind::Number { unit: Some(unit), .. } => format!("{} {unit}", number(limit)),
        _ => number(limit),
    })
}
