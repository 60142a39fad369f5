//! The same for several cases: a page that says what will happen, and one that says what did.

pub mod handler;

use std::fmt::Write;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::{BulkAction, Planned, Refusal};
use crate::domain::{CaseAction, OwnTag};
use crate::web::components::Level;
use crate::web::components::alert::Alert;
use crate::web::layout::StaffChrome;
use crate::web::{urls, words};

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/bulk/bulk.html")]
pub struct BulkPage {
    chrome: StaffChrome,
    heading: &'static str,
    alert: Option<Alert>,
    /// What is done with each.
    what: String,
    fits_title: String,
    fits: Vec<Row>,
    mails: String,
    refused_title: String,
    refused: Vec<Row>,
    is_done: bool,
    /// What was chosen, for the form that confirms it.
    action: String,
    chosen: Vec<String>,
    button: String,
    /// The filter of the list.
    back: String,
    back_href: String,
}

#[derive(Debug)]
struct Row {
    href: String,
    number: String,
    applicant: String,
    state: String,
    told: String,
}

/// What was chosen: the action as it is sent, and in words; and the filter of the list that it was chosen in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The action.
    pub action: BulkAction,
    /// What it is called.
    pub label: String,
    /// The filter.
    pub back: String,
}

impl BulkPage {
    /// What will happen; or, of `is_done`, what happened.
    pub fn new(person: &SignedIn, asked: &Asked, planned: Vec<Planned>, is_done: bool) -> Self {
        let (fits, refused): (Vec<Planned>, Vec<Planned>) =
            planned.into_iter().partition(|one| one.result.is_ok());
        let mails = fits.iter().filter(|one| one.result == Ok(true)).count();
        let heading = if is_done { "Ergebnis" } else { "Vorschau" };
        let [done, left] = match is_done {
            true => ["Erledigt", "Nicht erledigt"],
            false => ["Das wird geschehen", "Das geht nicht"],
        };
        Self {
            chrome: super::staff_chrome(person, heading)
                .crumb("Postkorb", urls::INBOX)
                .here(heading.to_owned()),
            heading,
            alert: alert(is_done, refused.len()),
            what: asked.label.clone(),
            fits_title: format!("{done}: {}", cases(fits.len())),
            mails: told_mails(mails, is_done),
            refused_title: format!("{left}: {}", cases(refused.len())),
            chosen: fits.iter().map(|one| word_of(one.chosen)).collect(),
            button: format!("{}: {}", asked.label, cases(fits.len())),
            action: sent(&asked.action),
            fits: fits.into_iter().map(Row::new).collect(),
            refused: refused.into_iter().map(Row::new).collect(),
            is_done,
            back_href: format!("{}?{}", urls::INBOX, asked.back),
            back: asked.back.clone(),
        }
    }
}

fn alert(is_done: bool, refused: usize) -> Option<Alert> {
    let (level, title) = match (is_done, refused) {
        (false, _) => return None,
        (true, 0) => (Level::Success, "Alles ist erledigt.".to_owned()),
        (true, _) => (
            Level::Warning,
            format!("Bei {} ist nichts geschehen. Die Gründe stehen unten.", in_dative(refused)),
        ),
    };
    Some(Alert { announced: true, ..Alert::new(level, title, &[]) })
}

fn cases(count: usize) -> String {
    format!("{count} {}", if count == 1 { "Vorgang" } else { "Vorgänge" })
}

fn in_dative(count: usize) -> String {
    format!("{count} {}", if count == 1 { "Vorgang" } else { "Vorgängen" })
}

fn told_mails(count: usize, is_done: bool) -> String {
    match (count, is_done) {
        (0, false) => "Es geht keine E-Mail hinaus.".to_owned(),
        (0, true) => "Es ging keine E-Mail hinaus.".to_owned(),
        (1, false) => {
            "1 E-Mail geht an eine antragstellende Person: dass es Neues gibt, ohne Inhalt.".to_owned()
        }
        (count, false) => {
            format!("{count} E-Mails gehen an Antragstellende: dass es Neues gibt, ohne Inhalt.")
        }
        (1, true) => "1 E-Mail an eine antragstellende Person ist auf dem Weg.".to_owned(),
        (count, true) => format!("{count} E-Mails an Antragstellende sind auf dem Weg."),
    }
}

impl Row {
    fn new(one: Planned) -> Self {
        let (number, applicant) = one.who.unwrap_or_else(|| ("Unbekannt".to_owned(), String::new()));
        Self {
            href: urls::case(one.chosen.id),
            number,
            applicant: words::applicant(&applicant),
            state: one.state.map(words::state).unwrap_or_default().to_owned(),
            told: match one.result {
                Ok(true) => "an die antragstellende Person".to_owned(),
                Ok(false) => "keine".to_owned(),
                Err(refusal) => why(refusal).to_owned(),
            },
        }
    }
}

fn why(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound => "Diesen Vorgang gibt es für Sie nicht.",
        Refusal::Changed => "Der Vorgang wurde inzwischen geändert.",
        Refusal::NotPossible => "Das geht im jetzigen Stand nicht.",
        Refusal::NotTheirs => "Das macht bei diesem Vorgang eine andere Person.",
        Refusal::Own => "Das ist Ihr eigener Antrag.",
        Refusal::TakenDown => "Sie haben diesen Antrag aufgenommen.",
        Refusal::LetterWaits => {
            "Der Bescheid ist noch nicht abgerufen oder zur Post gegeben, oder im Ausland noch nicht angekommen."
        }
        Refusal::NoAccount => "Diese Person kann den Vorgang nicht haben.",
        Refusal::Already => "Das ist schon so.",
        Refusal::Failed => "Das hat nicht geklappt. Versuchen Sie es später noch einmal.",
    }
}

/// A case that was chosen, as a page sends it.
pub fn word_of(chosen: crate::casework::Chosen) -> String {
    format!("{}.{}", chosen.id, chosen.seen)
}

/// An action as a page sends it.
fn sent(action: &BulkAction) -> String {
    match action {
        BulkAction::Assign(clerk) => format!("assign:{clerk}"),
        BulkAction::Tag(tag) => format!("tag:{}", tag.as_str()),
        BulkAction::Untag(tag) => format!("untag:{}", tag.as_str()),
        BulkAction::Move(action) => format!("move:{}", action.as_str()),
    }
}

/// The same, read back; `new` is the tag that was typed.
fn read_action(word: &str, new: &str) -> Option<BulkAction> {
    let (kind, value) = word.split_once(':')?;
    match kind {
        "assign" => value.parse().ok().map(BulkAction::Assign),
        "tag" if value.is_empty() => OwnTag::typed(new).map(BulkAction::Tag),
        "tag" => OwnTag::typed(value).map(BulkAction::Tag),
        "untag" => OwnTag::typed(value).map(BulkAction::Untag),
        "move" => {
            let action: CaseAction = value.parse().ok()?;
            BulkAction::MOVES.contains(&action).then_some(BulkAction::Move(action))
        }
        _ => None,
    }
}

/// An action in words.
fn in_words(action: &BulkAction, name: Option<&str>) -> String {
    let mut label = String::new();
    // Writing to a text does not fail.
    let _ = match action {
        BulkAction::Assign(_) => write!(label, "Zuweisen an {}", name.unwrap_or("eine unbekannte Person")),
        BulkAction::Tag(tag) => write!(label, "Merkmal „{}“ vergeben", tag.as_str()),
        BulkAction::Untag(tag) => write!(label, "Merkmal „{}“ entfernen", tag.as_str()),
        BulkAction::Move(action) => write!(label, "{}", words::action(*action)),
    };
    label
}
