//! One field: do its keywords fit what it is, and is everything there that people need to read?

use serde_json::Value;

use super::placeholder;
use super::vocabulary::nearest;
use super::walk::Walk;
use crate::forms::compile::schema::{Layer, compile_schema, first, first_layer, step};
use crate::forms::compile::wording;
use crate::forms::field::{Choice, Kind, Node};

/// Fields that Pforte fills in itself.
const FILLED_IN: &[&str] = &["assisted.staff_id", "assisted.started_at", "assisted.finished_at"];

/// Formats that Pforte can ask for.
const FORMATS: &[&str] = &["date", "year-month", "email", "tel", "iban", "bic", "plz"];

/// Purposes of WCAG 1.3.5 that a form of a city asks for, and `off`.
const PURPOSES: &[&str] = &[
    "additional-name",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-level4",
    "address-line1",
    "address-line2",
    "address-line3",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "country",
    "country-name",
    "email",
    "family-name",
    "given-name",
    "honorific-prefix",
    "honorific-suffix",
    "language",
    "name",
    "nickname",
    "off",
    "organization",
    "organization-title",
    "postal-code",
    "sex",
    "street-address",
    "tel",
    "tel-area-code",
    "tel-country-code",
    "tel-extension",
    "tel-local",
    "tel-national",
    "url",
    "username",
];

/// Keywords that may describe a field of any kind.
const ON_EVERY_FIELD: &[&str] = &[
    "$comment",
    "$defs",
    "$ref",
    "$schema",
    "allOf",
    "description",
    "examples",
    "readOnly",
    "title",
    "type",
    "x-at",
    "x-at-submit",
    "x-compute",
    "x-errors",
    "x-object",
    "x-privacy",
    "x-subject",
];

const ON_TEXTS: &str = "const default format maxLength minLength pattern x-autocomplete x-widget";
const ON_NUMBERS: &str = "const default exclusiveMaximum exclusiveMinimum maximum minimum multipleOf \
    x-autocomplete x-unit";
const ON_DAYS: &str = "default format x-autocomplete";
const ON_QUESTIONS: &str = "const default";
const ON_DECLARATIONS: &str = "const default x-privacy-notice";
const ON_CHOICES: &str = "const default enum oneOf x-autocomplete x-desk-default x-later x-widget";
const ON_SETS: &str =
    "contains default items maxContains maxItems minContains minItems uniqueItems x-exclusive";
const ON_LISTS: &str = "contains items maxContains maxItems minContains minItems uniqueItems x-item x-layout";
const ON_GROUPS: &str = "additionalProperties anyOf dependentRequired dependentSchemas else if not properties \
    required then unevaluatedProperties";

/// Whether a keyword only describes: it is heard only where the field is declared.
pub fn is_annotation(keyword: &str) -> bool {
    keyword.starts_with("x-")
        || ["default", "description", "examples", "readOnly", "title", "type"].contains(&keyword)
}

/// Checks a field where it is declared.
pub fn check<'a>(walk: &mut Walk<'a>, node: &Node, schema: &'a Value, layers: &[Layer<'a>]) {
    let Some(outer) = layers.first() else { return };
    let mut check = Field { walk, node, layers, pointer: outer.pointer.clone() };
    check.keywords();
    check.words();
    check.own_keywords();
    check.choice();
    check.computed();
    check.default(schema);
    if FILLED_IN.contains(&node.pattern.as_str()) != node.read_only {
        let reason = "\"readOnly\" stands exactly at the fields that Pforte fills in itself.";
        check.at("readOnly", reason, &format!("Those are {}.", FILLED_IN.join(", ")));
    }
    if node.pattern.contains("[]") && matches!(node.kind, Kind::List(_)) {
        check.problem("a list in a row of a list cannot be shown.", "Make it a list of its own, or a group.");
    }
}

struct Field<'w, 'a> {
    walk: &'w mut Walk<'a>,
    node: &'w Node,
    layers: &'w [Layer<'a>],
    pointer: String,
}

impl Field<'_, '_> {
    fn problem(&mut self, reason: &str, remedy: &str) {
        self.walk.problem(&self.pointer, reason, remedy);
    }

    /// A mistake at a keyword, where it stands; at the field, if it is missing.
    fn at(&mut self, keyword: &str, reason: &str, remedy: &str) {
        let pointer = match first_layer(self.layers, keyword) {
            Some(layer) => step(&layer.pointer, keyword),
            None => self.pointer.clone(),
        };
        self.walk.problem(&pointer, reason, remedy);
    }

    fn text(&self, keyword: &str) -> Option<String> {
        first(self.layers, keyword)?.as_str().map(str::to_owned)
    }

    fn keywords(&mut self) {
        for layer in self.layers {
            for keyword in layer.object.keys() {
                let fits = ON_EVERY_FIELD.contains(&keyword.as_str()) || fits(keyword, &self.node.kind);
                if !fits {
                    let reason = format!("{keyword:?} says nothing about {}.", described(&self.node.kind));
                    self.walk.problem(&step(&layer.pointer, keyword), reason, "Take it away.");
                }
            }
        }
    }

    fn words(&mut self) {
        let node = self.node;
        let is_asked = node.compute.is_none() && !node.read_only && node.group().is_none();
        if is_asked && node.title.is_none() {
            self.problem("this field has no label.", "Give it a \"title\".");
        }
        if first(self.layers, "pattern").is_some() && !node.messages.contains_key("pattern") {
            let remedy = "Write \"x-errors\": {\"pattern\": \"…\"}.";
            self.at("pattern", "this pattern has no message.", remedy);
        }
        for (keyword, text) in [("title", &node.title), ("description", &node.description)] {
            if text.as_ref().is_some_and(|text| text.contains("{$")) {
                self.at(keyword, wording::UNSET, wording::REMEDY);
            }
        }
        for (keyword, text) in &node.messages {
            for name in placeholder::unknown(self.walk.form, text, &node.pattern) {
                let layer = self
                    .layers
                    .iter()
                    .find(|layer| layer.object.get("x-errors").is_some_and(|own| own.get(keyword).is_some()));
                let Some(layer) = layer else { continue };
                let pointer = step(&step(&layer.pointer, "x-errors"), keyword);
                let reason = format!("{{{name}}} names nothing.");
                self.walk.problem(
                    &pointer,
                    reason,
                    "Name an answer {path}, {row.name} or a setting {$name}.",
                );
            }
        }
    }

    fn own_keywords(&mut self) {
        let one_of = |field: &mut Self, keyword: &str, known: &[&str]| {
            if let Some(text) = field.text(keyword).filter(|text| !known.contains(&text.as_str())) {
                let remedy = match nearest(&text, known.iter().copied()) {
                    Some(meant) => format!("Did you mean {meant:?}?"),
                    None => format!("Known are: {}.", known.join(", ")),
                };
                field.at(keyword, &format!("{text:?} is no {keyword:?}."), &remedy);
            }
        };
        let widgets: &[&str] = match self.node.kind {
            Kind::OneOf { .. } => &["radios", "select"],
            _ => &["textarea"],
        };
        one_of(self, "x-widget", widgets);
        one_of(self, "x-layout", &["rows"]);
        one_of(self, "x-privacy", &["contact", "bank", "special"]);
        one_of(self, "x-autocomplete", PURPOSES);
        one_of(self, "format", FORMATS);
        let is_bank = self.text("x-privacy").as_deref() == Some("bank");
        if is_bank && self.node.autocomplete.as_deref().is_some_and(|purpose| purpose != "off") {
            let reason = "browsers must not keep bank data.";
            self.at("x-autocomplete", reason, "Take it away.");
        }
        if self.node.later && !self.has_option("later") {
            let reason = "\"x-later\" needs an option \"later\".";
            self.at("x-later", reason, "Add {\"const\": \"later\", \"title\": \"Ich reiche das nach\"}.");
        }
        let is_notice = self.node.privacy_notice && matches!(self.node.kind, Kind::Declaration);
        if is_notice && self.walk.form.file.privacy.is_empty() {
            let reason = "there is no privacy notice to show.";
            self.at("x-privacy-notice", reason, "Write \"privacy\" in form.json.");
        }
        if let Kind::SeveralOf { exclusive: Some(value), .. } = &self.node.kind
            && !self.has_option(value)
        {
            self.at("x-exclusive", &format!("there is no option {value:?}."), "Name one of the options.");
        }
    }

    fn has_option(&self, value: &str) -> bool {
        match &self.node.kind {
            Kind::OneOf { options, .. } | Kind::SeveralOf { options, .. } => {
                options.iter().any(|option| option.value == value)
            }
            _ => false,
        }
    }

    fn choice(&mut self) {
        let options: &[Choice] = match &self.node.kind {
            Kind::OneOf { options, .. } => options,
            Kind::SeveralOf { options, .. } => {
                if first(self.layers, "uniqueItems") != Some(&Value::Bool(true)) {
                    self.problem("an option could be chosen twice.", "Write \"uniqueItems\": true.");
                }
                options
            }
            Kind::Declaration | Kind::YesNo => {
                if first(self.layers, "const") == Some(&Value::Bool(false)) {
                    self.at("const", "a question that must be answered with no is none.", "Write true.");
                }
                return;
            }
            _ => return,
        };
        if options.len() < 2 {
            self.problem(
                "a choice needs at least two options.",
                "Add options, or make it a yes/no question.",
            );
        }
        for (i, option) in options.iter().enumerate() {
            if options.iter().take(i).any(|before| before.value == option.value) {
                self.problem(&format!("the option {:?} stands here twice.", option.value), "Remove one.");
            }
        }
        if matches!(self.node.kind, Kind::OneOf { .. }) && self.text("type").as_deref() != Some("string") {
            self.at("type", "the options of a choice are texts.", "Write \"type\": \"string\".");
        }
    }

    fn computed(&mut self) {
        let is_computed = self.node.compute.is_some();
        if is_computed && matches!(self.node.kind, Kind::Group(_) | Kind::List(_) | Kind::SeveralOf { .. }) {
            let reason = format!("{} cannot be computed.", described(&self.node.kind));
            self.at("x-compute", &reason, "Compute its fields.");
        }
        for keyword in ["x-at", "x-at-submit"] {
            if !is_computed && first(self.layers, keyword).is_some() {
                self.at(keyword, &format!("{keyword:?} belongs to a computed rule."), "Take it away.");
            }
        }
        let is_rule = is_computed && self.node.title.is_none() && first(self.layers, "const").is_some();
        if is_rule && !self.node.messages.contains_key("const") {
            let remedy = "Write \"x-errors\": {\"const\": \"…\"}.";
            self.problem("this rule has no message.", remedy);
        }
        match self.node.at.clone() {
            Some(at)
                if is_computed && placeholder::find(self.walk.form, &at, &self.node.pattern).is_none() =>
            {
                let reason = format!("there is no field {at:?}.");
                self.at("x-at", &reason, "Name a field, or row.<name> in a list.");
            }
            None if is_rule => {
                self.problem("nobody would see the message of this rule.", "Name its field in \"x-at\".");
            }
            _ => {}
        }
    }

    fn default(&mut self, schema: &Value) {
        let Some(default) = first(self.layers, "default") else { return };
        if matches!(self.node.kind, Kind::Declaration) {
            let reason = "a declaration is never pre-selected.";
            return self.at("default", reason, "Take the default away.");
        }
        if self.node.compute.is_some() {
            return self.at("default", "a computed value has no default.", "Take it away.");
        }
        let is_valid = compile_schema(self.walk.document, Some(schema)).map(|field| field.is_valid(default));
        if matches!(is_valid, Ok(false)) {
            self.at("default", &format!("{default} is no answer to this question."), "Choose a valid one.");
        }
    }
}

fn fits(keyword: &str, kind: &Kind) -> bool {
    let known = match kind {
        Kind::Text(_) => ON_TEXTS,
        Kind::Number { .. } | Kind::Money => ON_NUMBERS,
        Kind::Date | Kind::Month => ON_DAYS,
        Kind::YesNo => ON_QUESTIONS,
        Kind::Declaration => ON_DECLARATIONS,
        Kind::OneOf { .. } => ON_CHOICES,
        Kind::SeveralOf { .. } => ON_SETS,
        Kind::List(_) => ON_LISTS,
        Kind::Group(_) => ON_GROUPS,
    };
    known.split(' ').any(|known| known == keyword)
}

fn described(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "a text",
        Kind::Number { .. } => "a number",
        Kind::Money => "an amount",
        Kind::Date => "a day",
        Kind::Month => "a month",
        Kind::YesNo => "a yes/no question",
        Kind::Declaration => "a declaration",
        Kind::OneOf { .. } => "a choice",
        Kind::SeveralOf { .. } => "a set of options",
        Kind::Group(_) => "a group",
        Kind::List(_) => "a list",
    }
}
