//! Values and rules of the field, free of I/O: no database, no web, no clock call.
//!
//! Everything here can be built and tested with the standard library and small crates without I/O, such as `chrono`, `url` and `uuid`.

mod account;
mod answers;
mod bias;
pub mod calendar;
mod case;
pub mod chain;
mod channel;
mod counts;
mod deadline;
mod decision;
mod decision_letter;
mod department;
mod erasure;
mod events;
mod files;
mod host;
mod ids;
mod inquiry;
mod keys;
mod known_browser;
mod letters;
mod mail;
mod matter;
mod networks;
mod open_case;
mod payment;
mod process;
mod proposal;
mod receipt_number;
mod resume_code;
mod role;
mod scope;
mod search_word;
mod second_step;
mod security_contact;
mod shortcoming;
mod status_code;
mod tag;
mod token;
mod transfer;

pub use account::{AccountFact, AccountFacts};
pub use answers::{Answers, Path, PathParseError, Segment};
pub use bias::BiasReason;
pub use case::{CaseState, PublicState};
pub use chain::ChainHead;
pub use channel::Channel;
pub use counts::{Count, SMALLEST, told};
pub use deadline::{
    Deadline, DeadlineStart, DueDays, Promised, Span, after_waiting, promised, waited_before,
};
pub use decision::{
    DecisionContent, Delivery, DeliveryStage, DeliveryWay, MAX_AMOUNT, MAX_CONDITION, MAX_CONDITIONS,
    MAX_REASONS, Posting, UNTOLD_DAYS, counts_after_fetching, counts_after_posting, fetch_by,
};
pub use decision_letter::{DecisionLetter, FrozenLetter, LetterPart};
pub use department::{Department, DepartmentId};
pub use erasure::{ErasureCause, ErasureGround};
pub use events::{CaseEventKind, EventActor};
pub use files::{FileName, FileReference, FileType, HeldBack, Metadata, SENT_FILE_HOURS, Scan};
pub use host::is_this_machine;
pub use ids::{
    BatchId, CaseId, ClerkId, DraftId, FileId, FormVersion, InquiryId, OutboxId, PaymentId, SenderId,
    SubmissionId, ViewId,
};
pub use inquiry::{INQUIRY_DAYS, INQUIRY_REMINDER_DAYS, InquiryEnding, InquiryWay, MAX_QUESTION};
pub use keys::{ApiKey, KeyHash, SecretHash, StatusSecret};
pub use known_browser::{KNOWN_DAYS, KnownBrowser};
pub use mail::{REMINDER_DAYS, in_ascii, mailbox_of};
pub use matter::MatterKey;
pub use networks::{Network, Proxies, counted};
pub use open_case::OpenCase;
pub use payment::{
    Account, AccountMistake, BatchNumber, MAX_RETURN_REASON, MOST_PAYMENTS, PaymentContent, execution_day,
    is_bic, is_iban,
};
pub use process::{By, CaseAction, MoveError, Outcome, Process, Step, Who};
pub use proposal::{MAX_PANEL, MAX_SHORT_REASON, Proposal};
pub use receipt_number::{ReceiptNumber, ReceiptNumberError};
pub use resume_code::{ResumeCode, ResumeCodeError};
pub use role::Role;
pub use scope::{Scope, StaffScope};
pub use search_word::SearchWord;
pub use second_step::SecondStepBy;
pub use security_contact::SecurityContact;
pub use shortcoming::{Incomplete, Shortcoming};
pub use status_code::{StatusCode, StatusCodeError, VISIT_HOURS, VISIT_IDLE_MINUTES};
pub use tag::{MAX_TAG, OwnTag, Tag};
pub use token::{Token, TokenHash};
pub use transfer::{MAX_AUTHORITY, MAX_AUTHORITY_CONTACT, Transfer, TransferMistake};
