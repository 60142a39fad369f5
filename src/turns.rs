//! Heavy work for anybody who asks, few at once: a stranger's largest request must get neither all memory nor all
//! cores, however often it comes.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Most at once, on however many cores.
const MOST: usize = 4;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// Gives turns: as many at once as there are cores but one, at least one and at most four. Clones share them.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self::of(cores.saturating_sub(1).clamp(1, MOST))
    }
}

/// The right to work; the next one gets it when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    /// So many at once.
    pub fn of(turns: usize) -> Self {
        Self(Arc::new(Semaphore::new(turns)))
    }

    /// How many could be had this moment.
    pub fn free(&self) -> usize {
        self.0.available_permits()
    }

    /// The next turn; none where too many wait for theirs.
    pub async fn turn(&self) -> Option<Turn> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await;
        turn.ok().and_then(Result::ok).map(|permit| Turn { _permit: permit })
    }

    /// Does the work beside the threads that answer requests; nothing where too many wait for their turn. The turn
    /// goes with the work, which ends later than a request whose sender has gone away.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = self.turn().await?;
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        task.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_too_long_is_sent_away_and_a_turn_that_ends_is_given_on() {
        let turns = Turns::of(1);
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let other = turns.clone();
        let long = tokio::spawn(async move { other.work(move || ended.recv().is_ok()).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(turns.work(|| 1).await, None);
        end.send(()).unwrap();
        assert_eq!(long.await.unwrap(), Some(true));
        assert_eq!(turns.work(|| 2).await, Some(2));
    }
}
