//! Inquiries on the page of a case, and in its history.

use crate::accounts::SignedIn;
use crate::casework::{CaseFile, InquiryFile};
use crate::clock::{german_day, german_time};
use crate::domain::{CaseEventKind, InquiryEnding, InquiryWay, Role};
use crate::forms::inquiry::ChangedSection;
use crate::forms::view::{SectionView, hold_back, sections};
use crate::web::components::summary::Summary;
use crate::web::pages::answer::Changes;
use crate::web::urls;

/// What the applicant was asked, and what can be asked now.
#[derive(Debug)]
pub(super) struct InquiriesView {
    /// All of them, newest first.
    pub all: Vec<InquiryView>,
    /// Whoever looks at the case may ask now.
    pub may_ask: bool,
    /// They may take a question back, and print its letter.
    pub may_end: bool,
    /// Where it is asked.
    pub address: String,
    /// The answers as they were filed, where others came since.
    pub filed: Vec<SectionView>,
    files: String,
}

/// An inquiry, in words.
#[derive(Debug)]
pub(super) struct InquiryView {
    pub id: String,
    /// How it stands: it waits, since when it is answered.
    pub stands: String,
    pub asked_at: String,
    pub asked_by: String,
    pub due_on: String,
    pub way: &'static str,
    pub seen: String,
    pub reminders: Vec<String>,
    pub question: String,
    pub fields: String,
    pub reply: Option<String>,
    pub changes: Vec<ChangedSection>,
    pub is_open: bool,
    files: String,
}

impl InquiriesView {
    /// The view of a case's inquiries for this person.
    pub fn new(person: &SignedIn, file: &mut CaseFile) -> Self {
        let case = &file.case;
        let staff = person.scope();
        let is_barred =
            staff.staff().is_none_or(|staff| case.is_own_of(staff) || case.is_taken_down_by(staff));
        let is_theirs = case.clerk == Some(person.clerk) || person.role == Role::Lead;
        let may_end = is_theirs && !is_barred && case.state.is_open();
        let may_ask = file.inquiries.may_ask;
        let is_decided = !case.state.is_open();
        let files = format!("{}/{}", urls::case(case.id), urls::FILE);
        let filed = file.inquiries.filed.as_ref().map(|filed| {
            let mut filed = sections(&file.form, filed);
            hold_back(&file.form, &mut filed, &file.held_back);
            filed
        });
        let address = urls::inquiry(case.id);
        mark(&mut file.sections, &file.inquiries.changed);
        let all = std::mem::take(&mut file.inquiries.all);
        Self {
            all: all
                .into_iter()
                .rev()
                .map(|inquiry| InquiryView::new(inquiry, files.clone(), is_decided))
                .collect(),
            filed: filed.unwrap_or_default().into_iter().map(beside_the_newest).collect(),
            may_ask,
            may_end,
            address,
            files,
        }
    }

    /// The answers as they were filed.
    pub fn as_filed(&self) -> impl Iterator<Item = Summary<'_>> {
        let summary = |section| Summary { section, change_href: None, files_href: Some(self.files.clone()) };
        self.filed.iter().map(summary)
    }
}

/// The same pages stand on the page twice: those as they were filed get names of their own.
fn beside_the_newest(section: SectionView) -> SectionView {
    SectionView { page: format!("eingereicht-{}", section.page), ..section }
}

/// Tells at each answer that it is another one than was filed.
fn mark(sections: &mut [SectionView], changed: &[crate::domain::Path]) {
    let blocks = sections.iter_mut().flat_map(|section| &mut section.blocks);
    for answer in blocks.flat_map(|block| &mut block.answers) {
        if changed.contains(&answer.path) {
            answer.lines.push("Geändert auf Rückfrage".to_owned());
        }
    }
}

impl InquiryView {
    fn new(file: InquiryFile, files: String, is_decided: bool) -> Self {
        let record = file.record;
        let at = |instant| format!("{} Uhr", german_time(instant).trim_end_matches(" Uhr"));
        let stands = match (record.ended, &file.answered_by) {
            (None, _) if is_decided => "Ohne Antwort geblieben".to_owned(),
            (None, _) => format!("Wartet auf die Antwort seit {}", at(record.asked_at)),
            (Some((InquiryEnding::Answered, when)), Some(clerk)) => {
                format!("Beantwortet am {}, am Schalter eingetragen von {clerk}", at(when))
            }
            (Some((InquiryEnding::Answered, when)), None) => format!("Beantwortet am {}", at(when)),
            (Some((InquiryEnding::TakenBack, when)), _) => format!("Zurückgenommen am {}", at(when)),
        };
        Self {
            id: record.id.to_string(),
            stands,
            asked_at: german_time(record.asked_at),
            asked_by: file.asked_by,
            due_on: german_day(record.due_on),
            way: match record.way {
                InquiryWay::Mail => "E-Mail",
                InquiryWay::Letter => "Brief",
            },
            seen: record.seen_at.map_or_else(|| "noch nicht".to_owned(), german_time),
            reminders: record.reminded_at.into_iter().chain(record.overdue_at).map(german_time).collect(),
            question: record.question,
            fields: file.fields.join(", "),
            reply: record.reply,
            changes: file.changes,
            is_open: record.ended.is_none(),
            files,
        }
    }

    /// What the answer changed.
    pub fn changed(&self) -> Changes<'_> {
        Changes { sections: &self.changes, files_href: Some(self.files.clone()) }
    }
}

/// What happened with an inquiry, in words, and what belongs to it.
pub(super) fn told(kind: CaseEventKind, detail: &str) -> (String, Option<String>) {
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), german_day);
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
        _ => (format!("E-Mail übergeben: {}", mail(detail)), None),
    }
}

/// What a mail is called.
fn mail(kind: &str) -> &str {
    match kind {
        "inquiry_notice" => "Hinweis auf die Rückfrage",
        "inquiry_reminder" => "Erinnerung an die Rückfrage",
        "inquiry_overdue" => "Erinnerung nach Ablauf der Frist",
        "inquiry_received" => "Bestätigung der Antwort",
        "decision_notice" => "Hinweis auf den Bescheid",
        other => other,
    }
}
