//! Departments (Fachbereiche): where applications go.

use std::fmt;

/// A department's stable id from `forms/departments.json`, for example `fb40`. Names change, ids do not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct DepartmentId(pub String);

impl fmt::Display for DepartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A department as `forms/departments.json` describes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Stable id, for example `fb40`.
    pub id: DepartmentId,
    /// Display name, for example „Fachbereich Schule“.
    pub name: String,
    /// Where notices about new cases go.
    pub inbox_mail: String,
    /// Public e-mail address for questions, if any.
    #[serde(default)]
    pub contact_mail: Option<String>,
    /// Telephone for questions, if any.
    #[serde(default)]
    pub phone: Option<String>,
    /// Postal address, one line per entry.
    pub address: Vec<String>,
    /// Opening hours, one line per entry.
    #[serde(default)]
    pub opening_hours: Vec<String>,
    /// The department this one belongs to, if any.
    #[serde(default)]
    pub parent: Option<DepartmentId>,
    /// It is the desk (Bürgerservice) where people get help with every service.
    #[serde(default)]
    pub desk: bool,
}
