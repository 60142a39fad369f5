//! What people do not see of a question: its name, what is stored, its limits, what can be told at it.

use std::collections::HashMap;

use serde_json::Value;

use crate::domain::Path;
use crate::forms::field::{Choice, Kind, Node, Privacy};
use crate::forms::form::Form;
use crate::forms::mistakes::{Mistake, mistakes, rules};

/// What people do not see of a question.
#[derive(Debug)]
pub struct Facts {
    /// The field, as a pattern: `tickets[].price`.
    pub name: String,
    /// The id of this part of the page.
    pub id: String,
    /// What it is called in the page map.
    pub label: String,
    /// When it is asked; `None`: always.
    pub when: Option<String>,
    /// Whether it must be answered.
    pub required: String,
    /// What is stored.
    pub stored: String,
    /// Keywords with their limits: `maxLength 60`.
    pub limits: Vec<String>,
    /// The stored value of each option, and its title.
    pub options: Vec<(String, String)>,
    /// Whatever else is special about it.
    pub notes: Vec<String>,
    /// The expression of a computed value.
    pub expression: Option<String>,
    /// Everything that can be told at it.
    pub messages: Vec<Mistake>,
}

/// Keywords that limit an answer.
const LIMITS: [&str; 14] = [
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
    "format",
    "contains",
    "not",
];

/// What is known of every field, by pattern.
#[derive(Debug)]
pub struct Known {
    messages: HashMap<String, Vec<Mistake>>,
    limits: HashMap<String, Vec<String>>,
}

impl Known {
    /// Goes through a form once.
    pub fn new(form: &Form) -> Self {
        let mut known = Self { messages: HashMap::new(), limits: HashMap::new() };
        for mistake in mistakes(form) {
            known.messages.entry(mistake.field.clone()).or_default().push(mistake);
        }
        for rule in rules(form).iter().filter(|rule| LIMITS.contains(&rule.keyword)) {
            let Some(node) = crate::forms::places::node_at(form, &rule.path) else { continue };
            let limits = known.limits.entry(node.pattern.clone()).or_default();
            let limit = match &rule.value {
                Value::String(text) => format!("{} {text}", rule.keyword),
                Value::Null | Value::Object(_) => rule.keyword.to_owned(),
                value => format!("{} {value}", rule.keyword),
            };
            if !limits.contains(&limit) {
                limits.push(limit);
            }
        }
        known
    }

    /// The facts of a field that is asked `when`, and must be answered then.
    pub fn facts(&self, node: &Node, path: &Path, (when, required): (Option<String>, String)) -> Facts {
        let of = |options: &[Choice]| -> Vec<(String, String)> {
            options.iter().map(|option| (option.value.clone(), option.title.clone())).collect()
        };
        let title = node.title.clone().filter(|title| !title.is_empty());
        Facts {
            name: node.pattern.clone(),
            id: format!("stelle-{}", path.html_id()),
            label: title.unwrap_or_else(|| node.pattern.clone()),
            when,
            required,
            stored: stored(&node.kind).to_owned(),
            limits: self.limits.get(&node.pattern).cloned().unwrap_or_default(),
            options: match &node.kind {
                Kind::OneOf { options, .. } | Kind::SeveralOf { options, .. } => of(options),
                Kind::Files(files) => of(&files.instead),
                _ => Vec::new(),
            },
            notes: notes(node),
            expression: node.compute.as_ref().map(|expression| expression.source().to_owned()),
            messages: self.messages.get(&node.pattern).cloned().unwrap_or_default(),
        }
    }
}

/// What is stored, in words.
fn stored(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(text) if text.multiline => "Text, mehrere Zeilen",
        Kind::Text(_) => "Text",
        Kind::Number { decimals: 0, .. } => "ganze Zahl",
        Kind::Number { .. } => "Zahl",
        Kind::Money => "ganze Zahl, in Cent",
        Kind::Date => "Text: Tag wie 2026-11-23",
        Kind::Month => "Text: Monat wie 2026-11",
        Kind::Time => "Text: Uhrzeit wie 14:30:00+01:00",
        Kind::Moment => "Text: Zeitpunkt wie 2026-11-23T14:30:00+01:00",
        Kind::YesNo => "true oder false",
        Kind::Declaration => "true",
        Kind::OneOf { .. } => "Wert der gewählten Antwort",
        Kind::SeveralOf { .. } => "Liste der Werte der gewählten Antworten",
        Kind::Files(files) if files.is_single => "Text: Verweis auf die Datei",
        Kind::Files(_) => "Liste von Verweisen auf Dateien",
        Kind::Group(group) if group.by_place => "Liste mit festen Plätzen",
        Kind::Group(_) => "Objekt",
        Kind::List(list) if list.row.group().is_some() => "Liste von Objekten",
        Kind::List(_) => "Liste",
    }
}

fn notes(node: &Node) -> Vec<String> {
    let privacy = node.privacy.map(|privacy| match privacy {
        Privacy::Contact => "Kontaktdaten",
        Privacy::Bank => "Bankdaten",
        Privacy::Special => "besondere Kategorie (Artikel 9 DSGVO)",
    });
    let list = match &node.kind {
        Kind::List(list) if list.on_one_page => Some("alle Zeilen auf dieser Seite; gezeigt ist eine"),
        Kind::List(_) => Some("jede Zeile hat eine eigene Seite; gezeigt ist eine"),
        _ => None,
    };
    let flags = [
        (node.later, "darf nachgereicht werden"),
        (node.write_only, "nach der Eingabe nur für den Fachbereich lesbar"),
        (node.is_of_account(), "kommt aus dem Konto, niemand tippt es"),
        (node.prefill.is_some() && !node.read_only, "beginnt mit dem, was im Konto steht"),
        (node.at_submit, "gilt erst beim Absenden"),
    ];
    let mut notes: Vec<String> = privacy.into_iter().chain(list).map(str::to_owned).collect();
    notes.extend(flags.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text.to_owned()));
    if let Some(default) = &node.default {
        notes.push(format!(
            "vorausgewählt: {}",
            default.as_str().map_or_else(|| default.to_string(), str::to_owned)
        ));
    }
    notes.extend(node.autocomplete.as_ref().map(|token| format!("autocomplete {token}")));
    notes
}
