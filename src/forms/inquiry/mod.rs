//! Inquiries: which answers of an application may be asked for once more, what is asked of the applicant then, and what
//! changed. Nothing but what was asked for changes.

mod addressee;
mod asking;
mod changes;
mod marks;
mod view;

#[cfg(test)]
mod tests;

pub use addressee::addressee;
pub use asking::{Asked, Asking, only};
pub use changes::{Change, ChangedSection, changes};
pub use marks::{Mark, MarkBlock, MarkSection, markable, titles};
pub use view::{AskedSection, asked_sections};
