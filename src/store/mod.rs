//! The database: rows in, domain types out. The only place that knows diesel.
//!
//! Reads take a pooled connection, writes go through one gate ([`Db::write`]) that puts many of them
//! into one transaction, each in its own savepoint, and answers each only after the commit.
//! Every function that reads cases, drafts or submissions takes a [`crate::domain::Scope`] first.
//!
//! What is found by a key that is there once is asked for with `get_result` and not with `first`: that adds a `LIMIT` as
//! a parameter, and SQLite compiles such a statement anew each time it is run (`sqlite3ExprIsInteger` looks at its value).

pub mod assistances;
pub mod attempts;
pub mod backup;
pub mod case_answers;
pub mod case_bias;
pub mod case_figures;
pub mod case_links;
pub mod case_tags;
pub mod case_tasks;
pub mod case_visits;
pub mod case_words;
pub mod cases;
pub mod chain;
pub mod checks;
pub mod clerks;
mod conn;
mod db;
pub mod decisions;
pub mod deputies;
mod dialect;
pub mod digests;
pub mod draft_addresses;
pub mod draft_codes;
pub mod draft_events;
pub mod drafts;
pub mod erasure;
mod error;
pub mod events;
pub mod files;
pub mod filing;
pub mod form_versions;
mod gate;
pub mod handovers;
mod incomplete;
pub mod inquiries;
pub mod keys;
mod migrate;
pub mod outbox;
pub mod payments;
mod pool;
pub mod proposals;
pub mod reassignments;
pub mod reissues;
pub mod reuse;
mod rows;
mod salted;
pub mod saved_views;
pub mod scans;
mod schema;
mod sealed;
pub mod second_steps;
pub mod senders;
pub mod sessions;
pub mod submissions;
pub mod told_events;
pub mod watch;

pub use conn::{Conn, DatabaseUrl, DatabaseUrlError, ServerAddress};
pub use db::Db;
pub use error::StoreError;
