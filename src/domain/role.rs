//! What a member of staff may do.

use std::fmt;
use std::str::FromStr;

/// The role of a member of staff. Each person has exactly one; whoever works cases may sit at the desk besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Bürgerservice: files applications with and for residents; sees no inbox.
    Desk,
    /// Schalterleitung: a clerk of the desk who also sees its figures.
    DeskLead,
    /// Sachbearbeitung: works the cases of their departments.
    Caseworker,
    /// Leitung: a caseworker who may also reassign cases of their departments.
    Lead,
    /// Verwaltung: accounts, failed mail, settings; sees no cases.
    Admin,
}

impl Role {
    /// All roles, in the order in which they are listed for people.
    pub const ALL: [Self; 5] = [Self::Desk, Self::DeskLead, Self::Caseworker, Self::Lead, Self::Admin];

    /// The stable word for this role in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::DeskLead => "desk_lead",
            Self::Caseworker => "caseworker",
            Self::Lead => "lead",
            Self::Admin => "admin",
        }
    }

    /// Whether the role works cases of its departments.
    pub fn may_work_cases(self) -> bool {
        matches!(self, Self::Caseworker | Self::Lead)
    }

    /// Whether the role alone files applications for residents; others may sit at the desk besides
    /// ([`super::StaffScope::may_assist`]).
    pub fn may_assist(self) -> bool {
        matches!(self, Self::Desk | Self::DeskLead)
    }

    /// Whether the role sees the figures of the desk: counts, and nothing of single residents or clerks.
    pub fn may_see_figures(self) -> bool {
        self == Self::DeskLead
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("unknown role {text:?}: use desk, desk_lead, caseworker, lead or admin"))
    }
}
