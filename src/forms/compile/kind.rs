//! What a field is: from the keywords of its schema to the control that asks for it.

use serde::Deserialize;
use serde_json::Value;

use super::node::{Builder, plain_node, texts};
use super::parts;
use super::schema::{Layer, MAX_DEPTH, first, first_layer, first_text, step};
use crate::domain::Metadata;
use crate::forms::field::{Choice, ChoiceControl, Group, Kind, List, TextFormat, TextKind};
use crate::forms::files::Files;

/// Options above this number become a select.
const MOST_RADIOS: usize = 7;

/// Options above this number are searched: nobody reads through a longer select.
const MOST_SELECTED: usize = 30;

/// More fields than any form of a city has.
const MOST_FIELDS: usize = 5000;

/// Texts longer than this get several lines.
const LONGEST_LINE: u64 = 200;

impl<'a> Builder<'a> {
    /// What the field at `pattern` is, by everything that speaks about it.
    pub fn kind(&mut self, pattern: &str, layers: &[Layer<'a>], pointer: &str) -> Kind {
        if !self.goes_on(pointer) {
            return Kind::YesNo;
        }
        self.depth += 1;
        let kind = self.kind_inside(pattern, layers, pointer);
        self.depth -= 1;
        kind
    }

    /// Whether the schema is still one that ends, and that somebody could fill in.
    fn goes_on(&mut self, pointer: &str) -> bool {
        self.count += 1;
        let is_too_much = self.depth > MAX_DEPTH || self.count > MOST_FIELDS;
        if is_too_much && self.problems.is_empty() {
            let reason = format!(
                "this form has more than {MOST_FIELDS} fields, or goes deeper than {MAX_DEPTH} levels."
            );
            let remedy = "Does a reference lead back to itself? \"x-depth\" stands beside the \"$ref\" of a property, or of \"items\".";
            self.problem(pointer, reason, remedy);
        }
        !is_too_much
    }

    fn kind_inside(&mut self, pattern: &str, layers: &[Layer<'a>], pointer: &str) -> Kind {
        if let Some(options) = choices(layers) {
            return one_of(options, layers);
        }
        if let Some(asked) = first(layers, "x-file") {
            return self.files(layers, asked, pointer);
        }
        let computed = first(layers, "x-compute").is_some();
        match type_name(layers) {
            Some("string") => self.text(layers, pointer, computed),
            Some("integer") => whole_number(layers),
            Some("number") => Kind::Number { decimals: decimals(layers), unit: first_text(layers, "x-unit") },
            Some("boolean") if !computed && first(layers, "const") == Some(&Value::Bool(true)) => {
                Kind::Declaration
            }
            Some("boolean") => Kind::YesNo,
            Some("object") => Kind::Group(self.group(pattern, layers)),
            Some("array") => self.array(pattern, layers, pointer),
            _ => {
                self.problem(pointer, "this field has no type that can be shown.", "Give it a \"type\".");
                Kind::YesNo
            }
        }
    }

    fn text(&mut self, layers: &[Layer<'a>], pointer: &str, computed: bool) -> Kind {
        let format = match first_text(layers, "format").as_deref() {
            Some("date") => return Kind::Date,
            Some("year-month") => return Kind::Month,
            Some("time") => return Kind::Time,
            Some("date-time") => return Kind::Moment,
            Some("email" | "idn-email") => TextFormat::Email,
            Some("tel") => TextFormat::Tel,
            Some("iban") => TextFormat::Iban,
            Some("bic") => TextFormat::Bic,
            Some("plz") => TextFormat::Plz,
            Some("uri" | "iri") => TextFormat::Uri,
            _ => TextFormat::Plain,
        };
        let max_length = first(layers, "maxLength").and_then(Value::as_u64);
        let is_read_only = first(layers, "readOnly") == Some(&Value::Bool(true));
        let is_free = matches!(format, TextFormat::Plain | TextFormat::Uri) && !computed && !is_read_only;
        if is_free && max_length.is_none() && first(layers, "const").is_none() {
            self.problem(pointer, "this text has no limit.", "Give it a \"maxLength\".");
        }
        let is_area = first_text(layers, "x-widget").as_deref() == Some("textarea");
        let is_long = max_length.is_some_and(|most| most > LONGEST_LINE) && format == TextFormat::Plain;
        Kind::Text(TextKind {
            multiline: is_area || is_long && is_free,
            max_length,
            min_length: first(layers, "minLength").and_then(Value::as_u64),
            format,
        })
    }

    /// `x-file` on a text, or on a list of texts.
    fn files(&mut self, layers: &[Layer<'a>], asked: &Value, pointer: &str) -> Kind {
        let asked = parts::read_as::<FilesAsked>(asked, "").map_err(|problem| problem.reason);
        let asked = asked.unwrap_or_else(|reason| {
            let remedy =
                "Write {\"types\": [\"pdf\", \"jpeg\", \"png\"], \"maxBytes\": 10000000, \"maxFiles\": 5}.";
            self.problem(&step(pointer, "x-file"), reason, remedy);
            FilesAsked::default()
        });
        let is_single = type_name(layers) == Some("string");
        let instead = asked.instead.iter().filter_map(|option| {
            Choice::new(&option.value, Some(&option.title), option.description.as_deref())
        });
        Kind::Files(Files {
            types: asked.types.iter().filter_map(|name| name.parse().ok()).collect(),
            max_bytes: asked.max_bytes,
            max_files: if is_single { 1 } else { asked.max_files },
            metadata: asked.metadata,
            is_single,
            instead: instead.collect(),
        })
    }

    fn array(&mut self, pattern: &str, layers: &[Layer<'a>], pointer: &str) -> Kind {
        if let Some(places) = first(layers, "prefixItems").and_then(Value::as_array) {
            return self.places(pattern, layers, places, pointer);
        }
        let Some(items) = first(layers, "items") else {
            self.problem(pointer, "this list does not say what it lists.", "Give it \"items\".");
            return Kind::YesNo;
        };
        let items_pointer = format!("{pointer}/items");
        let inner = self.document.layers(items, &items_pointer);
        if let Some(options) = choices(&inner) {
            return Kind::SeveralOf { options, exclusive: first_text(layers, "x-exclusive") };
        }
        let limit =
            |keyword| first(layers, keyword).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let Some(max) = limit("maxItems") else {
            self.problem(pointer, "this list has no limit.", "Give it \"maxItems\".");
            return Kind::YesNo;
        };
        // Told here already: a list whose rows are lists of itself would have no end.
        if type_name(&inner) == Some("array") && first(&inner, "prefixItems").is_none() {
            let remedy = "Put the inner list into an object.";
            let here = first_layer(layers, "items").map(|layer| step(&layer.pointer, "items"));
            self.problem(&here.unwrap_or(items_pointer), "the rows of a list are no lists.", remedy);
            return Kind::YesNo;
        }
        let item = first_text(layers, "x-item").unwrap_or_else(|| self.language.say("Eintrag").to_owned());
        let row_pattern = format!("{pattern}[]");
        let mut row = plain_node("", &row_pattern, &inner);
        row.kind = self.kind(&row_pattern, &inner, &items_pointer);
        let (is_group, is_inner) = (row.group().is_some(), pattern.contains("[]"));
        if !is_group {
            row.title.get_or_insert_with(|| item.clone());
        }
        Kind::List(Box::new(List {
            row,
            min: limit("minItems").unwrap_or(0),
            max,
            // A page for a single question would be a long way for a short answer, and a page in a page
            // is a maze.
            on_one_page: !is_group || is_inner || first_text(layers, "x-layout").as_deref() == Some("rows"),
            item,
        }))
    }

    /// `prefixItems`: a group whose fields are named by their places.
    fn places(&mut self, pattern: &str, layers: &[Layer<'a>], places: &'a [Value], pointer: &str) -> Kind {
        let most = first(layers, "maxItems").and_then(Value::as_u64);
        let is_closed = first(layers, "items") == Some(&Value::Bool(false))
            || most.is_some_and(|most| most <= places.len() as u64);
        if !is_closed {
            let remedy = "Write \"items\": false.";
            self.problem(pointer, "this list takes answers at places that nobody asks for.", remedy);
        }
        let mut group = Group { by_place: true, ..Group::default() };
        let pointer = step(pointer, "prefixItems");
        for (i, schema) in places.iter().enumerate() {
            let name = i.to_string();
            let pointer = step(&pointer, &name);
            if !self.is_asked(schema, &pointer) {
                let remedy = "Take it away with all places behind it.";
                self.problem(&pointer, "a place of a list is always asked.", remedy);
                continue;
            }
            let field = self.field(&name, pattern, schema, &pointer);
            group.fields.insert(name, field);
        }
        let least = first(layers, "minItems").and_then(Value::as_u64).unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(usize::MAX);
        group.required = group.fields.keys().take(least).cloned().collect();
        Kind::Group(group)
    }
}

/// What stands behind `x-file`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesAsked {
    /// `pdf`, `jpeg`, `png`.
    pub types: Vec<String>,
    /// Most bytes of a file.
    #[serde(rename = "maxBytes")]
    pub max_bytes: u64,
    /// Most files of a list.
    #[serde(rename = "maxFiles", default = "one")]
    pub max_files: usize,
    /// `kept` or `removed`.
    #[serde(default)]
    pub metadata: Metadata,
    /// What may be answered instead.
    #[serde(default)]
    pub instead: Vec<InsteadAsked>,
}

/// An answer instead of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsteadAsked {
    /// What is stored.
    #[serde(rename = "const")]
    pub value: Value,
    /// What people read.
    pub title: String,
    /// A hint below it.
    #[serde(default)]
    pub description: Option<String>,
}

fn one() -> usize {
    1
}

/// A choice of one, as radio buttons, as a select, or searched.
pub fn one_of(options: Vec<Choice>, layers: &[Layer<'_>]) -> Kind {
    let shown = match first_text(layers, "x-widget").as_deref() {
        Some("radios") => ChoiceControl::Radios,
        Some("select") => ChoiceControl::Select,
        Some("search") => ChoiceControl::Search,
        _ if options.len() > MOST_SELECTED => ChoiceControl::Search,
        _ if options.len() > MOST_RADIOS => ChoiceControl::Select,
        _ => ChoiceControl::Radios,
    };
    Kind::OneOf { options, shown }
}

/// The type of an answer. `null` beside it says what leaving out says, and is never stored.
pub fn type_name<'a>(layers: &[Layer<'a>]) -> Option<&'a str> {
    match first(layers, "type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => {
            let mut others = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            let only = others.next()?;
            others.next().is_none().then_some(only)
        }
        _ => None,
    }
}

/// The options of a choice: `enum`, or `oneOf` of `const` and `title`.
pub fn choices(layers: &[Layer<'_>]) -> Option<Vec<Choice>> {
    let options = first(layers, "oneOf").and_then(Value::as_array);
    if let Some(options) =
        options.filter(|options| options.iter().any(|option| option.get("const").is_some()))
    {
        let text = |option: &Value, keyword| option.get(keyword).and_then(Value::as_str).map(str::to_owned);
        let choice = |option: &Value| {
            let (title, description) = (text(option, "title")?, text(option, "description"));
            let choice = Choice::new(option.get("const")?, Some(&title), description.as_deref())?;
            let otherwise = option.get("x-otherwise") == Some(&Value::Bool(true));
            Some(choice.found_by(texts(option.get("x-also"))).for_the_rest(otherwise))
        };
        return options.iter().map(choice).collect();
    }
    let options = first(layers, "enum")?.as_array()?;
    if options.iter().all(Value::is_boolean) {
        return None; // A plain yes/no question.
    }
    options.iter().filter(|option| !option.is_null()).map(|option| Choice::new(option, None, None)).collect()
}

fn whole_number(layers: &[Layer<'_>]) -> Kind {
    match first_text(layers, "x-unit") {
        Some(unit) if unit == "EUR" => Kind::Money,
        unit => Kind::Number { decimals: 0, unit },
    }
}

/// The places after the comma that `multipleOf` allows; 2 where it says nothing.
fn decimals(layers: &[Layer<'_>]) -> u32 {
    let Some(step) = first(layers, "multipleOf") else { return 2 };
    let text = step.to_string();
    let places = text.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len());
    u32::try_from(places).unwrap_or(2)
}
