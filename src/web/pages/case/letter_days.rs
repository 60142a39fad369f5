//! What can be noted of a letter's way by post: posted, put right, arrived, come back.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::casework::{CaseFile, DecisionFile};
use crate::domain::{CaseState, Delivery, DeliveryStage, Path};
use crate::forms::view::{Control, FieldView};
use crate::web::urls;

use super::{Attempt, Notice};

/// Day, month and year.
type Typed = [String; 3];

/// Asks for a day of the letter's way.
#[derive(Debug)]
pub struct DayForm {
    /// Where it is posted to.
    pub action: String,
    /// What it tells.
    pub what: LetterDay,
    /// The day, and where to.
    pub fields: Vec<FieldView>,
    /// What the button says.
    pub label: &'static str,
    /// It stands open: what was typed is wrong.
    pub is_open: bool,
}

/// A day of the letter's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterDay {
    /// It was posted.
    Posted,
    /// It was posted on another day than was noted.
    Corrected,
    /// It arrived.
    Arrived,
    /// It came back, or never arrived.
    Returned,
}

/// What was posted about the way of a letter.
#[derive(Debug, Clone)]
pub struct DayPost {
    /// What.
    pub what: LetterDay,
    /// Day, month, year.
    pub day: [String; 3],
    /// The same of the arrival, where it is put right.
    pub arrived: [String; 3],
    /// The letter goes abroad.
    pub goes_abroad: bool,
}

impl LetterDay {
    /// The control of the day of arrival, where it is put right.
    pub const ARRIVED: &str = "richtige-ankunft";

    const ALL: [Self; 4] = [Self::Posted, Self::Corrected, Self::Arrived, Self::Returned];

    /// The word in the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "post",
            Self::Corrected => "korrektur",
            Self::Arrived => "angekommen",
            Self::Returned => "zurueck",
        }
    }

    /// The control of the day. Two forms of one page have no control in common.
    pub fn control(self) -> &'static str {
        match self {
            Self::Posted | Self::Arrived | Self::Returned => "tag",
            Self::Corrected => "richtiger-tag",
        }
    }

    /// The control that says that the letter goes abroad.
    pub fn abroad(self) -> &'static str {
        match self {
            Self::Posted | Self::Arrived | Self::Returned => "ausland",
            Self::Corrected => "richtig-ausland",
        }
    }
}

impl FromStr for LetterDay {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|what| what.as_str() == text).ok_or(())
    }
}

/// What can be noted on a letter.
pub(super) fn days(file: &CaseFile, decision: &DecisionFile, attempt: &Attempt) -> Vec<DayForm> {
    let Some(signed) = decision.record.signed.as_ref() else { return Vec::new() };
    let delivery = &signed.delivery;
    let of = |what, title, label| DayForm::new(file, delivery, attempt, (what, title, label));
    match delivery.stage() {
        DeliveryStage::ToPost => {
            let title = "Wann haben Sie den Bescheid zur Post gegeben?";
            vec![of(LetterDay::Posted, title, "Tag eintragen")]
        }
        DeliveryStage::Posted => {
            let arrived = match delivery.counts_on {
                Some(_) => of(
                    LetterDay::Arrived,
                    "Ist der Bescheid später angekommen? Dann zählt dieser Tag.",
                    "Späteren Tag eintragen",
                ),
                None => of(LetterDay::Arrived, "Wann ist der Bescheid angekommen?", "Tag eintragen"),
            };
            let title = "An welchem Tag ging der Bescheid wirklich zur Post?";
            let may_return = file.case.state == CaseState::Decided;
            let returned = may_return.then(|| of(LetterDay::Returned, "", "Noch einmal zur Post geben"));
            let corrected = decision.may_correct.then(|| of(LetterDay::Corrected, title, "Tage berichtigen"));
            [Some(arrived), returned, corrected].into_iter().flatten().collect()
        }
        DeliveryStage::ToFetch | DeliveryStage::Fetched => Vec::new(),
    }
}

impl DayForm {
    fn new(
        file: &CaseFile,
        delivery: &Delivery,
        attempt: &Attempt,
        (what, title, label): (LetterDay, &str, &'static str),
    ) -> Self {
        let typed = attempt.posted_on.as_ref().filter(|typed| typed.what == what);
        let is_wrong = typed.is_some() && attempt.notice == Some(Notice::NoteText);
        let corrects = what == LetterDay::Corrected;
        let known = |day: Option<NaiveDate>| day.filter(|_| corrects).map(parts).unwrap_or_default();
        let mut fields = Vec::new();
        if what != LetterDay::Returned {
            let day = typed.map_or_else(|| known(delivery.posted_on), |typed| typed.day.clone());
            let mut field = day_field(what.control(), title, day, is_wrong);
            field.error = is_wrong.then(|| wrong_day(what, delivery).to_owned());
            fields.push(field);
        }
        if matches!(what, LetterDay::Posted | LetterDay::Corrected) {
            let is_abroad = corrects && delivery.goes_abroad;
            fields.push(abroad_field(what, typed.map_or(is_abroad, |typed| typed.goes_abroad)));
        }
        if corrects {
            let day = typed.map_or_else(|| known(delivery.arrived_on), |typed| typed.arrived.clone());
            let title = "An welchem Tag ist er angekommen, wenn Sie es wissen?";
            let mut field = day_field(LetterDay::ARRIVED, title, day, false);
            field.hint = Some("Leer lassen, wenn kein Tag der Ankunft bekannt ist.".to_owned());
            field.optional = true;
            fields.push(field);
        }
        let action = format!("{}/post", urls::decision_letter(file.case.id));
        Self { action, what, fields, label, is_open: typed.is_some() }
    }

    /// What opens it, where it does not stand open: it is needed seldom.
    pub fn summary(&self) -> Option<&'static str> {
        match self.what {
            LetterDay::Posted | LetterDay::Arrived => None,
            LetterDay::Corrected => Some("Tag der Absendung oder Ankunft berichtigen"),
            LetterDay::Returned => Some("Der Brief kam zurück oder nie an"),
        }
    }

    /// What it means, where it asks nothing.
    pub fn explained(&self) -> Option<&'static str> {
        (self.what == LetterDay::Returned).then_some(
            "Dann ist der Bescheid nicht bekannt gegeben, und die Frist für den Rechtsbehelf läuft nicht (§ 41 Abs. 2 Satz 3 VwVfG). Prüfen Sie die Anschrift, und geben Sie ihn noch einmal zur Post.",
        )
    }
}

fn parts(day: NaiveDate) -> Typed {
    [day.day().to_string(), day.month().to_string(), day.year().to_string()]
}

fn day_field(name: &str, title: &str, [day, month, year]: Typed, is_wrong: bool) -> FieldView {
    let control = Control::Date { day, month, year, wrong: [is_wrong; 3] };
    FieldView::new(Path::root().key(name), title, control)
}

/// What is wrong with a day, and which one is right.
fn wrong_day(what: LetterDay, delivery: &Delivery) -> &'static str {
    match (what, delivery.counts_on) {
        (LetterDay::Posted | LetterDay::Returned, _) => {
            "Geben Sie einen Tag ein: frühestens den der Entscheidung, spätestens heute."
        }
        (LetterDay::Corrected, _) => {
            "Geben Sie einen anderen Tag ein: frühestens den der Entscheidung, spätestens heute, und keinen nach der Ankunft; oder einen anderen Tag der Ankunft."
        }
        (LetterDay::Arrived, Some(_)) => {
            "Geben Sie einen Tag nach dem ein, der jetzt zählt, und spätestens heute."
        }
        (LetterDay::Arrived, None) => {
            "Geben Sie einen Tag ein: frühestens den, an dem er zur Post ging, spätestens heute."
        }
    }
}

fn abroad_field(what: LetterDay, checked: bool) -> FieldView {
    let control = Control::CheckBox { checked, notice: Vec::new() };
    let mut field =
        FieldView::new(Path::root().key(what.abroad()), "Die Anschrift liegt im Ausland", control);
    field.hint = Some("Dann gilt nicht der vierte Tag danach, sondern der Tag der Ankunft.".to_owned());
    field
}
