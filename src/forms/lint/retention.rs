//! How long a form keeps data: `retention` in `form.json`.

use crate::domain::REMINDER_DAYS;
use crate::forms::field::Kind;
use crate::forms::form::Form;
use crate::forms::problem::Problem;

/// Most days of a period: thirty years.
const MOST_DAYS: u32 = 10_958;

/// Most days of a draft.
const MOST_DRAFT_DAYS: u32 = 3650;

/// Checks the periods, and that papers that go earlier are asked for.
pub fn check(form: &Form, file: &str) -> Vec<Problem> {
    let retention = &form.file.retention;
    let mut problems = Vec::new();
    let mut add = |pointer: &str, reason: String, remedy: &str| {
        problems.push(Problem::at(file, format!("/retention{pointer}"), reason, remedy));
    };
    // A draft must be kept for longer than the reminder comes before its end, and with some days between: otherwise
    // people are told of the end at once, or never. One that is kept for ever is forbidden.
    let least = 2 * REMINDER_DAYS;
    if !(least..=MOST_DRAFT_DAYS).contains(&retention.draft_days) {
        let reason = format!(
            "a draft is kept for {least} to {MOST_DRAFT_DAYS} days; people are reminded {REMINDER_DAYS} days before its end."
        );
        add("/draft_days", reason, "Name a number of days.");
    }
    let is_fine = |days: u32| (1..=MOST_DAYS).contains(&days);
    let of_outcomes = retention.outcome_days.iter();
    let of_outcomes = of_outcomes.map(|(outcome, days)| (format!("/outcome_days/{outcome}"), *days));
    let all = [
        ("/case_days".to_owned(), retention.case_days),
        ("/bookkeeping_days".to_owned(), retention.bookkeeping_days),
    ];
    for (pointer, _) in all.into_iter().chain(of_outcomes).filter(|(_, days)| !is_fine(*days)) {
        let reason = format!("something is kept for 1 to {MOST_DAYS} days, and not for ever.");
        add(&pointer, reason, "Name a number of days.");
    }
    let outcomes = form.file.decision.outcomes();
    let is_known = |wanted: &str| outcomes.iter().any(|(known, _)| known.0 == wanted);
    for outcome in retention.outcome_days.keys().filter(|outcome| !is_known(outcome)) {
        add(
            &format!("/outcome_days/{outcome}"),
            "nothing is decided in this way.".to_owned(),
            "Name one of \"outcomes\" in \"decision\".",
        );
    }
    for (i, papers) in retention.papers.iter().enumerate() {
        if papers.days > retention.case_days {
            let reason = "these files would be kept for longer than their case.".to_owned();
            add(&format!("/papers/{i}/days"), reason, "Name fewer days, or leave it out.");
        }
        if papers.fields.is_empty() {
            let reason = "no question is named.".to_owned();
            add(&format!("/papers/{i}/fields"), reason, "Name questions for files.");
        }
        for field in &papers.fields {
            let is_files = form.root.find(field).is_some_and(|node| matches!(node.kind, Kind::Files(_)));
            if !is_files {
                let reason = format!("{field:?} is no question for files.");
                add(&format!("/papers/{i}/fields"), reason, "Name a question with \"x-file\".");
            }
        }
    }
    problems
}
