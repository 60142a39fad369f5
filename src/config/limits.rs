//! How much anybody may ask for.

use super::source::{Values, whole_number};
use super::variable::Variable;

/// How much anybody may ask for; 0 limits nothing. What each limit is for stands where it is counted.
#[derive(Debug, Clone, Copy)]
pub struct LimitsConfig {
    /// `PFORTE_RATE_REQUESTS`: requests a second and address.
    pub requests: u32,
    /// `PFORTE_RATE_STARTS`: applications that are begun in ten minutes from one address.
    pub starts: u32,
    /// `PFORTE_RATE_ATTEMPTS`: codes and numbers that are tried in ten minutes from one address.
    pub attempts: u32,
    /// `PFORTE_RATE_FORM`: applications of one form that are begun in ten minutes by anybody.
    pub starts_of_form: u32,
    /// `PFORTE_UPLOAD_HOUR`: bytes of files in an hour from one address.
    pub uploads: u64,
    /// `PFORTE_UPLOAD_QUOTA`: bytes of files in all drafts together.
    pub waiting: u64,
}

const REQUESTS: Variable = Variable::plain(
    "PFORTE_RATE_REQUESTS",
    "`20`",
    "Requests a second from one address, or in one session of staff, those of half a minute also at once; with it go papers and searches. Whoever asks more often waits (429). 0 limits nothing, as in the next three.",
);
const STARTS: Variable = Variable::plain(
    "PFORTE_RATE_STARTS",
    "`60`",
    "Applications begun in ten minutes from one address. More where many people share one, such as a school.",
);
const ATTEMPTS: Variable = Variable::plain(
    "PFORTE_RATE_ATTEMPTS",
    "`60`",
    "Codes and numbers tried in ten minutes from one address; mails half as many, sign-ins five times as many.",
);
const STARTS_OF_FORM: Variable = Variable::plain(
    "PFORTE_RATE_FORM",
    "`6000`",
    "Applications of one form begun in ten minutes, from all addresses together.",
);

const UPLOAD_HOUR: Variable = Variable::plain(
    "PFORTE_UPLOAD_HOUR",
    "`1000`",
    "Megabytes of files taken in an hour from one address, of people without an account; 0 limits nothing. A file beyond is told at its field, and the page is saved.",
);
const UPLOAD_QUOTA: Variable = Variable::plain(
    "PFORTE_UPLOAD_QUOTA",
    "`20000`",
    "Megabytes of files in all drafts together, above which people without an account can add no more until some are sent or deleted; 0 limits nothing. Below the free space of the disk.",
);

pub(super) const VARIABLES: [Variable; 6] =
    [REQUESTS, STARTS, ATTEMPTS, STARTS_OF_FORM, UPLOAD_HOUR, UPLOAD_QUOTA];

const MEGABYTE: u64 = 1_000_000;

/// So many that it is no limit any more.
const MOST: u32 = 10_000_000;

impl LimitsConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            requests: values.parse(&REQUESTS, 20, whole_number(0, MOST)),
            starts: values.parse(&STARTS, 60, whole_number(0, MOST)),
            attempts: values.parse(&ATTEMPTS, 60, whole_number(0, MOST)),
            starts_of_form: values.parse(&STARTS_OF_FORM, 6000, whole_number(0, MOST)),
            uploads: MEGABYTE * u64::from(values.parse(&UPLOAD_HOUR, 1000, whole_number(0, MOST))),
            waiting: MEGABYTE * u64::from(values.parse(&UPLOAD_QUOTA, 20_000, whole_number(0, MOST))),
        }
    }
}
