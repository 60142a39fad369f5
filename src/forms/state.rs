//! Where an application stands: from what was typed to what applies, what is wrong and what is unusual.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::advice::advise;
use super::applicable::Applicable;
use super::compute::settle;
use super::field::{Group, Kind, Node};
use super::form::Form;
use super::responsibility::{Route, route};
use super::validate::validate;
use super::view::AdviceView;
use crate::domain::{Answers, Path};

/// Everything that was typed so far, also what does not apply now: a change of mind brings it back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// What could be read as its type.
    #[serde(default)]
    pub answers: Answers,
    /// What could not: the raw text by the name of its control. A date that could not be read keeps all
    /// of its parts, as `applicant.birth.day`. Where a text is kept, there is no answer.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
}

impl Remembered {
    /// A new application: what the form pre-selects, otherwise nothing.
    pub fn begin(form: &Form) -> Self {
        let answers = match form.root.group().map(pre_selected) {
            Some(Value::Object(answers)) => Answers(answers),
            _ => Answers::default(),
        };
        Self { answers, texts: BTreeMap::new() }
    }

    /// Answers that are typed already, for example those of a case.
    pub fn typed(answers: Answers) -> Self {
        Self { answers, texts: BTreeMap::new() }
    }
}

/// The pre-selected answers of a group and of the groups in it; empty groups are left out.
pub fn pre_selected(group: &Group) -> Value {
    let of_node = |node: &Node| match (&node.kind, &node.default) {
        (Kind::Group(inner), _) => Some(pre_selected(inner)).filter(|value| !is_empty(value)),
        (Kind::Declaration | Kind::List(_), _) => None,
        (_, default) => default.clone().filter(|_| node.compute.is_none()),
    };
    let values = group.fields.iter().map(|(name, node)| (name.as_str(), of_node(node)));
    group.assemble(values.collect(), 0)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Something that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field it stands at.
    pub path: Path,
    /// The keyword of JSON Schema that failed (`oneOf` of a choice is told as `enum`), or `x-exclusive`.
    pub keyword: String,
    /// What people read.
    pub message: String,
    /// It does not hold the page up, only the sending.
    pub at_submit: bool,
    /// Of a date or month, the parts that are wrong: `day`, `month`, `year`. Empty for all else.
    pub parts: Vec<&'static str>,
    /// The id of the page it stands on.
    pub page: String,
    /// The number of the row, if it stands on the page of a row.
    pub item: Option<usize>,
}

impl FieldError {
    /// The name of the control to go to: of a date its first wrong part.
    pub fn anchor(&self) -> Path {
        self.parts.first().map_or_else(|| self.path.clone(), |part| self.path.key(part))
    }
}

/// What applies, what is wrong and what is unusual, for one set of answers on one day.
#[derive(Debug, Clone)]
pub struct FormState {
    /// The answers that apply, computed values included, in the order of the form.
    pub answers: Answers,
    /// Everything that is wrong or missing, in the order of the form, at most one for each field.
    pub errors: Vec<FieldError>,
    /// The hints, in the order of the form.
    pub advice: Vec<AdviceView>,
    /// Where the application would go.
    pub route: Route,
    /// What applies and what is required.
    pub applicable: Applicable,
    /// Where in `errors` that of a field is.
    wrong: BTreeMap<Path, usize>,
}

impl FormState {
    /// The state of what was typed. `today` decides deadlines.
    pub fn new(form: &Form, remembered: &Remembered, today: NaiveDate) -> Self {
        let (answers, applicable) = settle(form, &remembered.answers, &remembered.texts, today);
        let value = Value::Object(answers.0);
        let errors = validate(form, &value, &applicable, remembered, today);
        let advice = advise(form, &value, &applicable, today);
        let route = route(form, &value, today);
        let answers = match value {
            Value::Object(object) => Answers(object),
            _ => Answers::default(),
        };
        let wrong = errors.iter().enumerate().map(|(place, error)| (error.path.clone(), place)).collect();
        Self { answers, errors, advice, route, applicable, wrong }
    }

    /// Leaves of what is wrong only what holds somebody up, at once and not on sending.
    pub fn hold_up_only(&mut self, holds_up: impl Fn(&FieldError) -> bool) {
        self.errors.retain(holds_up);
        self.errors.iter_mut().for_each(|error| error.at_submit = false);
        let places = self.errors.iter().enumerate();
        self.wrong = places.map(|(place, error)| (error.path.clone(), place)).collect();
    }

    /// What nobody judges: nothing is wrong with it.
    pub fn unjudged(answers: Answers, route: Route, applicable: Applicable) -> Self {
        Self { answers, errors: Vec::new(), advice: Vec::new(), route, applicable, wrong: BTreeMap::new() }
    }

    /// Whether a field, a group, a list or a row applies.
    pub fn applies(&self, path: &Path) -> bool {
        self.applicable.contains(path)
    }

    /// Whether a field must be answered.
    pub fn is_required(&self, path: &Path) -> bool {
        self.applicable.is_required(path)
    }

    /// What is wrong on a page and on the pages of its rows, without what counts only on sending.
    pub fn errors_of<'a>(&'a self, page: &'a str) -> impl Iterator<Item = &'a FieldError> {
        self.errors.iter().filter(move |error| error.page == page && !error.at_submit)
    }

    /// What is wrong on exactly this page: the page itself, or the page of one row.
    pub fn errors_on<'a>(
        &'a self,
        page: &'a str,
        item: Option<usize>,
    ) -> impl Iterator<Item = &'a FieldError> {
        self.errors_of(page).filter(move |error| error.item == item)
    }

    /// What is wrong at exactly this field.
    pub fn error_at(&self, path: &Path) -> Option<&FieldError> {
        self.errors.get(*self.wrong.get(path)?)
    }

    /// Whether anything is wrong at a place or below it, without what counts only on sending.
    pub fn is_wrong_below(&self, path: &Path) -> bool {
        let below = self.wrong.range(path..).take_while(|(at, _)| at.starts_with(path));
        below.filter_map(|(_, place)| self.errors.get(*place)).any(|error| !error.at_submit)
    }
}
