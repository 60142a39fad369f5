//! What must hold whatever breaks: nobody who was shown a number is lost, and nobody is there twice.
//!
//! Bounded by default; `PFORTE_TEST_FAULTS` says how often each fault happens (4). `tests/faults/broken-builds` breaks the
//! product on purpose, in one way after the other, and shows that these tests notice.

#[path = "../../benches/load/client.rs"]
#[expect(dead_code, reason = "the load bench needs more of it")]
mod client;
mod crowd;
mod full;
mod kept;
mod killed;
#[path = "../../benches/load/person.rs"]
#[expect(dead_code, reason = "the load bench needs more of it")]
mod person;
mod process;
mod restarted;

/// How often a fault happens.
fn rounds() -> usize {
    std::env::var("PFORTE_TEST_FAULTS").ok().and_then(|count| count.parse().ok()).unwrap_or(4)
}

/// A number below `end` that nobody foresees, told so that a failure can be looked into.
fn below(end: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % end
}

/// Faults happen one after the other: some are those of a server that all share.
async fn alone() -> tokio::sync::MutexGuard<'static, ()> {
    static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    ALONE.lock().await
}
