//! Pforte: the online gateway of a German municipality.
//!
//! The map of the crate; `ARCHITECTURE.md` tells the reasons and the invariants.
//!
//! * [`domain`]: values and rules, no I/O.
//! * [`forms`]: a folder of JSON files becomes a form: what is asked, what is valid, what it says.
//! * [`web`]: what browsers see.

pub mod accounts;
pub mod app;
pub mod casework;
pub mod clock;
pub mod desk;
pub mod domain;
pub mod forms;
pub mod intake;
pub mod library;
pub mod mail;
pub mod outbox;
pub mod store;
pub mod web;
