//! Where an application goes, and what it says about itself: department, tags, applicant, papers.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::applicable::Applicable;
use super::compute::{holds, may_hold};
use super::display::words;
use super::field::{Kind, Node};
use super::folding::plain;
use super::form::Form;
use super::places::value_at;
use crate::domain::{Answers, DepartmentId, MatterKey, Path};

/// The department that is responsible, and the tags of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Exactly one: the first rule that holds decides, otherwise the form's department.
    pub department: DepartmentId,
    /// Every tag whose condition holds, in the order of the form.
    pub tags: Vec<String>,
}

/// Where answers go that apply (a JSON object, computed values included).
pub fn route(form: &Form, answers: &Value, today: NaiveDate) -> Route {
    let root = Path::root();
    let rule = form.rules.iter().find(|(_, when)| holds(form, when, answers, &root, today));
    let tags = form.tags.iter().filter(|(_, when)| holds(form, when, answers, &root, today));
    Route {
        department: rule.map_or(&form.file.routing.department, |(department, _)| department).clone(),
        tags: tags.map(|(tag, _)| tag.clone()).collect(),
    }
}

/// Whether a decision on these answers needs a second signature (Mitzeichnung). It does, too, where the answers do not
/// say: an application that was taken incomplete may lack the amount.
pub fn is_signed_twice(form: &Form, answers: &Value, today: NaiveDate) -> bool {
    is_signed_twice_for(form, answers, None, today)
}

/// The same, of a decision on this amount in cents, which the form calls `decision.amount`. Without one it is not known.
pub fn is_signed_twice_for(form: &Form, answers: &Value, amount: Option<i64>, today: NaiveDate) -> bool {
    let mut answers = answers.clone();
    if let (Some(amount), Value::Object(all)) = (amount, &mut answers) {
        all.insert("decision".to_owned(), serde_json::json!({"amount": amount}));
    }
    let answers = &answers;
    form.second_signature.as_ref().is_some_and(|when| may_hold(form, when, answers, &Path::root(), today))
}

/// The papers that are to follow: path and title, in order. Those are the `x-later` fields answered with
/// `later`, and what the desk noted as missing.
pub fn papers_to_follow(form: &Form, answers: &Answers) -> Vec<(Path, String)> {
    let applicable = Applicable::to(form, answers);
    let mut papers = Vec::new();
    collect_papers(&form.root, &Path::root(), &answers.to_value(), &applicable, &mut papers);
    papers.extend(open_items(form, answers).into_iter().map(|item| {
        let title = match item.day {
            Some(day) => form.language.fill("{paper} (bis {day})", &[("paper", &item.paper), ("day", &day)]),
            None => item.paper,
        };
        (item.path, title)
    }));
    papers
}

/// A paper that the desk noted as missing.
pub(super) struct OpenItem {
    pub path: Path,
    pub paper: String,
    /// Until when it is to come, in words.
    pub day: Option<String>,
    /// The same.
    pub due_on: Option<NaiveDate>,
}

/// What the desk noted as missing, with its date.
pub(super) fn open_items(form: &Form, answers: &Answers) -> Vec<OpenItem> {
    let mut papers = Vec::new();
    let list = Path::root().key("assisted").key("open_items");
    let rows = answers.get(&list).and_then(Value::as_array).map_or(0, Vec::len);
    for row in 0..rows {
        let of_row = |name: &str| {
            let path = list.index(row).key(name);
            let node = form.root.find(&format!("assisted.open_items[].{name}"))?;
            words(&form.language, node, answers.get(&path)?).into_iter().next().map(|words| (path, words))
        };
        let Some((path, paper)) = of_row("paper") else { continue };
        let (day_path, day) = of_row("due_on").unzip();
        let due_on = day_path.and_then(|path| answers.get(&path)?.as_str()?.parse().ok());
        papers.push(OpenItem { path, paper, day, due_on });
    }
    papers
}

fn collect_papers(
    node: &Node,
    path: &Path,
    answers: &Value,
    applicable: &Applicable,
    papers: &mut Vec<(Path, String)>,
) {
    let is_root = path.segments().is_empty();
    if !is_root && !applicable.contains(path) {
        return;
    }
    match &node.kind {
        Kind::Group(group) => {
            for (name, child) in &group.fields {
                collect_papers(child, &group.path_of(path, name), answers, applicable, papers);
            }
        }
        Kind::List(list) => {
            let rows = value_at(answers, path).and_then(Value::as_array).map_or(0, Vec::len);
            for row in 0..rows {
                collect_papers(&list.row, &path.index(row), answers, applicable, papers);
            }
        }
        _ if node.later && value_at(answers, path).is_some_and(is_later) => {
            papers.push((path.clone(), node.title.clone().unwrap_or_else(|| node.name.clone())));
        }
        _ => {}
    }
}

pub(super) fn is_later(answer: &Value) -> bool {
    *answer == "later" || answer.as_array().is_some_and(|all| all.iter().any(|one| *one == "later"))
}

/// The name of the applicant: the first list of paths of which anything was answered, in its order.
pub fn applicant_name(form: &Form, answers: &Answers) -> Option<String> {
    form.file.applicant.name.iter().find_map(|paths| {
        let parts: Vec<&str> = paths.iter().filter_map(|path| text_at(answers, path)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

/// The e-mail address that gets the acknowledgement: the first one that is there.
pub fn applicant_email(form: &Form, answers: &Answers) -> Option<String> {
    form.file.applicant.email.iter().find_map(|path| text_at(answers, path)).map(str::to_owned)
}

/// What stands in lists of cases for the columns of the form (`inbox` in `form.json`), in words by the path; and what
/// a committee reads ([`super::committee`]), under names of its own.
pub fn listed(form: &Form, answers: &Answers) -> BTreeMap<String, String> {
    let of = |path: &String| {
        let node = form.root.find(path)?;
        Some((path.clone(), words(&form.language, node, answers.at(path)?).join(", ")))
    };
    let columns = form.file.inbox.columns.iter().filter_map(of);
    let committee = form.committee.as_ref().map(|committee| committee.row(form, answers));
    columns.chain(committee.into_iter().flatten()).collect()
}

/// The text at a path, if there is one and it is not empty.
pub(super) fn text_at<'a>(answers: &'a Answers, path: &str) -> Option<&'a str> {
    answers.at(path).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// Names the same matter: a keyed hash of the form's id and the answers that `duplicate` lists. Capitals, blanks,
/// hyphens and marks on letters do not matter (`ß` is `ss`, `é` is `e`). `None` if the form lists none or any of them
/// is absent.
pub fn duplicate_key(form: &Form, answers: &Answers, key: &MatterKey) -> Option<String> {
    if form.file.duplicate.is_empty() {
        return None;
    }
    let values: Option<Vec<Value>> =
        form.file.duplicate.iter().map(|path| answers.at(path).map(canonical)).collect();
    Some(key.name(&serde_json::json!([form.id, values?]).to_string()))
}

/// Whether what `duplicate` lists names a person, by the word that the blocks for persons have for a family name.
pub fn duplicate_names_person(form: &Form) -> bool {
    form.file.duplicate.iter().any(|path| path.ends_with("family_name"))
}

/// The value with the keys of every object sorted, and its texts as people type them on any keyboard.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_by_key(|(name, _)| name.as_str());
            Value::Object(entries.into_iter().map(|(name, v)| (name.clone(), canonical(v))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        Value::String(text) => {
            let words = plain(text).replace(['-', '\u{2010}', '\u{2011}', '\u{2013}'], " ");
            Value::String(words.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        other => other.clone(),
    }
}
