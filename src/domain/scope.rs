//! Who is asking: every function that reads drafts, submissions or cases takes a [`Scope`] first.

use super::{CaseId, ClerkId, DepartmentId, EventActor, Role, SecretHash, SenderId, TokenHash};

/// On whose behalf data is read or changed. There is no way to read a case without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A citizen, known only by the random token in their browser.
    Visitor(TokenHash),
    /// A signed-in member of staff.
    Staff(StaffScope),
    /// A registered sender: a program that files applications for people.
    Sender(SenderId),
    /// Whoever has the secret of one application; its hash. They learn where it stands, nothing else.
    Holder(SecretHash),
    /// Whoever showed number and code of one application, or has just filed it in this browser: the applicant of this
    /// case, and of no other. Built from a visit only.
    Applicant(CaseId),
    /// The product itself: the outbox worker and maintenance. Never built from a request.
    System,
}

/// A signed-in member of staff, as far as access is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StaffScope {
    /// Who it is.
    pub clerk: ClerkId,
    /// What they may do.
    pub role: Role,
    /// The departments whose cases exist for them.
    pub departments: Vec<DepartmentId>,
    /// Whether they sit at the desk besides what their role is.
    pub at_desk: bool,
}

impl StaffScope {
    /// Whether this person files applications for residents.
    pub fn may_assist(&self) -> bool {
        self.at_desk || self.role.may_assist()
    }
}

impl Scope {
    /// The departments whose cases this scope may see; `None` means all of them (the product itself).
    /// A visitor and a role that works no cases see none.
    pub fn visible_departments(&self) -> Option<&[DepartmentId]> {
        match self {
            Self::System => None,
            Self::Staff(staff) if staff.role.may_work_cases() => Some(&staff.departments),
            Self::Staff(_) | Self::Visitor(_) | Self::Sender(_) | Self::Holder(_) | Self::Applicant(_) => {
                Some(&[])
            }
        }
    }

    /// Who has done what this scope does, for the history of a case.
    pub fn actor(&self) -> EventActor {
        match self {
            // A sender carries what the applicant declares; the case knows whose program it was.
            Self::Visitor(_) | Self::Sender(_) | Self::Holder(_) | Self::Applicant(_) => {
                EventActor::Applicant
            }
            Self::Staff(staff) => EventActor::Clerk(staff.clerk),
            Self::System => EventActor::System,
        }
    }

    /// The case whose applicant this is.
    pub fn own_case(&self) -> Option<CaseId> {
        match self {
            Self::Applicant(case) => Some(*case),
            Self::Visitor(_) | Self::Staff(_) | Self::Sender(_) | Self::Holder(_) | Self::System => None,
        }
    }

    /// The member of staff behind this scope, if it is one.
    pub fn staff(&self) -> Option<&StaffScope> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Visitor(_) | Self::Sender(_) | Self::Holder(_) | Self::Applicant(_) | Self::System => None,
        }
    }
}
