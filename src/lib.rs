//! Pforte: the online gateway of a German municipality.
//!
//! The map of the crate; `ARCHITECTURE.md` tells the reasons and the invariants.
//!
//! * [`cli`], [`config`], [`telemetry`], [`app`]: the commands, the settings, the log, the wiring.
//! * [`web`]: what browsers see.
//! * [`desk`], [`intake`], [`casework`], [`accounts`], [`outbox`], [`retention`], [`audit`]: what people and the product do.
//! * [`meters`]: numbers for the operator.
//! * [`operations`]: what the operator watches.
//! * [`backup`]: what is copied away, and put back.
//! * [`library`]: the forms that are in use, current and older ones.
//! * [`store`], [`forms`], [`mail`]: the database, the forms, the mail.
//! * [`treasury`], [`sheets`]: what leaves for the treasury, and tables for other programs.
//! * [`texts`]: what the product says in other languages than German.
//! * [`domain`], [`clock`]: values and rules, and the time.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod backup;
pub mod casework;
pub mod cli;
pub mod clock;
pub mod config;
pub mod depot;
pub mod desk;
pub mod domain;
pub mod forms;
pub mod intake;
pub mod library;
pub mod mail;
pub mod meters;
pub mod operations;
pub mod outbox;
pub mod retention;
pub mod scanner;
pub mod screening;
pub mod sealing;
pub mod sheets;
pub mod status;
pub mod store;
pub mod telemetry;
pub mod texts;
pub mod treasury;
pub mod turns;
pub mod web;

#[cfg(test)]
mod tests;
