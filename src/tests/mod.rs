//! What the tests of several modules share, and what belongs to none of them alone.

pub mod fuzzing;
mod posted_pages;
