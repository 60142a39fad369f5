//! Everything that an applicant handed in, and what became of it, for programs (Articles 15 and 20 GDPR): without a
//! name of staff, a note, a tag, or what only the department reads.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;

use super::case_handler::find;
use super::words::{Told, public_code};
use crate::domain::{Answers, DecisionLetter, FrozenLetter, Shortcoming};
use crate::forms::publish;
use crate::forms::view::SectionView;
use crate::status::{StatusDecision, StatusFile};
use crate::store::inquiries::InquiryRecord;
use crate::web::body::Posted;
use crate::web::error::WebError;
use crate::web::extract::{Applicant, verify};
use crate::web::language::t;
use crate::web::pages::case::export::{File, Service, TransferredTo};
use crate::web::site::Site;
use crate::web::words;

/// Names this format; another one when a program that reads it would have to change.
const FORMAT: &str = "pforte-application-1";

/// An application. Instants are RFC 3339 in UTC, days are `2026-11-23`; words are in the language of the page.
#[derive(Debug, Serialize)]
struct Application<'a> {
    /// [`FORMAT`].
    format: &'static str,
    /// The number for people: `222-222-222`.
    number: String,
    /// What was applied for.
    service: Service<'a>,
    /// Names the version of the form that was answered.
    form_version: &'a str,
    /// The way it came in: `online`, `assisted` (taken down at the desk), `api`.
    channel: &'static str,
    /// When it was filed.
    filed_at: DateTime<Utc>,
    /// The day on which it counts as received.
    received_on: NaiveDate,
    /// Whose it is; `null` where it was sent without a name.
    applicant: Option<&'a str>,
    /// Where it is.
    department: &'a str,
    /// Where it stands, by the words of the federal mailbox, and for people.
    state: State,
    /// Until when what is missing is to come; `null` where nothing is.
    complete_by: Option<NaiveDate>,
    /// What is missing or wrong, if it was taken incomplete.
    shortcomings: &'a [Shortcoming],
    /// The answers as they are now.
    answers: &'a Answers,
    /// The answers as they were filed, where a question of the department was answered since; else `null`.
    first_answers: Option<&'a Answers>,
    /// What the department asked, oldest first.
    questions: Vec<Question<'a>>,
    /// The same in words, with the titles of the questions.
    answers_in_words: Vec<Section<'a>>,
    /// Papers that are to be handed in later, by title.
    papers_to_follow: &'a [String],
    /// The files that were handed in. Each can be fetched beside this file.
    files: Vec<File>,
    /// The JSON Schema (2020-12) of the answers.
    schema: Value,
    /// What the department checked, once the decision has reached the applicant: verdicts, days, amounts and reasons.
    check: Option<Check<'a>>,
    /// The decision, once there is one.
    decision: Option<Decision>,
    /// To which authority it was handed, if it was.
    transfer: Option<TransferredTo>,
    /// What happened, oldest first.
    history: Vec<Event>,
}

/// The decision.
#[derive(Debug, Serialize)]
struct Decision {
    /// The day of it.
    decided_on: NaiveDate,
    /// How it comes: `retrieval` or `post`.
    way: &'static str,
    /// When it was provided to be fetched.
    provided_at: Option<DateTime<Utc>>,
    /// The last day on which it can, or could, be fetched.
    fetch_by: Option<NaiveDate>,
    /// When it was fetched.
    fetched_at: Option<DateTime<Utc>>,
    /// When its provision ended without that.
    ended_at: Option<DateTime<Utc>>,
    /// The day on which it was posted.
    posted_on: Option<NaiveDate>,
    /// Whether it was posted to an address that is not in Germany.
    goes_abroad: bool,
    /// The day on which a posted letter is known to have arrived.
    arrived_on: Option<NaiveDate>,
    /// The day on which it counts as made known.
    counts_on: Option<NaiveDate>,
    /// The last day for a remedy.
    remedy_ends_on: Option<NaiveDate>,
    /// The letter, once it was fetched, or the one by post counts as made known.
    letter: Option<DecisionLetter>,
}

impl Decision {
    fn of(told: &StatusDecision) -> Self {
        let delivery = &told.delivery;
        Self {
            decided_on: told.on,
            way: delivery.way.as_str(),
            provided_at: delivery.provided_at,
            fetch_by: delivery.fetch_by,
            fetched_at: delivery.fetched_at,
            ended_at: delivery.ended_at,
            posted_on: delivery.posted_on,
            goes_abroad: delivery.goes_abroad,
            arrived_on: delivery.arrived_on,
            counts_on: delivery.counts_on,
            remedy_ends_on: delivery.remedy_ends_on(),
            letter: told.letter.as_ref().and_then(FrozenLetter::letter),
        }
    }
}

/// What the department checked.
#[derive(Debug, Serialize)]
struct Check<'a> {
    /// When it was saved last.
    saved_at: DateTime<Utc>,
    /// `check` by field; `accepted` by list and row, or by answer.
    answers: &'a Answers,
}

/// A question of the department.
#[derive(Debug, Serialize)]
struct Question<'a> {
    /// When it was asked.
    asked_at: DateTime<Utc>,
    /// Until when it is to be answered.
    due_on: NaiveDate,
    /// Its words.
    question: &'a str,
    /// What was to be changed or added: paths of answers.
    fields: Vec<String>,
    /// What the applicant wrote besides; `null` where nothing.
    reply: Option<&'a str>,
    /// When it was answered, or taken back; `null` while it is open.
    ended_at: Option<DateTime<Utc>>,
}

impl<'a> Question<'a> {
    fn of(inquiry: &'a InquiryRecord) -> Self {
        Self {
            asked_at: inquiry.asked_at,
            due_on: inquiry.due_on,
            question: &inquiry.question,
            fields: inquiry.fields.iter().map(ToString::to_string).collect(),
            reply: inquiry.reply.as_deref(),
            ended_at: inquiry.ended.map(|(_, at)| at),
        }
    }
}

#[derive(Debug, Serialize)]
struct State {
    code: &'static str,
    words: String,
}

#[derive(Debug, Serialize)]
struct Section<'a> {
    title: &'a str,
    answers: Vec<Answer<'a>>,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    path: String,
    question: &'a str,
    answer: &'a [String],
}

#[derive(Debug, Serialize)]
struct Event {
    at: DateTime<Utc>,
    code: &'static str,
    words: String,
}

impl<'a> Application<'a> {
    fn of(file: &'a StatusFile) -> Self {
        let (filed, form) = (&file.filed, &file.filed.form);
        let state = file.state.public();
        Self {
            format: FORMAT,
            number: filed.number.to_string(),
            service: Service::of(form),
            form_version: &form.version.0,
            channel: form.channel.as_str(),
            filed_at: filed.filed_at,
            received_on: filed.received_on,
            applicant: filed.applicant.as_deref(),
            department: &filed.department.name,
            state: State { code: public_code(state), words: t(words::public_state(state)).into_owned() },
            complete_by: filed.incomplete.as_ref().map(|lacks| lacks.due_on),
            shortcomings: filed.incomplete.as_ref().map_or(&[], |lacks| &lacks.shortcomings),
            answers: &file.answers,
            first_answers: file.first_answers.as_ref(),
            questions: file.inquiries.iter().map(Question::of).collect(),
            answers_in_words: filed.sections.iter().map(section).collect(),
            papers_to_follow: &filed.papers,
            files: file.files.iter().cloned().map(|of| File::of(of, &file.held_back)).collect(),
            schema: publish::schema(form),
            check: file.check.as_ref().map(|(saved_at, answers)| Check { saved_at: *saved_at, answers }),
            decision: file.decision.as_ref().map(Decision::of),
            transfer: file.transfer.clone().map(TransferredTo::of),
            history: Told::all(file).into_iter().map(event).collect(),
        }
    }
}

fn section(section: &SectionView) -> Section<'_> {
    let answers = section.blocks.iter().flat_map(|block| &block.answers);
    let answer = |answer: &'_ crate::forms::view::AnswerView| answer.path.to_string();
    Section {
        title: &section.title,
        answers: answers
            .map(|it| Answer { path: answer(it), question: &it.label, answer: &it.lines })
            .collect(),
    }
}

fn event(told: Told) -> Event {
    Event { at: told.instant, code: told.code, words: told.what }
}

/// `POST /status/daten`: a post, so that no other site can have it fetched.
pub async fn save(
    site: web::Data<Site>,
    Applicant(visit): Applicant,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    verify(&Posted::parse(&body)?, &visit.csrf)?;
    let file = find(&site, &visit).await?;
    let json = serde_json::to_string_pretty(&Application::of(&file)).map_err(|_| WebError::Internal)?;
    let name = format!("attachment; filename=\"Antrag-{}.json\"", file.filed.number);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(json))
}
