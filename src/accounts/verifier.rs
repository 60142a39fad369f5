//! Checking passwords, few at once.
//!
//! A hash takes 19 MiB and a core. Whoever sends many wrong passwords must get neither all memory nor
//! all threads that read the database.

use std::num::NonZero;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::passwords::{Memory, generate_password, hash_password, verify_password};
use crate::turns::{self, Turns};

/// Most passwords that are checked at once, on however many cores.
const MOST: usize = 4;

/// Lets few passwords be checked at once. One a process; clones share it.
#[derive(Debug, Clone)]
pub struct Verifier {
    turns: Turns,
    /// Those that no turn works in.
    memories: Arc<Mutex<Vec<Memory>>>,
}

/// The right to check one password.
#[derive(Debug)]
pub struct Turn {
    turn: turns::Turn,
    memories: Arc<Mutex<Vec<Memory>>>,
}

impl Verifier {
    /// As many turns at once as there are cores, but not more than four.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::with_turns(cores.min(MOST))
    }

    fn with_turns(turns: usize) -> Self {
        Self { turns: Turns::of(turns), memories: Arc::default() }
    }

    /// The next turn; none where too many people wait for theirs.
    pub async fn turn(&self) -> Option<Turn> {
        let turn = self.turns.turn().await?;
        Some(Turn { turn, memories: Arc::clone(&self.memories) })
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Turn {
    /// Whether a password fits a stored hash. Without one it fits nothing, and that takes as long.
    pub async fn fits(self, password: String, hash: Option<String>) -> bool {
        let work = move |memory: &mut Memory| {
            verify_password(&password, hash.as_deref().unwrap_or_else(|| nobodys_hash()), memory)
        };
        self.run(work).await.unwrap_or(false)
    }

    /// The turn goes with the work, which ends later than a request whose browser has gone away.
    async fn run<T: Send + 'static>(self, work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> Option<T> {
        let task = tokio::task::spawn_blocking(move || {
            let Self { turn, memories } = self;
            let free = || memories.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = free().pop().unwrap_or_default();
            let result = work(&mut memory);
            free().push(memory);
            drop(turn);
            result
        });
        task.await.ok()
    }
}

/// The hash of a random password that nobody knows, made once.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| generate_password().and_then(|password| hash_password(&password)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn few_passwords_are_checked_at_once_and_all_get_their_turn() {
        static BUSY: AtomicUsize = AtomicUsize::new(0);
        static MOST_BUSY: AtomicUsize = AtomicUsize::new(0);
        let verifier = Verifier::with_turns(2);
        let work = |_: &mut Memory| {
            MOST_BUSY.fetch_max(BUSY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(5));
            BUSY.fetch_sub(1, Ordering::SeqCst);
        };
        let people = (0..50).map(|_| async { verifier.turn().await?.run(work).await });
        assert!(join_all(people).await.iter().all(Option::is_some));
        assert_eq!(MOST_BUSY.load(Ordering::SeqCst), 2);
        assert!(verifier.memories.lock().unwrap().len() <= 2, "memory is used again");
    }

    #[tokio::test]
    async fn whoever_finds_all_turns_taken_is_told_and_the_next_one_is_not() {
        let verifier = Verifier::with_turns(1);
        let taken = verifier.turn().await.unwrap();
        let waiting = (0..50).map(|_| verifier.turn());
        assert!(join_all(waiting).await.iter().all(Option::is_none));
        drop(taken);
        assert!(verifier.turn().await.is_some());
    }

    #[tokio::test]
    async fn a_turn_lasts_as_long_as_its_work_even_if_nobody_waits_for_it() {
        let verifier = Verifier::with_turns(1);
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let turn = verifier.turn().await.unwrap();
        let request = tokio::spawn(turn.run(move |_| wait.recv()));
        tokio::task::yield_now().await;
        request.abort();
        assert!(request.await.is_err());
        assert_eq!(verifier.turns.free(), 0);
        drop(go_on);
        assert!(verifier.turn().await.is_some());
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only_and_nobodys_never() {
        let hash = hash_password("Sommer im Park 1").unwrap();
        let verifier = Verifier::new();
        let fits = async |typed: &str, hash: Option<&str>| {
            verifier.turn().await.unwrap().fits(typed.to_owned(), hash.map(str::to_owned)).await
        };
        assert!(fits("Sommer im Park 1", Some(&hash)).await);
        assert!(!fits("Sommer im Park 2", Some(&hash)).await);
        assert!(!fits("", None).await && !fits("Sommer im Park 1", None).await);
        assert!(nobodys_hash().starts_with("$argon2id$"));
    }
}
