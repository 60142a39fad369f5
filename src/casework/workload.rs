//! Who in a department has how much to do, for its lead.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::work::{WorkError, staff};
use crate::clock::day_in_germany;
use crate::domain::{Role, Scope};
use crate::store::cases::Workload;
use crate::store::{Conn, cases, clerks, deputies};

/// For how long decisions are counted.
pub const DECIDED_DAYS: i64 = 28;

/// What a person has to do.
#[derive(Debug, Clone)]
pub struct PersonLoad {
    /// Their name.
    pub name: String,
    /// The account is disabled.
    pub is_gone: bool,
    /// What they have to do.
    pub load: Workload,
    /// Who stands in for them, and until when.
    pub deputy: Option<(String, NaiveDate)>,
}

/// What is to be done in the departments that somebody leads.
#[derive(Debug, Clone)]
pub struct Loads {
    /// What nobody has.
    pub unassigned: Workload,
    /// Everybody who works there, by name; behind them those who are gone and still have something.
    pub people: Vec<PersonLoad>,
}

/// What is to be done in the departments of this scope; for their lead only.
pub fn workload(scope: &Scope, conn: &mut Conn, now: DateTime<Utc>) -> Result<Loads, WorkError> {
    let staff = staff(scope)?;
    if staff.role != Role::Lead {
        return Err(WorkError::NotFound);
    }
    let today = day_in_germany(now);
    let days = (today, now - Duration::days(DECIDED_DAYS));
    let mut people = clerks::members(conn, &staff.departments)?;
    people.sort_by_key(|person| person.disabled_at.is_some());
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let absent = deputies::list(conn, &ids, today)?;
    let names = clerks::names(conn, &absent.iter().map(|one| one.deputy).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for person in people {
        let load = cases::workload(scope, conn, Some(person.id), days)?;
        let is_gone = person.disabled_at.is_some() || !person.role.may_work_cases();
        if is_gone && load.open == 0 {
            continue;
        }
        let deputy = absent.iter().find(|one| one.clerk == person.id && one.from_on <= today);
        let deputy = deputy.and_then(|one| Some((names.get(&one.deputy)?.clone(), one.until_on)));
        found.push(PersonLoad { name: person.name, is_gone, load, deputy });
    }
    Ok(Loads { unassigned: cases::workload(scope, conn, None, days)?, people: found })
}
