//! Mails about what happens to an application after it arrived.

use super::letter::LetterError;
use crate::domain::Channel;
use crate::forms::form::Form;
use crate::library::Library;
use crate::mail::{CaseNews, Letter, WithdrawalAcknowledgement, WithdrawalNotice};
use crate::store::cases::CaseRecord;
use crate::store::outbox::ClaimedMessage;

/// The letter of such a kind; [`LetterError::Pointless`] for every other one.
pub(super) fn letter(
    library: &Library,
    message: &ClaimedMessage,
    (case, form): (&CaseRecord, &std::sync::Arc<Form>),
    (base_url, city): (&str, &str),
) -> Result<Letter, LetterError> {
    let number = case.receipt_number.to_string();
    let language = library.languages().find(&message.language).cloned().unwrap_or_default();
    let service = library.speaking(&language).in_words(form).file.title.clone();
    let city = city.to_owned();
    let with_account = case.channel == Channel::Staff;
    Ok(match message.kind.as_str() {
        "case_news" => {
            let place = if with_account { "/amt/formulare" } else { "/status" };
            let link = format!("{base_url}{place}");
            CaseNews { language, city, service, number, link, with_account }.letter()?
        }
        "withdrawal_acknowledgement" => {
            WithdrawalAcknowledgement { language, city, service, number }.letter()?
        }
        "withdrawal_notice" => {
            let link = format!("{base_url}/postkorb/{}", case.id);
            WithdrawalNotice { service, number, link }.letter()?
        }
        _ => return Err(LetterError::Pointless),
    })
}
