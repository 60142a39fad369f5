//! What a new version of a form changes, for those who publish it. Drafts and submissions stay with the version
//! they began with, so nobody in the middle of a form is hurt; the classes say what else depends on it: programs
//! that send, answers that are taken over into a new application, and what the department is used to.

mod files;
mod schema;

#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

use super::compile::parts::Parts;
use super::form::Form;
use super::problem::Problem;

/// How much a change asks of those who publish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Every answer that was valid stays so, and means the same.
    Compatible,
    /// Nothing of it can be judged here: somebody reads it.
    NeedsALook,
    /// Answers that were valid may be so no longer, or mean something else: who would go over to the new version
    /// has to begin anew.
    MustRestart,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compatible => "compatible",
            Self::NeedsALook => "needs a look",
            Self::MustRestart => "must restart",
        })
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it asks.
    pub class: Class,
    /// Where, in the new version or, of what is gone, in the old one: file and JSON pointer.
    pub place: String,
    /// What is different.
    pub reason: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.class, self.place, self.reason)
    }
}

/// Collects differences.
#[derive(Debug, Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, class: Class, place: &str, reason: impl Into<String>) {
        self.0.push(Change { class, place: place.to_owned(), reason: reason.into() });
    }
}

/// Parts of `form.json` that are words only.
const WORDS: [&str; 8] =
    ["title", "summary", "keywords", "keywords_in", "group", "service", "next_steps", "service_keys"];

/// Every difference between two versions of a form, the weightiest first.
///
/// # Errors
/// A version cannot be read back: it was not made by this product.
pub fn diff(old: &Form, new: &Form) -> Result<Vec<Change>, Problem> {
    let (old, new) = (Parts::read(&old.bundle)?, Parts::read(&new.bundle)?);
    let mut changes = Changes::default();
    schema::compare(&old.schema, &new.schema, &mut changes);
    of_form(&old.form, &new.form, &mut changes);
    if old.departments != new.departments {
        changes.add(Class::NeedsALook, "departments.json", "other departments, or other facts about them.");
    }
    if old.assisted != new.assisted {
        changes.add(Class::NeedsALook, "assisted.json", "other pages or hints for the desk.");
    }
    if old.texts != new.texts {
        changes.add(Class::Compatible, "texts", "other words in other languages.");
    }
    changes.0.sort_by_key(|change| std::cmp::Reverse(change.class));
    Ok(changes.0)
}

fn of_form(old: &Value, new: &Value, changes: &mut Changes) {
    let none = serde_json::Map::new();
    let (old, new) = (old.as_object().unwrap_or(&none), new.as_object().unwrap_or(&none));
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    for key in new.keys().chain(gone) {
        if old.get(key) == new.get(key) {
            continue;
        }
        let place = format!("form.json#/{key}");
        match key.as_str() {
            key if WORDS.contains(&key) => changes.add(Class::Compatible, &place, "other words."),
            "slug" => changes.add(Class::NeedsALook, &place, "another address: the old one answers 404."),
            "pages" => {
                let (class, reason) = of_pages(old.get(key), new.get(key));
                changes.add(class, &place, reason);
            }
            "routing" => changes.add(Class::NeedsALook, &place, "another way to the departments."),
            "retention" => {
                changes.add(Class::NeedsALook, &place, "other times: what people were told changes.")
            }
            "audience" => {
                let (class, reason) = of_audience(old.get(key), new.get(key));
                changes.add(class, &place, reason);
            }
            "takes" => changes.add(Class::Compatible, &place, "something else to begin with."),
            "privacy" => changes.add(Class::NeedsALook, &place, "another privacy notice."),
            _ => changes.add(Class::NeedsALook, &place, "this is different."),
        }
    }
}

/// Without a word a service is for everybody.
fn of_audience(old: Option<&Value>, new: Option<&Value>) -> (Class, &'static str) {
    let is_for_staff = |audience: Option<&Value>| audience == Some(&Value::from("staff"));
    match (is_for_staff(old), is_for_staff(new)) {
        (false, true) => {
            (Class::NeedsALook, "for staff only now: it leaves the catalogue, and its address answers 404.")
        }
        (true, false) => {
            (Class::NeedsALook, "for everybody now: it stands in the catalogue, no longer with staff.")
        }
        _ => (Class::Compatible, "for the same people as before."),
    }
}

/// Pages in other words are compatible; pages with other fields, or in another order, are looked at.
fn of_pages(old: Option<&Value>, new: Option<&Value>) -> (Class, &'static str) {
    let questions = |pages: Option<&Value>| -> Vec<(Value, Value)> {
        let pages = pages.and_then(Value::as_array).into_iter().flatten();
        pages.map(|page| (page["id"].clone(), page["fields"].clone())).collect()
    };
    match questions(old) == questions(new) {
        true => (Class::Compatible, "other words on pages."),
        false => (Class::NeedsALook, "other pages, or other questions on them."),
    }
}
