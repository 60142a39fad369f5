//! `payment` in `form.json`: to whose account a granted amount goes, and what it is for.

use serde::{Deserialize, Serialize};

/// Where an amount goes that was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRules {
    /// Whose account it is: the first list of paths of which anything was answered.
    pub holder: Vec<Vec<String>>,
    /// The answer with the IBAN.
    pub iban: String,
    /// The answer with the BIC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
    /// What stands on the account statement before the number of the case: the same for everybody.
    pub purpose: String,
}

impl PaymentRules {
    /// Most characters of the purpose: behind it the number of the case must fit into the 140 of a transfer.
    pub const MAX_PURPOSE: usize = 100;
}
