//! The drafts that are read.

use serde_json::Value;

/// The draft that forms are written in.
pub const THIS_DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An older draft of JSON Schema, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Draft {
    /// Draft 04 of 2013.
    Four,
    /// Draft 06 of 2017.
    Six,
    /// Draft 07 of 2018.
    Seven,
    /// Draft 2019-09.
    Nineteen,
}

impl Draft {
    /// The older draft that a schema is written in; `Ok(None)` for 2020-12, which is also the draft of a
    /// schema that names none.
    ///
    /// # Errors
    /// It names another one.
    pub fn of(schema: &Value) -> Result<Option<Self>, ()> {
        let Some(named) = schema.get("$schema") else { return Ok(None) };
        let named = named.as_str().ok_or(())?;
        if named == THIS_DRAFT {
            return Ok(None);
        }
        let address = named.strip_prefix("https://").or_else(|| named.strip_prefix("http://")).ok_or(())?;
        match address.strip_suffix('#').unwrap_or(address) {
            "json-schema.org/draft-04/schema" => Ok(Some(Self::Four)),
            "json-schema.org/draft-06/schema" => Ok(Some(Self::Six)),
            "json-schema.org/draft-07/schema" => Ok(Some(Self::Seven)),
            "json-schema.org/draft/2019-09/schema" => Ok(Some(Self::Nineteen)),
            _ => Err(()),
        }
    }

    /// Whether what stands beside a `$ref` means nothing.
    pub fn ignores_siblings(self) -> bool {
        self <= Self::Seven
    }

    /// Whether `dependencies` means something.
    pub fn has_dependencies(self) -> bool {
        self <= Self::Seven
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Four => "draft 04",
            Self::Six => "draft 06",
            Self::Seven => "draft 07",
            Self::Nineteen => "draft 2019-09",
        }
    }
}
