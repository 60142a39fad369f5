//! How long cases are kept after their end: by their form as it is in use, or was last.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::clock::{day_in_germany, start_of_day};
use crate::domain::Scope;
use crate::forms::form::Form;
use crate::library::{Library, LibraryError};
use crate::store::erasure::{self, ErasableCase, SameTime};
use crate::store::{Conn, StoreError};

/// Cases that are asked for at once.
const BATCH: i64 = 200;

/// How long some cases are kept after their end.
#[derive(Debug, Clone)]
pub struct CaseClock {
    /// Which.
    pub which: SameTime,
    /// Days.
    pub days: u32,
}

impl CaseClock {
    /// Before which instant a case must have ended, to be erased on a day: the day of its end is not counted (§ 187 (1) BGB),
    /// and it is kept to the end of the last one.
    pub fn ended_before(&self, today: NaiveDate) -> DateTime<Utc> {
        start_of_day(today.checked_sub_days(Days::new(u64::from(self.days))).unwrap_or(NaiveDate::MIN))
    }

    /// The cases of this scope that are erased on a day, or were to be before.
    pub fn over(
        &self,
        scope: &Scope,
        conn: &mut Conn,
        day: NaiveDate,
    ) -> Result<Vec<ErasableCase>, StoreError> {
        let mut found: Vec<ErasableCase> = Vec::new();
        loop {
            let which = (&self.which, self.ended_before(day), day);
            let part = erasure::erasable(scope, conn, which, found.last(), BATCH)?;
            if part.is_empty() {
                return Ok(found);
            }
            found.extend(part);
        }
    }
}

/// The first day on which a case is erased that is kept for some days after its end.
pub fn over_on(ended_at: DateTime<Utc>, days: u32) -> NaiveDate {
    let days = Days::new(u64::from(days) + 1);
    day_in_germany(ended_at).checked_add_days(days).unwrap_or(NaiveDate::MAX)
}

/// The forms of all cases of a scope, which say how long these are kept. A form that cannot be found has no clock: its
/// cases stay.
pub fn forms_of_cases(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
) -> Result<Vec<Arc<Form>>, LibraryError> {
    let mut found = Vec::new();
    for id in erasure::forms(scope, conn)? {
        match library.last_of(conn, &id)? {
            Some(form) => found.push(form),
            None => tracing::warn!(form.id = id, "a form cannot be found: nothing of it is erased"),
        }
    }
    Ok(found)
}

/// The clocks of the cases of a form.
pub fn clocks_of(form: &Form) -> Vec<CaseClock> {
    let retention = &form.file.retention;
    let own = retention.outcome_days.iter().map(|(outcome, days)| CaseClock {
        which: SameTime { form_id: form.id.clone(), outcome: Some(outcome.clone()), not: Vec::new() },
        days: *days,
    });
    let not = retention.outcome_days.keys().cloned().collect();
    let others = SameTime { form_id: form.id.clone(), outcome: None, not };
    own.chain([CaseClock { which: others, days: retention.case_days }]).collect()
}
