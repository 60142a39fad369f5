//! The product as a whole, over HTTP and down to both databases. SQLite by default; PostgreSQL where
//! `PFORTE_TEST_POSTGRES` names a server on which databases may be made.

mod absent_service;
mod access;
mod api;
mod authors;
mod availability;
mod bad_input;
mod broken_form;
mod citizen;
mod department;
mod desk;
mod draft_gone;
mod draft_mail;
mod filling_in;
mod languages;
mod long_lists;
mod longest_lists;
mod mail;
mod migrations;
mod outbox;
mod resume;
mod resume_hidden;
mod retention;
mod reuse;
mod second_step;
mod session_end;
mod shutdown;
mod sign_in;
mod staff;
mod staff_forms;
mod stale_page;
mod store;
mod support;
mod trouble;
mod uploads;
mod versions;
