//! The form's own tests: answers with the expected outcome.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::checking::{accepted, proposed, set_deep};
use super::compile::parts::read_as;
use super::definition::OpenTo;
use super::form::Form;
use super::places::node_at;
use super::problem::Problem;
use super::responsibility::papers_to_follow;
use super::source::FormSource;
use super::state::{FormState, Remembered};
use crate::domain::{Answers, Channel, Path};

/// A case, as `cases/<name>.json` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCase {
    /// What it shows.
    pub title: String,
    /// Another case of the folder whose answers are taken first.
    #[serde(default)]
    pub base: Option<String>,
    /// The day on which it is filed.
    pub today: NaiveDate,
    /// `online` (the default: whoever applies themselves, also staff), `assisted` or `second_step`.
    #[serde(default)]
    pub channel: Option<String>,
    /// Settings that differ from the form's.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// The answers.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// The expected outcome.
    #[serde(default)]
    pub expect: Expected,
}

/// What must come out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Exactly these mistakes, `path: keyword`, in the order of the form; none, if left out.
    #[serde(default)]
    pub errors: Vec<String>,
    /// These values, by path.
    #[serde(default)]
    pub computed: Map<String, Value>,
    /// These answers must not count.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Exactly these hints, `CODE path`, in any order.
    #[serde(default)]
    pub advice: Option<Vec<String>>,
    /// Where it goes.
    #[serde(default)]
    pub department: Option<String>,
    /// Exactly these tags.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// Exactly these papers are to follow.
    #[serde(default)]
    pub papers: Option<Vec<String>>,
    /// What the department would accept, if it took what the form proposes.
    #[serde(default)]
    pub accepted: Option<ExpectedAccepted>,
}

/// What must come out of `check`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAccepted {
    /// What was asked for, in cents.
    pub asked: Option<i64>,
    /// The amount of the decision, in cents.
    pub amount: Option<i64>,
    /// Exactly these reasons, `CODE path`, in the order of `check.accepted`.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// The cases of a form with their answers complete, by file name.
pub fn read(source: &FormSource, form_id: &str) -> Result<IndexMap<String, FormCase>, Vec<Problem>> {
    let mut cases = IndexMap::new();
    let mut problems = Vec::new();
    for file in source.case_files(form_id) {
        let read = source.json(&file).and_then(|json| read_as(&json, &file));
        match read {
            Ok(case) => {
                cases.insert(file, case);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut whole = IndexMap::new();
    for (file, case) in &cases {
        match answers(&cases, case, 0) {
            Some(answers) => {
                whole.insert(file.clone(), FormCase { answers, ..FormCase::clone(case) });
            }
            None => {
                let reason =
                    format!("there is no case {:?} to begin with.", case.base.as_deref().unwrap_or(""));
                let remedy = "Name another case of the folder, without \".json\" and not in a circle.";
                problems.push(Problem::at(file, "/base", reason, remedy));
            }
        }
    }
    if problems.is_empty() { Ok(whole) } else { Err(problems) }
}

/// Deepest chain of bases: a circle ends here.
const MAX_BASES: usize = 8;

/// The answers of a case and of those it is based on; `None` if one of them is missing.
fn answers(cases: &IndexMap<String, FormCase>, case: &FormCase, depth: usize) -> Option<Map<String, Value>> {
    let mut whole = match &case.base {
        None => Map::new(),
        Some(_) if depth == MAX_BASES => return None,
        Some(name) => {
            let name = format!("{name}.json");
            let (_, base) = cases.iter().find(|(file, _)| file.rsplit('/').next() == Some(&name))?;
            answers(cases, base, depth + 1)?
        }
    };
    lay_over(&mut whole, &case.answers);
    Some(whole)
}

/// `null` takes away, objects are laid over one another, everything else is replaced.
fn lay_over(below: &mut Map<String, Value>, above: &Map<String, Value>) {
    for (name, value) in above {
        match value {
            Value::Null => {
                below.shift_remove(name);
            }
            Value::Object(inner) => {
                let slot = below.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
                match slot {
                    Value::Object(object) => lay_over(object, inner),
                    other => *other = value.clone(),
                }
            }
            other => {
                below.insert(name.clone(), other.clone());
            }
        }
    }
}

/// Runs the cases of a form: every difference is a mistake. The form is compiled once for each channel
/// and each set of settings.
pub fn run_all(bundle: &str, cases: &IndexMap<String, FormCase>) -> Vec<Problem> {
    let mut forms: HashMap<String, Form> = HashMap::new();
    let mut problems = Vec::new();
    for (file, case) in cases {
        let key = format!("{:?} {}", case.channel, Value::Object(case.settings.clone()));
        let form = match forms.entry(key) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(free) => match form_of(bundle, file, case) {
                Ok(form) => free.insert(form),
                Err(found) => {
                    problems.extend(found);
                    continue;
                }
            },
        };
        problems.extend(run(form, file, case));
    }
    problems
}

/// Runs a case.
fn run(form: &Form, file: &str, case: &FormCase) -> Vec<Problem> {
    let remembered = Remembered::typed(Answers(case.answers.clone()));
    let state = FormState::new(form, &remembered, case.today);
    let mut check = Check { file, problems: Vec::new() };
    check.known(form, &case.answers, &Path::root());
    let expected = &case.expect;
    let errors: Vec<String> = state.errors.iter().map(|e| format!("{}: {}", e.path, e.keyword)).collect();
    check.same("errors", &expected.errors, &errors);
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    if let Some(advice) = &expected.advice {
        let found = state.advice.iter().map(|hint| format!("{} {}", hint.code, hint.path)).collect();
        check.same("advice", &sorted(advice.clone()), &sorted(found));
    }
    if let Some(papers) = &expected.papers {
        let found: Vec<String> =
            papers_to_follow(form, &state.answers).into_iter().map(|(path, _)| path.to_string()).collect();
        check.same("papers", papers, &found);
    }
    if let Some(tags) = &expected.tags {
        check.same("tags", tags, &state.route.tags);
    }
    if let Some(department) = &expected.department {
        check.same("department", department, &state.route.department.0);
    }
    if let Some(wanted) = &expected.accepted {
        check.same("accepted", wanted, &as_proposed(form, &state.answers, case.today));
    }
    check.values(form, &state.answers, expected);
    check.problems
}

/// What is accepted, if the department takes what the form proposes.
fn as_proposed(form: &Form, answers: &Answers, today: NaiveDate) -> ExpectedAccepted {
    let Some(check) = form.check.as_deref() else { return ExpectedAccepted::default() };
    let mut taken = Answers::default();
    for (path, value) in proposed(form, check, answers, today) {
        set_deep(&mut taken, &path, value);
    }
    let found = accepted(form, check, answers, Some(&taken), today);
    let reasons = found.rows.iter().filter_map(|row| Some(format!("{} {}", row.reason.as_ref()?, row.path)));
    ExpectedAccepted { asked: found.asked, amount: found.amount, reasons: reasons.collect() }
}

/// Numbers are compared by value: 5055.2 and 5055.20 are the same.
fn equal(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Number(a), Value::Number(b)) => {
            let exact = |n: &serde_json::Number| n.to_string().parse::<rust_decimal::Decimal>().ok();
            exact(a).is_some() && exact(a) == exact(b)
        }
        _ => wanted == found,
    }
}

/// What to write where a case names a channel that its form does not have.
const CHANNELS: &str = "Write \"online\", \"assisted\" or, if the form has one, \"second_step\".";

/// The form of a case: for its channel and with its settings.
pub(super) fn form_of(bundle: &str, file: &str, case: &FormCase) -> Result<Form, Vec<Problem>> {
    let wrong =
        |pointer: String, reason: String, remedy: &str| vec![Problem::at(file, pointer, reason, remedy)];
    let name = case.channel.as_deref().unwrap_or("online");
    let Ok(channel) = name.parse::<Channel>() else {
        let reason = format!("there is no channel {name:?}.");
        return Err(wrong("/channel".to_owned(), reason, CHANNELS));
    };
    let form = with_settings(bundle, file, case, channel)?;
    let is_for_staff = form.file.open_to == OpenTo::Staff;
    let none = match channel {
        Channel::Assisted if is_for_staff => Some("the desk files no form for staff."),
        Channel::Staff if !is_for_staff => Some("this is no form for staff."),
        Channel::SecondStep if form.file.second_step.is_none() => Some("the form has no second step."),
        _ => None,
    };
    if let Some(reason) = none {
        return Err(wrong("/channel".to_owned(), reason.to_owned(), "Take it away."));
    }
    Ok(form)
}

fn with_settings(bundle: &str, file: &str, case: &FormCase, channel: Channel) -> Result<Form, Vec<Problem>> {
    let wrong =
        |pointer: String, reason: String, remedy: &str| vec![Problem::at(file, pointer, reason, remedy)];
    if case.settings.is_empty() {
        return Form::from_bundle(bundle, channel);
    }
    let mut whole: Value = serde_json::from_str(bundle)
        .map_err(|error| wrong(String::new(), format!("the form cannot be read: {error}."), ""))?;
    for (name, value) in &case.settings {
        let setting = whole.pointer_mut("/form/settings").and_then(|all| all.get_mut(name)?.get_mut("value"));
        let Some(setting) = setting else {
            let reason = format!("the form has no setting {name:?}.");
            return Err(wrong(format!("/settings/{name}"), reason, "Name one of form.json."));
        };
        *setting = value.clone();
    }
    Form::from_bundle(&whole.to_string(), channel)
}

struct Check<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, wanted: &T, found: &T) {
        if wanted != found {
            self.differ(what, &format!("{wanted:?}"), &format!("{found:?}"));
        }
    }

    /// Computed values, and answers that must not count.
    fn values(&mut self, form: &Form, answers: &Answers, expected: &Expected) {
        for (path, wanted) in &expected.computed {
            let found = answers.at(path).cloned().unwrap_or(Value::Null);
            if !equal(wanted, &found) {
                self.differ(&format!("computed/{path}"), &wanted.to_string(), &found.to_string());
            }
        }
        for path in &expected.absent {
            if path.parse::<Path>().ok().and_then(|path| node_at(form, &path)).is_none() {
                self.no_field(&format!("/expect/absent/{path}"), path);
            }
            if let Some(found) = answers.at(path) {
                self.differ(&format!("absent/{path}"), "nothing", &found.to_string());
            }
        }
    }

    fn no_field(&mut self, pointer: &str, path: &str) {
        let reason = format!("there is no field {path:?}.");
        self.problems.push(Problem::at(self.file, pointer, reason, "Name a field of the schema."));
    }

    /// An answer to a question that does not exist would be dropped without a word.
    fn known(&mut self, form: &Form, answers: &Map<String, Value>, at: &Path) {
        for (name, value) in answers {
            let path = at.key(name);
            if node_at(form, &path).is_none() {
                self.no_field(&format!("/answers/{}", path.to_string().replace('.', "/")), &path.to_string());
                continue;
            }
            let rows = value.as_array().into_iter().flatten().enumerate();
            for (row, value) in rows {
                if let Some(object) = value.as_object() {
                    self.known(form, object, &path.index(row));
                }
            }
            if let Some(object) = value.as_object() {
                self.known(form, object, &path);
            }
        }
    }

    fn differ(&mut self, what: &str, wanted: &str, found: &str) {
        let reason = format!("expected {wanted}, but it is {found}.");
        let remedy = "Mend the form or the case.";
        self.problems.push(Problem::at(self.file, format!("/expect/{what}"), reason, remedy));
    }
}
