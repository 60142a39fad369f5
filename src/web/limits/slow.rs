//! How long requests may take, and bodies that trickle.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::{Sleep, sleep};

/// How long requests may take. Somebody who sends a byte now and then must not hold a connection for ever; whoever has
/// a bad line must get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Until the head of a request is there.
    pub head: Duration,
    /// Until a request is there and answered: a whole page over a bad line takes a fraction of it.
    pub longest: Duration,
    /// The same with files: ten megabytes by a mobile contract whose volume is used up (64 kbit/s) take 21 minutes.
    pub longest_with_files: Duration,
    /// Until a connection is closed on which nothing is asked. A graceful stop waits for as long.
    pub idle: Duration,
    /// In this time a body with files brings [`Times::least`] at least.
    pub window: Duration,
    /// Bytes: with the window less than a quarter of such a contract.
    pub least: usize,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            longest: Duration::from_secs(30),
            longest_with_files: Duration::from_secs(30 * 60),
            idle: Duration::from_secs(5),
            window: Duration::from_secs(30),
            least: 48 * 1024,
        }
    }
}

/// A body that breaks off where it trickles.
pub struct Steady {
    payload: Payload,
    times: Times,
    /// Bytes since the window began.
    arrived: usize,
    /// Until when more must have come; runs from the first wait on.
    window: Option<Pin<Box<Sleep>>>,
}

impl Steady {
    /// Watches over the body of a request.
    pub fn watch(request: &mut ServiceRequest, times: Times) {
        let payload = request.take_payload();
        let steady = Self { payload, times, arrived: 0, window: None };
        request.set_payload(Payload::Stream { payload: Box::pin(steady) });
    }
}

impl Stream for Steady {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = Pin::new(&mut this.payload).poll_next(context);
        match &next {
            Poll::Pending => {
                let Times { window, .. } = this.times;
                let end = this.window.get_or_insert_with(|| Box::pin(sleep(window)));
                if end.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))));
                }
            }
            Poll::Ready(Some(Ok(bytes))) => {
                this.arrived += bytes.len();
                if this.arrived >= this.times.least {
                    this.arrived = 0;
                    this.window = None;
                }
            }
            Poll::Ready(_) => {}
        }
        next
    }
}

/// Whether a body broke off because it trickled.
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}
