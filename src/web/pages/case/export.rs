//! A case as a file for other programs: the answers with the schema by which they can be read and checked, where it
//! stands, and what happened, with codes beside the words. Hints and related cases are not in it, and no files.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;

use super::export_check::Check;
use super::export_decision::{ExportedDecision, ExportedPayment};
use super::export_inquiry::Inquiry;
use super::export_proposal::ExportedProposal;
use super::{history, transfer, way};
use crate::casework::{CaseFile, HistoryEntry, SecondStepFile};
use crate::domain::{
    Answers, CaseState, Channel, FileReference, HeldBack, Incomplete, Scan, Shortcoming, Transfer,
};
use crate::forms::form::Form;
use crate::forms::{files, publish};
use crate::web::error::WebError;
use crate::web::words;

/// Names this format; another one when a program that reads it would have to change.
const FORMAT: &str = "pforte-case-1";

/// A case. Instants are RFC 3339 in UTC, days are `2026-11-23`; words are German.
#[derive(Debug, Serialize)]
pub(in crate::web) struct CaseExport<'a> {
    /// [`FORMAT`].
    format: &'static str,
    /// The number for people: `222-222-222`.
    number: String,
    /// What was applied for.
    service: Service<'a>,
    /// Names the version of the form that was answered.
    form_version: &'a str,
    /// The way it came in: `online`, `assisted` (taken down at the desk), `staff`, `api`.
    channel: Word<'a>,
    /// When it was filed.
    filed_at: DateTime<Utc>,
    /// The day on which it counts as received: of a paper, the day on which that came.
    received_on: NaiveDate,
    /// Who took it down at the desk; `null` where nobody did. Nothing in this file is an electronic identification: how
    /// the desk looked at the identity stands in the record, `answers.assisted`.
    taken_down_by: Option<&'a str>,
    /// Whose program sent it; `null` where none did.
    sender: Option<&'a str>,
    /// Where it is.
    department: Department<'a>,
    /// Where it stands.
    state: Word<'a>,
    /// How it is decided, or proposed to be.
    outcome: Option<Word<'a>>,
    /// When it was decided; `null` where it is not.
    decided_at: Option<DateTime<Utc>>,
    /// The decision with its letter; `null` where none was written here, or none is signed.
    decision: Option<ExportedDecision>,
    /// When the amount was put on lists of payments, oldest first.
    payments: Vec<ExportedPayment>,
    /// Since when it waits for somebody outside; `null` where it does not.
    waiting_since: Option<DateTime<Utc>>,
    /// Seconds for which it waited before: the department's clock stood still.
    waited_seconds: i64,
    /// Who has it; `null` where nobody has.
    clerk: Option<&'a str>,
    /// The department's own reference (Aktenzeichen).
    file_reference: Option<&'a str>,
    /// Whose application it is; empty where the form may be sent without a name.
    applicant: &'a str,
    /// What it lacks, if it was taken incomplete (§ 24 Abs. 3 VwVfG); then `answers` do not fulfil `schema`.
    incomplete: Option<Lacks<'a>>,
    /// The answers: as they were filed, or as the applicant changed them since, when asked.
    answers: &'a Answers,
    /// Papers that are to be handed in later, by title.
    papers_to_follow: Vec<&'a str>,
    /// The files that the answers name. What is in them is not here.
    files: Vec<File>,
    /// The JSON Schema (2020-12) of the answers, of the version and the way that were used.
    schema: Value,
    /// What somebody else has to say on it, if its form asks for that.
    second_step: Option<SecondStep<'a>>,
    /// What the department checked, if it saved anything.
    check: Option<Check<'a>>,
    /// What it proposes to a committee, if it saved anything.
    proposal: Option<ExportedProposal<'a>>,
    /// The answers as they were filed, where the applicant changed them since; `null` otherwise.
    answers_as_filed: Option<&'a Answers>,
    /// What the applicant was asked, oldest first.
    inquiries: Vec<Inquiry<'a>>,
    /// To which authority it was handed; `null` where it was not.
    transfer: Option<TransferredTo>,
    /// What happened, oldest first; the last entry is that this file was saved.
    history: Vec<Event<'a>>,
}

/// A code, and what people read for it.
#[derive(Debug, Serialize)]
struct Word<'a> {
    /// The stable word.
    code: &'a str,
    /// In German.
    words: &'a str,
}

/// What was applied for.
#[derive(Debug, Serialize)]
pub(in crate::web::pages) struct Service<'a> {
    /// The name of the form's folder.
    id: &'a str,
    /// Names it in addresses.
    slug: &'a str,
    /// What it is called.
    title: &'a str,
}

/// Where a case is.
#[derive(Debug, Serialize)]
struct Department<'a> {
    /// The code of the department: `fb40`.
    id: &'a str,
    /// Its name; the code, where the form does not know it.
    name: &'a str,
}

/// A file that was handed in.
#[derive(Debug, Serialize)]
pub(in crate::web::pages) struct File {
    /// Its id, by which the answer names it.
    id: String,
    /// What it is called.
    name: String,
    /// Its size in bytes.
    bytes: u64,
    /// Why it is held back: `waiting` for the scanner, or `found`, as it is malware; `null` where it is not.
    held_back: Option<&'static str>,
}

/// The authority to which a case was handed.
#[derive(Debug, Serialize)]
pub(in crate::web::pages) struct TransferredTo {
    /// Its name.
    authority: String,
    /// How it can be reached; `null` where nobody said.
    contact: Option<String>,
    /// The day.
    on: NaiveDate,
}

impl TransferredTo {
    /// That of a transfer.
    pub fn of(transfer: Transfer) -> Self {
        Self { authority: transfer.to, contact: transfer.contact, on: transfer.on }
    }
}

impl<'a> Service<'a> {
    /// The service of a form.
    pub fn of(form: &'a Form) -> Self {
        Self { id: &form.id, slug: &form.file.slug, title: &form.file.title }
    }
}

impl File {
    /// A file that answers name.
    pub fn of(file: FileReference, held: &HeldBack) -> Self {
        let (id, name) = (file.id.to_string(), file.name.as_str().to_owned());
        Self { id, name, bytes: file.bytes, held_back: held.why(file.id).map(Scan::as_str) }
    }
}

/// What is missing or wrong.
#[derive(Debug, Serialize)]
struct Lacks<'a> {
    /// Until when the rest is to come.
    due_on: NaiveDate,
    /// Each with the path of the answer, the keyword of JSON Schema that failed, and the words.
    shortcomings: &'a [Shortcoming],
}

/// What somebody else has to say on a case.
#[derive(Debug, Serialize)]
struct SecondStep<'a> {
    /// What the form calls it.
    title: &'a str,
    /// Who is asked, if it is one person.
    asked: Option<&'a str>,
    /// Since when.
    asked_at: DateTime<Utc>,
    /// Who answered it.
    answered_by: Option<&'a str>,
    /// When.
    answered_at: Option<DateTime<Utc>>,
    /// The answers.
    answers: Option<&'a Answers>,
    /// Their JSON Schema.
    schema: Value,
}

/// Something that happened to a case.
#[derive(Debug, Serialize)]
struct Event<'a> {
    /// When.
    at: DateTime<Utc>,
    /// The stable word for what happened: `received`, `claimed`, `noted`.
    kind: &'static str,
    /// What happened, in words.
    what: String,
    /// `applicant`, `clerk` or `system`.
    actor: &'static str,
    /// Who, in words: a colleague's name.
    who: String,
    /// What belongs to it: a note, a reference, the code of a state; of what was taken down at the desk, the way and
    /// the place in the first line, and below them the rest of the record.
    detail: Option<&'a str>,
}

impl<'a> CaseExport<'a> {
    /// The file of a case.
    pub fn new(file: &'a CaseFile) -> Self {
        let (case, form) = (&file.case, &file.form);
        let department = form.department(&case.department);
        Self {
            format: FORMAT,
            number: case.receipt_number.to_string(),
            service: Service::of(form),
            form_version: &case.version.0,
            channel: Word { code: case.channel.as_str(), words: way(file) },
            filed_at: case.filed_at,
            received_on: file.received_on,
            taken_down_by: file.filed_by.as_deref().filter(|_| case.channel == Channel::Assisted),
            sender: file.sender.as_deref(),
            department: Department {
                id: &case.department.0,
                name: department.map_or(&case.department.0, |found| &found.name),
            },
            state: state(case.state),
            outcome: case
                .outcome
                .as_ref()
                .map(|outcome| Word { code: &outcome.0, words: form.outcome_title(outcome) }),
            decided_at: case.decided_at,
            decision: ExportedDecision::of(file),
            payments: ExportedPayment::all(file),
            waiting_since: case.waiting_since,
            waited_seconds: case.waited.num_seconds(),
            clerk: file.clerk_name.as_deref(),
            file_reference: case.file_reference.as_deref(),
            applicant: &case.applicant_name,
            incomplete: case.incomplete.as_ref().map(lacks),
            answers: &file.answers,
            papers_to_follow: file.papers.iter().map(|(_, title)| title.as_str()).collect(),
            files: files::named(form, &file.answers)
                .into_iter()
                .map(|of| File::of(of, &file.held_back))
                .collect(),
            schema: publish::schema(form),
            second_step: file.second_step.as_ref().map(second_step),
            check: Check::of(file),
            proposal: ExportedProposal::of(file),
            answers_as_filed: file.inquiries.filed.as_ref(),
            inquiries: file.inquiries.all.iter().map(Inquiry::of).collect(),
            transfer: transfer::of(file).map(TransferredTo::of),
            history: events(file),
        }
    }

    /// The text of the file.
    pub fn json(&self) -> Result<String, WebError> {
        serde_json::to_string_pretty(self).map_err(|_| WebError::Internal)
    }

    /// The answer that a browser saves.
    pub fn download(&self) -> Result<HttpResponse, WebError> {
        let json = self.json()?;
        let name = format!("attachment; filename=\"Vorgang-{}.json\"", self.number);
        Ok(HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::CONTENT_DISPOSITION, name))
            .body(json))
    }
}

fn state(state: CaseState) -> Word<'static> {
    Word { code: state.as_str(), words: words::state(state) }
}

fn lacks(incomplete: &Incomplete) -> Lacks<'_> {
    Lacks { due_on: incomplete.due_on, shortcomings: &incomplete.shortcomings }
}

fn second_step(step: &SecondStepFile) -> SecondStep<'_> {
    let answered = step.answered.as_ref();
    SecondStep {
        title: &step.title,
        asked: step.asked.as_deref(),
        asked_at: step.asked_at,
        answered_by: answered.map(|answered| answered.who.as_str()),
        answered_at: answered.map(|answered| answered.at),
        answers: answered.map(|answered| &answered.answers),
        schema: publish::schema(&step.form),
    }
}

fn events(file: &CaseFile) -> Vec<Event<'_>> {
    let step_title = file.second_step.as_ref().map_or("", |step| &step.title);
    let told = history::told(file, step_title);
    file.history.iter().zip(told).map(|(entry, told)| event(entry, told)).collect()
}

fn event(entry: &HistoryEntry, told: history::Entry) -> Event<'_> {
    let actor = match &entry.who {
        Some(_) => "clerk",
        None if entry.by_applicant => "applicant",
        None => "system",
    };
    let (kind, detail) = (entry.kind.as_str(), entry.detail.as_deref());
    Event { at: entry.at, kind, what: told.what, actor, who: told.who, detail }
}
