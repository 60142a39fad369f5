//! One look for all who ask at the same time.

use std::time::Instant;

use tokio::sync::Mutex;

/// What was seen last. Anybody may ask how the installation stands, as often as they like; so nobody's question begins
/// a look of its own while another one is on its way.
#[derive(Debug)]
pub(super) struct Look<T>(Mutex<Option<(Instant, T)>>);

impl<T> Default for Look<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Look<T> {
    /// What is seen by a look that begins now or later: one at a time, shared by all who wait for it.
    pub async fn take(&self, look: impl AsyncFnOnce() -> T) -> T {
        let asked_at = Instant::now();
        let mut last = self.0.lock().await;
        if let Some((_, seen)) = last.as_ref().filter(|(begun_at, _)| *begun_at >= asked_at) {
            return seen.clone();
        }
        let begun_at = Instant::now();
        let seen = look().await;
        *last = Some((begun_at, seen.clone()));
        seen
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn all_who_ask_while_somebody_looks_share_the_next_look() {
        let (look, looks) = (Look::default(), AtomicUsize::new(0));
        let (is_looking, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let first = look.take(async || {
            is_looking.notify_one();
            may_end.notified().await;
            looks.fetch_add(1, Ordering::Relaxed)
        });
        let others = async {
            is_looking.notified().await;
            let ask = || look.take(async || looks.fetch_add(1, Ordering::Relaxed));
            let asked = futures_util::future::join_all((0..20).map(|_| ask()));
            let end = async { may_end.notify_one() };
            futures_util::future::join(asked, end).await.0
        };
        let (first, others) = futures_util::future::join(first, others).await;
        assert_eq!(first, 0);
        // Never what was seen before somebody asked.
        assert_eq!(others, [1; 20]);
        assert_eq!(look.take(async || looks.fetch_add(1, Ordering::Relaxed)).await, 2);
    }
}
