//! A form as its authors look at it: every branch open, with the conditions in words, everything that people can be
//! told, and what no page shows. German only, like the texts that authors write.

mod facts;
mod words;

use std::collections::HashMap;

use serde_json::Value;

use super::applicable::Applicable;
use super::asked::{Conditions, Said, all_of, conditions, schema};
use super::definition::{AdviceLevel, Audience, Page};
use super::field::{Kind, Node};
use super::form::Form;
use super::messages::label;
use super::responsibility::Route;
use super::state::{FormState, Remembered, pre_selected};
use super::view::{Element, element};
use crate::domain::{Answers, Path};
pub use facts::Facts;
use facts::Known;
use words::text;

/// A form with every branch open.
#[derive(Debug)]
pub struct Preview {
    /// The pages, in order.
    pub pages: Vec<PagePreview>,
    /// Computed values and rules, those that nobody sees too.
    pub computed: Vec<ComputedPreview>,
    /// The hints.
    pub advice: Vec<AdvicePreview>,
    /// Where it goes, in the order in which the rules are asked; the last one is the department without a rule.
    pub routing: Vec<(String, String)>,
    /// The tags: title, name, and when it is set.
    pub tags: Vec<(String, String, String)>,
}

/// A page, and when it is shown.
#[derive(Debug)]
pub struct PagePreview {
    /// Part of the address.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Paragraphs before the first question.
    pub intro: Vec<String>,
    /// It is shown when one of these holds, and skipped otherwise; empty: always shown.
    pub when: Vec<String>,
    /// What it asks.
    pub parts: Vec<PartPreview>,
}

/// Something on a page.
#[derive(Debug)]
pub enum PartPreview {
    /// A question or a value, as people see it.
    Question {
        /// What people see.
        element: Box<Element>,
        /// What they do not see.
        facts: Facts,
    },
    /// A group, or a list with one of its rows.
    Group {
        /// The legend; empty if there is none.
        title: String,
        /// The hint.
        hint: Option<String>,
        /// What is inside.
        parts: Vec<PartPreview>,
        /// What people do not see.
        facts: Facts,
    },
}

impl PagePreview {
    /// What stands in the page map: the parts that have a title, in groups without one those inside.
    pub fn listed(&self) -> Vec<&Facts> {
        let mut found = Vec::new();
        self.parts.iter().for_each(|part| part.list(&mut found));
        found
    }
}

impl PartPreview {
    fn list<'a>(&'a self, found: &mut Vec<&'a Facts>) {
        match self {
            Self::Group { title, parts, .. } if title.is_empty() => {
                parts.iter().for_each(|part| part.list(found));
            }
            Self::Group { facts, .. } | Self::Question { facts, .. } => found.push(facts),
        }
    }

    /// What people do not see of it.
    pub fn facts(&self) -> &Facts {
        match self {
            Self::Question { facts, .. } | Self::Group { facts, .. } => facts,
        }
    }
}

/// A computed value, or a rule.
#[derive(Debug)]
pub struct ComputedPreview {
    /// The field.
    pub field: String,
    /// The label; a rule has none.
    pub title: Option<String>,
    /// The expression.
    pub expression: String,
    /// Where a rule stands.
    pub at: Option<String>,
    /// The rule holds when the application is sent only.
    pub at_submit: bool,
    /// What is told if a rule does not hold.
    pub message: Option<String>,
}

/// A hint.
#[derive(Debug)]
pub struct AdvicePreview {
    /// The code that names it.
    pub code: String,
    /// The field at which it stands.
    pub at: String,
    /// When it is shown.
    pub when: String,
    /// The text.
    pub text: String,
    /// A warning.
    pub warning: bool,
    /// Only the department sees it.
    pub department_only: bool,
}

impl Preview {
    /// The preview of a form.
    pub fn new(form: &Form) -> Self {
        let builder = Builder::new(form);
        let file = &form.file;
        let advice = file.advice.iter().map(|advice| AdvicePreview {
            code: advice.code.clone(),
            at: advice.at.clone(),
            when: when_in_words(form, &advice.when),
            text: advice.text.clone(),
            warning: advice.level == AdviceLevel::Warning,
            department_only: advice.audience == Audience::Department,
        });
        let department = |id| form.department(id).map_or_else(|| id.to_string(), |found| found.name.clone());
        let rules = file.routing.rules.iter();
        let mut routing: Vec<_> =
            rules.map(|rule| (department(&rule.department), when_in_words(form, &rule.when))).collect();
        let otherwise = if routing.is_empty() { "immer" } else { "sonst" };
        routing.push((department(&file.routing.department), otherwise.to_owned()));
        let tags = file.routing.tags.iter();
        Self {
            pages: form.pages.iter().map(|page| builder.page(page)).collect(),
            computed: computed(form),
            advice: advice.collect(),
            routing,
            tags: tags
                .map(|rule| (rule.title.clone(), rule.tag.clone(), when_in_words(form, &rule.when)))
                .collect(),
        }
    }
}

/// A `when` of form.json: an expression as it stands there, a schema in words.
fn when_in_words(form: &Form, when: &Value) -> String {
    match when {
        Value::String(expression) => expression.clone(),
        asked => text(form, &schema(form, asked, &form.root)),
    }
}

fn computed(form: &Form) -> Vec<ComputedPreview> {
    let of_pattern = |pattern: &String| {
        let node = form.root.find(pattern)?;
        Some(ComputedPreview {
            field: pattern.clone(),
            title: node.title.clone(),
            expression: node.compute.as_ref()?.source().to_owned(),
            at: node.at.clone(),
            at_submit: node.at_submit,
            message: node.messages.get("const").cloned(),
        })
    };
    form.computed.iter().filter_map(of_pattern).collect()
}

struct Builder<'a> {
    form: &'a Form,
    asked: HashMap<String, Conditions<'a>>,
    known: Known,
    state: FormState,
    remembered: Remembered,
}

impl<'a> Builder<'a> {
    fn new(form: &'a Form) -> Self {
        let asked = conditions(form);
        let mandatory = |pattern: &str| asked.get(pattern).is_none_or(|asked| asked.required.is_some());
        let mut remembered = Remembered::begin(form);
        let mut shown = Answers::default();
        rows(&form.root, &Path::root(), &mut remembered.answers);
        of_account(&form.root, &Path::root(), &mut shown);
        let route = Route { department: form.file.routing.department.clone(), tags: Vec::new() };
        let state = FormState::unjudged(shown, route, Applicable::everything(form, &mandatory));
        Self { form, known: Known::new(form), state, remembered, asked }
    }

    fn page(&self, page: &Page) -> PagePreview {
        let found = page.fields.iter().filter_map(|pattern| {
            let (node, path) = (self.form.root.find(pattern)?, pattern.parse::<Path>().ok()?);
            Some((node, path))
        });
        let found: Vec<(&Node, Path)> = found.collect();
        let mut ways = Vec::new();
        for (node, path) in &found {
            self.ways(node, self.around(path), &mut ways);
        }
        let is_always = ways.iter().any(Vec::is_empty);
        let when = if is_always { Vec::new() } else { shortest(self.form, &ways) };
        PagePreview {
            id: page.id.clone(),
            title: page.title.clone(),
            intro: page.intro.clone(),
            when,
            parts: found.iter().filter_map(|(node, path)| self.part(node, path)).collect(),
        }
    }

    /// What must hold for everything around a field.
    fn around(&self, path: &Path) -> Vec<Said<'a>> {
        let mut around = Vec::new();
        let mut at = path.parent();
        while let Some(here) = at {
            around.extend(self.asked.get(&here.pattern()).into_iter().flat_map(|asked| asked.when.clone()));
            at = here.parent();
        }
        around.reverse();
        around
    }

    /// When any question of a node is asked: one way each.
    fn ways(&self, node: &Node, mut chain: Vec<Said<'a>>, found: &mut Vec<Vec<Said<'a>>>) {
        if !node.is_shown() {
            return;
        }
        chain.extend(self.asked.get(&node.pattern).into_iter().flat_map(|asked| asked.when.clone()));
        match node.group() {
            Some(group) if node.compute.is_none() => {
                group.fields.values().for_each(|field| self.ways(field, chain.clone(), found));
            }
            _ => found.push(chain),
        }
    }

    fn part(&self, node: &Node, path: &Path) -> Option<PartPreview> {
        if !node.is_shown() {
            return None;
        }
        let facts = || self.known.facts(node, path, self.when(node, path));
        let inside = match &node.kind {
            _ if node.compute.is_some() => None,
            Kind::Group(group) => {
                let below = |(name, field): (&String, &Node)| self.part(field, &group.path_of(path, name));
                Some(group.fields.iter().filter_map(below).collect())
            }
            Kind::List(list) => match list.row.group() {
                Some(group) => {
                    let row = path.index(0);
                    let below =
                        |(name, field): (&String, &Node)| self.part(field, &group.path_of(&row, name));
                    Some(group.fields.iter().filter_map(below).collect())
                }
                None => Some(self.part(&list.row, &path.index(0)).into_iter().collect()),
            },
            _ => None,
        };
        if let Some(parts) = inside {
            let title = node
                .title
                .clone()
                .or_else(|| matches!(node.kind, Kind::List(_)).then(|| label(node).to_owned()));
            return Some(PartPreview::Group {
                title: title.unwrap_or_default(),
                hint: node.description.clone(),
                parts,
                facts: facts(),
            });
        }
        let element = Box::new(element(self.form, &self.state, &self.remembered, node, path)?);
        Some(PartPreview::Question { element, facts: facts() })
    }

    /// When a question is asked, with the conditions of what it stands in, and whether it must be answered then.
    fn when(&self, node: &Node, path: &Path) -> (Option<String>, String) {
        let own = self.asked.get(&node.pattern);
        let own_when = all_of(own.map(|asked| asked.when.clone()).unwrap_or_default());
        let whole = all_of([self.around(path), vec![own_when.clone()]].concat());
        let when = (!whole.is_always()).then(|| text(self.form, &whole));
        let Some(asked) = own else { return (when, "Zeile der Liste".to_owned()) };
        let required = match &asked.required {
            _ if node.compute.is_some() => "wird berechnet".to_owned(),
            None => "freiwillig".to_owned(),
            Some(_) if self.is_in_open_group(path) => {
                "Pflichtangabe, sobald in der Gruppe etwas angegeben ist".to_owned()
            }
            Some(required) if required.is_always() && when.is_none() => "Pflichtangabe".to_owned(),
            Some(required) if required.is_always() || *required == own_when => {
                "Pflichtangabe, sobald gefragt wird".to_owned()
            }
            Some(required) => format!("Pflichtangabe, wenn gilt: {}", text(self.form, required)),
        };
        (when, required)
    }

    /// Whether a group around a question may stay empty; of a list, each row counts for itself.
    fn is_in_open_group(&self, path: &Path) -> bool {
        let mut at = path.parent();
        while let Some(here) = at.filter(|here| !here.pattern().ends_with("[]")) {
            if self.asked.get(&here.pattern()).is_some_and(|asked| asked.required.is_none()) {
                return true;
            }
            at = here.parent();
        }
        false
    }
}

/// The ways that say something of their own, in words: what asks for more than another one adds nothing.
fn shortest(form: &Form, ways: &[Vec<Said<'_>>]) -> Vec<String> {
    let asks_more = |way: &Vec<Said<'_>>, other: &Vec<Said<'_>>| {
        other.len() < way.len() && other.iter().all(|said| way.contains(said))
    };
    let mut found: Vec<String> = Vec::new();
    for way in ways.iter().filter(|way| !ways.iter().any(|other| asks_more(way, other))) {
        let words = text(form, &all_of(way.clone()));
        if !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// One row in each list, as one that was just added.
fn rows(node: &Node, path: &Path, answers: &mut Answers) {
    match &node.kind {
        Kind::Group(group) => {
            for (name, field) in &group.fields {
                rows(field, &group.path_of(path, name), answers);
            }
        }
        Kind::List(list) => {
            let row = path.index(0);
            answers.set(&row, list.row.group().map(pre_selected).unwrap_or_default());
            rows(&list.row, &row, answers);
        }
        _ => {}
    }
}

/// What an account would fill in.
fn of_account(node: &Node, path: &Path, answers: &mut Answers) {
    if let Some(group) = node.group() {
        for (name, field) in &group.fields {
            of_account(field, &group.path_of(path, name), answers);
        }
    } else if node.is_of_account() {
        answers.set(path, Value::from("steht im Konto"));
    }
}
