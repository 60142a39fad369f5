//! What was asked so far, and by whom.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};
use governor::RateLimiter;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use tokio::sync::watch;

use super::{Act, Limits, client, in_an_hour, in_ten_minutes};
use crate::domain::{Token, TokenHash};
use crate::forms::files::FileProblem;
use crate::intake;
use crate::store::Db;
use crate::web::extract::staff_cookie_name;
use crate::web::site::Site;
use crate::web::urls;

/// How often is forgotten who has not asked for long: a flood from many addresses must not fill the memory.
const PULSE: Duration = Duration::from_secs(10);

/// How often is asked how much waits in drafts. What arrives in between is added.
const QUOTA_PULSE: Duration = Duration::from_secs(60);

/// The bytes of a file that are counted as one.
pub(super) const PIECE: u64 = 64 * 1024;

/// How long a session counts for itself after it was seen to hold. A session that ended meanwhile opens nothing.
const KNOWN: Duration = Duration::from_secs(15 * 60);

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever is behind an address.
    Address(IpAddr),
    /// A member of staff, by their session: a whole town hall is behind one address.
    Session(TokenHash),
}

/// A request that came too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// After how many seconds it may come again; at least one.
    pub seconds: u64,
    /// It was not whoever asked, but all who begin this form.
    pub is_of_form: bool,
}

type Counts<K, C> = RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Counts what is asked, by whom. The clock is one that nobody sets.
pub struct Meter<C: Clock = MonotonicClock> {
    acts: [Option<Counts<Who, C>>; Act::ALL.len()],
    forms: Option<Counts<String, C>>,
    pieces: Option<Counts<Who, C>>,
    /// Bytes of files that wait in drafts, as far as known.
    waiting: AtomicU64,
    /// Most of them; 0 for no limit.
    most_waiting: u64,
    sessions: Mutex<HashMap<TokenHash, Instant>>,
    clock: C,
}

impl<C: Clock + Clone> Meter<C> {
    /// Counts from now on.
    pub fn new(limits: &Limits, clock: C) -> Self {
        let counts = |act| Some(RateLimiter::dashmap_with_clock(limits.of(act)?, clock.clone()));
        let forms = in_ten_minutes(limits.starts_of_form);
        Self {
            acts: Act::ALL.map(counts),
            forms: forms.map(|quota| RateLimiter::dashmap_with_clock(quota, clock.clone())),
            pieces: in_an_hour(pieces_of(limits.uploads))
                .map(|quota| RateLimiter::dashmap_with_clock(quota, clock.clone())),
            waiting: AtomicU64::new(0),
            most_waiting: limits.waiting,
            sessions: Mutex::default(),
            clock,
        }
    }

    /// Counts an act; an error where it comes too often.
    pub fn count(&self, who: &Who, act: Act) -> Result<(), Refusal> {
        if act.is_request() {
            self.count_one(who, Act::Read)?;
        }
        self.count_one(who, act)
    }

    fn count_one(&self, who: &Who, act: Act) -> Result<(), Refusal> {
        let counts = Act::ALL.iter().position(|known| *known == act).and_then(|at| self.acts[at].as_ref());
        let Some(counts) = counts else { return Ok(()) };
        counts.check_key(who).map_err(|until| self.refusal(until.wait_time_from(self.clock.now()), false))
    }

    /// Counts that somebody begins an application of a form.
    pub fn count_form(&self, form: &str) -> Result<(), Refusal> {
        let Some(counts) = &self.forms else { return Ok(()) };
        let counted = counts.check_key(&form.to_owned());
        counted.map_err(|until| self.refusal(until.wait_time_from(self.clock.now()), true))
    }

    /// Counts a piece of a file that somebody without an account sends; an error where nothing more is taken now.
    pub fn count_piece(&self, who: &Who) -> Result<(), FileProblem> {
        if self.most_waiting > 0 && self.waiting.load(Ordering::Relaxed) >= self.most_waiting {
            return Err(FileProblem::NoRoom);
        }
        if self.pieces.as_ref().is_some_and(|counts| counts.check_key(who).is_err()) {
            return Err(FileProblem::TooOften);
        }
        self.waiting.fetch_add(PIECE, Ordering::Relaxed);
        Ok(())
    }

    /// Tells how many bytes of files wait in drafts.
    pub fn know_waiting(&self, bytes: u64) {
        self.waiting.store(bytes, Ordering::Relaxed);
        if self.most_waiting > 0 && bytes >= self.most_waiting {
            tracing::warn!(
                bytes,
                "no more files are taken for drafts: as many wait as PFORTE_UPLOAD_QUOTA allows"
            );
        }
    }

    fn refusal(&self, wait: Duration, is_of_form: bool) -> Refusal {
        Refusal { seconds: wait.as_secs().saturating_add(1), is_of_form }
    }

    /// A session was seen to hold: it counts for itself from now on.
    pub fn know(&self, session: &TokenHash) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.insert(session.clone(), Instant::now());
    }

    fn knows(&self, session: &TokenHash) -> bool {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(session).is_some_and(|seen| seen.elapsed() < KNOWN)
    }

    /// Forgets whoever may ask as much as somebody who never asked.
    pub fn forget(&self) {
        for counts in self.acts.iter().flatten() {
            counts.retain_recent();
            counts.shrink_to_fit();
        }
        if let Some(pieces) = &self.pieces {
            pieces.retain_recent();
        }
        if let Some(forms) = &self.forms {
            forms.retain_recent();
        }
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, seen| seen.elapsed() < KNOWN);
    }

    /// How many are remembered, for all acts together.
    pub fn remembered(&self) -> usize {
        self.acts.iter().flatten().map(RateLimiter::len).sum()
    }
}

impl<C: Clock> std::fmt::Debug for Meter<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter").finish_non_exhaustive()
    }
}

/// Counts a request; an error where it comes too often.
pub fn admit(site: &Site, request: &HttpRequest) -> Result<(), Refusal> {
    let Some(act) = Act::of(request.method(), request.path(), request.query_string()) else { return Ok(()) };
    let Some(who) = who(site, request) else { return Ok(()) };
    let counted = site.meter.count(&who, act).and_then(|()| match Act::form_of(request.path()) {
        // A form that there is: others are answered cheaply, and would fill the memory.
        Some(slug) if act == Act::Start && site.library.catalogue().find(slug).is_some() => {
            site.meter.count_form(slug)
        }
        _ => Ok(()),
    });
    if counted.is_err() {
        tracing::info!(act = act.word(), "too many requests: one was refused");
    }
    counted
}

/// So many pieces are a number of bytes.
fn pieces_of(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(u32::MAX)
}

/// What whoever sends a page may still send of files; staff whatever their forms take.
#[derive(Debug)]
pub struct Allowance {
    of: Option<(Arc<Meter>, Who)>,
    /// Bytes that are paid for and have not come yet.
    paid: u64,
}

impl Allowance {
    /// That of whoever sends a request.
    pub fn of(request: &HttpRequest) -> Self {
        let site = request.app_data::<web::Data<Site>>();
        let found = site.and_then(|site| Some((Arc::clone(&site.meter), who(site, request)?)));
        Self { of: found.filter(|(_, who)| matches!(who, Who::Address(_))), paid: 0 }
    }

    /// Counts bytes that came; an error where nothing more is taken now.
    pub fn take(&mut self, bytes: usize) -> Result<(), FileProblem> {
        let Some((meter, who)) = &self.of else { return Ok(()) };
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        while self.paid < bytes {
            meter.count_piece(who)?;
            self.paid += PIECE;
        }
        self.paid -= bytes;
        Ok(())
    }
}

/// Who asks: staff at their work by their session, once it was seen to hold; everybody else by their address.
fn who(site: &Site, request: &HttpRequest) -> Option<Who> {
    if urls::is_staff_area(request.path())
        && let Some(cookie) = request.cookie(staff_cookie_name(site.settings.is_secure))
        && let Some(session) = Token::parse(cookie.value()).map(|token| token.hash())
        && site.meter.knows(&session)
    {
        return Some(Who::Session(session));
    }
    client(request, &site.settings.limits.proxies).map(Who::Address)
}

/// Forgets, with each pulse, who has not asked for long, and looks how much waits in drafts, until told to stop.
pub async fn run(meter: Arc<Meter>, db: Db, mut stop: watch::Receiver<bool>) {
    let forget = async {
        loop {
            tokio::time::sleep(PULSE).await;
            meter.forget();
        }
    };
    let look = async {
        loop {
            match db.read(intake::waiting_bytes).await {
                Ok(bytes) => meter.know_waiting(bytes),
                Err(error) => tracing::warn!(%error, "how much waits in drafts cannot be read"),
            }
            tokio::time::sleep(QUOTA_PULSE).await;
        }
    };
    tokio::select! {
        () = forget => {}
        () = look => {}
        _ = stop.changed() => {}
    }
}
