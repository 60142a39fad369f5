//! The other judge: Ajv in a process of its own, asked line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::npm;

/// What Ajv says about some answers.
#[derive(Debug, Deserialize)]
pub struct Verdict {
    pub valid: bool,
    /// The keywords that failed, each with its place; of `format` also which: `format:iban /bank/iban`.
    pub broken: Vec<String>,
}

/// A running process. It ends with its standard input.
pub struct Ajv {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Ajv {
    /// Starts the process; installs Ajv if it is missing or older than the lock.
    pub fn start() -> Self {
        npm::install();
        let mut child = Command::new("node")
            .arg(npm::home().join("judge.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node could not be run: install Node.js 20 or newer");
        let (questions, answers) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, questions, answers: BufReader::new(answers) }
    }

    /// Judges by this schema from now on.
    pub fn take_schema(&mut self, schema: &Value) {
        assert_eq!(self.ask(&json!({"schema": schema})), json!({"ready": true}));
    }

    /// Judges answers.
    pub fn verdict(&mut self, answers: &Value) -> Verdict {
        self.verdicts(std::slice::from_ref(answers)).remove(0)
    }

    /// Judges many answers in one go.
    pub fn verdicts(&mut self, answers: &[Value]) -> Vec<Verdict> {
        let verdicts: Vec<Verdict> = serde_json::from_value(self.ask(&json!({"answers": answers}))).unwrap();
        assert_eq!(verdicts.len(), answers.len());
        verdicts
    }

    fn ask(&mut self, question: &Value) -> Value {
        let questions = self.questions.as_mut().unwrap();
        questions.write_all(format!("{question}\n").as_bytes()).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("the process ended; its last words stand above")
    }
}

impl Drop for Ajv {
    fn drop(&mut self) {
        self.questions = None;
        let _ = self.child.wait();
    }
}
