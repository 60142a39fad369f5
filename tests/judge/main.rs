//! Pforte's verdict is that of anybody who reads the schema: it is compared with the one of an independent
//! validator (Ajv, in JavaScript) on answers made up for every form, and with the official test suite.

mod ajv;
mod by_design;
mod chance;
mod edges;
mod formats;
mod forms;
mod keywords;
mod npm;
mod samples;
mod suite;
mod texts;
