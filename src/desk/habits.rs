//! What a clerk does most: the services they took last, and where they sit.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::domain::{Answers, Channel, Scope};
use crate::intake::Content;
use crate::library::{Library, LibraryError};
use crate::store::{Conn, drafts, submissions};

/// The place, and the way, of an application that is told by telephone: whoever takes it down sits anywhere.
pub const PHONE: &str = "phone";

/// How many services are offered as the last ones.
const RECENT: usize = 5;

/// How many days back is looked.
const DAYS: i64 = 30;

/// What a clerk does most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habits {
    /// The forms they took last, the newest first, each once.
    pub recent: Vec<String>,
    /// The place (`assisted.location`) of the last one in which the person was there.
    pub place: Option<String>,
}

/// The habits of this clerk, out of their own drafts and filings.
pub fn habits(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    now: DateTime<Utc>,
) -> Result<Habits, LibraryError> {
    let mut habits = Habits::default();
    let mut seen = Vec::new();
    for draft in drafts::list_for_clerk(scope, conn, Channel::Assisted)? {
        let content: Content =
            serde_json::from_slice(&draft.content).map_err(|_| LibraryError::Unreadable)?;
        seen.push((draft.updated_at, draft.form_id, content.remembered.answers));
    }
    for filing in submissions::list_filed_by(scope, conn, now - Duration::days(DAYS))? {
        let answers: Answers =
            serde_json::from_slice(&filing.content).map_err(|_| LibraryError::Unreadable)?;
        let form = library.form(conn, &filing.version, filing.channel)?;
        seen.push((filing.filed_at, form.id.clone(), answers));
    }
    seen.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    for (_, form_id, answers) in seen {
        let place = answers.at("assisted.location").and_then(Value::as_str);
        if habits.place.is_none() {
            habits.place = place.filter(|place| *place != PHONE).map(str::to_owned);
        }
        if habits.recent.len() < RECENT && !habits.recent.contains(&form_id) {
            habits.recent.push(form_id);
        }
    }
    Ok(habits)
}
