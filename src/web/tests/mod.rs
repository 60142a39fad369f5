//! What is tried with whole pages.

mod posted_pages;
