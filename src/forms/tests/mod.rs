//! The runtime of forms from outside: typed answers in, state and views out.

mod applicable;
mod fuzz;
mod hidden;
pub mod hostile;
mod journey;
mod lists;
mod loading;
mod long_lists;
mod messages;
mod mistakes;
mod objects;
mod paper;
mod papers;
mod parse;
mod preview;
mod responsibility;
mod reuse;
pub(crate) mod sample;
pub mod shipped;
mod translation;
mod view;
