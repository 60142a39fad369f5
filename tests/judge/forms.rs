//! Every form, both channels: Pforte's verdict and Ajv's on answers made up by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use chrono::NaiveDate;
use pforte::domain::{Answers, Channel};
use pforte::forms::cases;
use pforte::forms::catalogue::Catalogue;
use pforte::forms::field::{Kind, Node};
use pforte::forms::form::{Form, PublicService};
use pforte::forms::places::node_at;
use pforte::forms::publish;
use pforte::forms::source::FormSource;
use pforte::forms::state::{FormState, Remembered};
use serde_json::Value;

use crate::ajv::Ajv;
use crate::keywords;
use crate::samples::Samples;

/// How many answers are made up for a form and a channel.
const SAMPLES: u64 = 100;

/// Each verdict must be met in at least so many hundredths of the samples.
const LEAST_HUNDREDTHS: u64 = 10;

/// Answers and the day on which they are given.
type Dated = (Value, NaiveDate);

/// How often a comparison came out valid, and how often not.
#[derive(Debug, Default)]
struct Counts {
    valid: u64,
    invalid: u64,
}

impl Counts {
    fn add(&mut self, is_valid: bool) {
        *(if is_valid { &mut self.valid } else { &mut self.invalid }) += 1;
    }

    fn are_balanced(&self) -> bool {
        self.valid.min(self.invalid) * 100 >= LEAST_HUNDREDTHS * (self.valid + self.invalid)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} valid and {} not", self.valid, self.invalid)
    }
}

#[test]
fn on_every_shipped_form_ajv_gives_the_same_verdict() {
    all_are_decisive(&compare_all("forms", Channel::Online));
}

#[test]
fn on_every_shipped_form_at_the_desk_ajv_gives_the_same_verdict() {
    all_are_decisive(&compare_all("forms", Channel::Assisted));
}

#[test]
fn on_every_second_step_ajv_gives_the_same_verdict() {
    compare_all("forms", Channel::SecondStep);
}

#[test]
fn on_the_forms_of_the_fixture_ajv_gives_the_same_verdict() {
    // Its desk asks nothing of its own that its cases would answer.
    compare_all("tests/fixtures/forms", Channel::Online);
}

/// Of every keyword there is a sample that only it makes invalid: nobody could overlook it and agree.
fn all_are_decisive(all: &Findings) {
    let undecided: Vec<&String> = all.used.difference(&all.decisive).collect();
    assert!(undecided.is_empty(), "no sample of any form fails by these alone: {undecided:?}");
}

/// Fails on every difference, and on every weakness of the comparison.
fn compare_all(folder: &str, channel: Channel) -> Findings {
    let source = FormSource::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let catalogue = Catalogue::load(&source);
    assert_eq!(catalogue.problems(), []);
    let mut ajv = Ajv::start();
    let mut all = Findings::default();
    let has_it = |service: &&PublicService| match channel {
        Channel::Assisted => !service.is_for_staff(),
        Channel::SecondStep => service.second_step.is_some(),
        Channel::Online | Channel::Staff | Channel::Inquiry | Channel::Api => true,
    };
    for service in catalogue.all().filter(has_it) {
        all.add(compare(service.form(channel), &source, &mut ajv));
    }
    assert!(all.wrong.is_empty(), "\n{}", all.wrong.join("\n"));
    all
}

/// What came out.
#[derive(Debug, Default)]
struct Findings {
    /// Every difference, and every weakness of the comparison.
    wrong: Vec<String>,
    /// The keywords that the schemas use.
    used: BTreeSet<String>,
    /// Those that failed.
    broken: BTreeSet<String>,
    /// Those that failed alone: had Pforte not heeded them, its verdict would have been another.
    decisive: BTreeSet<String>,
}

impl Findings {
    fn add(&mut self, other: Self) {
        self.wrong.extend(other.wrong);
        self.used.extend(other.used);
        self.broken.extend(other.broken);
        self.decisive.extend(other.decisive);
    }

    /// Notes which keyword made the difference. Those that hold schemas fail together with what is in them.
    fn note(&mut self, broken: &[String]) {
        let names = broken.iter().filter_map(|told| Some(told.rsplit_once(' ')?.0.to_owned()));
        let (around, within): (BTreeSet<String>, BTreeSet<String>) =
            names.partition(|name| ["if", "anyOf", "contains", "oneOf"].contains(&name.as_str()));
        self.broken.extend(around.iter().chain(&within).cloned());
        self.decisive.extend(around);
        if within.len() == 1 {
            self.decisive.extend(within);
        }
    }
}

/// The comparison of one form and channel.
struct Comparison<'a> {
    form: &'a Form,
    ajv: &'a mut Ajv,
    today: NaiveDate,
    /// Answers as they are, against the schema alone.
    raw: Counts,
    /// Answers on the way of an application: only what applies, with what is computed.
    settled: Counts,
    found: Findings,
    /// Some answers that open a branch, by what is missing in it: nothing else is wrong with them.
    opening: BTreeMap<BTreeSet<String>, Vec<Value>>,
}

/// Every difference and every weakness of the comparison, for one form and channel.
fn compare(form: &Form, source: &FormSource, ajv: &mut Ajv) -> Findings {
    let schema = publish::schema(form);
    ajv.take_schema(&schema);
    let (valid, others) = bases(form, source);
    let mut comparison = Comparison {
        form,
        ajv,
        today: valid[0].1,
        raw: Counts::default(),
        settled: Counts::default(),
        found: Findings { used: keywords::used(&schema), ..Findings::default() },
        opening: BTreeMap::new(),
    };
    let complete = valid.iter().map(|(answers, today)| state(form, answers, *today).answers.to_value());
    let mut complete: Vec<Value> = complete.collect();
    complete.sort_by_key(|answers| std::cmp::Reverse(answers.to_string().len()));
    let often = valid.iter().cycle().take(others.len() * 2 + valid.len());
    let bases = often.chain(&others).map(|(answers, _)| answers.clone()).collect();
    let mut samples = Samples::new(&form.root, &schema, bases, 20_261_123);
    for _ in 0..SAMPLES {
        let answers = samples.next(4);
        comparison.raw(&[answers.clone(), samples.near(&complete)]);
        comparison.settled(&answers);
        comparison.settled(&samples.near(&complete));
    }
    let counted = std::mem::take(&mut comparison.raw);
    for answers in &complete {
        comparison.raw(&samples.sweep(answers));
    }
    for answers in std::mem::take(&mut comparison.opening).into_values().flatten() {
        if comparison.found.used.is_subset(&comparison.found.decisive) {
            break;
        }
        if let Some(answers) = comparison.completed(&mut samples, answers) {
            comparison.raw(&samples.sweep(&answers));
        }
    }
    let swept = std::mem::replace(&mut comparison.raw, counted);
    comparison.finish(&swept)
}

impl Comparison<'_> {
    fn raw(&mut self, all: &[Value]) {
        for (answers, verdict) in all.iter().zip(self.ajv.verdicts(all)) {
            let is_valid = self.form.validator.is_valid(answers) && excludes(&self.form.root, answers);
            self.raw.add(verdict.valid);
            if is_valid != verdict.valid {
                self.found
                    .wrong
                    .push(format!("raw, Pforte says {is_valid}, Ajv {:?}: {answers}", verdict.broken));
            }
            self.found.note(&verdict.broken);
            let is_about = |told: &String| told.starts_with("required ") || told.starts_with("if ");
            if verdict.broken.len() > 1 && verdict.broken.iter().all(is_about) {
                // In every row it is the same branch.
                let rows = |c: char| c.is_ascii_digit();
                let branch: BTreeSet<String> =
                    verdict.broken.iter().map(|told| told.replace(rows, "")).collect();
                let alike = self.opening.entry(branch).or_default();
                if alike.len() < 2 {
                    alike.push(answers.clone());
                }
            }
        }
    }

    /// Answers with what is missing in them, if chance finds answers that are valid.
    fn completed(&self, samples: &mut Samples<'_>, mut answers: Value) -> Option<Value> {
        for _ in 0..5 {
            let state = state(self.form, &answers, self.today);
            if state.errors.is_empty() {
                return Some(state.answers.to_value());
            }
            for error in state.errors {
                samples.answer(&mut answers, &error.path, node_at(self.form, &error.path)?);
            }
        }
        None
    }

    fn settled(&mut self, answers: &Value) {
        let state = state(self.form, answers, self.today);
        let kept = state.answers.to_value();
        let verdict = self.ajv.verdict(&kept);
        self.settled.add(verdict.valid);
        if state.errors.is_empty() != verdict.valid {
            let errors: Vec<String> =
                state.errors.iter().map(|error| format!("{} {}", error.keyword, error.path)).collect();
            self.found.wrong.push(format!("Pforte says {errors:?}, Ajv {:?}: {kept}", verdict.broken));
        }
    }

    /// What came out, also of the comparison itself.
    fn finish(mut self, swept: &Counts) -> Findings {
        let name = format!("{} {:?}", self.form.id, self.form.channel);
        let (settled, raw) = (&self.settled, &self.raw);
        println!("{name}: settled {settled}, raw {raw}, swept {swept}, {} keywords", self.found.used.len());
        if !settled.are_balanced() || !raw.are_balanced() {
            self.found.wrong.push(format!("one verdict is too rare: settled {settled}, raw {raw}"));
        }
        let unbroken: Vec<&String> = self.found.used.difference(&self.found.broken).collect();
        if !unbroken.is_empty() {
            self.found.wrong.push(format!("no sample fails {unbroken:?}"));
        }
        self.found.wrong.iter_mut().for_each(|wrong| *wrong = format!("{name}: {wrong}"));
        self.found
    }
}

fn state(form: &Form, answers: &Value, today: NaiveDate) -> FormState {
    let typed = Remembered::typed(Answers(answers.as_object().cloned().unwrap_or_default()));
    FormState::new(form, &typed, today)
}

/// The answers of the form's cases, each with its day: those that are valid then, and the others.
fn bases(form: &Form, source: &FormSource) -> (Vec<Dated>, Vec<Dated>) {
    let mut cases = cases::read(source, &form.id).unwrap();
    let is_second = form.channel == Channel::SecondStep;
    cases.retain(|_, case| (case.channel.as_deref() == Some("second_step")) == is_second);
    let is_valid = |answers: &Value, today: NaiveDate| state(form, answers, today).errors.is_empty();
    let at_desk = cases.values().filter(|case| case.answers.contains_key("assisted"));
    let at_desk = at_desk.filter(|case| is_valid(&Value::Object(case.answers.clone()), case.today));
    let desks: Vec<&Value> = at_desk.take(2).map(|case| &case.answers["assisted"]).collect();
    let dated = cases.values().map(|case| {
        let online = Value::Object(case.answers.clone());
        if form.channel != Channel::Assisted || online.get("assisted").is_some() {
            return (online, case.today);
        }
        // The desk's part of another case: one that fits, if there is one.
        let mut assisted = desks.iter().map(|desk| {
            let mut all = online.clone();
            all["assisted"] = (*desk).clone();
            all
        });
        let fitting = assisted.find(|all| is_valid(all, case.today));
        (fitting.unwrap_or(online), case.today)
    });
    let (valid, others): (Vec<Dated>, Vec<Dated>) =
        dated.partition(|(answers, today)| is_valid(answers, *today));
    assert!(!valid.is_empty(), "{} {:?}: no case is valid", form.id, form.channel);
    (valid, others)
}

/// Whether every option that excludes the others stands alone.
fn excludes(node: &Node, value: &Value) -> bool {
    match &node.kind {
        Kind::SeveralOf { exclusive: Some(option), .. } => {
            let chosen = value.as_array().map_or(&[][..], Vec::as_slice);
            chosen.len() < 2 || !chosen.iter().any(|value| value == option.as_str())
        }
        Kind::Group(group) => group
            .fields
            .iter()
            .all(|(name, field)| group.value_of(value, name).is_none_or(|value| excludes(field, value))),
        Kind::List(list) => value.as_array().into_iter().flatten().all(|row| excludes(&list.row, row)),
        _ => true,
    }
}
