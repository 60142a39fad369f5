//! The accounts there are.

use crate::domain::{Role, Scope};
use crate::store::clerks::ClerkRecord;
use crate::store::{Conn, StoreError, clerks};

/// All accounts, by login. Empty for everybody but the administration and the product itself.
pub fn list(scope: &Scope, conn: &mut Conn) -> Result<Vec<ClerkRecord>, StoreError> {
    match scope {
        Scope::System => clerks::list(conn),
        Scope::Staff(staff) if staff.role == Role::Admin => clerks::list(conn),
        Scope::Staff(_) | Scope::Visitor(_) | Scope::Sender(_) | Scope::Holder(_) | Scope::Applicant(_) => {
            Ok(Vec::new())
        }
    }
}
