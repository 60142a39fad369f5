//! What browsers see: pages, their components, and the assets they load.

pub mod assets;
pub mod components;
pub mod gallery;
pub mod layout;
pub mod pages;
