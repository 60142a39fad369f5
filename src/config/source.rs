//! Where values come from: the environment, then the file; and what is wrong with them.

use std::collections::BTreeMap;
use std::fmt;

use super::variable::{PREFIX, TEST_PREFIX, Variable, nearest, table};

/// Everything that is wrong with the configuration, one line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The lines; never empty. No line repeats the value of a secret.
    pub problems: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

/// A configuration file that was read: its name for messages, and its text.
#[derive(Debug, Clone, Copy)]
pub struct ConfigFile<'a> {
    /// The name, as it is shown in messages.
    pub name: &'a str,
    /// The content, in TOML.
    pub text: &'a str,
}

/// The given values and the problems met so far. Reading goes on after a problem, so that all are told.
pub(super) struct Values {
    known: Vec<Variable>,
    given: BTreeMap<String, Given>,
    problems: Vec<String>,
}

struct Given {
    text: String,
    /// How messages call it: `PFORTE_LISTEN`, or `listen in pforte.toml`.
    origin: String,
}

impl Values {
    /// Collects what is given; the environment wins over the file. Unknown names become problems.
    pub(super) fn collect(
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<ConfigFile<'_>>,
    ) -> Self {
        let mut values = Self { known: table(), given: BTreeMap::new(), problems: Vec::new() };
        if let Some(file) = file {
            values.add_file(file);
        }
        for (name, text) in environment {
            values.add_variable(name, text);
        }
        values
    }

    fn add_variable(&mut self, name: String, text: String) {
        if !name.starts_with(PREFIX) || name.starts_with(TEST_PREFIX) {
            return;
        }
        if !self.known.iter().any(|variable| variable.name == name) {
            let names: Vec<String> = self.known.iter().map(|variable| variable.name.to_owned()).collect();
            self.problems.push(unknown(&format!("{name} in the environment"), nearest(&name, &names)));
        } else if !text.is_empty() {
            self.given.insert(name.clone(), Given { text, origin: name });
        }
    }

    fn add_file(&mut self, file: ConfigFile<'_>) {
        let content: toml::Table = match toml::from_str(file.text) {
            Ok(content) => content,
            Err(error) => {
                let reason = error.message().lines().next().unwrap_or_default();
                let line = error.span().map_or(0, |span| line_of(file.text, span.start));
                self.problems.push(format!("{}, line {line}: no valid TOML: {reason}", file.name));
                return;
            }
        };
        let keys: Vec<String> = self.known.iter().map(Variable::key).filter(|key| key != "config").collect();
        for (key, value) in content {
            let origin = format!("{key} in {}", file.name);
            let Some(variable) = self.known.iter().find(|v| v.key() == key && keys.contains(&key)) else {
                self.problems.push(unknown(&origin, nearest(&key, &keys)));
                continue;
            };
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(yes) => yes.to_string(),
                _ => {
                    self.problems.push(format!("{origin}: give a text, a whole number or true/false"));
                    continue;
                }
            };
            self.given.insert(variable.name.to_owned(), Given { text, origin });
        }
    }

    /// Whether the variable is set at all.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// The value of `name` as `parse` understands it; `default` where it is not set or refused.
    /// `parse` answers a refusal with what would be right, for example "give a whole number".
    pub(super) fn parse<T>(
        &mut self,
        variable: &Variable,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> T {
        let Some(given) = self.given.get(variable.name) else { return default };
        match parse(&given.text) {
            Ok(value) => value,
            Err(remedy) if variable.is_secret => {
                self.problems.push(format!("{}: the value is refused: {remedy}", given.origin));
                default
            }
            Err(remedy) => {
                self.problems.push(format!("{}: {:?} is refused: {remedy}", given.origin, given.text));
                default
            }
        }
    }

    /// Adds a problem that concerns more than one value.
    pub(super) fn refuse(&mut self, problem: &str) {
        self.problems.push(problem.to_owned());
    }

    /// `value`, if nothing was wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, ConfigError> {
        if self.problems.is_empty() { Ok(value) } else { Err(ConfigError { problems: self.problems }) }
    }
}

/// Reads a whole number between `least` and `most`.
pub(super) fn whole_number(least: u32, most: u32) -> impl Fn(&str) -> Result<u32, String> {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("give a whole number from {least} to {most}"))
    }
}

/// Reads yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("give 1 or 0".to_owned()),
    }
}

fn unknown(what: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(known) => format!("{what}: there is no such setting; did you mean {known}?"),
        None => format!("{what}: there is no such setting; the README lists all of them"),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
