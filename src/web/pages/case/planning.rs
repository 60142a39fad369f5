//! What is planned on the page of a case: who has it, until when it is to be decided, when it comes up again, what is to
//! be done, and giving it to another department.

use chrono::{Datelike, NaiveDate};

use super::{Attempt, CasePage, transfer};
use crate::casework::{Colleague, MAX_FOLLOW_UP, MAX_REASON, MAX_TASK, Planning, Task};
use crate::clock::{german_day, german_time};
use crate::forms::view::{Control, FieldView, OptionView};
use crate::web::body::Posted;
use crate::web::components::Part;
use crate::web::words;

/// Who gets the case.
pub const TO: &str = "an";
/// When the case comes up again.
pub const FOLLOW_UP: &str = "wiedervorlage";
/// Why.
pub const FOLLOW_UP_FOR: &str = "wozu";
/// Since when nothing is missing.
pub const COMPLETE: &str = "vollstaendig";
/// What is to be done.
pub const TASK: &str = "aufgabe";
/// Until when.
pub const TASK_DUE: &str = "bis";
/// By whom.
pub const TASK_FOR: &str = "wer";
/// Where the case goes.
pub const DEPARTMENT: &str = "fachbereich";
/// Whether the notes go along.
pub const WITH_NOTES: &str = "notizen";
/// Why.
pub const REASON: &str = "grund";

/// What was posted to plan something, and what is wrong with it, by the names of the controls.
#[derive(Debug, Clone, Default)]
pub struct PlanPost {
    /// What was posted.
    pub posted: Posted,
    /// What is wrong.
    pub errors: Vec<(&'static str, String)>,
    /// Which form it was.
    pub action: &'static str,
}

/// What is planned.
#[derive(Debug)]
pub struct PlanningView {
    /// When somebody has to look at it next, in words.
    pub due: Option<String>,
    /// The days: a label and the day.
    pub days: Vec<(&'static str, String)>,
    /// The deadlines of the service.
    pub deadlines: Vec<String>,
    /// The reason of the follow-up.
    pub follow_up_for: Option<String>,
    /// The tasks.
    pub tasks: Vec<TaskView>,
    /// Who gets it; nothing, if whoever looks at it may not say.
    pub assign: Option<FieldView>,
    /// When it comes up again.
    pub follow_up: Vec<FieldView>,
    /// Since when nothing is missing.
    pub complete: Option<FieldView>,
    /// That was said before.
    pub is_complete: bool,
    /// A new task.
    pub task: Vec<FieldView>,
    /// Giving it to another department.
    pub reassign: Vec<FieldView>,
    /// Handing it to another authority, where that can be done.
    pub transfer: Vec<FieldView>,
    /// The form that this page answers stands open.
    pub open: Option<&'static str>,
}

/// A task.
#[derive(Debug)]
pub struct TaskView {
    /// Names it.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// By whom, and until when or since when it is done.
    pub about: String,
    /// It is done.
    pub is_done: bool,
}

impl PlanningView {
    /// The view; after an attempt to plan something, with what was typed and what is wrong.
    pub fn new(planning: Planning, attempt: &Attempt) -> Self {
        let post = attempt.plan.as_ref();
        let (may_plan, today) = (planning.may_plan, planning.today);
        let noted = planning.follow_up.clone();
        let days = [
            ("Entscheidung bis", planning.promised_on),
            ("Vollständig seit", planning.complete_on),
            ("Wiedervorlage", planning.follow_up.as_ref().map(|(day, _)| *day)),
        ];
        let days = days.into_iter().filter_map(|(label, day)| Some((label, german_day(day?))));
        Self {
            due: planning.due_on.map(|day| words::due(day, today)),
            days: days.collect(),
            deadlines: planning.deadlines,
            follow_up_for: planning.follow_up.map(|(_, reason)| reason),
            tasks: planning.tasks.into_iter().map(|task| TaskView::new(task, today)).collect(),
            assign: (!planning.colleagues.is_empty()).then(|| assign_field(&planning.colleagues, post)),
            follow_up: if may_plan { follow_up_fields(post, noted.as_ref()) } else { Vec::new() },
            is_complete: planning.complete_on.is_some(),
            complete: (may_plan && planning.asks_completeness)
                .then(|| day_field(COMPLETE, "Seit wann ist alles da?", (post, planning.complete_on))),
            task: if may_plan { task_fields(&planning.people, post) } else { Vec::new() },
            reassign: reassign_fields(&planning.departments, post),
            transfer: transfer::fields(post),
            open: post.map(|post| post.action),
        }
    }

    /// All questions, for the summary of what is wrong.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        let single = self.assign.iter().chain(&self.complete);
        single.chain(&self.follow_up).chain(&self.task).chain(&self.reassign).chain(&self.transfer)
    }
}

impl CasePage {
    /// The questions of a form, to be shown.
    pub(super) fn plan_parts<'a>(&self, fields: &'a [FieldView]) -> impl Iterator<Item = Part<'a>> {
        fields.iter().map(Part::from)
    }
}

impl TaskView {
    fn new(task: Task, today: NaiveDate) -> Self {
        let whose = task.whose.unwrap_or_else(|| "wer den Vorgang hat".to_owned());
        let about = match (&task.record.done, task.done_by) {
            (Some((_, at)), done_by) => {
                format!("erledigt {}, {}", german_time(*at), done_by.unwrap_or_default())
            }
            (None, _) => format!("{whose}, {}", words::due(task.record.due_on, today)),
        };
        Self { id: task.record.id, text: task.record.text, is_done: task.record.done.is_some(), about }
    }
}

fn field(name: &'static str, label: &str, control: Control, post: Option<&PlanPost>) -> FieldView {
    let path = crate::domain::Path::root().key(name);
    let mut field = FieldView::new(path, label, control);
    if let Some(post) = post {
        field.value = post.posted.value(name).unwrap_or_default().to_owned();
        field.error = post.errors.iter().find(|(wrong, _)| *wrong == name).map(|(_, text)| text.clone());
    }
    field
}

/// A day, as it was typed, or as it is stored where the form was not posted.
pub(super) fn day_field(
    name: &'static str,
    label: &str,
    (post, stored): (Option<&PlanPost>, Option<NaiveDate>),
) -> FieldView {
    let of_form = post.filter(|post| post.posted.value(&format!("{name}.day")).is_some());
    let part = |part: &str, stored: Option<String>| match of_form {
        Some(post) => post.posted.value(&format!("{name}.{part}")).unwrap_or_default().to_owned(),
        None => stored.unwrap_or_default(),
    };
    let is_wrong = post.is_some_and(|post| post.errors.iter().any(|(wrong, _)| *wrong == name));
    let control = Control::Date {
        day: part("day", stored.map(|day| day.day().to_string())),
        month: part("month", stored.map(|day| day.month().to_string())),
        year: part("year", stored.map(|day| day.year().to_string())),
        wrong: [is_wrong; 3],
    };
    field(name, label, control, post)
}

fn select(
    name: &'static str,
    label: &str,
    options: impl Iterator<Item = (String, String)>,
    post: Option<&PlanPost>,
) -> FieldView {
    let chosen = post.and_then(|post| post.posted.value(name)).unwrap_or_default().to_owned();
    let option =
        |(value, label): (String, String)| OptionView { selected: value == chosen, value, label, hint: None };
    field(name, label, Control::Select(options.map(option).collect()), post)
}

fn people(colleagues: &[Colleague]) -> impl Iterator<Item = (String, String)> {
    colleagues.iter().map(|found| (found.clerk.to_string(), found.name.clone()))
}

fn assign_field(colleagues: &[Colleague], post: Option<&PlanPost>) -> FieldView {
    select(TO, "Wer bearbeitet den Vorgang?", people(colleagues), post)
}

pub(super) fn line(name: &'static str, label: &str, most: usize, post: Option<&PlanPost>) -> FieldView {
    let control = Control::Line {
        input_type: "text",
        input_mode: "text",
        max_length: u64::try_from(most).ok(),
        width: Some(34),
        unit: None,
    };
    field(name, label, control, post)
}

fn follow_up_fields(post: Option<&PlanPost>, noted: Option<&(NaiveDate, String)>) -> Vec<FieldView> {
    let day = noted.map(|(day, _)| *day);
    let mut reason = line(FOLLOW_UP_FOR, "Wozu?", MAX_FOLLOW_UP, post);
    if let Some((_, stored)) =
        noted.filter(|_| post.is_none_or(|post| post.posted.value(FOLLOW_UP_FOR).is_none()))
    {
        reason.value.clone_from(stored);
    }
    vec![day_field(FOLLOW_UP, "Wann soll der Vorgang wieder vorliegen?", (post, day)), reason]
}

fn task_fields(colleagues: &[Colleague], post: Option<&PlanPost>) -> Vec<FieldView> {
    let mut whose = select(TASK_FOR, "Für wen?", people(colleagues), post);
    whose.optional = true;
    whose.hint = Some("Ohne Auswahl gilt sie für die Person, die den Vorgang hat.".to_owned());
    vec![line(TASK, "Was ist zu tun?", MAX_TASK, post), day_field(TASK_DUE, "Bis wann?", (post, None)), whose]
}

fn reassign_fields(
    departments: &[(crate::domain::DepartmentId, String)],
    post: Option<&PlanPost>,
) -> Vec<FieldView> {
    if departments.is_empty() {
        return Vec::new();
    }
    let options = departments.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let checked = post.is_some_and(|post| post.posted.value(WITH_NOTES) == Some("true"));
    let box_of = Control::CheckBox { checked, notice: Vec::new() };
    let mut notes = field(WITH_NOTES, "Die Notizen mitgeben", box_of, post);
    notes.optional = true;
    let lines = Control::Lines { max_length: u64::try_from(MAX_REASON).ok() };
    let mut reason = field(REASON, "Warum geben Sie den Vorgang weiter?", lines, post);
    reason.hint = Some("Das liest auch der neue Fachbereich.".to_owned());
    vec![select(DEPARTMENT, "An welchen Fachbereich?", options, post), notes, reason]
}
