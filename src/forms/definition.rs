//! `form.json`: what a schema cannot say. Unknown keys are refused.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod decision;
mod payment;
mod retention;

pub use decision::{AmountRule, Conditions, DecisionWords, LetterTexts, OutcomeWords};
pub use payment::PaymentRules;
pub use retention::{PaperMark, PaperRetention, Retention};

use super::availability::Availability;
use super::checking::CheckRules;
use super::committee::CommitteeRules;
use super::service_texts::ServiceTexts;
use crate::domain::{CaseAction, CaseState, Deadline, DepartmentId, SecondStepBy, Who};

/// The content of a `form.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// The address: `/leistungen/{slug}`.
    pub slug: String,
    /// The name of the service.
    pub title: String,
    /// One sentence for the catalogue.
    pub summary: String,
    /// Words people use for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Words people use for it in other languages, by the language's tag. All are searched, whatever language the
    /// page is in, and whether or not the form speaks it.
    #[serde(default)]
    pub keywords_in: BTreeMap<String, Vec<String>>,
    /// The life situation it stands under in the catalogue.
    pub group: String,
    /// What kind of declaration it is.
    pub kind: SubmissionKind,
    /// For whom it is.
    #[serde(default, rename = "audience")]
    pub open_to: OpenTo,
    /// When it can be begun.
    #[serde(default)]
    pub availability: Availability,
    /// What somebody else says on the application after it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_step: Option<SecondStep>,
    /// LeiKa keys: 14 digits, the first two are 99.
    #[serde(default)]
    pub service_keys: Vec<String>,
    /// The service page.
    pub service: ServiceTexts,
    /// The sheet of Article 13 GDPR.
    pub privacy: Vec<PrivacyPoint>,
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// Whose application it is.
    pub applicant: ApplicantPaths,
    /// Paths that together name the same matter.
    #[serde(default)]
    pub duplicate: Vec<String>,
    /// What it may begin with from an application of another service: by the id of that form, and by the pattern of
    /// the field here.
    #[serde(default)]
    pub takes: IndexMap<String, IndexMap<String, Take>>,
    /// Everything a city may change.
    #[serde(default)]
    pub settings: IndexMap<String, Setting>,
    /// Hints that never block.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// The department and the tags.
    pub routing: Routing,
    /// What happens after sending.
    pub next_steps: Vec<String>,
    /// How long data is kept.
    pub retention: Retention,
    /// How the department comes to it, where that differs from what every case has.
    #[serde(default, skip_serializing_if = "ProcessRules::is_empty")]
    pub process: ProcessRules,
    /// Until when its cases are to be decided; the earliest that runs counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// How its cases stand in the department's lists.
    #[serde(default, skip_serializing_if = "InboxRules::is_empty")]
    pub inbox: InboxRules,
    /// What the department decides.
    #[serde(default)]
    pub decision: DecisionWords,
    /// What the department checks beside the answers, and what it accepts.
    #[serde(default, skip_serializing_if = "CheckRules::is_empty")]
    pub check: CheckRules,
    /// What a committee of the council reads of its cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<CommitteeRules>,
    /// To whose account a granted amount goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentRules>,
}

impl FormFile {
    /// How it goes, step by step: as the form's authors tell it, or else what happens after sending.
    pub fn procedure(&self) -> &[String] {
        let told = &self.service.procedure;
        if told.is_empty() { &self.next_steps } else { told }
    }
}

/// For whom a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenTo {
    /// For everybody who comes to the gateway.
    #[default]
    Everybody,
    /// For signed-in staff: it stands in no public list, and nobody files it for somebody else.
    Staff,
}

/// A part of the schema that is answered by somebody else, after the application was filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondStep {
    /// Who answers it.
    pub by: SecondStepBy,
    /// What it is called.
    pub title: String,
    /// Paragraphs before its questions.
    #[serde(default)]
    pub intro: Vec<String>,
    /// The top-level properties that belong to it.
    pub fields: Vec<String>,
    /// Fields of the application that whoever answers it does not see.
    #[serde(default)]
    pub hidden: Vec<String>,
}

/// What kind of declaration a form is (Antrag, Anzeige, Meldung).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionKind {
    /// Antrag.
    Application,
    /// Anzeige.
    Notice,
    /// Meldung.
    Report,
    /// Stellungnahme: the second step of a superior. No form is one.
    #[serde(skip)]
    Statement,
    /// Vermerk: the second step of a department. No form is one.
    #[serde(skip)]
    Record,
}

/// A point of the privacy sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPoint {
    /// The heading.
    pub title: String,
    /// The text.
    pub text: String,
}

/// A page of the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Part of the address.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Paragraphs before the first question.
    #[serde(default)]
    pub intro: Vec<String>,
    /// Patterns of the fields on it, in order.
    pub fields: Vec<String>,
}

/// Where name and e-mail address of the applicant stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicantPaths {
    /// The first list with an answer makes the name.
    pub name: Vec<Vec<String>>,
    /// The first address that is there gets the acknowledgement.
    #[serde(default)]
    pub email: Vec<String>,
}

/// What a field begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "an expression, or a list of {\"rows\", \"fields\"}")]
pub enum Take {
    /// An expression about the answers of the other form; for a group, the path of the group there.
    Answer(String),
    /// The rows of lists of the other form, one list after the other.
    Rows(Vec<TakeRows>),
}

/// A row for each row of a list of another form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeRows {
    /// The list there.
    pub rows: String,
    /// Fields of the row here, and an expression for each; `row.` is the row there.
    pub fields: IndexMap<String, String>,
}

/// A value that a city may change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The value; `null` where the city has not set it.
    pub value: Value,
    /// The type of an unset value: `number`, `text`, `date`, `boolean`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `EUR` for whole cents, or another unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it is called.
    pub label: String,
    /// The city has still to confirm it.
    #[serde(default)]
    pub assumption: bool,
    /// Where the value comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A hint that never blocks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// The code that names it.
    pub code: String,
    /// The pattern of the field it stands at.
    pub at: String,
    /// How strong it is.
    pub level: AdviceLevel,
    /// An expression (text) or a JSON Schema over all answers.
    pub when: Value,
    /// The text; `{path}` is replaced.
    pub text: String,
    /// Who sees it.
    #[serde(default)]
    pub audience: Audience,
}

/// How strong a hint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdviceLevel {
    /// Good to know.
    Info,
    /// Shown when the page is left, once.
    Warning,
}

/// Who sees a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The applicant and the department.
    #[default]
    All,
    /// The department only.
    Department,
}

/// Where an application goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// The department, where no rule holds.
    pub department: DepartmentId,
    /// The first rule that holds decides.
    #[serde(default)]
    pub rules: Vec<RoutingRule>,
    /// Tags; each that holds is set.
    #[serde(default)]
    pub tags: Vec<TagRule>,
}

/// Sends an application to a department.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// An expression or a JSON Schema.
    pub when: Value,
    /// The department.
    pub department: DepartmentId,
}

/// Sets a tag on the case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRule {
    /// The tag: what is stored.
    pub tag: String,
    /// What people read.
    pub title: String,
    /// An expression or a JSON Schema.
    pub when: Value,
}

/// What a service adds to the process of its cases, or takes from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessRules {
    /// States for waiting that its cases never have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<CaseState>,
    /// Who may make a move, where it is not who usually may.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub who: BTreeMap<CaseAction, Who>,
    /// When a decision needs a second signature: an expression or a JSON Schema over the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_signature: Option<Value>,
}

/// How the cases of a service stand in the department's lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxRules {
    /// Answers that stand in a column of their own, by their paths.
    #[serde(default)]
    pub columns: Vec<String>,
}

impl InboxRules {
    /// Most columns of a service: a list is for finding, not for reading.
    pub const MOST: usize = 4;

    fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

impl ProcessRules {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
