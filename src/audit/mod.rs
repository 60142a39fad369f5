//! The chain of events as operators see it: whether it is whole, and its head, which leaves the database once a day.

mod export;
mod heads;
mod verify;

pub use export::{ExportError, export, run};
pub use heads::{KeptHead, read_heads};
pub use verify::{Break, Flaw, VerifyError, verify};
