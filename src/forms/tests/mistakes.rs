//! The catalogue of mistakes is whole: whatever people or programs do wrong, what they are told stands in it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};

use super::sample::{form, sample, today};
use crate::domain::{Answers, Path};
use crate::forms::cases::{self, FormCase};
use crate::forms::field::{Kind, Node};
use crate::forms::form::Form;
use crate::forms::mistakes::{Mistake, below, mistakes};
use crate::forms::parse::{DAY_PARTS, MOMENT_PARTS};
use crate::forms::places::node_at;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};

/// A form and its catalogue.
struct Known {
    form: Form,
    /// Messages by field and keyword.
    messages: BTreeMap<(String, String), Vec<Regex>>,
    /// Every field, of a list that of its first row.
    fields: Vec<Path>,
}

impl Known {
    fn new(form: Form) -> Self {
        let mut fields = Vec::new();
        collect(&form.root, &Path::root(), &mut fields);
        Self { messages: known(&form), fields, form }
    }
}

/// A case and its form.
struct Filled {
    file: String,
    case: FormCase,
    known: Arc<Known>,
}

impl Filled {
    /// Everything that is told for these answers stands in the catalogue.
    fn check(&self, remembered: &Remembered) -> usize {
        let state = FormState::new(&self.known.form, remembered, self.case.today);
        for error in &state.errors {
            let pattern =
                node_at(&self.known.form, &error.path).map_or(String::new(), |node| node.pattern.clone());
            let key = (pattern, error.keyword.clone());
            let messages = self.known.messages.get(&key).map_or(&[][..], Vec::as_slice);
            assert!(
                messages.iter().any(|message| message.is_match(&error.message)),
                "{}: {key:?} says {:?}, but the catalogue {messages:?}",
                self.file,
                error.message
            );
        }
        state.errors.len()
    }
}

/// A name in braces stands for anything.
fn known(form: &Form) -> BTreeMap<(String, String), Vec<Regex>> {
    let braces = Regex::new(r"\\\{[^}]*\\\}").unwrap();
    let mut known: BTreeMap<_, Vec<Regex>> = BTreeMap::new();
    for Mistake { field, causes, message } in mistakes(form) {
        let text = regex::escape(&message);
        let pattern = Regex::new(&format!("(?s)^{}$", braces.replace_all(&text, ".*"))).unwrap();
        for cause in causes {
            known.entry((field.clone(), cause.keyword)).or_default().push(pattern.clone());
        }
    }
    known
}

fn collect(node: &Node, path: &Path, found: &mut Vec<Path>) {
    if !path.segments().is_empty() && node.compute.is_none() {
        found.push(path.clone());
    }
    for (child, at) in below(node, path) {
        collect(child, &at, found);
    }
}

fn shipped() -> &'static [Filled] {
    static SHIPPED: LazyLock<Vec<Filled>> = LazyLock::new(|| {
        let source = FormSource::Embedded;
        let of_form = |id: String| {
            let bundle = crate::forms::bundle::bundle(&source, &id).unwrap();
            let mut forms: HashMap<String, Arc<Known>> = HashMap::new();
            let filled = move |(file, case): (String, FormCase)| {
                let key = format!("{:?} {:?}", case.channel, case.settings);
                let known = forms
                    .entry(key)
                    .or_insert_with(|| Arc::new(Known::new(cases::form_of(&bundle, &file, &case).unwrap())));
                Filled { known: Arc::clone(known), file, case }
            };
            cases::read(&FormSource::Embedded, &id).unwrap().into_iter().map(filled)
        };
        source.form_ids().unwrap().into_iter().flat_map(of_form).collect()
    });
    &SHIPPED
}

/// Values that fit hardly any field.
fn values() -> [Value; 12] {
    [
        json!("x"),
        json!("x".repeat(6000)),
        json!(" "),
        json!("2026-02-31"),
        json!(0),
        json!(-1),
        json!(0.123_45),
        json!(900_000_000),
        json!(false),
        json!([]),
        json!(["x", "x", null]),
        json!({}),
    ]
}

/// What was typed into a field and is no answer, by the names of its controls.
fn raw(node: &Node, path: &Path, number: usize) -> Vec<(String, String)> {
    let pick = |texts: &[&str]| texts[number % texts.len()].to_owned();
    let part = |names: &[&str], texts: &[[&str; 4]]| {
        let texts = texts[number % texts.len()];
        let typed = names.iter().zip(texts).filter(|(_, text)| !text.is_empty());
        typed.map(|(name, text)| (path.key(name).to_string(), text.to_owned())).collect()
    };
    let days = [
        ["3", "", "", ""],
        ["", "4", "", ""],
        ["", "", "2026", ""],
        ["3", "4", "", ""],
        ["31", "2", "2026", ""],
        ["3", "4", "26", ""],
        ["x", "4", "2026", ""],
        ["3", "4", "2026", ""],
        ["3", "4", "2026", "25:00"],
        ["", "", "", "14:30"],
    ];
    match node.kind {
        Kind::Number { .. } | Kind::Money => {
            vec![(path.to_string(), pick(&["neun", "1,23456", "1234567890123456789"]))]
        }
        Kind::Date => part(&DAY_PARTS, &days[..7]),
        Kind::Month => {
            part(&["month", "year"], &[["9", "", "", ""], ["", "2026", "", ""], ["13", "2026", "", ""]])
        }
        Kind::Moment => part(&MOMENT_PARTS, &days),
        Kind::Files(_) => {
            let words = ["empty", "too_large", "too_many", "active", "too_much", "none_chosen"];
            vec![(path.to_string(), format!("{}/scan {{1}}.pdf", pick(&words)))]
        }
        Kind::OneOf { .. } | Kind::SeveralOf { .. } | Kind::YesNo | Kind::Time => {
            vec![(path.to_string(), "gibt es nicht".to_owned())]
        }
        Kind::Text(_) | Kind::Declaration | Kind::Group(_) | Kind::List(_) => Vec::new(),
    }
}

/// Spoils one answer.
fn spoil(filled: &Filled, (field, how): (usize, usize), remembered: &mut Remembered) {
    let path = &filled.known.fields[field % filled.known.fields.len()];
    let Some(node) = node_at(&filled.known.form, path) else { return };
    match how % 4 {
        0 => {
            remembered.answers.remove(path);
        }
        1 => {
            remembered.answers.remove(path);
            remembered.texts.extend(raw(node, path, how / 4));
        }
        _ => {
            let values = values();
            remembered.answers.set(path, values[how / 4 % values.len()].clone());
        }
    }
}

#[test]
fn what_the_cases_of_shipped_forms_bring_up_stands_in_the_catalogue() {
    let begin = |filled: &Filled| Remembered::typed(Answers(filled.case.answers.clone()));
    let told: usize = shipped().iter().map(|filled| filled.check(&begin(filled))).sum();
    assert!(told > 50, "the cases bring up {told} mistakes only");
    let empty: usize = shipped().iter().map(|filled| filled.check(&Remembered::default())).sum();
    assert!(empty > 500, "empty forms bring up {empty} mistakes only");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_any_wrong_answer_brings_up_stands_in_the_catalogue(
        spoils in proptest::collection::vec((0_usize..10_000, 0_usize..10_000), 8..16),
    ) {
        // One case of each form: which, the first number says.
        let forms = shipped().chunk_by(|a, b| a.known.form.id == b.known.form.id);
        let chosen = forms.map(|cases| &cases[spoils[0].0 % cases.len()]);
        for (number, filled) in chosen.enumerate() {
            let mut remembered = Remembered::typed(Answers(filled.case.answers.clone()));
            for (field, how) in &spoils {
                spoil(filled, (field + 31 * number, how + number), &mut remembered);
            }
            filled.check(&remembered);
        }
    }
}

fn told(form: &Form, field: &str) -> Vec<String> {
    let of_field = mistakes(form).into_iter().filter(|mistake| mistake.field == field);
    of_field
        .map(|Mistake { causes, message, .. }| {
            let causes: Vec<_> = causes.iter().map(ToString::to_string).collect();
            format!("{}: {message}", causes.join(", "))
        })
        .collect()
}

#[test]
fn each_field_has_the_messages_it_can_show_and_no_others() {
    assert_eq!(
        told(sample(), "distance"),
        [
            "type no_number, type too_long, type number: Geben Sie bei „Entfernung“ eine Zahl ein, zum Beispiel 7,5.",
            "multipleOf too_many_places, multipleOf 0.1: Geben Sie bei „Entfernung“ eine Zahl mit höchstens einer Stelle nach dem Komma ein, zum Beispiel 7,5.",
            "minimum 0: Geben Sie bei „Entfernung“ mindestens 0 km ein.",
        ]
    );
    assert_eq!(
        told(sample(), "applicant.family_name"),
        [
            "required: Geben Sie Ihren Familiennamen ein.",
            "type string: Prüfen Sie Ihre Angabe bei „Familienname“.",
            "maxLength 10: Der Familienname darf höchstens 10 Zeichen lang sein.",
        ]
    );
    // A computed rule stands at the field it names, with the setting that is the same on every day.
    assert_eq!(
        told(sample(), "tickets").last().unwrap(),
        "const true: {total} sind mehr als das Doppelte von 100,00 €."
    );
    assert_eq!(told(sample(), "total_in_order"), Vec::<String>::new());
    // "At least one of these" stands at the first of them.
    assert!(told(sample(), "applicant.email").iter().any(|line| line.starts_with("anyOf: Füllen Sie")));
    assert!(!told(sample(), "applicant.phone").iter().any(|line| line.contains("anyOf")));
}

#[test]
fn choices_between_objects_and_sets_are_whole() {
    let text = |title: &str| json!({"type": "string", "title": title, "maxLength": 5});
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["who", "way"],
        "properties": {
            "who": {"type": "object", "title": "Wer", "unevaluatedProperties": false, "oneOf": [
                {"title": "Person", "required": ["kind", "name"],
                    "properties": {"kind": {"const": "person", "title": "Art"}, "name": text("Name")}},
                {"title": "Verein", "required": ["kind", "club"],
                    "properties": {"kind": {"const": "club"}, "club": text("Verein")}}]},
            "way": {"type": "object", "title": "Weg", "additionalProperties": false,
                "properties": {"a": text("A"), "b": text("B"), "c": text("C")},
                "oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]},
            "span": {"type": "array", "title": "Zeit", "minItems": 2, "items": false,
                "prefixItems": [text("Von"), text("Bis")]},
            "words": {"type": "array", "title": "Wörter", "maxItems": 3, "items": text("Wort")}
        }
    });
    let pages =
        json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["who", "way", "span", "words"]}]});
    let form = form(schema, pages);
    let case = json!({"title": "", "today": today(), "answers": {}});
    let (case, known) = (serde_json::from_value(case).unwrap(), Arc::new(Known::new(form)));
    let filled = Filled { file: "choices".to_owned(), case, known };
    for answers in [
        json!({}),
        json!({"who": {"kind": "person"}, "way": {"a": "1", "c": "2"}, "span": [null, "später"], "words": [null]}),
        json!({"who": {"kind": "neither"}, "way": {"b": "1", "c": "2"}, "span": ["x"]}),
        json!({"who": {"kind": "club", "club": "zu lang"}, "way": "x", "span": "x", "words": ["zu lang", 7]}),
        json!({"who": 7, "way": {"a": "1", "b": "2", "c": "3"}, "words": ["1", "2", "3", "4"]}),
    ] {
        let Value::Object(answers) = answers else { panic!("answers are an object") };
        assert!(filled.check(&Remembered::typed(Answers(answers))) > 0);
    }
}
