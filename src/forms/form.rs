//! A loaded form: everything that the other modules ask about it.

use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;
use jsonschema::Validator;

use super::availability::Standing;
use super::checking::CheckForm;
use super::committee::Committee;
use super::definition::{Advice, FormFile, OpenTo, Page};
use super::expression::{Datum, Expression};
use super::field::Node;
use crate::domain::{Channel, Department, DepartmentId, FormVersion, Outcome, Process};
use crate::texts::Language;

/// A service as it stands in the catalogue: the same form for both channels.
#[derive(Debug, Clone)]
pub struct PublicService {
    /// For those who apply themselves: citizens, or staff where it is a service for staff.
    pub online: Arc<Form>,
    /// For the desk: the same form with the record of the assistance around it. The desk files no service
    /// for staff; there it is the same as `online`.
    pub assisted: Arc<Form>,
    /// What somebody else answers after it was filed.
    pub second_step: Option<Arc<Form>>,
}

impl PublicService {
    /// The form for a channel.
    pub fn form(&self, channel: Channel) -> &Arc<Form> {
        match channel {
            Channel::Online | Channel::Staff | Channel::Inquiry | Channel::Api => &self.online,
            Channel::Assisted => &self.assisted,
            Channel::SecondStep => self.second_step.as_ref().unwrap_or(&self.online),
        }
    }

    /// Whether it stands in lists; a withdrawn one is found by its address only.
    pub fn is_listed(&self) -> bool {
        self.online.file.availability.is_listed()
    }

    /// Whether it can be begun on a day in Germany.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        self.online.file.availability.on(day)
    }

    /// Whether only signed-in staff may use it.
    pub fn is_for_staff(&self) -> bool {
        self.online.file.open_to == OpenTo::Staff
    }
}

/// One version of a form, for one channel, compiled.
#[derive(Debug)]
pub struct Form {
    /// The folder's name.
    pub id: String,
    /// Names this version.
    pub version: FormVersion,
    /// The channel it is compiled for.
    pub channel: Channel,
    /// The language that it speaks.
    pub language: Language,
    /// The tags of the other languages in which this version can be had.
    pub other_languages: Vec<String>,
    /// Everything the version consists of, as one canonical JSON text; [`super::bundle`] reads it back.
    pub bundle: Arc<str>,
    /// `form.json`.
    pub file: FormFile,
    /// The pages of this channel: the form's, and around them those of the desk.
    pub pages: Vec<Page>,
    /// The schema with all references inside it; [`super::publish`] makes of it what is published.
    pub schema: serde_json::Value,
    /// The whole schema, compiled: the judge.
    pub validator: Validator,
    /// What can be asked.
    pub root: Node,
    /// The computed values in the order in which they can be evaluated: their patterns.
    pub computed: Vec<String>,
    /// The hints, compiled, in the order of `form.json`.
    pub advice: Vec<(Advice, When)>,
    /// Routing rules, compiled.
    pub rules: Vec<(DepartmentId, When)>,
    /// Tags, compiled.
    pub tags: Vec<(String, When)>,
    /// The moves of its cases.
    pub process: Process,
    /// When a decision needs a second signature.
    pub second_signature: Option<When>,
    /// What the department checks beside the answers.
    pub check: Option<Box<CheckForm>>,
    /// What a committee reads of its cases; nothing where any of it is private, so that an older version stays readable.
    pub committee: Option<Committee>,
    /// The settings that are set.
    pub settings: IndexMap<String, Datum>,
    /// The departments as they were when this version was made; the library adds to an older one those since then.
    pub departments: Vec<Department>,
}

/// A compiled `when`.
#[derive(Debug)]
pub enum When {
    /// A yes/no expression.
    Expression(Expression),
    /// A schema over all answers.
    Schema(Box<Validator>),
}

impl Form {
    /// The department with this id, as this version knows it.
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == *id)
    }

    /// What people read for a tag; the tag itself where this version does not know it.
    pub fn tag_title<'a>(&'a self, tag: &'a str) -> &'a str {
        let rule = self.file.routing.tags.iter().find(|rule| rule.tag == tag);
        rule.map_or(tag, |rule| &rule.title)
    }

    /// What staff read for the way in which a case is decided; the word itself where this version does not know it.
    pub fn outcome_title<'a>(&'a self, outcome: &'a Outcome) -> &'a str {
        let outcomes = self.file.decision.outcomes();
        outcomes.into_iter().find(|(id, _)| id == outcome).map_or(&outcome.0, |(_, title)| title)
    }

    /// The page with this id.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }
}
