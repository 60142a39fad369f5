//! What browsers see: pages, their components, and the assets they load.

pub mod assets;
pub mod components;
pub mod layout;
