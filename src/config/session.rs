//! How long a member of staff stays signed in.

use chrono::Duration;

use super::source::{Values, whole_number};
use super::variable::Variable;

/// How long a member of staff stays signed in (TR-03160-1 section 4.3 allows 12 hours at most).
#[derive(Debug, Clone, Copy)]
pub struct SessionConfig {
    /// `PFORTE_SESSION_IDLE_MINUTES`: without a request for this long, the session is over.
    pub idle: Duration,
    /// `PFORTE_DESK_IDLE_MINUTES`: the same at the desk, which is locked then.
    pub desk_idle: Duration,
    /// `PFORTE_SESSION_HOURS`: this long after signing in, the session is over in any case.
    pub absolute: Duration,
}

const IDLE: Variable = Variable::plain(
    "PFORTE_SESSION_IDLE_MINUTES",
    "`30`",
    "Minutes without a request after which staff are signed out (1 to 60).",
);
const DESK_IDLE: Variable = Variable::plain(
    "PFORTE_DESK_IDLE_MINUTES",
    "`5`",
    "Minutes without activity after which the desk is locked, for caseworkers at the desk while a case lies open; drafts are kept (2 to 60).",
);
const ABSOLUTE: Variable = Variable::plain(
    "PFORTE_SESSION_HOURS",
    "`12`",
    "Hours after which staff are signed out in any case (1 to 12).",
);

pub(super) const VARIABLES: [Variable; 3] = [IDLE, DESK_IDLE, ABSOLUTE];

impl SessionConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            idle: Duration::minutes(values.parse(&IDLE, 30, whole_number(1, 60)).into()),
            desk_idle: Duration::minutes(values.parse(&DESK_IDLE, 5, whole_number(2, 60)).into()),
            absolute: Duration::hours(values.parse(&ABSOLUTE, 12, whole_number(1, 12)).into()),
        }
    }
}
