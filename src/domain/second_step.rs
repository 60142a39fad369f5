//! Who answers the second step of an application.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who answers a second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondStepBy {
    /// The superior whom the account of the applicant names.
    Superior,
    /// The department that works the case.
    Department,
}

impl SecondStepBy {
    /// The stable word in forms and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::Department => "department",
        }
    }
}

impl FromStr for SecondStepBy {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Superior, Self::Department].into_iter().find(|by| by.as_str() == text).ok_or(())
    }
}
