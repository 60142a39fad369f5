//! The mail of the morning: on each working day a person is told how many of their cases are due, a lead how many of the
//! department. Only where there is something, and once, however many processes there are.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use super::letter::LetterError;
use crate::casework::count_erased_soon;
use crate::clock::{day_in_germany, hour_in_germany};
use crate::domain::calendar::is_working_day;
use crate::domain::{ClerkId, DepartmentId, Role, Scope};
use crate::library::{Library, LibraryError};
use crate::mail::{DueDigest, Letter};
use crate::store::cases::{COUNTED, DueCount, due_count};
use crate::store::outbox::NewMessage;
use crate::store::{Conn, Db, StoreError, case_tasks, clerks, deputies, digests};
use crate::texts::GERMAN;

/// The kind of the mail.
const DUE_DIGEST: &str = "due_digest";

/// Before the count of what a person is to do by name on a case that is not theirs.
const TASKS: &str = "Aufgaben für Sie";

/// Whom the mail is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Addressee {
    /// Somebody who works cases.
    Clerk(ClerkId),
    /// A department none of whose leads has an address.
    Department(DepartmentId),
}

impl Addressee {
    fn word(&self) -> String {
        match self {
            Self::Clerk(clerk) => format!("clerk:{clerk}"),
            Self::Department(department) => format!("department:{department}"),
        }
    }

    fn read(word: &str) -> Option<Self> {
        match word.split_once(':')? {
            ("clerk", id) => id.parse().ok().map(Self::Clerk),
            ("department", id) => Some(Self::Department(DepartmentId(id.to_owned()))),
            _ => None,
        }
    }
}

/// Writes the mails of this day from the hour on, to whoever was not told yet; how many. `domain` is ours, for the names
/// of mails.
pub async fn write_digests(
    db: &Db,
    library: &Library,
    (domain, hour): (&str, u32),
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let today = day_in_germany(now);
    if !is_working_day(today) || hour_in_germany(now) < hour {
        return Ok(0);
    }
    let departments = departments(library);
    let waiting = db.read(move |conn| {
        let told = digests::told(conn, today)?;
        let all = addressees(conn, &departments)?;
        Ok::<_, StoreError>(all.into_iter().filter(|(to, _)| !told.contains(&to.word())).collect::<Vec<_>>())
    });
    let mut written = 0;
    for (addressee, address) in waiting.await? {
        let (domain, of) = (domain.to_owned(), library.clone());
        let told = db.write(move |conn| {
            let word = addressee.word();
            if !digests::take_turn(conn, &word, today)? {
                return Ok::<_, LibraryError>(false);
            }
            // What is erased in the next weeks is no reason for a mail each day.
            let is_told = today.weekday() == Weekday::Mon && erased_soon(conn, &of, &addressee, now)? > 0;
            if !is_told && lines(conn, &addressee, today)?.is_empty() {
                return Ok(false);
            }
            digests::tell(conn, &word, &NewMessage::new(DUE_DIGEST, address, GERMAN, &domain, now))?;
            Ok(true)
        });
        let told = told.await.map_err(|error| match error {
            LibraryError::Store(error) => error,
            other => StoreError::Driver(other.to_string()),
        });
        written += usize::from(told?);
    }
    Ok(written)
}

/// The departments that forms name, with the addresses of their inboxes.
fn departments(library: &Library) -> Vec<(DepartmentId, String)> {
    let all = library.catalogue().all().flat_map(|service| &service.online.departments);
    let mut found: Vec<_> = all.map(|found| (found.id.clone(), found.inbox_mail.clone())).collect();
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// Everybody who can be told, with their address.
fn addressees(
    conn: &mut Conn,
    departments: &[(DepartmentId, String)],
) -> Result<Vec<(Addressee, String)>, StoreError> {
    let mut found = Vec::new();
    for (department, inbox) in departments {
        let people = clerks::working_in(conn, std::slice::from_ref(department))?;
        let leads_by_mail = people.iter().any(|one| one.role == Role::Lead && one.details.email.is_some());
        if !leads_by_mail {
            found.push((Addressee::Department(department.clone()), inbox.clone()));
        }
        for person in people {
            let addressee = Addressee::Clerk(person.id);
            let is_new = found.iter().all(|(known, _)| *known != addressee);
            found.extend(person.details.email.filter(|_| is_new).map(|address| (addressee, address)));
        }
    }
    Ok(found)
}

/// What there is to tell, each with what it counts; nothing where nothing is due.
fn lines(
    conn: &mut Conn,
    addressee: &Addressee,
    today: NaiveDate,
) -> Result<Vec<(&'static str, DueCount)>, StoreError> {
    let scope = Scope::System;
    let mut lines = Vec::new();
    match addressee {
        Addressee::Department(department) => {
            let whose = (None, std::slice::from_ref(department));
            lines.push(("Fachbereich", due_count(&scope, conn, whose, today)?));
        }
        Addressee::Clerk(id) => {
            let Some(clerk) = clerks::find(conn, *id)?.filter(|clerk| clerk.disabled_at.is_none()) else {
                return Ok(lines);
            };
            let departments = clerks::departments(conn, *id)?;
            lines.push(("Ihre Vorgänge", due_count(&scope, conn, (Some(*id), &departments), today)?));
            lines.push((TASKS, case_tasks::due_count(&scope, conn, (*id, &departments), today)?));
            let mut absent = DueCount::default();
            for other in deputies::absent(conn, *id, today)?.into_iter().filter(|other| other != id) {
                let more = due_count(&scope, conn, (Some(other), &departments), today)?;
                absent.due += more.due;
                absent.overdue += more.overdue;
            }
            lines.push(("In Vertretung", absent));
            if clerk.role == Role::Lead {
                lines.push(("Fachbereich", due_count(&scope, conn, (None, &departments), today)?));
            }
        }
    }
    lines.retain(|(_, count)| count.due > 0);
    Ok(lines)
}

/// How many cases are erased soon in the departments that an addressee leads.
fn erased_soon(
    conn: &mut Conn,
    library: &Library,
    addressee: &Addressee,
    now: DateTime<Utc>,
) -> Result<usize, LibraryError> {
    let departments = match addressee {
        Addressee::Department(department) => vec![department.clone()],
        Addressee::Clerk(id) => {
            let clerk = clerks::find(conn, *id)?;
            let leads = clerk.is_some_and(|one| one.disabled_at.is_none() && one.role == Role::Lead);
            if leads { clerks::departments(conn, *id)? } else { return Ok(0) }
        }
    };
    count_erased_soon(conn, library, &departments, now)
}

/// The letter for an addressee, counted afresh; nothing where nothing is due any more.
pub(super) fn compose(
    conn: &mut Conn,
    library: &Library,
    word: &str,
    base_url: &str,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, LetterError> {
    let Some(addressee) = Addressee::read(word) else { return Ok(None) };
    let lines = lines(conn, &addressee, day_in_germany(now))?;
    let erased = erased_soon(conn, library, &addressee, now)?;
    if lines.is_empty() && erased == 0 {
        return Ok(None);
    }
    let count = |count: i64| if count >= COUNTED { format!("{}+", COUNTED - 1) } else { count.to_string() };
    // Tasks are on cases that somebody else has.
    let is_of_others = lines.iter().any(|(label, _)| ["Fachbereich", TASKS].contains(label));
    let view = if is_of_others { "ansicht=faellig" } else { "ansicht=meine&reihenfolge=frist" };
    let lines = lines.into_iter().map(|(label, found)| (label, count(found.due), count(found.overdue)));
    let digest = DueDigest {
        lines: lines.collect(),
        link: format!("{base_url}/postkorb?{view}"),
        erased: Some(erased).filter(|count| *count > 0).map(|count| count.to_string()),
        erased_link: format!("{base_url}/postkorb/loeschung"),
    };
    Ok(Some(digest.letter()?))
}
