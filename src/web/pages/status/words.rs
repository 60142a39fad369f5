//! Where an application stands and what happened to it, in the words of its applicant. What was decided is told by
//! the decision only.

use chrono::{DateTime, Utc};

use super::decision;
use crate::clock::german_day;
use crate::domain::{CaseEventKind, CaseState, PublicState, Scan, Transfer};
use crate::status::StatusFile;
use crate::texts::de;
use crate::web::language::{fill, moment, t};
use crate::web::words;

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// When.
    pub at: String,
    /// What, in words.
    pub what: String,
    /// The instant, for programs.
    pub instant: DateTime<Utc>,
    /// The stable word for it: one of the six of the federal mailbox, `receipt_reissued`, or what became of a question.
    pub code: &'static str,
}

impl Told {
    /// What happened, oldest first. A step inside of the department that changes nothing for the applicant is none.
    pub fn all(file: &StatusFile) -> Vec<Self> {
        let mut told: Vec<Self> = Vec::new();
        for event in &file.told {
            let (what, code) = match (event.kind, event.state) {
                (CaseEventKind::Reissued, _) => {
                    (t("Zweitschrift der Bestätigung ausgestellt"), "receipt_reissued")
                }
                (CaseEventKind::InquiryAsked, _) => (t("Wir haben Sie etwas gefragt"), "inquiry_asked"),
                (CaseEventKind::InquiryAnswered, _) => (t("Ihre Antwort ist angekommen"), "inquiry_answered"),
                (CaseEventKind::InquiryTakenBack, _) => {
                    (t("Wir haben die Frage zurückgenommen"), "inquiry_taken_back")
                }
                (CaseEventKind::MalwareFound, _) => {
                    (t("In einer Ihrer Dateien wurde Schadsoftware gefunden"), "malware_found")
                }
                (CaseEventKind::Reassigned, _) => {
                    (t("An einen anderen Fachbereich weitergegeben"), "department_changed")
                }
                (kind, _) if decision::happened(kind).is_some() => {
                    let (what, code) = decision::happened(kind).unwrap_or_default();
                    (t(what), code)
                }
                (CaseEventKind::Received, _) => (t("Eingegangen"), public_code(PublicState::Received)),
                (_, Some(state)) => (t(happened(state)), public_code(state.public())),
                (_, None) => continue,
            };
            let what = what.into_owned();
            if told.last().is_some_and(|last| last.what == what) {
                continue;
            }
            told.push(Self { at: moment(event.at), what, instant: event.at, code });
        }
        told
    }
}

/// What a state means for the applicant when it begins.
fn happened(state: CaseState) -> &'static str {
    match (state, state.public()) {
        (CaseState::Withdrawn, _) => de("Zurückgenommen"),
        (CaseState::Transferred, _) => de("An eine andere Behörde abgegeben"),
        (CaseState::Closed, _) => de("Abgeschlossen"),
        (_, PublicState::Received) => de("Wartet auf die Bearbeitung"),
        (_, PublicState::Processing) => de("Wird bearbeitet"),
        (_, PublicState::ActionRequired) => de("Wir warten auf Sie"),
        (_, PublicState::Completed) => de("Entschieden"),
    }
}

/// The word of the federal mailbox (ZBP, status v6) for a state. INITIATED and SUBMITTED cannot be: here a case exists
/// once it has arrived.
pub(super) fn public_code(state: PublicState) -> &'static str {
    match state {
        PublicState::Received => "RECEIVED",
        PublicState::Processing => "PROCESSING",
        PublicState::ActionRequired => "ACTION_REQUIRED",
        PublicState::Completed => "COMPLETED",
    }
}

/// What happens next and who has to do something, by when.
pub(super) fn what_next(file: &StatusFile) -> Vec<String> {
    let filed = &file.filed;
    let noun = words::your_noun(filed.form.file.kind);
    let department = filed.department.name.as_str();
    let say = |german: &str| fill(german, &[("subject", &noun), ("department", department)]);
    // Also where the department goes on meanwhile.
    let asked = file.inquiries.iter().find(|inquiry| inquiry.ended.is_none());
    if let Some(asked) = asked.filter(|_| file.state.is_open()) {
        let day = german_day(asked.due_on);
        return vec![fill(
            de("Wir haben eine Frage an Sie. Antworten Sie bitte bis zum {day}."),
            &[("day", &day)],
        )];
    }
    if let Some(decided) = file.decision.as_ref().filter(|_| file.state.public() == PublicState::Completed) {
        return decision::what_next(decided);
    }
    let is_ended = matches!(file.state, CaseState::Transferred | CaseState::Closed);
    if let Some(transfer) = file.transfer.as_ref().filter(|_| is_ended) {
        return transferred(transfer);
    }
    let mut next = match (file.state, file.state.public()) {
        (CaseState::Withdrawn, _) => {
            vec![say(de(
                "{subject} ist zurückgenommen. Wir bearbeiten nichts weiter. Sie müssen nichts tun.",
            ))]
        }
        (CaseState::Transferred, _) => vec![say(de(
            "Eine andere Behörde ist zuständig. Wir haben alles dorthin abgegeben. Diese Behörde meldet sich bei Ihnen.",
        ))],
        (CaseState::Closed, _) => vec![say(de("Alles ist erledigt. Sie müssen nichts mehr tun."))],
        (_, PublicState::Completed) => vec![say(de(
            "Die Entscheidung ist gefallen. Sie bekommen sie von: {department}. Warten Sie bitte, bis sie da ist.",
        ))],
        (_, PublicState::Received) => {
            vec![say(de("{subject} ist angekommen und wartet auf die Bearbeitung bei: {department}."))]
        }
        (_, PublicState::Processing) => {
            vec![say(de("{subject} wird bearbeitet. Fehlt noch etwas, melden wir uns bei Ihnen."))]
        }
        (_, PublicState::ActionRequired) => vec![say(de(
            "Wir brauchen etwas von Ihnen. Bis es da ist, geht es hier nicht weiter. Wissen Sie nicht, was fehlt? Fragen Sie Ihre Ansprechstelle.",
        ))],
    };
    next.extend(yours(file));
    next.extend(infected(file));
    next
}

/// What becomes of files that turned out to be malware, as long as the application is worked on.
fn infected(file: &StatusFile) -> Vec<String> {
    let is_infected = |id| file.held_back.why(id) == Some(Scan::Found);
    let names: Vec<&str> =
        file.files.iter().filter(|of| is_infected(of.id)).map(|of| of.name.as_str()).collect();
    if names.is_empty() || !file.state.is_open() {
        return Vec::new();
    }
    let files = names.join(", ");
    vec![
        fill(
            de("Wir können diese Dateien nicht verwenden, weil sie Schadsoftware enthalten: {files}."),
            &[("files", &files)],
        ),
        t("Prüfen Sie Ihr Gerät mit einem Virenscanner. Speichern oder scannen Sie die Unterlage neu, und reichen Sie sie noch einmal ein: sobald wir Sie hier danach fragen, oder bei Ihrer Ansprechstelle.")
            .into_owned(),
    ]
}

/// To whom the applicant turns from now on.
fn transferred(transfer: &Transfer) -> Vec<String> {
    let (day, to) = (german_day(transfer.on), transfer.to.as_str());
    let handed = fill(
        de("Eine andere Behörde ist zuständig. Wir haben alles am {day} dorthin abgegeben: {authority}."),
        &[("day", &day), ("authority", to)],
    );
    let contact = transfer.contact.as_deref();
    let reached =
        contact.map(|contact| fill(de("So erreichen Sie diese Behörde: {contact}"), &[("contact", contact)]));
    let turn = t("Haben Sie Fragen? Wenden Sie sich bitte dorthin.").into_owned();
    [Some(handed), reached, Some(turn)].into_iter().flatten().collect()
}

/// What the applicant has to do, where that does not follow from the state.
fn yours(file: &StatusFile) -> Option<String> {
    let is_at_work = matches!(file.state.public(), PublicState::Received | PublicState::Processing);
    let filed = &file.filed;
    match (&filed.incomplete, filed.papers.is_empty()) {
        _ if file.state.public() == PublicState::Completed => None,
        (Some(lacks), _) => {
            let day = german_day(lacks.due_on);
            Some(fill(de("Sie reichen noch nach, was fehlt: bis zum {day}."), &[("day", &day)]))
        }
        (None, false) => Some(t("Sie reichen noch nach, was unten steht.").into_owned()),
        // There is something to do: it is told below.
        (None, true) if file.held_back.found().next().is_some() => None,
        (None, true) => is_at_work.then(|| t("Sie müssen nichts tun.").into_owned()),
    }
}
