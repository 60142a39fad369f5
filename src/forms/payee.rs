//! Who is paid by what is granted: the account that the answers name.

use super::form::Form;
use super::responsibility::text_at;
use crate::domain::{Account, AccountMistake, Answers};

/// The account that the answers name where the form says so (`payment`); none where it pays nothing out. An application
/// that was taken incomplete may lack it.
pub fn payee(form: &Form, answers: &Answers) -> Option<Result<Account, AccountMistake>> {
    let rules = form.file.payment.as_ref()?;
    let holder = rules.holder.iter().find_map(|paths| {
        let parts: Vec<&str> = paths.iter().filter_map(|path| text_at(answers, path)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    });
    let iban = text_at(answers, &rules.iban).unwrap_or_default();
    let bic = rules.bic.as_ref().and_then(|path| text_at(answers, path));
    Some(Account::written(&holder.unwrap_or_default(), iban, bic))
}
