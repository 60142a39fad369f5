//! What an account tells about its person, as far as forms for staff take it over.

use std::str::FromStr;

/// A fact about the person of an account, as `x-prefill` of a form names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountFact {
    /// The name colleagues see. Every account has one.
    Name,
    /// The name to sign in with. Every account has one.
    Login,
    /// The number under which the person is employed (Personalnummer).
    PersonnelNumber,
    /// Where the person works (Organisationseinheit).
    Unit,
    /// The telephone number at work.
    Phone,
    /// The e-mail address at work.
    Email,
}

impl AccountFact {
    /// All facts, in the order in which they are listed for people.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Login, Self::PersonnelNumber, Self::Unit, Self::Phone, Self::Email];

    /// The word for this fact in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "account.name",
            Self::Login => "account.login",
            Self::PersonnelNumber => "account.personnel_number",
            Self::Unit => "account.unit",
            Self::Phone => "account.phone",
            Self::Email => "account.email",
        }
    }
}

impl FromStr for AccountFact {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == text).ok_or(())
    }
}

/// The facts of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFacts {
    /// The name colleagues see.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// The number under which the person is employed.
    pub personnel_number: Option<String>,
    /// Where the person works.
    pub unit: Option<String>,
    /// The telephone number at work.
    pub phone: Option<String>,
    /// The e-mail address at work.
    pub email: Option<String>,
}

impl AccountFacts {
    /// A fact, if the account holds it.
    pub fn value(&self, fact: AccountFact) -> Option<&str> {
        match fact {
            AccountFact::Name => Some(&self.name),
            AccountFact::Login => Some(&self.login),
            AccountFact::PersonnelNumber => self.personnel_number.as_deref(),
            AccountFact::Unit => self.unit.as_deref(),
            AccountFact::Phone => self.phone.as_deref(),
            AccountFact::Email => self.email.as_deref(),
        }
    }
}
