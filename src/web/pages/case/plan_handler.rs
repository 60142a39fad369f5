//! Planning on a case: who has it, when it comes up again, what is to be done, and which department it belongs to.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use super::Attempt;
use super::conflict::{Intent, PlanIntent, Seen};
use super::handler::{case_id, read, trouble};
use super::planning::{
    COMPLETE, DEPARTMENT, FOLLOW_UP, FOLLOW_UP_FOR, PlanPost, REASON, TASK, TASK_DUE, TASK_FOR, TO,
    WITH_NOTES,
};
use crate::accounts::SignedIn;
use crate::casework::{self, MAX_FOLLOW_UP, MAX_REASON, MAX_TASK, WorkError};
use crate::domain::{CaseId, ClerkId, DepartmentId};
use crate::forms::parse::ACTION;
use crate::store::Conn;
use crate::store::case_tasks::NewTask;
use crate::store::reassignments::NewReassignment;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::response::see_other;
use crate::web::site::Site;
use crate::web::urls;

/// A post of one of these forms.
struct Plan {
    id: CaseId,
    seen: Seen,
    posted: Posted,
    errors: Vec<(&'static str, String)>,
}

impl Plan {
    fn read(path: &str, posted: Posted) -> Result<Self, WebError> {
        let id = case_id(path)?;
        Ok(Self { id, seen: read(&posted, "fassung")?, posted, errors: Vec::new() })
    }

    fn wrong(&mut self, name: &'static str, text: impl Into<String>) {
        self.errors.push((name, text.into()));
    }

    /// A text that must be there.
    fn text(&mut self, name: &'static str, most: usize, missing: &str) -> String {
        let text = self.posted.value(name).unwrap_or_default().trim().replace("\r\n", "\n");
        if text.is_empty() {
            self.wrong(name, missing);
        } else if text.chars().count() > most {
            self.wrong(name, format!("Kürzen Sie den Text auf höchstens {most} Zeichen."));
        }
        text
    }

    /// A day that must be there, and right.
    fn day(
        &mut self,
        name: &'static str,
        is_right: impl Fn(NaiveDate) -> Result<(), &'static str>,
    ) -> NaiveDate {
        match self.posted.day(name) {
            Some(day) => {
                if let Err(text) = is_right(day) {
                    self.wrong(name, text);
                }
                day
            }
            None => {
                self.wrong(name, "Geben Sie ein Datum mit Tag, Monat und Jahr ein.");
                NaiveDate::MIN
            }
        }
    }

    /// What becomes of it: nothing is written where something is wrong.
    async fn done(
        self,
        site: &Site,
        person: &SignedIn,
        (action, mine): (&'static str, String),
        job: impl FnOnce(&mut Conn) -> Result<(), WorkError> + Send + 'static,
    ) -> Result<HttpResponse, WebError> {
        let outcome = if self.errors.is_empty() { site.db.write(job).await } else { Err(WorkError::Text) };
        let Err(error) = outcome else {
            let place =
                if action == "weitergeben" { urls::GIVEN_AWAY.to_owned() } else { urls::case(self.id) };
            return Ok(see_other(&place));
        };
        let Self { id, seen, posted, mut errors } = self;
        errors.extend(refused(action, &error, errors.is_empty()));
        let typed = |(name, _): &&(String, String)| name != "_csrf" && name != "fassung";
        let controls = posted.0.iter().filter(typed).cloned().collect();
        let intent = Some((seen, Intent::Plan(PlanIntent { action, mine, controls })));
        let plan = Some(PlanPost { posted, errors, action });
        trouble(site, person, id, error, Attempt { intent, plan, ..Attempt::default() }).await
    }
}

/// What only the use case could know, at its field: where nothing was wrong before, it is the field that depends on the
/// case.
fn refused(action: &str, error: &WorkError, was_right: bool) -> Option<(&'static str, String)> {
    let (name, text) = match (error, action) {
        (WorkError::NoAccount, _) => (
            if action == "aufgabe" { TASK_FOR } else { TO },
            "Diese Person kann den Vorgang nicht bearbeiten. Wählen Sie eine andere.",
        ),
        (WorkError::Text, "vollstaendig") if was_right => {
            (COMPLETE, "Der Tag liegt vor dem Eingang des Antrags. Nennen Sie einen späteren.")
        }
        (WorkError::Text, "weitergeben") if was_right => {
            (DEPARTMENT, "Diesen Fachbereich gibt es nicht. Wählen Sie einen anderen.")
        }
        _ => return None,
    };
    Some((name, text.to_owned()))
}

/// `POST /postkorb/{case}/zuweisen`: gives the case to a colleague.
pub async fn assign(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut plan = Plan::read(&path, posted)?;
    let to: Option<ClerkId> = plan.posted.value(TO).and_then(|id| id.parse().ok());
    if to.is_none() {
        plan.wrong(TO, "Wählen Sie eine Person aus.");
    }
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let (library, domain) = (site.library.clone(), site.mail_domain());
    let job = move |conn: &mut Conn| {
        let to = to.ok_or(WorkError::Text)?;
        casework::assign(&scope, conn, (&library, &domain), id, (to, seen), now)
    };
    plan.done(&site, &person, ("zuweisen", "Den Vorgang einer Person zuweisen".to_owned()), job).await
}

/// `POST /postkorb/{case}/wiedervorlage`: says when the case comes up again, or that it does not.
pub async fn follow_up(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut plan = Plan::read(&path, posted)?;
    let today = site.today();
    let set = if plan.posted.value(ACTION) == Some("delete") {
        None
    } else {
        let is_ahead = |day| {
            if day < today { Err("Der Tag ist schon vorbei. Nennen Sie einen späteren.") } else { Ok(()) }
        };
        let day = plan.day(FOLLOW_UP, is_ahead);
        Some((
            day,
            plan.text(
                FOLLOW_UP_FOR,
                MAX_FOLLOW_UP,
                "Schreiben Sie kurz, wozu der Vorgang wieder vorliegen soll.",
            ),
        ))
    };
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let job = move |conn: &mut Conn| {
        let set = set.as_ref().map(|(day, reason)| (*day, reason.as_str()));
        casework::set_follow_up(&scope, conn, id, (set, seen), now)
    };
    plan.done(&site, &person, ("wiedervorlage", "Wiedervorlage ändern".to_owned()), job).await
}

/// `POST /postkorb/{case}/vollstaendig`: notes since when nothing is missing.
pub async fn complete(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut plan = Plan::read(&path, posted)?;
    let today = site.today();
    let is_past = |day| if day > today { Err("Der Tag liegt in der Zukunft.") } else { Ok(()) };
    let day = plan.day(COMPLETE, is_past);
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let library = site.library.clone();
    let job = move |conn: &mut Conn| casework::mark_complete(&scope, conn, &library, id, (day, seen), now);
    plan.done(&site, &person, ("vollstaendig", "Vermerken, seit wann alles da ist".to_owned()), job).await
}

/// `POST /postkorb/{case}/aufgabe`: adds a task.
pub async fn add_task(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut plan = Plan::read(&path, posted)?;
    let today = site.today();
    let text = plan.text(TASK, MAX_TASK, "Schreiben Sie, was zu tun ist.");
    let is_ahead =
        |day| if day < today { Err("Der Tag ist schon vorbei. Nennen Sie einen späteren.") } else { Ok(()) };
    let due_on = plan.day(TASK_DUE, is_ahead);
    let whose = plan.posted.value(TASK_FOR).filter(|id| !id.is_empty()).map(str::parse::<ClerkId>);
    let clerk = whose.transpose().map_err(|_| WebError::Unreadable)?;
    let mine = format!("Aufgabe: {text}");
    let new = NewTask { text, due_on, clerk };
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let job = move |conn: &mut Conn| casework::add_task(&scope, conn, id, (&new, seen), now);
    plan.done(&site, &person, ("aufgabe", mine), job).await
}

/// `POST /postkorb/{case}/aufgabe/erledigt`: notes that a task is done, or not done after all.
pub async fn task_done(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let plan = Plan::read(&path, posted)?;
    let task = plan.posted.value("welche").unwrap_or_default().to_owned();
    let is_done = plan.posted.value("erledigt") != Some("nein");
    let mine = if is_done { "Aufgabe abhaken" } else { "Aufgabe wieder öffnen" };
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let job = move |conn: &mut Conn| casework::set_task_done(&scope, conn, id, ((&task, is_done), seen), now);
    plan.done(&site, &person, ("aufgabe/erledigt", mine.to_owned()), job).await
}

/// `POST /postkorb/{case}/weitergeben`: gives the case to another department.
pub async fn reassign(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut plan = Plan::read(&path, posted)?;
    let to = plan.posted.value(DEPARTMENT).unwrap_or_default().to_owned();
    if to.is_empty() {
        plan.wrong(DEPARTMENT, "Wählen Sie einen Fachbereich aus.");
    }
    let reason = plan.text(REASON, MAX_REASON, "Schreiben Sie, warum Sie den Vorgang weitergeben.");
    let with_notes = plan.posted.value(WITH_NOTES) == Some("true");
    let new = NewReassignment { to: DepartmentId(to), with_notes, reason };
    let (scope, now, id, seen) = (person.scope(), site.now(), plan.id, plan.seen.revision);
    let (library, domain, key) = (site.library.clone(), site.mail_domain(), site.matters.clone());
    let job = move |conn: &mut Conn| {
        casework::reassign(&scope, conn, ((&library, &domain), &key), id, (&new, seen), now)
    };
    plan.done(&site, &person, ("weitergeben", "Den Vorgang weitergeben".to_owned()), job).await
}
