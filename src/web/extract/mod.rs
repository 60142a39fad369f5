//! What handlers get instead of raw requests: finished, checked things.

mod applicant;
mod clerk;
mod csrf;
mod known_browser;
mod sent;
mod visitor;

pub use applicant::{Applicant, MaybeApplicant, status_cookie, status_cookie_name};
pub use clerk::{Admin, Caseworker, Clerk, DeskClerk, DeskLead, Lead, whoever};
pub use csrf::{CSRF_FIELD, csrf_of_visitor, verify};
pub use known_browser::{known_browser, known_browser_cookie};
pub use sent::{LetIn, Sent};
pub use visitor::{
    Keeper, Visitor, browser, code_cookie, code_cookie_name, forget_citizens, forget_cookie, keeper_cookie,
    keeper_cookie_name, staff_cookie, staff_cookie_name, verify_browser, visitor_cookie, visitor_cookie_name,
};
