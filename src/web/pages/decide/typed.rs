//! What was typed on the page of a decision, and what is wrong with it.

use crate::casework::{Deciding, DecisionMistake, amount_asked, judge, proposed_amount};
use crate::domain::{DecisionContent, MAX_CONDITION, MAX_CONDITIONS, MAX_REASONS, Outcome};
use crate::forms::display::{euros_of, plain};
use crate::forms::form::Form;
use crate::forms::parse::read_cents;
use crate::store::decisions::NewDecision;
use crate::web::body::Posted;

use super::{AMOUNT, CODES, CONDITIONS, NOTE, OUTCOME, REASONS};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub outcome: String,
    pub amount: String,
    pub codes: Vec<String>,
    pub reasons: String,
    pub conditions: String,
    pub outcome_error: Option<String>,
    pub amount_error: Option<String>,
    pub reasons_error: Option<String>,
    pub conditions_error: Option<String>,
}

/// What was typed and not saved, in words; nothing where nothing was.
pub(in crate::web::pages) fn unsent(form: &Form, posted: &[(String, String)]) -> Option<String> {
    let all = |name: &'static str| {
        let values = posted.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty())
    };
    let outcome = |id: &str| form.outcome_title(&Outcome(id.to_owned())).to_owned();
    let sentence = |code: &str| form.file.decision.reason_codes.get(code).cloned();
    let told = |label: &str, text: String| (!text.is_empty()).then(|| format!("{label}: {text}"));
    let join = |texts: Vec<String>| texts.join("\n");
    let lines = [
        told("Entscheidung", join(all(OUTCOME).map(outcome).collect())),
        told("Betrag", join(all(AMOUNT).map(|amount| format!("{amount} €")).collect())),
        told("Gründe", all(CODES).filter_map(sentence).collect::<Vec<_>>().join(" ")),
        told("Begründung", join(all(REASONS).map(str::to_owned).collect())),
        told("Auflagen", join(all(CONDITIONS).map(str::to_owned).collect())),
        told("Rückgabe", join(all(NOTE).map(str::to_owned).collect())),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    (!lines.is_empty()).then(|| format!("Nicht gespeichert:\n{}", lines.join("\n")))
}

fn euros(cents: i64) -> String {
    plain(rust_decimal::Decimal::new(cents, 2), 2)
}

/// The outcome for less than was asked, where this amount is less.
fn partly(deciding: &Deciding, amount: Option<i64>) -> Option<Outcome> {
    let (form, answers) = (&deciding.file.form, &deciding.file.answers);
    let (outcome, _) = form.file.decision.for_less()?;
    let asked = amount_asked(form, answers, &outcome)?;
    amount.filter(|amount| *amount < asked).map(|_| outcome)
}

/// Which outcome is for less than was asked.
fn less(deciding: &Deciding, what: &NewDecision) -> Option<String> {
    let (form, answers) = (&deciding.file.form, &deciding.file.answers);
    let asked = euros_of(amount_asked(form, answers, &what.outcome)?);
    let (_, title) = form.file.decision.for_less()?;
    Some(format!(
        "Das ist weniger als beantragt ({asked}). Wählen Sie „{title}“, und begründen Sie die Kürzung."
    ))
}

impl Typed {
    /// What stands there at first: a proposal that was sent back, or the amount that the form proposes.
    pub fn first(deciding: &Deciding) -> Self {
        if let Some(decision) = &deciding.file.decision {
            let what = decision.record.what.clone();
            return Self {
                outcome: what.outcome.0,
                amount: what.amount.map(euros).unwrap_or_default(),
                codes: what.reason_codes,
                reasons: what.content.reasons,
                conditions: what.content.conditions.join("\n"),
                ..Self::default()
            };
        }
        let (form, answers) = (&deciding.file.form, &deciding.file.answers);
        let outcomes = form.file.decision.outcomes();
        let asked = || outcomes.iter().find_map(|(outcome, _)| proposed_amount(form, answers, outcome));
        // What the check accepted goes before what was asked for, also where it is nothing: then nobody reads an amount
        // that the check took away. One for earlier answers names none.
        let computes = form.check.as_deref().is_some_and(|check| check.amount.is_some());
        let saved = deciding.file.check.as_ref().filter(|check| computes && check.saved.is_some());
        let amount = match saved {
            Some(check) if check.counts() => check.accepted.amount.filter(|cents| *cents > 0),
            Some(_) => None,
            None => asked(),
        };
        let check = deciding.file.check.as_ref().filter(|check| check.counts());
        let rows = check.into_iter().flat_map(|check| &check.accepted.rows);
        let mut codes: Vec<String> = rows.filter_map(|row| row.reason.clone()).collect();
        codes.sort();
        codes.dedup();
        codes.retain(|code| form.file.decision.reason_codes.contains_key(code));
        let outcome = partly(deciding, amount).map(|outcome| outcome.0).unwrap_or_default();
        Self { outcome, amount: amount.map(euros).unwrap_or_default(), codes, ..Self::default() }
    }

    /// What was posted, and what is decided by it; nothing where something is wrong.
    pub fn read(posted: &Posted, deciding: &Deciding) -> (Self, Option<NewDecision>) {
        let text = |name: &str| posted.value(name).unwrap_or_default().trim().replace("\r\n", "\n");
        let codes = posted.0.iter().filter(|(name, _)| name == CODES).map(|(_, value)| value.clone());
        let mut typed = Self {
            outcome: text(OUTCOME),
            amount: text(AMOUNT),
            codes: codes.collect(),
            reasons: text(REASONS),
            conditions: text(CONDITIONS),
            ..Self::default()
        };
        let what = typed.decision(deciding);
        let is_right = typed.outcome_error.is_none()
            && typed.amount_error.is_none()
            && typed.reasons_error.is_none()
            && typed.conditions_error.is_none();
        (typed, is_right.then_some(what))
    }

    fn decision(&mut self, deciding: &Deciding) -> NewDecision {
        let form = &deciding.file.form;
        let outcome = Outcome(self.outcome.clone());
        // An amount that stood there before somebody chose to refuse belongs to nothing.
        let has_amount = form.file.decision.rules(&outcome).is_some_and(|rules| rules.amount.is_some());
        let amount = Some(self.amount.as_str()).filter(|text| has_amount && !text.is_empty());
        let cents = amount.map(read_cents);
        if let Some(Err(_)) = cents {
            self.amount_error = Some("Geben Sie den Betrag in Euro ein, zum Beispiel 195,00.".to_owned());
        }
        let cents = cents.and_then(Result::ok).and_then(|cents| i64::try_from(cents).ok());
        let lines = self.conditions.lines().map(str::trim).filter(|line| !line.is_empty());
        let what = NewDecision {
            outcome,
            amount: cents,
            reason_codes: self.codes.clone(),
            content: DecisionContent {
                conditions: lines.map(str::to_owned).collect(),
                reasons: self.reasons.clone(),
            },
        };
        for mistake in judge((form, &deciding.file.answers), &what) {
            match mistake {
                DecisionMistake::Less => {
                    self.amount_error = self.amount_error.take().or_else(|| less(deciding, &what))
                }
                mistake => self.tell(mistake),
            }
        }
        what
    }

    fn tell(&mut self, mistake: DecisionMistake) {
        use DecisionMistake as M;
        let (field, text) = match mistake {
            M::Outcome => (&mut self.outcome_error, "Wählen Sie aus, wie Sie entscheiden.".to_owned()),
            M::Amount => (&mut self.amount_error, "Geben Sie den Betrag ein.".to_owned()),
            M::AmountBounds => (
                &mut self.amount_error,
                "Der Betrag muss größer als 0 und darf nicht unglaubhaft hoch sein. Ist nichts zu zahlen, wählen Sie eine andere Entscheidung.".to_owned(),
            ),
            M::Less => (&mut self.amount_error, "Das ist weniger als beantragt.".to_owned()),
            M::Reasons => (
                &mut self.reasons_error,
                "Markieren Sie einen Grund, oder schreiben Sie eine Begründung (§ 39 VwVfG).".to_owned(),
            ),
            M::ReasonCode => (
                &mut self.reasons_error,
                "Ein markierter Grund ist nicht in der Liste. Markieren Sie die Gründe noch einmal.".to_owned(),
            ),
            M::ReasonsLength => (
                &mut self.reasons_error,
                format!("Die Begründung darf höchstens {MAX_REASONS} Zeichen lang sein."),
            ),
            M::Conditions => (&mut self.conditions_error, "Schreiben Sie mindestens eine Auflage.".to_owned()),
            M::NoConditions => (
                &mut self.conditions_error,
                "Zu dieser Entscheidung gehören keine Auflagen. Wählen Sie eine andere, oder löschen Sie die Auflagen.".to_owned(),
            ),
            M::ConditionsLength => (
                &mut self.conditions_error,
                format!("Möglich sind höchstens {MAX_CONDITIONS} Auflagen mit je {MAX_CONDITION} Zeichen."),
            ),
        };
        field.get_or_insert(text);
    }
}
