//! What every handler needs: the database, the forms, the clock, and what the operator configured.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use governor::clock::MonotonicClock;

use crate::accounts::{SessionLimits, Verifier};
use crate::clock::Clock;
use crate::depot::Depot;
use crate::domain::{Account, MatterKey, ReceiptNumber, ResumeCode, SecurityContact, Token};
use crate::intake::RecentDrafts;
use crate::library::{FreshLibrary, Library};
use crate::store::Db;
use crate::turns::Turns;
use crate::web::error::WebError;
use crate::web::language;
use crate::web::limits::{Limits, Meter};

/// The parts of the running product that handlers use. Cheap to clone: all of it is shared.
#[derive(Clone)]
pub struct Site {
    /// The gate to the database.
    pub db: Db,
    /// The forms.
    pub library: Arc<Library>,
    /// Reads the forms anew, where they are written while the product runs.
    pub fresh: Option<Arc<FreshLibrary>>,
    /// The drafts that were judged last.
    pub recent: Arc<RecentDrafts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What the operator configured.
    pub settings: Arc<SiteSettings>,
    /// The files that people handed in.
    pub depot: Depot,
    /// Names matters, to find earlier applications in them.
    pub matters: MatterKey,
    /// Checks passwords, few at once in the whole process.
    pub verifier: Verifier,
    /// Judges what anybody's program asks, few at once in the whole process.
    pub turns: Turns,
    /// Judges what registered senders file: they do not wait behind strangers.
    pub sender_turns: Turns,
    /// Counts who asks for what.
    pub meter: Arc<Meter>,
}

/// What the operator configured, as far as pages depend on it.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// The city's name: „Stadt Braunschweig“.
    pub city: String,
    /// The address people use, without a slash at the end.
    pub base_url: String,
    /// The address is `https`: cookies are `Secure` and `__Host-`.
    pub is_secure: bool,
    /// Pages for developers are served.
    pub is_dev: bool,
    /// It is a trial on one machine: pages for authors of forms are served.
    pub is_trial: bool,
    /// How long sessions of staff hold.
    pub sessions: SessionLimits,
    /// The account from which what is granted is paid.
    pub debtor: Option<Account>,
    /// To whom weaknesses are reported.
    pub security: Option<SecurityContact>,
    /// How much anybody may ask for, and who they are.
    pub limits: Limits,
}

impl Site {
    /// The parts of a product that starts.
    pub fn new(
        db: Db,
        depot: Depot,
        matters: MatterKey,
        library: Arc<Library>,
        clock: Arc<dyn Clock>,
        settings: SiteSettings,
    ) -> Self {
        let meter = Arc::new(Meter::new(&settings.limits, MonotonicClock));
        Self {
            db,
            depot,
            matters,
            library,
            fresh: None,
            recent: Arc::default(),
            clock,
            settings: Arc::new(settings),
            verifier: Verifier::new(),
            turns: Turns::default(),
            sender_turns: Turns::default(),
            meter,
        }
    }

    /// The forms in the language of the page that is being made.
    pub fn spoken_library(&self) -> Library {
        self.library.speaking(&language::current())
    }

    /// The current instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The current day in Germany.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The domain for message ids: the host of the base address.
    pub fn mail_domain(&self) -> String {
        self.settings.mail_domain()
    }
}

impl SiteSettings {
    /// The domain for message ids: the host of the base address.
    pub fn mail_domain(&self) -> String {
        let url = url::Url::parse(&self.base_url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
    }
}

/// A fresh random token.
pub fn fresh_token() -> Result<Token, WebError> {
    Ok(Token::from_bytes(random()?))
}

/// A fresh random code of a draft.
pub fn fresh_code() -> Result<ResumeCode, WebError> {
    Ok(ResumeCode::from_random(random()?))
}

/// A fresh random receipt number.
pub fn fresh_number() -> Result<ReceiptNumber, WebError> {
    Ok(ReceiptNumber::from_random(random()?))
}

fn random<const N: usize>() -> Result<[u8; N], WebError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random bytes");
        WebError::Internal
    })?;
    Ok(bytes)
}
