//! Hidden means absent, and nothing else does: rows × conditions × files × changes of mind × coming back.
//!
//! A person does things to a form in any order; a small model knows what they typed last, and so what must be
//! there and what must not.

use std::path::Path as Folder;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::today;
use crate::domain::{Channel, FileId, FileName, FileReference, Path};
use crate::forms::catalogue::Catalogue;
use crate::forms::field::Kind;
use crate::forms::files;
use crate::forms::form::Form;
use crate::forms::parse::{ACTION, apply, fill_rows, read_page};
use crate::forms::places::node_at;
use crate::forms::source::FormSource;
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::{Element, elements, sections};

/// `tests/fixtures/forms/files`: rows on a page and on pages of their own, files in both.
fn form() -> &'static Form {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let folder = Folder::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms");
        Catalogue::load(&FormSource::Folder(folder))
    });
    CATALOGUE.find_id("files").unwrap().form(Channel::Online)
}

/// Something that a person does.
#[derive(Debug, Clone)]
enum Deed {
    Wants(Option<bool>),
    Instead(&'static str),
    Paper,
    DropPaper(usize),
    AddRow,
    DropRow(usize),
    Row(usize, &'static str, Option<bool>),
    Proof(usize),
    AddEvent,
    DropEvent(usize),
    Event(usize, &'static str),
    Plan(usize),
    /// The browser is closed, and the draft opened again.
    ComeBack,
}

fn deed() -> impl Strategy<Value = Deed> {
    let word = prop::sample::select(vec!["", "Mai", "Juni", "Juli"]);
    let yes_or_no = prop::option::of(any::<bool>());
    prop_oneof![
        yes_or_no.clone().prop_map(Deed::Wants),
        prop::sample::select(vec!["", "later", "none", "nonsense"]).prop_map(Deed::Instead),
        Just(Deed::Paper),
        (0..3_usize).prop_map(Deed::DropPaper),
        Just(Deed::AddRow),
        (0..4_usize).prop_map(Deed::DropRow),
        (0..4_usize, word.clone(), yes_or_no).prop_map(|(row, month, proof)| Deed::Row(row, month, proof)),
        (0..4_usize).prop_map(Deed::Proof),
        Just(Deed::AddEvent),
        (0..4_usize).prop_map(Deed::DropEvent),
        (0..4_usize, word).prop_map(|(event, place)| Deed::Event(event, place)),
        (0..4_usize).prop_map(Deed::Plan),
        Just(Deed::ComeBack),
    ]
}

/// What the person typed last, wherever it is now.
#[derive(Debug, Default)]
struct Model {
    wants: Option<bool>,
    papers: Vec<String>,
    instead: Option<&'static str>,
    rows: Vec<Row>,
    events: Vec<Event>,
}

#[derive(Debug, Default, Clone)]
struct Row {
    month: Option<&'static str>,
    has_proof: Option<bool>,
    proofs: Vec<String>,
}

#[derive(Debug, Default, Clone)]
struct Event {
    place: Option<&'static str>,
    plan: Option<String>,
}

impl Model {
    /// The application as it must be: what applies, and nothing else.
    fn expected(&self) -> Value {
        let mut all =
            json!({"name": "Anna", "rows": self.rows.iter().map(Row::expected).collect::<Vec<_>>()});
        if let Some(wants) = self.wants {
            all["wants"] = json!(wants);
        }
        if self.wants == Some(true) {
            let instead = self.instead.filter(|_| self.papers.is_empty());
            all["paper"] = self.papers.iter().map(String::as_str).chain(instead).collect();
        }
        if !self.events.is_empty() {
            all["events"] = self.events.iter().map(Event::expected).collect();
        }
        all
    }
}

impl Row {
    fn expected(&self) -> Value {
        let mut row = json!({});
        row["month"] = json!(self.month);
        row["has_proof"] = json!(self.has_proof);
        if self.has_proof == Some(true) {
            row["proof"] = json!(self.proofs);
        }
        without_nothing(row)
    }
}

impl Event {
    fn expected(&self) -> Value {
        without_nothing(json!({"place": self.place, "plan": self.plan}))
    }
}

fn without_nothing(mut value: Value) -> Value {
    value.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    value
}

/// The form in a browser, and the model beside it.
struct Person {
    remembered: Remembered,
    model: Model,
}

impl Person {
    fn new() -> Self {
        let mut person = Self { remembered: Remembered::begin(form()), model: Model::default() };
        person.post("unterlagen", None, &[("name", "Anna")]);
        person
    }

    fn state(&self) -> FormState {
        FormState::new(form(), &self.remembered, today())
    }

    fn post(&mut self, page: &str, item: Option<usize>, pairs: &[(&str, &str)]) {
        let before = self.state();
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let input = read_page(form(), page, item, &pairs, &mut self.remembered, &before);
        assert_eq!(input.unknown, [] as [String; 0]);
        if let Some(action) = input.action {
            apply(&action, form(), &mut self.remembered);
        }
    }

    /// A file for a field that is shown; what it is called then, if the field takes it.
    fn hand_in(&mut self, field: &str) -> Option<String> {
        let path: Path = field.parse().unwrap();
        let asked = files::files_at(form(), &path).filter(|_| self.state().applies(&path))?;
        fill_rows(form(), &path, &mut self.remembered);
        let named = self.remembered.answers.get(&path).map_or(0, |answer| asked.references(answer).len());
        if named >= asked.max_files && !asked.is_single {
            return None;
        }
        let file = FileReference { id: FileId::random(), bytes: 7, name: FileName::from_client("a.pdf") };
        files::add(asked, &path, file.clone(), &mut self.remembered);
        Some(file.to_string())
    }

    fn rows(&self, list: &str) -> usize {
        self.remembered.answers.at(list).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Wants(wants) => self.wants(*wants),
            Deed::Instead(word) if self.model.wants == Some(true) && self.model.papers.is_empty() => {
                self.post("unterlagen", None, &[("paper.instead", word)]);
                self.model.instead = ["later", "none"].into_iter().find(|known| known == word);
            }
            Deed::Paper => {
                if let Some(file) = self.hand_in("paper") {
                    self.model.papers.push(file);
                    self.model.instead = None;
                }
            }
            Deed::DropPaper(number) if self.model.wants == Some(true) => {
                self.post("unterlagen", None, &[(ACTION, &format!("remove:paper.{number}"))]);
                if *number < self.model.papers.len() {
                    self.model.papers.remove(*number);
                }
            }
            Deed::AddRow | Deed::DropRow(_) | Deed::Row(..) | Deed::Proof(_) => self.in_rows(deed),
            Deed::AddEvent | Deed::DropEvent(_) | Deed::Event(..) | Deed::Plan(_) => self.in_events(deed),
            Deed::ComeBack => {
                let kept = serde_json::to_string(&self.remembered).unwrap();
                self.remembered = serde_json::from_str(&kept).unwrap();
            }
            Deed::Instead(_) | Deed::DropPaper(_) => {}
        }
    }

    fn wants(&mut self, wants: Option<bool>) {
        if let Some(wants) = wants {
            self.post("unterlagen", None, &[("wants", &wants.to_string())]);
            self.model.wants = Some(wants);
        }
    }

    fn in_rows(&mut self, deed: &Deed) {
        match deed {
            Deed::AddRow => {
                self.post("fahrkarten", None, &[(ACTION, "add:rows")]);
                // The empty row that was shown becomes one, and one more comes.
                let rows = if self.model.rows.is_empty() { 2 } else { (self.model.rows.len() + 1).min(3) };
                self.model.rows.resize(rows, Row::default());
            }
            Deed::DropRow(row) if *row < self.model.rows.len() => {
                self.post("fahrkarten", None, &[(ACTION, &format!("remove:rows.{row}"))]);
                self.model.rows.remove(*row);
            }
            Deed::Row(row, month, has_proof) if *row < self.model.rows.len().max(1) => {
                let (month_at, proof_at) = (format!("rows.{row}.month"), format!("rows.{row}.has_proof"));
                let mut pairs = vec![(month_at.as_str(), *month)];
                let chosen = has_proof.map(|yes| yes.to_string());
                pairs.extend(chosen.as_deref().map(|yes| (proof_at.as_str(), yes)));
                self.post("fahrkarten", None, &pairs);
                if self.model.rows.is_empty() && (!month.is_empty() || has_proof.is_some()) {
                    self.model.rows.push(Row::default());
                }
                if let Some(row) = self.model.rows.get_mut(*row) {
                    row.month = Some(*month).filter(|month| !month.is_empty());
                    row.has_proof = has_proof.or(row.has_proof);
                }
            }
            Deed::Proof(row) if *row < self.model.rows.len() => {
                if let Some(file) = self.hand_in(&format!("rows.{row}.proof")) {
                    self.model.rows[*row].proofs.push(file);
                }
            }
            _ => {}
        }
        assert_eq!(self.rows("rows"), self.model.rows.len());
    }

    fn in_events(&mut self, deed: &Deed) {
        match deed {
            Deed::AddEvent if self.model.events.len() < 3 => {
                self.post("termine", None, &[(ACTION, "add:events")]);
                self.model.events.push(Event::default());
            }
            Deed::DropEvent(event) if *event < self.model.events.len() => {
                self.post("termine", None, &[(ACTION, &format!("remove:events.{event}"))]);
                self.model.events.remove(*event);
            }
            Deed::Event(event, place) if *event < self.model.events.len() => {
                self.post("termine", Some(*event), &[(&format!("events.{event}.place"), place)]);
                self.model.events[*event].place = Some(*place).filter(|place| !place.is_empty());
            }
            Deed::Plan(event) if *event < self.model.events.len() => {
                if let Some(file) = self.hand_in(&format!("events.{event}.plan")) {
                    self.model.events[*event].plan = Some(file);
                }
            }
            _ => {}
        }
        assert_eq!(self.rows("events"), self.model.events.len());
    }
}

/// Every place of a value that is neither object nor list.
fn leaves(value: &Value, at: &Path, found: &mut Vec<Path>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| leaves(value, &at.key(name), found)),
        Value::Array(items) if !items.iter().all(Value::is_string) => {
            items.iter().enumerate().for_each(|(i, value)| leaves(value, &at.index(i), found));
        }
        _ => found.push(at.clone()),
    }
}

fn shown(elements: &[Element], found: &mut Vec<Path>) {
    for element in elements {
        match element {
            Element::Field(field) => found.push(field.path.clone()),
            Element::Group(group) => shown(&group.elements, found),
            Element::List(list) => list.rows.iter().for_each(|row| shown(&row.elements, found)),
            Element::Computed(computed) => found.push(computed.path.clone()),
        }
    }
}

/// What holds whatever was done.
fn check(person: &Person) {
    let (form, state) = (form(), person.state());
    assert_eq!(state.answers.to_value(), person.model.expected(), "{:?}", person.model);
    let mut stored = Vec::new();
    leaves(&state.answers.to_value(), &Path::root(), &mut stored);
    assert!(stored.iter().all(|path| state.applies(path)), "only what applies is stored");
    assert!(state.errors.iter().all(|error| state.applies(&error.path)), "only what applies is judged");
    let mut asked = Vec::new();
    for page in &form.pages {
        shown(&elements(form, &state, &person.remembered, page, None, true), &mut asked);
        for item in 0..person.rows("events") {
            let of_row = elements(form, &state, &person.remembered, page, Some(item), true);
            shown(&of_row, &mut asked);
        }
    }
    assert!(asked.iter().all(|path| state.applies(path)), "only what applies is shown");
    let told: Vec<Path> = sections(form, &state.answers)
        .into_iter()
        .flat_map(|section| section.blocks)
        .flat_map(|block| block.answers)
        .filter(|answer| !answer.lines.is_empty())
        .map(|answer| answer.path)
        .collect();
    assert!(told.iter().all(|path| stored.contains(path)), "only what is stored is told");
    let is_set = |path: &&Path| !matches!(state.answers.get(path), Some(Value::Array(all)) if all.is_empty());
    assert!(stored.iter().filter(is_set).all(|path| told.contains(path)), "all that is stored is told");
    let named = files::named(form, &state.answers);
    let of_files = |path: &&Path| node_at(form, path).is_some_and(|node| matches!(node.kind, Kind::Files(_)));
    let counted: usize = stored
        .iter()
        .filter(of_files)
        .filter_map(|path| state.answers.get(path))
        .map(|answer| {
            answer.as_array().map_or(1, |all| {
                all.iter().filter(|one| one.as_str().is_some_and(|text| text.contains('/'))).count()
            })
        })
        .sum();
    assert_eq!(named.len(), counted, "the files that are handed over are those that are stored");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn hidden_means_absent_and_nothing_that_applies_is_lost(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut person = Person::new();
        check(&person);
        for deed in &deeds {
            person.act(deed);
            check(&person);
        }
    }
}
