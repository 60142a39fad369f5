//! What a new application may begin with: earlier answers of the same person. What somebody declares, hands in or
//! entrusts for one purpose is said anew each time; so is what the form asks to be (`x-anew`), unless it says itself
//! what it takes from which form ([`super::takes`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::field::{Group, Kind, Node, Privacy};
use super::form::Form;
use super::places::{lies_below, node_at};
use super::state::{FormState, Remembered};
use super::takes;
use crate::domain::{Answers, Path};

/// What may be begun with.
#[derive(Debug, Clone, Default)]
pub struct Reusable {
    /// The answers. What they depend on may be asked anew: until that is answered, they are remembered only.
    pub answers: Answers,
    /// These answers among the others that were said with them, which tell to what they apply.
    pub among: Answers,
}

/// Of the answers to an earlier version of this form, or to this one: what can be begun with on a day. Everything
/// is right by itself.
pub fn of_same(form: &Form, earlier: &Answers, today: NaiveDate) -> Reusable {
    sound(form, earlier.clone(), &BTreeSet::new(), today)
}

/// Of the answers to another form: what this one takes from it, and what is about the person who fills in both, by
/// the tokens of WCAG 1.3.5. Each group is answered by one group and not by several: two addresses must not become a
/// third.
pub fn of_other(form: &Form, other: &Form, earlier: &Answers, today: NaiveDate) -> Reusable {
    let mut known = personal(other);
    let mut answers = Answers::default();
    for asked in personal(form) {
        let fits = |said: &PersonalGroup<'_>| {
            said.is_of_organisation == asked.is_of_organisation
                && said.tokens.iter().any(|(name, token)| {
                    asked.tokens.get(name) == Some(token) && earlier.get(&said.path.key(name)).is_some()
                })
        };
        let Some(found) = known.iter().position(fits) else { continue };
        let said = known.remove(found);
        for (name, field) in single_fields(asked.group) {
            let is_same = said.group.fields.get(name).is_some_and(is_reusable)
                && said.tokens.get(name.as_str()) == asked.tokens.get(name.as_str());
            let value = earlier.get(&said.path.key(name)).filter(|_| is_same && is_reusable(field));
            if let Some(value) = value {
                answers.set(&asked.path.key(name), value.clone());
            }
        }
    }
    let (taken, patterns) = takes::taken(form, other, earlier, today);
    lay_over(&mut answers, &taken);
    sound(form, answers, &patterns, today)
}

/// The same without the answers on some pages.
pub fn on_pages(form: &Form, answers: &Answers, pages: &[String]) -> Answers {
    let mut chosen = Answers::default();
    let fields = form.pages.iter().filter(|page| pages.contains(&page.id)).flat_map(|page| &page.fields);
    for path in fields.filter_map(|pattern| pattern.parse::<Path>().ok()) {
        if let Some(value) = answers.get(&path) {
            chosen.set(&path, value.clone());
        }
    }
    chosen
}

/// Puts answers over those that a new application begins with.
pub fn lay_over(begun: &mut Answers, answers: &Answers) {
    merge(&mut begun.0, &answers.0);
}

fn merge(below: &mut Map<String, Value>, above: &Map<String, Value>) {
    for (name, value) in above {
        match (below.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            _ => {
                below.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A group with fields about whoever fills in.
struct PersonalGroup<'a> {
    path: Path,
    group: &'a Group,
    tokens: BTreeMap<&'a str, &'a str>,
    /// An organisation stands beside it: its address is not that of a person.
    is_of_organisation: bool,
}

/// The groups about whoever fills in, outside of lists, in the order of the form.
fn personal(form: &Form) -> Vec<PersonalGroup<'_>> {
    let mut found = Vec::new();
    if let Some(root) = form.root.group() {
        collect(root, &Path::root(), false, &mut found);
    }
    found
}

fn collect<'a>(group: &'a Group, path: &Path, is_of_organisation: bool, found: &mut Vec<PersonalGroup<'a>>) {
    let token = |(name, field): (&'a String, &'a Node)| {
        let token = field.autocomplete.as_deref().filter(|token| *token != "off" && is_reusable(field))?;
        Some((name.as_str(), token))
    };
    let tokens: BTreeMap<_, _> = single_fields(group).filter_map(token).collect();
    let is_below_root = !path.segments().is_empty();
    let is_of_organisation = is_of_organisation || is_below_root && names_organisation(group);
    if !tokens.is_empty() {
        found.push(PersonalGroup { path: path.clone(), group, tokens, is_of_organisation });
    }
    for (name, field) in group.fields.iter().filter(|(_, field)| is_reusable(field)) {
        if let Some(inner) = field.group().filter(|inner| !inner.by_place) {
            collect(inner, &path.key(name), is_of_organisation, found);
        }
    }
}

/// Whether an organisation is named in this group or right below it.
fn names_organisation(group: &Group) -> bool {
    let is_token = |field: &Node| field.autocomplete.as_deref() == Some("organization");
    let inner = group.fields.values().filter_map(Node::group).flat_map(|inner| inner.fields.values());
    group.fields.values().chain(inner).any(is_token)
}

fn single_fields(group: &Group) -> impl Iterator<Item = (&String, &Node)> {
    group.fields.iter().filter(|(_, field)| is_single(field))
}

fn is_single(node: &Node) -> bool {
    !matches!(node.kind, Kind::Group(_) | Kind::List(_))
}

/// Whether an answer may be begun with unasked.
fn is_reusable(node: &Node) -> bool {
    !node.anew && may_be_begun_with(node)
}

/// Whether an answer may be begun with at all.
pub fn may_be_begun_with(node: &Node) -> bool {
    let is_given = node.compute.is_some() || node.read_only || node.prefill.is_some();
    !is_given && may_be_read(node)
}

/// Whether an answer may be read for another application: it is neither a secret nor said for one purpose.
pub fn may_be_read(node: &Node) -> bool {
    let is_entrusted = matches!(node.privacy, Some(Privacy::Bank | Privacy::Special));
    let is_said_once = node.later || matches!(node.kind, Kind::Declaration | Kind::Files(_));
    !is_entrusted && !is_said_once && !node.write_only
}

/// What may be begun with of a value; of what is asked anew, only what lies at or around the `taken` patterns.
fn keep(node: &Node, value: &Value, taken: &BTreeSet<String>) -> Option<Value> {
    let is_taken = || taken.iter().any(|at| lies_below(&node.pattern, at) || lies_below(at, &node.pattern));
    if !may_be_begun_with(node) || node.anew && !is_taken() {
        return None;
    }
    match &node.kind {
        Kind::Group(group) => {
            let of_field = |(name, field): (&String, &Node)| {
                group.value_of(value, name).and_then(|v| keep(field, v, taken))
            };
            let values: Vec<_> =
                group.fields.iter().map(|(name, field)| (name.as_str(), of_field((name, field)))).collect();
            let is_empty = values.iter().all(|(_, value)| value.is_none());
            (!is_empty).then(|| group.assemble(values, 0))
        }
        Kind::List(list) => {
            let rows: Vec<Value> = value
                .as_array()?
                .iter()
                .filter_map(|row| keep(&list.row, row, taken))
                .take(list.max)
                .collect();
            (!rows.is_empty()).then_some(Value::Array(rows))
        }
        // Where nothing was chosen, nothing was said.
        _ => (!value.is_null() && value.as_array().is_none_or(|chosen| !chosen.is_empty()))
            .then(|| value.clone()),
    }
}

/// Takes out what is wrong on this day, and what does not apply: a deadline that is over, an option that is gone, a
/// rule that is new. What is missing is asked. One answer that is taken out can make another one wrong.
fn sound(form: &Form, mut answers: Answers, taken: &BTreeSet<String>, today: NaiveDate) -> Reusable {
    loop {
        let state = FormState::new(form, &Remembered::typed(answers.clone()), today);
        let kept = Answers(
            keep(&form.root, &state.answers.to_value(), taken).and_then(into_object).unwrap_or_default(),
        );
        let wrong: BTreeSet<Path> =
            state.errors.iter().filter_map(|error| to_take_out(form, &error.path)).collect();
        // From the end, so that rows keep their numbers.
        let mut taken_out = 0;
        for path in wrong.iter().rev().filter(|path| kept.get(path).is_some()) {
            taken_out += usize::from(answers.remove(path).is_some());
        }
        if taken_out == 0 {
            return Reusable { answers: kept, among: state.answers };
        }
    }
}

/// What is taken out because of a mistake: the answer, or the group whose places have meanings of their own. A group
/// or list as a whole lacks something, and that is asked.
fn to_take_out(form: &Form, path: &Path) -> Option<Path> {
    let node = node_at(form, path).filter(|node| is_single(node))?;
    let parent = path.parent().filter(|parent| {
        !node.name.is_empty()
            && node_at(form, parent).and_then(Node::group).is_some_and(|group| group.by_place)
    });
    Some(parent.unwrap_or_else(|| path.clone()))
}

fn into_object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
