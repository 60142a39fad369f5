//! One field: do its keywords fit what it is, and is everything there that people need to read?

use serde_json::Value;

use super::fitting::{described, fits};
use super::placeholder;
use super::vocabulary::{WITHOUT_WORDS, nearest};
use super::walk::Walk;
use crate::domain::{AccountFact, Channel};
use crate::forms::compile::schema::{Layer, compile_schema, first, first_layer, step};
use crate::forms::compile::wording;
use crate::forms::definition::OpenTo;
use crate::forms::field::{Kind, Node};

/// Fields that Pforte fills in itself.
const FILLED_IN: &[&str] = &["assisted.staff_id", "assisted.started_at", "assisted.finished_at"];

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

/// `contains` may also be told as `minContains` or `maxContains`.
fn told(prefix: &str, keyword: &str) -> String {
    match (prefix, keyword) {
        ("", _) => keyword.to_owned(),
        (prefix, "contains") => format!("{prefix}Contains"),
        _ => String::new(),
    }
}

/// Checks a field where it is declared.
pub fn check<'a>(walk: &mut Walk<'a>, node: &Node, layers: &[Layer<'a>]) {
    let Some(outer) = layers.first() else { return };
    let mut check = Field { walk, node, layers, pointer: outer.pointer.clone() };
    check.keywords();
    check.words();
    check.own_keywords();
    check.options();
    check.computed();
    check.default(outer);
    check.read_only();
    check.prefill();
    check.depth();
    check.place();
}

pub(super) struct Field<'w, 'a> {
    walk: &'w mut Walk<'a>,
    pub(super) node: &'w Node,
    pub(super) layers: &'w [Layer<'a>],
    pointer: String,
}

impl Field<'_, '_> {
    pub(super) fn problem(&mut self, reason: &str, remedy: &str) {
        self.walk.problem(&self.pointer, reason, remedy);
    }

    /// A mistake at a keyword, where it stands; at the field, if it is missing.
    pub(super) fn at(&mut self, keyword: &str, reason: &str, remedy: &str) {
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
                if !fits(layer, keyword, &self.node.kind) {
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
        for (keyword, what) in [("pattern", "this pattern"), ("contains", "this rule"), ("not", "this rule")]
        {
            let is_told =
                ["", "min", "max"].iter().any(|prefix| node.messages.contains_key(&told(prefix, keyword)));
            if node.group().is_none() && first(self.layers, keyword).is_some() && !is_told {
                let remedy = format!("Write \"x-errors\": {{\"{keyword}\": \"…\"}}.");
                self.at(keyword, &format!("{what} has no message."), &remedy);
            }
        }
        let format = self.text("format").filter(|format| WITHOUT_WORDS.contains(&format.as_str()));
        if format.is_some() && !node.messages.contains_key("format") {
            self.at("format", "this format has no message.", "Write \"x-errors\": {\"format\": \"…\"}.");
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
            Kind::OneOf { .. } => &["radios", "select", "search"],
            _ => &["textarea"],
        };
        one_of(self, "x-widget", widgets);
        one_of(self, "x-layout", &["rows"]);
        one_of(self, "x-privacy", &["contact", "bank", "special"]);
        one_of(self, "x-autocomplete", PURPOSES);
        let is_bank = self.text("x-privacy").as_deref() == Some("bank");
        if is_bank && self.node.autocomplete.as_deref().is_some_and(|purpose| purpose != "off") {
            let reason = "browsers must not keep bank data.";
            self.at("x-autocomplete", reason, "Take it away.");
        }
        if self.node.later && !self.has_option("later") {
            let reason = "\"x-later\" needs an option \"later\".";
            self.at("x-later", reason, "Add {\"const\": \"later\", \"title\": \"Ich reiche das nach\"}.");
        }
        self.files();
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

    /// A field that nobody fills in: Pforte does, or it is the same for everybody.
    fn read_only(&mut self) {
        let of_account = self.node.is_of_account();
        let is_filled_in = of_account || FILLED_IN.contains(&self.node.pattern.as_str());
        if is_filled_in != self.node.read_only && self.node.compute.is_none() {
            let reason = "\"readOnly\" needs a value: nobody could fill this in.";
            let remedy = format!("Give it a \"default\". Pforte itself fills in {}.", FILLED_IN.join(", "));
            self.at("readOnly", reason, &remedy);
        }
        let is_fixed =
            self.node.compute.is_none() && matches!(self.node.kind, Kind::Text(_) | Kind::Number { .. });
        if is_fixed && first(self.layers, "const").is_some() {
            self.at("const", "this value cannot be filled in.", "Take the apostrophe out of it.");
        }
    }

    /// What an account knows is taken over by forms for its owner only, and once.
    fn prefill(&mut self) {
        let Some(text) = self.text("x-prefill") else { return };
        if text.parse::<AccountFact>().is_err() {
            let known = AccountFact::ALL.map(AccountFact::as_str);
            let remedy = match nearest(&text, known.into_iter()) {
                Some(meant) => format!("Did you mean {meant:?}?"),
                None => format!("Known are: {}.", known.join(", ")),
            };
            self.at("x-prefill", &format!("an account knows no {text:?}."), &remedy);
        } else if self.walk.form.file.open_to != OpenTo::Staff {
            let remedy = "Write \"audience\": \"staff\" in form.json, or take it away.";
            self.at("x-prefill", "only staff have an account.", remedy);
        } else if self.walk.form.channel == Channel::SecondStep {
            let reason = "whoever answers the second step is known by their account.";
            self.at("x-prefill", reason, "Take it away.");
        } else if self.node.pattern.contains("[]") {
            let reason = "an account tells of one person, not of a list.";
            self.at("x-prefill", reason, "Take it away, or ask outside of the list.");
        }
    }

    /// What stands in a row without a name, or at a place of a fixed list, is one plain question.
    fn place(&mut self) {
        let last = self.node.pattern.rsplit('.').next().unwrap_or_default();
        let at_place = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let is_row = self.node.pattern.ends_with("[]");
        let is_plain = !matches!(
            self.node.kind,
            Kind::Files(_) | Kind::Group(_) | Kind::List(_) | Kind::SeveralOf { .. } | Kind::Declaration
        );
        if (at_place || is_row) && !(is_plain && self.node.compute.is_none()) {
            let reason = format!("{} cannot stand here without a name.", described(&self.node.kind));
            self.problem(&reason, "Make the row, or the whole, an object with named fields.");
        }
        if self.node.write_only && (is_row || matches!(self.node.kind, Kind::Group(_) | Kind::List(_))) {
            let remedy = "Write it at each field.";
            self.at("writeOnly", "\"writeOnly\" hides single answers only.", remedy);
        }
    }

    /// People lose their way in lists of lists.
    fn depth(&mut self) {
        let Kind::List(_) = self.node.kind else { return };
        let Some((outer, _)) = self.node.pattern.rsplit_once("[]") else { return };
        let outer_list = self.walk.form.root.find(outer).map(|node| &node.kind);
        if outer.contains("[]") {
            let remedy = "Make it a list of its own, or a group.";
            self.problem("a list in a list of a list cannot be followed.", remedy);
        } else if matches!(outer_list, Some(Kind::List(list)) if list.on_one_page) {
            let reason = "a list in the rows of one page cannot be followed.";
            self.problem(reason, "Give each outer row a page: take \"x-layout\" away from the outer list.");
        }
    }

    fn has_option(&self, value: &str) -> bool {
        match &self.node.kind {
            Kind::OneOf { options, .. } | Kind::SeveralOf { options, .. } => {
                options.iter().any(|option| option.value == value)
            }
            Kind::Files(files) => files.instead.iter().any(|option| option.value == value),
            _ => false,
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
        let is_rule = self.text("x-compute").is_some()
            && self.node.title.is_none()
            && first(self.layers, "const").is_some();
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

    fn default(&mut self, outer: &Layer<'_>) {
        let Some(default) = first(self.layers, "default") else { return };
        if matches!(self.node.kind, Kind::Declaration) {
            let reason = "a declaration is never pre-selected.";
            return self.at("default", reason, "Take the default away.");
        }
        if self.text("x-compute").is_some() {
            return self.at("default", "a computed value has no default.", "Take it away.");
        }
        let schema = Value::Object(outer.object.clone());
        let is_valid = compile_schema(self.walk.document, Some(&schema)).map(|field| field.is_valid(default));
        if matches!(is_valid, Ok(false)) {
            self.at("default", &format!("{default} is no answer to this question."), "Choose a valid one.");
        }
    }
}
