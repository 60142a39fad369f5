//! What the tests are written with: the running product, browsers, databases of their own.

pub mod app;
pub mod asking;
pub mod cases;
pub mod clamd;
pub mod client;
pub mod db;
pub mod deciding;
pub mod desk;
pub mod filling;
pub mod folder;
pub mod process;
pub mod program;
pub mod relay;
pub mod smtp;
pub mod staff;
pub mod xml;
