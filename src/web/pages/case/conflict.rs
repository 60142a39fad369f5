//! Two people at one case: what the one wanted, and what the other did meanwhile, side by side.

use std::fmt;
use std::str::FromStr;

use super::history::Entry;
use super::planning::{FOLLOW_UP_FOR, PlanPost, REASON, TASK};
use super::{check, proposal, transfer};
use crate::casework::{CaseFile, Wanted};
use crate::domain::{CaseAction, Step};
use crate::web::words;

/// Which state of a case a page showed: its revision, and how many entries its history had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The case's revision.
    pub revision: i64,
    /// The entries of its history.
    pub entries: usize,
}

/// What somebody wanted to do with a case that was changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// To move it on.
    Move(Wanted),
    /// To give it this file reference.
    Reference(String),
    /// To save these checks.
    Check(Vec<(String, String)>),
    /// To put a tag on it, or (`false`) to take it off.
    Tag(String, bool),
    /// To plan something.
    Plan(PlanIntent),
    /// To propose this to a committee, in words.
    Proposal(String),
}

/// What somebody wanted to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanIntent {
    /// Where it is done, below the case's address.
    pub action: &'static str,
    /// What it is, in words.
    pub mine: String,
    /// What was posted.
    pub controls: Vec<(String, String)>,
}

impl PlanIntent {
    /// The text that was written for it.
    fn written(&self) -> Option<&str> {
        let is_text = |name: &str| [TASK, FOLLOW_UP_FOR, REASON].contains(&name);
        let found = self.controls.iter().find(|(name, text)| is_text(name) && !text.trim().is_empty());
        found.map(|(_, text)| text.as_str())
    }
}

/// Both versions.
#[derive(Debug)]
pub struct ConflictView {
    /// What they wanted.
    pub mine: String,
    /// What they wrote for it, to be copied where it cannot be saved.
    pub written: Option<String>,
    /// How it stands now, by label.
    pub theirs: Vec<(&'static str, String)>,
    /// What happened meanwhile, oldest first.
    pub since: Vec<Entry>,
    /// The way to do it all the same, if the new state allows it.
    pub again: Option<Again>,
    /// What they wrote stands in the page's own form, to be saved once more: where.
    pub stands_below: Option<&'static str>,
}

/// The form that does it all the same.
#[derive(Debug)]
pub struct Again {
    /// Where it is done, below the case's address.
    pub action: &'static str,
    /// The controls: names and values.
    pub controls: Vec<(String, String)>,
    /// What the button says.
    pub label: String,
}

impl ConflictView {
    /// Both versions of a case: `since` is its history in words, all of it; `post` what was typed into one of its forms.
    pub fn new(
        file: &CaseFile,
        (seen, intent): &(Seen, Intent),
        (mut since, post): (Vec<Entry>, Option<&PlanPost>),
    ) -> Self {
        let case = &file.case;
        let outcome = case.outcome.as_ref().map(|outcome| file.form.outcome_title(outcome));
        let nobody = || "noch niemand".to_owned();
        let mut theirs = vec![
            ("Stand", words::state_and_outcome(case.state, outcome)),
            ("Bearbeitung", file.clerk_name.clone().unwrap_or_else(nobody)),
            ("Aktenzeichen", case.file_reference.clone().unwrap_or_else(|| "keines".to_owned())),
        ];
        let (mine, again) = wanted(file, intent, &mut theirs);
        let written = match intent {
            Intent::Plan(plan) => plan.written().map(str::to_owned),
            Intent::Move(_) => post.and_then(transfer::written),
            _ => None,
        };
        Self {
            mine,
            written,
            theirs,
            since: since.split_off(seen.entries.min(since.len())),
            again,
            stands_below: stands_below(file, intent),
        }
    }
}

/// What somebody wanted, in words, and the way to do it all the same; what is stored of it stands with the new state.
fn wanted(
    file: &CaseFile,
    intent: &Intent,
    theirs: &mut Vec<(&'static str, String)>,
) -> (String, Option<Again>) {
    match intent {
        Intent::Move(wanted) => {
            let is_wanted =
                |step: &&Step| step.action() == wanted.action && step.outcome() == wanted.outcome.as_ref();
            let label = label_of(file, wanted);
            // A transfer without its authority would only be refused once more.
            let is_whole = wanted.action != CaseAction::Transfer || wanted.transfer.is_some();
            let may = is_whole && file.steps.iter().any(|step| is_wanted(&step));
            let again = may.then(|| move_again(wanted, &label));
            (label, again)
        }
        Intent::Tag(text, is_put) => tag_again(text, *is_put),
        Intent::Plan(plan) => (plan.mine.clone(), plan_again(file, plan)),
        Intent::Reference(text) => (format!("Aktenzeichen: {text}"), Some(reference_again(text))),
        Intent::Check(posted) => {
            let (mine, stored) = check::both(file, posted);
            theirs.extend((!stored.is_empty()).then_some(("Prüfung", stored)));
            (format!("Prüfung: {mine}"), None)
        }
        Intent::Proposal(mine) => {
            theirs.extend(proposal::stored(file).map(|stored| ("Vorschlag", stored)));
            (mine.clone(), None)
        }
    }
}

/// Where what they wrote stands in the page's own form.
fn stands_below(file: &CaseFile, intent: &Intent) -> Option<&'static str> {
    match intent {
        Intent::Check(_) if file.check.as_ref().is_some_and(|check| check.may_check) => Some("im Antrag"),
        Intent::Proposal(_) if file.proposal.as_ref().is_some_and(|found| found.may_propose) => {
            Some("unter „Für den Ausschuss“")
        }
        _ => None,
    }
}

fn label_of(file: &CaseFile, wanted: &Wanted) -> String {
    let action = words::action(wanted.action);
    match (&wanted.outcome, &wanted.transfer) {
        (Some(outcome), _) => format!("{action}: {}", file.form.outcome_title(outcome)),
        (None, Some(transfer)) => format!("{action}: {}", transfer.to),
        (None, None) => action.to_owned(),
    }
}

fn move_again(wanted: &Wanted, label: &str) -> Again {
    let outcome = wanted.outcome.as_ref().map(|outcome| ("ergebnis".to_owned(), outcome.0.clone()));
    Again {
        action: "status",
        controls: [("aktion".to_owned(), wanted.action.as_str().to_owned())]
            .into_iter()
            .chain(outcome)
            .chain(wanted.transfer.iter().flat_map(transfer::controls))
            .collect(),
        label: format!("Trotzdem: {label}"),
    }
}

/// The way to plan it all the same, if this person still may.
fn plan_again(file: &CaseFile, plan: &PlanIntent) -> Option<Again> {
    let planning = &file.planning;
    let may = match plan.action {
        "zuweisen" => !planning.colleagues.is_empty(),
        "weitergeben" => !planning.departments.is_empty(),
        _ => planning.may_plan,
    };
    let label = "Trotzdem speichern".to_owned();
    may.then(|| Again { action: plan.action, controls: plan.controls.clone(), label })
}

fn reference_again(text: &str) -> Again {
    let controls = vec![("aktenzeichen".to_owned(), text.to_owned())];
    Again { action: "aktenzeichen", controls, label: "Mein Aktenzeichen speichern".to_owned() }
}

fn tag_again(text: &str, is_put: bool) -> (String, Option<Again>) {
    let (action, done) = if is_put { ("merkmal", "vergeben") } else { ("merkmal-entfernen", "entfernen") };
    let mine = format!("Merkmal „{text}“ {done}");
    let label = format!("Trotzdem: {mine}");
    (mine, Some(Again { action, controls: vec![("merkmal".to_owned(), text.to_owned())], label }))
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.revision, self.entries)
    }
}

impl FromStr for Seen {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (revision, entries) = text.split_once('.').ok_or(())?;
        Ok(Self { revision: revision.parse().map_err(|_| ())?, entries: entries.parse().map_err(|_| ())? })
    }
}
