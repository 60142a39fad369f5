//! Mails about inquiries, and the reminders: one a week before the day, one after it.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};

use super::letter::LetterError;
use crate::clock::{day_in_germany, german_day};
use crate::domain::{CaseId, INQUIRY_REMINDER_DAYS, Scope};
use crate::forms::responsibility::applicant_email;
use crate::library::{Library, LibraryError};
use crate::mail::{InquiryMail, InquiryNews, Letter};
use crate::store::inquiries::{InquiryRecord, Reminder};
use crate::store::outbox::NewMessage;
use crate::store::{Conn, Db, cases, inquiries, outbox};
use crate::texts::{GERMAN, Language};

/// The mail that reminds before the day, and the one after it.
const REMINDERS: [(Reminder, &str); 2] =
    [(Reminder::Before, "inquiry_reminder"), (Reminder::After, "inquiry_overdue")];

/// Nobody is reminded of what they were asked just now.
const FRESH: Duration = Duration::days(3);

/// Most inquiries of one write, so that no request waits long behind it.
const BATCH: i64 = 50;

/// What a mail about an inquiry tells, by the word of its kind; nothing for another mail.
fn news(kind: &str) -> Option<InquiryNews> {
    match kind {
        "inquiry_notice" => Some(InquiryNews::Asked),
        "inquiry_reminder" => Some(InquiryNews::Near),
        "inquiry_overdue" => Some(InquiryNews::Over),
        "inquiry_received" => Some(InquiryNews::Received),
        _ => None,
    }
}

/// Whether that a mail of this kind went out belongs to the history of its case: it must be provable that the
/// applicant was asked, and reminded.
pub(super) fn is_noted(kind: &str) -> bool {
    news(kind).is_some()
}

/// What a mail about an inquiry is made of.
pub(super) struct About<'a> {
    /// The word of its kind.
    pub kind: &'a str,
    /// The case.
    pub case: CaseId,
    /// The service's name in the language of the applicant.
    pub service: String,
    /// The number of the application.
    pub number: String,
    /// That language.
    pub language: Language,
}

/// The letter of a mail about an inquiry; `None` for another mail. A question that has ended is told of no more.
pub(super) fn compose(
    conn: &mut Conn,
    about: About<'_>,
    (base_url, city): (&str, &str),
) -> Result<Option<Letter>, LetterError> {
    let Some(news) = news(about.kind) else { return Ok(None) };
    let due_on = match news {
        InquiryNews::Received => None,
        _ => {
            // Decided or withdrawn meanwhile: nobody waits for the answer any more.
            let case = cases::find(&Scope::System, conn, about.case)?;
            let open = inquiries::find_open(&Scope::System, conn, about.case)?;
            let open = open.filter(|_| case.is_some_and(|case| case.state.is_open()));
            Some(german_day(open.ok_or(LetterError::Pointless)?.due_on))
        }
    };
    let About { service, number, language, .. } = about;
    let link = format!("{base_url}/status");
    let mail = InquiryMail { news, language, city: city.to_owned(), service, number, due_on, link };
    Ok(Some(mail.letter()?))
}

/// The mail that tells of an inquiry, as it is shown before it is sent: in German.
#[derive(Debug)]
pub struct InquiryPreview {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl InquiryPreview {
    /// The mail about an application with this number.
    pub fn new(
        service: &str,
        number: &str,
        due_on: NaiveDate,
        (base_url, city): (&str, &str),
    ) -> Option<Self> {
        let mail = InquiryMail {
            news: InquiryNews::Asked,
            language: Language::german(),
            city: city.to_owned(),
            service: service.to_owned(),
            number: number.to_owned(),
            due_on: Some(german_day(due_on)),
            link: format!("{base_url}/status"),
        };
        mail.letter().ok().map(|letter| Self { subject: letter.subject, text: letter.text })
    }
}

/// Writes the mails that remind of inquiries; how many. `domain` is ours, for the names of mails.
pub async fn write_inquiry_reminders(
    db: &Db,
    library: &Library,
    domain: &str,
    now: DateTime<Utc>,
) -> Result<usize, LibraryError> {
    let today = day_in_germany(now);
    let until = today.checked_add_days(Days::new(INQUIRY_REMINDER_DAYS)).unwrap_or(today);
    let mut written = 0;
    loop {
        let (domain, library) = (domain.to_owned(), library.clone());
        let batch = db
            .write(move |conn| {
                let due = inquiries::due(&Scope::System, conn, (today, until), (now - FRESH, BATCH))?;
                let mut count = 0;
                for (inquiry, reminder) in due {
                    // One case that cannot be read holds no other one up.
                    let Ok(mail) = mail(conn, &library, (&inquiry, reminder), &domain, now) else {
                        tracing::error!(case = %inquiry.case, "a case cannot be read to remind of its inquiry");
                        continue;
                    };
                    let which = (&inquiry, reminder);
                    let is_done = inquiries::remind(&Scope::System, conn, which, mail.as_ref(), now)?;
                    count += usize::from(is_done);
                }
                Ok::<_, LibraryError>(count)
            })
            .await?;
        written += batch;
        if batch == 0 {
            return Ok(written);
        }
    }
}

/// The mail of a reminder, to the address that the answers hold now.
fn mail(
    conn: &mut Conn,
    library: &Library,
    (inquiry, reminder): (&InquiryRecord, Reminder),
    domain: &str,
    now: DateTime<Utc>,
) -> Result<Option<NewMessage>, LibraryError> {
    let Some(case) = cases::find(&Scope::System, conn, inquiry.case)? else { return Ok(None) };
    let form = library.form(conn, &case.version, case.channel)?;
    let answers = serde_json::from_slice(&case.content).map_err(|_| LibraryError::Unreadable)?;
    let language = outbox::language_of_applicant(conn, case.id)?;
    let language = language.as_deref().unwrap_or(GERMAN);
    let kind = REMINDERS.iter().find(|(known, _)| *known == reminder).map_or("", |(_, kind)| kind);
    Ok(applicant_email(&form, &answers).map(|to| NewMessage::new(kind, to, language, domain, now)))
}
