//! What browsers see: pages, their components, and the assets they load.

pub mod api;
pub mod applying;
pub mod assets;
pub mod body;
pub mod components;
pub mod error;
pub mod extract;
mod files;
pub mod filters;
pub mod gallery;
pub mod health;
pub mod kept;
pub mod language;
pub mod layout;
pub mod limits;
pub mod middleware;
mod multipart;
mod numbers;
mod options;
pub mod pages;
pub mod preview;
pub mod response;
pub mod routes;
pub mod security_txt;
pub mod site;
#[cfg(test)]
mod tests;
pub mod urls;
pub mod words;
