//! What would go out for a case, and why nothing does.

use std::collections::BTreeSet;

use super::super::bulk::Chosen;
use super::super::work::{WorkError, workable};
use super::{PaymentRefusal, lead};
use crate::clock::day_in_germany;
use crate::domain::{Account, Answers, DepartmentId, Path, PaymentContent, Scope};
use crate::forms::definition::PaymentRules;
use crate::forms::form::Form;
use crate::forms::payee::payee;
use crate::forms::state::{FormState, Remembered};
use crate::library::{Library, LibraryError};
use crate::store::cases::CaseRecord;
use crate::store::payments::DuePayment;
use crate::store::{Conn, payments as store};

pub(super) type Part = (CaseRecord, DuePayment, PaymentContent);

/// What would go out for a case as it was seen.
pub(super) fn part(
    scope: &Scope,
    conn: &mut Conn,
    library: &Library,
    (department, chosen): (&DepartmentId, &Chosen),
) -> Result<Result<Part, PaymentRefusal>, WorkError> {
    let lead = lead(scope)?;
    let case = match workable(scope, conn, chosen.id) {
        Ok(case) if case.department == *department => case,
        Err(WorkError::Own) => return Ok(Err(PaymentRefusal::Own)),
        Err(WorkError::TakenDown) => return Ok(Err(PaymentRefusal::TakenDown)),
        Ok(_) | Err(WorkError::NotFound) => return Ok(Err(PaymentRefusal::NotFound)),
        Err(other) => return Err(other),
    };
    let Some(due) = store::find_due(scope, conn, case.id)? else {
        return Ok(Err(PaymentRefusal::NothingDue));
    };
    if due.decided_by.contains(&lead.clerk) {
        return Ok(Err(PaymentRefusal::Decided));
    }
    if due.returned_by.contains(&lead.clerk) {
        return Ok(Err(PaymentRefusal::NotedReturn));
    }
    if case.revision != chosen.seen {
        return Ok(Err(PaymentRefusal::Changed));
    }
    let form = library.form(conn, &case.version, case.channel)?;
    let Some(rules) = &form.file.payment else { return Ok(Err(PaymentRefusal::NoAccount)) };
    let payee = match account(&form, rules, &case)? {
        Ok(payee) => payee,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let number = case.receipt_number.to_string();
    let tries = store::of_case(scope, conn, case.id)?.len();
    let content = PaymentContent {
        payee,
        reference: if tries == 0 { number.clone() } else { format!("{number}-{}", tries + 1) },
        purpose: format!("{} {number}", rules.purpose.trim()),
        number,
        decided_on: due.decided_on,
        letter_on: due.letter_on,
    };
    Ok(Ok((case, due, content)))
}

/// Whether the account is somebody else's than the applicant's: whatever the order of the names is.
pub(super) fn is_of_others((case, _, content): &Part) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<BTreeSet<_>>()
    };
    words(&case.applicant_name) != words(&content.payee.holder)
}

/// The account that the answers name, where the form finds nothing wrong with it. What was taken incomplete, or filed
/// with a mistake, is judged here for the first time, on the day on which it was filed.
fn account(
    form: &Form,
    rules: &PaymentRules,
    case: &CaseRecord,
) -> Result<Result<Account, PaymentRefusal>, WorkError> {
    let answers: Answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let Some(Ok(payee)) = payee(form, &answers) else { return Ok(Err(PaymentRefusal::NoAccount)) };
    let remembered = Remembered { answers, ..Remembered::default() };
    let state = FormState::new(form, &remembered, day_in_germany(case.filed_at));
    if state.errors.iter().any(|error| is_of_account(rules, &error.path)) {
        return Ok(Err(PaymentRefusal::NoAccount));
    }
    Ok(if payee.is_of_eea() { Ok(payee) } else { Err(PaymentRefusal::Abroad) })
}

/// Whether a mistake is one of the account: anything of the group in which the IBAN stands, of the name what the name
/// says, and its group as a whole.
fn is_of_account(rules: &PaymentRules, path: &Path) -> bool {
    let path = path.to_string();
    let group_of = |path: &str| path.rsplit_once('.').map(|(group, _)| group.to_owned());
    let is_at_or_below = |outer: &str| {
        path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let of_bank = [Some(&rules.iban), rules.bic.as_ref()];
    let is_of_bank = of_bank
        .into_iter()
        .flatten()
        .any(|answer| is_at_or_below(&group_of(answer).unwrap_or_else(|| answer.clone())));
    let is_of_holder =
        |answer: &String| is_at_or_below(answer) || group_of(answer).is_some_and(|group| group == path);
    is_of_bank || rules.holder.iter().flatten().any(is_of_holder)
}
