//! The way of an application: begun, filled in page by page, sent.
//!
//! Plain functions over a scope and a connection, the same for citizens, for the desk and for staff. Each that writes
//! is called inside one transaction of the gate; a page without files is read and judged before, so that nobody waits
//! for it there.

mod attempts;
mod by_mail;
mod draft;
mod fast_entry;
pub mod inquiry;
mod next;
mod own;
mod receipt;
mod recent;
mod record;
mod resume;
mod reuse;
mod rows;
mod save_page;
pub mod second_step;
mod sending;
mod sent_files;
mod start;
mod status;
mod submit;
mod unsaved;
mod uploads;
mod verdict;
mod waiting;
mod witness;

pub(crate) use attempts::may_try;
pub use by_mail::{Mailing, answered_address, forget_address, mail_link, mails_to};
pub use draft::{Content, DraftRef, OpenDraft, find, page_key};
pub use fast_entry::{AllNext, AllPages, AllSaved, parts_of, save_all};
pub use next::Next;
pub use own::{OwnDraft, OwnFiling, OwnWork, lacking, own_work};
pub use receipt::{RECEIPT_HOURS, ReceiptFile, last_receipt, receipt, receipts_since};
pub use recent::{AtHand, RecentDrafts};
pub use record::{asks_for_read_back, is_from_paper, spoken_language};
pub(crate) use resume::place_of;
pub use resume::{FreshTokens, Resumed, give_code, resume};
pub use reuse::{Browser, Offer, REUSE_DAYS, keep, kept_until, let_go, offer, start_with};
pub use save_page::{KEEP, LANGUAGE, PagePost, SaveError, Saved, Turned, save_page, store_turned, turn};
pub use sending::{SendError, Sending, Sent, send, sent};
pub use sent_files::{SentFileError, keep_sent, may_send, sent_files};
pub use start::{Beginning, StartError, discard, forget, owns_anything, start};
pub use status::{ApplicationState, count_wrong, state};
pub use submit::{Filing, Receipt, SubmitError, submit};
pub use unsaved::fill_in;
pub use uploads::{Upload, file};
pub use verdict::{AnswerError, NOT_HERE, Verdict, verdict};
pub use waiting::waiting_bytes;
pub use witness::{Witness, wanted_witness};
