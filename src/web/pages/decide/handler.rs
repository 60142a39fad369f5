//! Writing a decision, deciding, signing, and sending a proposal back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use super::typed::Typed;
use super::{DecidePage, NOTE, Shown, preview};
use crate::accounts::SignedIn;
use crate::casework::{self, Decide, Deciding, DecisionDone, DecisionTask, WorkError};
use crate::domain::{CaseId, CaseState};
use crate::forms::parse::ACTION;
use crate::store::decisions::NewDecision;
use crate::web::body::Posted;
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::error::WebError;
use crate::web::extract::{Caseworker, Sent};
use crate::web::pages::case::Attempt;
use crate::web::pages::case::conflict::Seen;
use crate::web::pages::case::handler::{case_id, trouble};
use crate::web::pages::case::history;
use crate::web::response::{page_response, see_other};
use crate::web::site::Site;
use crate::web::urls;

/// Where and when a letter is written.
pub(super) struct Here<'a> {
    pub city: &'a str,
    pub now: DateTime<Utc>,
}

/// A request about the decision of a case.
struct Asked<'a> {
    site: &'a Site,
    person: &'a SignedIn,
    id: CaseId,
    posted: Posted,
}

/// `GET /postkorb/{case}/entscheidung`.
pub async fn show(
    site: web::Data<Site>,
    Caseworker(person): Caseworker,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let deciding = match deciding(&site, &person, id).await {
        Ok(deciding) => deciding,
        // Where nothing is to be decided, the case says how it stands.
        Err(WorkError::NotPossible(_)) => return Ok(see_other(&urls::case(id))),
        Err(error) => return trouble(&site, &person, id, error, Attempt::default()).await,
    };
    let shown = Shown { preview: proposed(&site, &deciding), ..Shown::default() };
    let page = DecidePage::new(&person, &deciding, &Typed::first(&deciding), shown);
    page_response(&page, StatusCode::OK)
}

/// `POST /postkorb/{case}/entscheidung`: shows the letter, decides or proposes, signs, or sends back.
pub async fn post(
    site: web::Data<Site>,
    Sent(Caseworker(person), posted): Sent<Caseworker>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&path)?;
    let deciding = match deciding(&site, &person, id).await {
        Ok(deciding) => deciding,
        // Decided meanwhile: a colleague was faster.
        Err(WorkError::NotPossible(_)) => {
            return trouble(&site, &person, id, WorkError::Changed, unsent(&posted)).await;
        }
        Err(error) => return trouble(&site, &person, id, error, unsent(&posted)).await,
    };
    let asked = Asked { site: &site, person: &person, id, posted };
    match (asked.posted.value(ACTION), deciding.task) {
        (Some("sign"), DecisionTask::Sign) => asked.sign(&deciding).await,
        (Some("return"), DecisionTask::Sign | DecisionTask::Wait) => asked.send_back(&deciding).await,
        (_, DecisionTask::Write) => asked.write(&deciding).await,
        _ => trouble(&site, &person, id, WorkError::Changed, unsent(&asked.posted)).await,
    }
}

/// What was written and could not be used stands in the field for a note, so that nobody writes it twice.
fn unsent(posted: &Posted) -> Attempt {
    Attempt { decision: Some(posted.0.clone()), ..Attempt::default() }
}

async fn deciding(site: &Site, person: &SignedIn, id: CaseId) -> Result<Deciding, WorkError> {
    let (scope, library, now) = (person.scope(), site.library.clone(), site.now());
    let unseen = site.db.read(move |conn| casework::deciding(&scope, conn, &library, id, now)).await?;
    // Before the answers are shown it is on the disk that they were read.
    let scope = person.scope();
    let shown = site.db.write(move |conn| casework::show(&scope, conn, unseen, now)).await?;
    shown.ok_or(WorkError::NotFound)
}

fn here(site: &Site) -> Here<'_> {
    Here { city: &site.settings.city, now: site.now() }
}

/// The letter of a proposal, as whoever signs it would send it.
fn proposed(site: &Site, deciding: &Deciding) -> Option<super::Preview> {
    let decision = deciding.file.decision.as_ref().filter(|_| deciding.task != DecisionTask::Write)?;
    let is_mine_to_sign = deciding.task == DecisionTask::Sign;
    preview(deciding, &decision.record.what, !is_mine_to_sign, &here(site))
}

impl Asked<'_> {
    async fn write(&self, deciding: &Deciding) -> Result<HttpResponse, WebError> {
        let (typed, what) = Typed::read(&self.posted, deciding);
        let Some(what) = what else {
            let page = DecidePage::new(self.person, deciding, &typed, Shown::default());
            return page_response(&page, StatusCode::UNPROCESSABLE_ENTITY);
        };
        if let Some(alert) = self.changed_since(deciding) {
            return self.show_again(deciding, (&typed, &what), Some(alert), StatusCode::CONFLICT).await;
        }
        if self.posted.value(ACTION) != Some("decide") {
            return self.show_again(deciding, (&typed, &what), None, StatusCode::OK).await;
        }
        let wanted = Decide { what: what.clone(), seen: deciding.file.case.revision, letter: self.letter() };
        let (scope, library, domain) =
            (self.person.scope(), self.site.library.clone(), self.site.mail_domain());
        let (city, id, now) = (self.site.settings.city.clone(), self.id, self.site.now());
        let decided = self
            .site
            .db
            .write(move |conn| casework::decide(&scope, conn, (&library, &domain), (id, &wanted, &city), now))
            .await;
        match decided {
            Ok(DecisionDone::Decided | DecisionDone::Proposed) => Ok(self.done()),
            Ok(DecisionDone::LetterChanged | DecisionDone::Outdated) => {
                let alert = Some(letter_changed());
                self.show_again(deciding, (&typed, &what), alert, StatusCode::CONFLICT).await
            }
            Err(error) => trouble(self.site, self.person, self.id, error, unsent(&self.posted)).await,
        }
    }

    /// The letter that was shown with what is posted.
    fn letter(&self) -> String {
        self.posted.value("bescheid").unwrap_or_default().to_owned()
    }

    fn done(&self) -> HttpResponse {
        see_other(&format!("{}#entscheidung", urls::case(self.id)))
    }

    async fn show_again(
        &self,
        deciding: &Deciding,
        (typed, what): (&Typed, &NewDecision),
        alert: Option<Alert>,
        status: StatusCode,
    ) -> Result<HttpResponse, WebError> {
        let (file, now) = (&deciding.file, self.site.now());
        let of = (&*file.form, &file.answers);
        let step = match casework::step_of(deciding.by, &file.case, of, what, now) {
            Ok(step) => step,
            Err(error) => return trouble(self.site, self.person, self.id, error, unsent(&self.posted)).await,
        };
        let twice = step.to() == CaseState::AwaitingSignature;
        let shown = Shown { alert, preview: preview(deciding, what, twice, &here(self.site)), note: None };
        page_response(&DecidePage::new(self.person, deciding, typed, shown), status)
    }

    /// What happened since the page was shown, if anything did.
    fn changed_since(&self, deciding: &Deciding) -> Option<Alert> {
        let seen: Option<Seen> = self.posted.value("fassung").and_then(|text| text.parse().ok());
        if seen.is_some_and(|seen| seen.revision == deciding.file.case.revision) {
            return None;
        }
        let mut told = history::told(&deciding.file, "");
        let since = told.split_off(seen.map_or(0, |seen| seen.entries).min(told.len()));
        let lines: Vec<String> =
            since.iter().map(|entry| format!("{}, {}: {}", entry.at, entry.who, entry.what)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let title = "Der Vorgang wurde inzwischen geändert. Prüfen Sie, ob Ihre Entscheidung noch stimmt.";
        Some(Alert { announced: true, ..Alert::new(Level::Warning, title, &lines) })
    }

    async fn sign(&self, deciding: &Deciding) -> Result<HttpResponse, WebError> {
        if let Some(alert) = self.changed_since(deciding) {
            return self.proposal_again(deciding, Some(alert));
        }
        let (scope, library, domain) =
            (self.person.scope(), self.site.library.clone(), self.site.mail_domain());
        let (city, letter) = (self.site.settings.city.clone(), self.letter());
        let (id, seen, now) = (self.id, deciding.file.case.revision, self.site.now());
        let sign = move |conn: &mut _| {
            casework::sign(&scope, conn, (&library, &domain), (id, seen, &letter, &city), now)
        };
        match self.site.db.write(sign).await {
            Ok(DecisionDone::LetterChanged) => self.proposal_again(deciding, Some(letter_changed())),
            // The page says itself why it cannot be signed.
            Ok(DecisionDone::Outdated) => self.proposal_again(deciding, None),
            Ok(_) => Ok(self.done()),
            Err(error) => trouble(self.site, self.person, self.id, error, unsent(&self.posted)).await,
        }
    }

    fn proposal_again(&self, deciding: &Deciding, alert: Option<Alert>) -> Result<HttpResponse, WebError> {
        let shown = Shown { alert, preview: proposed(self.site, deciding), note: None };
        let page = DecidePage::new(self.person, deciding, &Typed::default(), shown);
        page_response(&page, StatusCode::CONFLICT)
    }

    async fn send_back(&self, deciding: &Deciding) -> Result<HttpResponse, WebError> {
        let note = self.posted.value(NOTE).unwrap_or_default().to_owned();
        let (scope, library, domain) =
            (self.person.scope(), self.site.library.clone(), self.site.mail_domain());
        let (written, id, seen) = (note.clone(), self.id, deciding.file.case.revision);
        let (key, now) = (self.site.matters.clone(), self.site.now());
        let send_back = move |conn: &mut _| {
            casework::send_back(&scope, conn, (&library, &domain), (id, seen, (&written, &key)), now)
        };
        match self.site.db.write(send_back).await {
            Ok(()) => Ok(see_other(&urls::case(self.id))),
            Err(WorkError::Text) => {
                let note = Some((
                    note,
                    "Schreiben Sie, warum Sie den Vorschlag zurückgeben: höchstens 4000 Zeichen.",
                ));
                let shown = Shown { note, preview: proposed(self.site, deciding), alert: None };
                let page = DecidePage::new(self.person, deciding, &Typed::default(), shown);
                page_response(&page, StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(error) => trouble(self.site, self.person, self.id, error, unsent(&self.posted)).await,
        }
    }
}

fn letter_changed() -> Alert {
    let title = "Der Bescheid ist ein anderer als der, den Sie gesehen haben. Prüfen Sie ihn noch einmal.";
    Alert { announced: true, ..Alert::new(Level::Warning, title, &["Es ist noch nichts entschieden."]) }
}
