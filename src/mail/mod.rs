//! Mail: the letters, and the way they leave the house. The only place that knows lettre.

mod decisions;
mod digest;
mod inquiries;
mod letters;
mod operator;
mod transport;

pub use decisions::{DecisionMail, DecisionToPost};
pub use digest::DueDigest;
pub use inquiries::{InquiryAnswered, InquiryMail, InquiryNews};
pub use letters::{
    Acknowledgement, CaseNews, DepartmentNotice, DraftMail, Letter, SecondStepNotice, SecondStepRequest,
    WithdrawalAcknowledgement, WithdrawalNotice,
};
pub use operator::OperatorDigest;
pub use transport::{MailError, Mailer, MailerError};
