//! What is said about answers that a program gave all at once. Nothing of them is stored or logged.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::{Answers, Department, Path};
use crate::forms::files::{FILE, files_at};
use crate::forms::form::Form;
use crate::forms::given::surplus;
use crate::forms::places::{node_at, places, value_at};
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::AdviceView;

/// Something that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerError {
    /// Where it is to be mended.
    pub path: Path,
    /// The keyword of JSON Schema, or of Pforte, that failed.
    pub keyword: String,
    /// What people read.
    pub message: String,
}

/// What is said about answers.
#[derive(Debug)]
pub struct Verdict {
    /// The form.
    pub form: Arc<Form>,
    /// What would be filed: the answers that apply, with computed values.
    pub answers: Answers,
    /// Everything that is wrong or missing. Empty: it can be filed.
    pub errors: Vec<AnswerError>,
    /// What says nothing and is left out.
    pub ignored: Vec<Path>,
    /// The computed values that people see, with their places.
    pub computed: Vec<(Path, Value)>,
    /// The hints that the applicant sees.
    pub advice: Vec<AdviceView>,
    /// Where it would go.
    pub department: Option<Department>,
}

/// Judges answers. `today` decides deadlines.
pub fn verdict(form: &Arc<Form>, given: Answers, today: NaiveDate) -> Verdict {
    let state = FormState::new(form, &Remembered::typed(given.clone()), today);
    let (mut errors, mut ignored) = (Vec::new(), Vec::new());
    for error in &state.errors {
        let (path, keyword, message) = (error.path.clone(), error.keyword.clone(), error.message.clone());
        errors.push(AnswerError { path, keyword, message });
    }
    for left in surplus(form, &given.to_value(), &state) {
        match left.reason.keyword() {
            Some(keyword) => {
                let message = left.message(form);
                errors.push(AnswerError { path: left.path, keyword: keyword.to_owned(), message });
            }
            None => ignored.push(left.path),
        }
    }
    let value = state.answers.to_value();
    errors.extend(files_not_here(form, &state, &value));
    let is_hint = |hint: &AdviceView| !hint.department_only && state.error_at(&hint.path).is_none();
    Verdict {
        computed: computed(form, &value),
        advice: state.advice.iter().filter(|hint| is_hint(hint)).cloned().collect(),
        department: form.department(&state.route.department).cloned(),
        form: Arc::clone(form),
        answers: state.answers,
        errors,
        ignored,
    }
}

/// A file belongs to the draft that it was handed in with, and a program has none.
fn files_not_here(form: &Form, state: &FormState, answers: &Value) -> Vec<AnswerError> {
    let names_files = |path: &&Path| {
        let asked = files_at(form, path);
        let answer = value_at(answers, path);
        asked.zip(answer).is_some_and(|(files, answer)| !files.references(answer).is_empty())
    };
    let mut paths: Vec<&Path> = state.applicable.paths().filter(names_files).collect();
    paths.sort();
    let error = |path: &Path| AnswerError {
        path: path.clone(),
        keyword: FILE.to_owned(),
        message: "Diese Datei liegt uns nicht vor. Wählen Sie eine andere Antwort aus.".to_owned(),
    };
    paths.into_iter().map(error).collect()
}

fn computed(form: &Form, answers: &Value) -> Vec<(Path, Value)> {
    let patterns =
        form.computed.iter().filter(|pattern| form.root.find(pattern).is_some_and(|n| n.is_shown()));
    let paths = patterns.flat_map(|pattern| places(answers, pattern));
    let shown = paths.filter(|path| node_at(form, path).is_some());
    shown.filter_map(|path| value_at(answers, &path).cloned().map(|value| (path, value))).collect()
}
