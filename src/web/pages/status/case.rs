//! Where an application stands, for its applicant.

use askama::Template;
use chrono::NaiveDate;

use super::decision::DecisionPart;
use super::inquiries::Inquiries;
use super::words::{Told, what_next};
use crate::clock::{day_in_germany, german_day};
use crate::domain::{Department, FileReference, HeldBack, PublicState};
use crate::forms::definition::SubmissionKind;
use crate::forms::display::size;
use crate::forms::view::{SectionView, why_held};
use crate::status::{StatusFile, Visit};
use crate::texts::de;
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::components::badge::Badge;
use crate::web::components::paragraphs::{Bullets, Paragraphs};
use crate::web::components::summary::Summary;
use crate::web::extract::CSRF_FIELD;
use crate::web::language::{fill, moment, t};
use crate::web::layout::Chrome;
use crate::web::pages::Hidden;
use crate::web::pages::receipt::missing;
use crate::web::{filters, language, urls, words};

/// What is told, on the screen and on paper.
#[derive(Debug)]
pub(super) struct Status<'a> {
    /// What was applied for.
    pub service: &'a str,
    /// What it is.
    pub kind: SubmissionKind,
    /// The number.
    pub number: String,
    /// When it arrived.
    pub received_at: String,
    /// The day on which it counts as received, if that is another one.
    pub counts_from: Option<String>,
    /// Whose it is; none where the form may be sent without a name.
    pub applicant: Option<&'a str>,
    /// Where it stands.
    pub state: PublicState,
    /// What that means: who does what next.
    pub next: Vec<String>,
    /// How long it usually takes; nothing once it is done.
    pub duration: &'a [String],
    /// Where it is, or was before another authority got it.
    pub department: &'a Department,
    /// Another authority has it.
    pub is_transferred: bool,
    /// What is still to come.
    pub missing: Vec<String>,
    /// Until when, if there is a day.
    pub complete_by: Option<String>,
    /// The files that were handed in.
    pub files: &'a [FileReference],
    /// Those of them that are held back.
    pub held_back: &'a HeldBack,
    /// What happened, oldest first.
    pub told: Vec<Told>,
    /// All answers.
    pub sections: &'a [SectionView],
}

impl<'a> Status<'a> {
    pub(super) fn of(file: &'a StatusFile) -> Self {
        let filed = &file.filed;
        let arrived_on = day_in_germany(filed.filed_at);
        let state = file.state.public();
        let is_done = state == PublicState::Completed;
        let missing = if is_done { Vec::new() } else { missing(filed) };
        let duration = &filed.form.file.service.duration;
        Self {
            service: &filed.form.file.title,
            kind: filed.form.file.kind,
            number: filed.number.to_string(),
            received_at: moment(filed.filed_at),
            counts_from: (filed.received_on != arrived_on).then(|| german_day(filed.received_on)),
            applicant: filed.applicant.as_deref(),
            next: what_next(file),
            duration: if is_done { &[] } else { duration },
            department: &filed.department,
            is_transferred: file.transfer.is_some(),
            complete_by: filed.incomplete.as_ref().map(|it| german_day(it.due_on)).filter(|_| !is_done),
            missing,
            files: &file.files,
            held_back: &file.held_back,
            told: Told::all(file),
            sections: &filed.sections,
            state,
        }
    }

    pub(super) fn title(&self) -> String {
        fill(de("Stand: {subject}"), &[("subject", &words::your_noun(self.kind))])
    }

    pub(super) fn badge(&self) -> Badge {
        // How it ended is told by the decision only, and by no colour.
        let level = match self.state {
            PublicState::Received | PublicState::Processing | PublicState::Completed => Level::Info,
            PublicState::ActionRequired => Level::Warning,
        };
        Badge { level, label: t(words::public_state(self.state)).into_owned() }
    }

    /// Why a file is held back, in words.
    pub(super) fn why_held(&self, file: &FileReference) -> Option<String> {
        Some(t(why_held(self.held_back.why(file.id)?)?).into_owned())
    }

    pub(super) fn size_of(&self, file: &FileReference) -> String {
        size(file.bytes)
    }

    pub(super) fn summaries(&self, with_files: bool) -> impl Iterator<Item = Summary<'_>> {
        let files_href = with_files.then(|| urls::STATUS_FILES.to_owned());
        self.sections.iter().map(move |section| Summary {
            section,
            change_href: None,
            files_href: files_href.clone(),
        })
    }
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/status/status_case.html")]
pub(super) struct StatusCasePage<'a> {
    chrome: Chrome,
    status: Status<'a>,
    /// The token of its forms.
    hidden: Hidden,
    /// What the department asks.
    inquiries: Inquiries,
    /// It can still be withdrawn.
    may_withdraw: bool,
    /// The decision, and how they want it.
    decision: DecisionPart,
    /// What the person has just done.
    done: Option<Alert>,
}

impl<'a> StatusCasePage<'a> {
    pub(super) fn new(
        file: &'a StatusFile,
        visit: &Visit,
        (inquiries, today): (Inquiries, NaiveDate),
        done: Option<Alert>,
    ) -> Self {
        let status = Status::of(file);
        Self {
            chrome: chrome(&status, &status.title()),
            hidden: hidden(visit),
            inquiries,
            decision: DecisionPart::of(file, today),
            may_withdraw: file.may_withdraw,
            status,
            done,
        }
    }
}

/// The token of the forms of a visit.
pub(super) fn hidden(visit: &Visit) -> Hidden {
    Hidden::new([(CSRF_FIELD, visit.csrf.clone())])
}

/// The frame of a page about this application.
pub(super) fn chrome(status: &Status<'_>, title: &str) -> Chrome {
    Chrome::of_service(title, status.service)
}
