//! The department's work: the inbox, a case, and what caseworkers do with it.
//!
//! Every function takes the scope first; a case outside of it does not exist.

mod assign;
mod bias;
mod bulk;
mod bundle;
pub mod check;
mod clocks;
pub mod committee;
mod decision;
mod deputy;
mod erased_papers;
mod export;
mod figures;
mod inbox;
mod inquiry;
mod links;
mod list;
mod moves;
mod news;
mod open;
mod payments;
mod planning;
mod privacy;
pub mod proposal;
mod reassign;
mod second_step;
mod tags;
mod views;
mod work;
mod workload;

pub use assign::{Colleague, assign, colleagues, may_assign};
pub use bias::{Declaration, MAX_REMARK, declare_bias, is_locked, lift_bias};
pub use bulk::{BulkAction, Chosen, MOST_AT_ONCE, Planned, Refusal, carry_out, plan};
pub use bundle::{Bundle, bundle};
pub use check::{CheckFile, Checking};
pub use clocks::{CaseClock, clocks_of, forms_of_cases};
pub use decision::{
    DECISION_NOTICE, Decide, Deciding, DecisionDone, DecisionFile, DecisionMistake, DecisionTask,
    amount_asked, compose, correct_posting, decide, deciding, is_written, judge, note_arrival,
    note_came_back, note_posted, proposed_amount, provided_letter, send_back, sign, step_of,
};
pub use deputy::{Deputies, MOST_DAYS, deputies, end_deputy, name_deputy};
pub use erased_papers::ErasedPapers;
pub use export::export;
pub use figures::{Decided, DepartmentFigures, FiguresPeriod, ServiceFigures, figures};
pub use inbox::{Inbox, MOST_FOUND, find_by_number, inbox, none as nothing, search};
pub use inquiry::{
    Askable, Inquiries, InquiryFile, InquiryLetter, Question, askable, inquire, letter, note_printed,
    take_back,
};
pub use links::{link, unlink};
pub use list::{ListPart, list_part, note_part};
pub use moves::{Claim, Wanted, act, claim, withdrawal};
pub use news::{Mails, language_of, note_malware};
pub use open::{CaseFile, HistoryEntry, Readings, file, open, show};
pub use payments::{
    BatchFile, DepartmentPayments, Due, Made, PaymentFile, PaymentRefusal, Payments, PlannedPayment,
    ReturnNoted, StopRefusal, StoppedPayments, batch, lift_stop, make_batch, note_returned, payments,
    plan_payments, save_batch, stop_payment, stopped_payments,
};
pub use planning::{
    MAX_FOLLOW_UP, MAX_TASK, Planning, Task, add_task, mark_complete, set_follow_up, set_task_done,
};
pub use privacy::{
    Access, ErasedOrNot, ErasedSoon, MAX_HOLD, PrivacyFile, SOON_DAYS, SoonErased, count_erased_soon,
    erase_on_request, erased_on, erased_soon, give_access, give_access_to_operator, hold, privacy,
};
pub use reassign::{MAX_REASON, given_away, reassign};
pub use second_step::{Answered, SecondStepFile, ask};
pub use tags::{tag, untag};
pub use views::{
    COUNTED_IN_VIEW, MAX_VIEW_NAME, MOST_VIEWS, Tools, ViewError, keep_view, people, remove_view,
    rename_view, tools, views,
};
pub use work::{MAX_NOTE, MAX_REFERENCE, WorkError, give_reference, note};
pub use workload::{DECIDED_DAYS, Loads, PersonLoad, workload};
