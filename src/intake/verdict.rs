//! What is said about answers that a program gave all at once. Nothing of them is stored or logged.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::{Answers, Department, FileId, FileName, FileReference, Path, Scan};
use crate::forms::files::{FILE, FileProblem, Files, files_at, texts};
use crate::forms::form::Form;
use crate::forms::given::surplus;
use crate::forms::messages::{Problem, standard_message};
use crate::forms::places::{node_at, places, value_at};
use crate::forms::state::{FormState, Remembered};
use crate::forms::view::AdviceView;
use crate::store::files::StoredFile;

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

/// Judges answers. `here` are the files that they may name, `today` decides deadlines.
pub fn verdict(form: &Arc<Form>, given: Answers, here: &[StoredFile], today: NaiveDate) -> Verdict {
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
    let paths = file_paths(form, &state);
    errors.extend(files_not_taken(form, &paths, &value, here));
    let is_hint = |hint: &AdviceView| !hint.department_only && state.error_at(&hint.path).is_none();
    Verdict {
        computed: computed(form, &value),
        advice: state.advice.iter().filter(|hint| is_hint(hint)).cloned().collect(),
        department: form.department(&state.route.department).cloned(),
        form: Arc::clone(form),
        answers: with_stored_names(form, &paths, state.answers),
        errors,
        ignored,
    }
}

/// The questions for files that apply, in order.
fn file_paths(form: &Form, state: &FormState) -> Vec<Path> {
    let of_files = state.applicable.paths().filter(|path| files_at(form, path).is_some());
    let mut paths: Vec<Path> = of_files.cloned().collect();
    paths.sort();
    paths
}

/// Files that are named and not taken: `here` are those that may be named.
fn files_not_taken(form: &Form, paths: &[Path], answers: &Value, here: &[StoredFile]) -> Vec<AnswerError> {
    let mut files = NamedFiles { here, sum: 0, seen: BTreeSet::new() };
    let mut errors = Vec::new();
    for path in paths {
        let (Some(asked), Some(answer)) = (files_at(form, path), value_at(answers, path)) else { continue };
        let named = texts(answer).filter(|text| !asked.instead.iter().any(|option| option.value == *text));
        for (before, text) in named.enumerate() {
            let Err(problem) = files.take(asked, text, before) else { continue };
            let message = match problem {
                None => NOT_HERE.to_owned(),
                Some((problem, name)) => {
                    let problem = Problem::File(problem, name.as_str().to_owned());
                    standard_message(form, node_at(form, path), FILE, &problem)
                }
            };
            errors.push(AnswerError { path: path.clone(), keyword: FILE.to_owned(), message });
        }
    }
    errors
}

/// The files of an application, one after the other.
struct NamedFiles<'a> {
    here: &'a [StoredFile],
    /// Bytes of those that were taken.
    sum: u64,
    seen: BTreeSet<FileId>,
}

impl NamedFiles<'_> {
    /// Takes the next file; otherwise says why not, and nothing of one that is not here. `before` are those of the same
    /// answer.
    fn take(
        &mut self,
        asked: &Files,
        text: &str,
        before: usize,
    ) -> Result<(), Option<(FileProblem, FileName)>> {
        let named: FileReference = text.parse().map_err(|()| None)?;
        let found = self.here.iter().find(|file| file.id == named.id && file.bytes == named.bytes);
        // A name tells what the file is, or it is another file.
        let found = found.filter(|file| named.name.clone().with_ending_of(file.kind) == named.name);
        // One file is one answer: named twice, it would belong to the second only.
        let found = found.filter(|_| self.seen.insert(named.id)).ok_or(None)?;
        let problem = match before >= asked.max_files {
            _ if found.scan == Scan::Found => Some(FileProblem::Malware),
            true => Some(FileProblem::TooMany),
            false => asked.refuses(found.kind, found.bytes, self.sum),
        };
        if let Some(problem) = problem {
            return Err(Some((problem, named.name)));
        }
        self.sum = self.sum.saturating_add(found.bytes);
        Ok(())
    }
}

/// The answers as they are filed: where names of files are not stored, without them.
fn with_stored_names(form: &Form, paths: &[Path], mut answers: Answers) -> Answers {
    for path in paths {
        let stored = answers.get(path).and_then(|answer| files_at(form, path)?.with_stored_names(answer));
        if let Some(stored) = stored {
            answers.set(path, stored);
        }
    }
    answers
}

/// What is told of a file that nobody sent, or that belongs to something already.
pub const NOT_HERE: &str =
    "Diese Datei liegt uns nicht vor. Senden Sie sie, oder wählen Sie eine andere Antwort aus.";

fn computed(form: &Form, answers: &Value) -> Vec<(Path, Value)> {
    let patterns =
        form.computed.iter().filter(|pattern| form.root.find(pattern).is_some_and(|n| n.is_shown()));
    let paths = patterns.flat_map(|pattern| places(answers, pattern));
    let shown = paths.filter(|path| node_at(form, path).is_some());
    shown.filter_map(|path| value_at(answers, &path).cloned().map(|value| (path, value))).collect()
}
