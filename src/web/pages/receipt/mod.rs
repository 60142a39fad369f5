//! The receipt: the application has arrived. On the screen, and as a paper to print and keep.

pub mod handler;
mod missing;
pub(in crate::web::pages) use missing::missing;
pub mod paper;

use askama::Template;

use crate::domain::Department;
use crate::forms::definition::SubmissionKind;
use crate::forms::view::SectionView;
use crate::web::components::paragraphs::Bullets;
use crate::web::components::summary::Summary;
use crate::web::components::text::Text;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::{Forget, Hidden};
use crate::web::words;
use crate::web::{filters, language};

/// What a receipt says, on screen and on paper.
#[derive(Debug)]
pub struct Receipt<'a> {
    /// The receipt number as people read it: `K7M-3QX-9AB`.
    pub number: String,
    /// The code for asking where it stands, and where that is; none for staff, who have an account.
    pub code: Option<Code>,
    /// When it arrived: `23.11.2026, 10:41 Uhr`.
    pub received_at: String,
    /// The day on which it counts as received, if that is another one (a paper form).
    pub counts_from: Option<String>,
    /// The name of the service.
    pub service: &'a str,
    /// What arrived.
    pub kind: SubmissionKind,
    /// The department that works on it.
    pub department: &'a Department,
    /// Whose it is; none where the form may be sent without a name.
    pub applicant: Option<&'a str>,
    /// Who took it down at the desk.
    pub recorded_by: Option<&'a str>,
    /// The day on which it is issued once more, by the desk.
    pub reissued_on: Option<String>,
    /// Until when the rest of it is to come, if it was taken incomplete.
    pub complete_by: Option<String>,
    /// Papers that are still to be handed in, and answers that are missing.
    pub missing: Vec<String>,
    /// What happens next.
    pub next_steps: &'a [String],
    /// All answers.
    pub sections: &'a [SectionView],
}

/// The code for asking where an application stands.
#[derive(Debug)]
pub struct Code {
    /// As people type it: `K7M3-QX9A-B2CD-EFGH`.
    pub text: String,
    /// Where it is typed, without the scheme: `antrag.example.de/status`.
    pub address: String,
    /// An older one counts no more.
    pub is_fresh: bool,
}

impl Receipt<'_> {
    fn summaries(&self) -> impl Iterator<Item = Summary<'_>> {
        self.sections.iter().map(|section| Summary { section, change_href: None, files_href: None })
    }

    /// Its heading: what has happened.
    fn title(&self) -> String {
        if self.reissued_on.is_some() {
            return t("Zweitschrift").into_owned();
        }
        language::fill("{subject} ist eingegangen", &[("subject", &words::your_noun(self.kind))])
    }
}

/// The receipt on the screen.
#[derive(Debug, Template)]
#[template(path = "pages/receipt/receipt.html")]
pub struct ReceiptPage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// What it says.
    pub receipt: Receipt<'a>,
    /// Where the acknowledgement was sent; none without an e-mail address.
    pub mailed_to: Option<String>,
    /// The receipt as a paper.
    pub document_href: String,
    /// The answers as a file.
    pub download_href: Option<String>,
    /// A clerk reads it, for the resident beside them.
    pub at_desk: bool,
    /// Until when it opens in this browser.
    pub opens_until: String,
    /// How to begin again with these answers; nothing at the desk.
    pub again: Option<Again>,
    /// At the desk: the sheet of Article 13 GDPR, to print.
    pub privacy_href: Option<String>,
    /// Where it stands, for the browser that filed it.
    pub status: Option<ToStatus>,
    /// The button for somebody else's computer; none at the desk.
    pub forget: Option<Forget>,
}

/// The way to where an application stands, without typing its code.
#[derive(Debug)]
pub struct ToStatus {
    /// Where it opens.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
}

/// How to begin again with the answers of a receipt.
#[derive(Debug)]
pub struct Again {
    /// Where another application begins with them.
    pub href: String,
    /// Until when they are kept in this browser, if somebody wanted that.
    pub kept_until: Option<String>,
    /// Where they are kept, or let go.
    pub action: String,
    /// Hidden fields.
    pub hidden: Hidden,
}

/// The receipt with all answers as one file that needs nothing else.
#[derive(Debug, Template)]
#[template(path = "pages/receipt/receipt_copy.html")]
pub struct ReceiptFileCopy<'a> {
    /// What it says.
    pub receipt: Receipt<'a>,
}
