//! How long data is kept: `retention` in `form.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How long data is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Days after the last change of a draft.
    pub draft_days: u32,
    /// Days after the case was closed.
    pub case_days: u32,
    /// The same for cases that were decided in one of these ways.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcome_days: BTreeMap<String, u32>,
    /// Days after the end of the year in which a list of payments was made (§ 147 (4) AO), for what it says of a case.
    #[serde(default = "ten_years", skip_serializing_if = "is_ten_years")]
    pub bookkeeping_days: u32,
    /// Files that go before their case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperRetention>,
}

/// Files that go before their case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRetention {
    /// The patterns of their questions.
    pub fields: Vec<String>,
    /// From when days are counted.
    pub after: PaperMark,
    /// Days after that.
    #[serde(default)]
    pub days: u32,
}

/// From when it is counted how long a file is kept. A case that is not decided, but withdrawn or handed to another
/// authority, needs none of them any more: then it is counted from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperMark {
    /// The decision.
    Decision,
    /// The day on which nobody can object to the decision any more: a month after it counts as made known (§ 70 (1) VwGO,
    /// § 355 (1) AO).
    Final,
    /// The end of the case.
    Closing,
}

impl PaperRetention {
    /// Names the rule: another one has another name.
    pub fn name(&self) -> String {
        let after = match self.after {
            PaperMark::Decision => "decision",
            PaperMark::Final => "final",
            PaperMark::Closing => "closing",
        };
        format!("{after}+{} {}", self.days, self.fields.join(" "))
    }
}

impl Retention {
    /// Days for which what bookkeeping needs is kept, where no form says it: ten years (§ 147 (3) AO has eight to ten).
    pub const BOOKKEEPING_DAYS: u32 = 3650;

    /// Days for which a case is kept that was decided in this way, or in none.
    pub fn case_days(&self, outcome: Option<&str>) -> u32 {
        outcome.and_then(|outcome| self.outcome_days.get(outcome)).copied().unwrap_or(self.case_days)
    }
}

fn ten_years() -> u32 {
    Retention::BOOKKEEPING_DAYS
}

fn is_ten_years(days: &u32) -> bool {
    *days == Retention::BOOKKEEPING_DAYS
}
