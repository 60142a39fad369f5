//! Inquiries on the page of a case, and in its history.

use crate::domain::CaseEventKind;

/// What happened with an inquiry, in words, and what belongs to it.
pub(super) fn told(kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), crate::clock::german_day);
    match kind {
        CaseEventKind::InquiryAsked => {
            let (due_on, fields) = detail.split_once('\n').unwrap_or((detail, ""));
            let text = (!fields.is_empty()).then(|| fields.to_owned());
            (format!("Rückfrage gestellt, Antwort bis {}", day(due_on)), text)
        }
        CaseEventKind::InquirySeen => ("Rückfrage geöffnet".to_owned(), None),
        CaseEventKind::InquiryAnswered => ("Rückfrage beantwortet".to_owned(), None),
        CaseEventKind::InquiryTakenBack => ("Rückfrage zurückgenommen".to_owned(), None),
        CaseEventKind::InquiryPrinted => ("Brief zur Rückfrage gedruckt".to_owned(), None),
        CaseEventKind::InquiryReminded => {
            (format!("An die Rückfrage erinnert, Antwort bis {}", day(detail)), None)
        }
        _ => (format!("Mail übergeben: {}", mail(detail)), None),
    }
}

/// What a mail is called.
fn mail(kind: &str) -> &str {
    match kind {
        "inquiry_notice" => "Hinweis auf die Rückfrage",
        "inquiry_reminder" => "Erinnerung an die Rückfrage",
        "inquiry_received" => "Bestätigung der Antwort",
        other => other,
    }
}
