//! The addresses that handlers lead to and pages link to, built from what they name. The patterns behind
//! them stand in the site map.

mod erasure;
mod inbox;
mod letters;
mod payments;

pub use erasure::*;
pub use inbox::{
    BULK, BULK_DO, COMMITTEE, COMMITTEE_FILE, DEPARTMENT_FIGURES, DEPARTMENT_FIGURES_CSV, DEPUTIES,
    GIVEN_AWAY, INBOX, LIST_FILE, VIEWS, WORKLOAD, case,
};
pub use letters::*;
pub use payments::*;

use crate::domain::{CaseId, DraftId, ReceiptNumber, ResumeCode};
use crate::forms::state::FieldError;
use crate::forms::view::OptionsOf;

/// The catalogue.
pub const HOME: &str = "/";
/// Where a browser forgets everything that was begun or filed in it.
pub const FORGET: &str = "/vergessen";
/// Where a browser lets go what was kept in it to begin with again.
pub const LET_GO: &str = "/gemerktes/loeschen";
/// Where the applicant answers a question of the department.
pub const STATUS_INQUIRY: &str = "/status/rueckfrage";
/// Where the desk answers one for a person.
pub const DESK_INQUIRY: &str = "/schalter/rueckfrage";
/// The desk's page.
pub const DESK: &str = "/schalter";
/// The desk's page, after a case was asked for that does not lie open.
pub const OTHER_CASE: &str = "/schalter?anderer-fall";
/// Where a case of the desk is closed, for the next person.
pub const NEXT_PERSON: &str = "/schalter/weiter";
/// Where the desk is locked.
pub const LOCK: &str = "/schalter/sperren";
/// Where staff sign in after the desk was locked.
pub const LOCKED: &str = "/amt/anmelden?gesperrt";
/// Where a page of the desk tells that somebody is there.
pub const STAY: &str = "/schalter/wach";
/// The figures of the desk.
pub const FIGURES: &str = "/auswertung/schalter";
/// The same as a file.
pub const FIGURES_CSV: &str = "/auswertung/schalter/tabelle";
/// Where the desk opens what a person brings.
pub const DESK_CODE: &str = "/schalter/code";
/// Where the desk issues a receipt once more.
pub const REISSUE: &str = "/schalter/zweitschrift";
/// The administration's page.
pub const ADMIN: &str = "/verwaltung";
/// Where everything stands that has to do with accounts of staff.
const STAFF: &str = "/amt";
/// Where programs ask.
const API: &str = "/api";
/// The services for staff.
pub const STAFF_FORMS: &str = "/amt/formulare";
/// The forms as their authors look at them.
pub const PREVIEWS: &str = "/entwicklung/formulare";
/// Where staff sign in.
pub const SIGN_IN: &str = "/amt/anmelden";
/// Where a code opens a draft.
pub const RESUME: &str = "/fortsetzen";
/// Where applicants ask where their application stands, by number and code.
pub const STATUS: &str = "/status";
/// The same, after the time of a visit was over.
pub const STATUS_ENDED: &str = "/status?beendet";
/// The same, after a person ended their visit.
pub const STATUS_CLOSED: &str = "/status?geschlossen";
/// The same, after an applicant withdrew.
pub const STATUS_WITHDRAWN: &str = "/status/antrag?zurueckgenommen";
/// Where a person ends their visit.
pub const STATUS_CLOSE: &str = "/status/schliessen";
/// The files of an application, for its applicant; the id of one comes behind it.
pub const STATUS_FILES: &str = "/status/datei";
/// Everything that an applicant handed in, and what became of it, as a file for programs.
pub const STATUS_DATA: &str = "/status/daten";
/// Where an application stands, as a paper.
pub const STATUS_PAPER: &str = "/status/druck";
/// Where an applicant withdraws.
pub const STATUS_WITHDRAW: &str = "/status/zuruecknehmen";
/// Where an application stands, for its applicant.
pub const STATUS_CASE: &str = "/status/antrag";
/// The last segment of the page that tells how to go on later.
pub const SAVED: &str = "gespeichert";
/// The last segment of the check page.
pub const CHECK: &str = "pruefen";
/// The last segment of sending.
pub const SUBMIT: &str = "absenden";
/// The last segment but one of a file.
pub const FILE: &str = "datei";
/// The last segment of the page that is all pages of a draft.
pub const FAST: &str = "schnell";
/// The last segment of giving a draft of the desk to the person.
pub const HANDOVER: &str = "uebergabe";
/// The last segment of taking it back.
pub const FETCH_BACK: &str = "zurueckholen";
/// The last segment of taking an incomplete application.
pub const INCOMPLETE: &str = "unvollstaendig";
/// The last segment of the page that is read out.
pub const READ_BACK: &str = "vorlesen";
/// The last segment of the sheet of Article 13 GDPR.
pub const PRIVACY: &str = "datenschutz";
/// The last segment of giving up a draft.
pub const DISCARD: &str = "verwerfen";

/// Whether what is at a path is read by staff, authors of forms or programs only, and German whoever asks.
pub fn is_in_german(path: &str) -> bool {
    is_staff_area(path) || [STAFF, API, PREVIEWS].into_iter().any(|area| is_in(path, area))
}

/// Whether an address is in an area where staff work. Signing in and out are in none.
pub fn is_staff_area(path: &str) -> bool {
    [DESK, FIGURES, INBOX, ADMIN, STAFF_FORMS].into_iter().any(|area| is_in(path, area))
}

/// Whether what is at a path tells of people who are not at the desk: nobody reads it beside a resident.
pub fn shows_others(path: &str) -> bool {
    let second_steps = format!("{STAFF_FORMS}/vorgang");
    [INBOX, ADMIN, &second_steps].into_iter().any(|area| is_in(path, area))
}

fn is_in(path: &str, area: &str) -> bool {
    path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An address as people type it.
pub fn without_scheme(address: &str) -> String {
    address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
}

/// The link that carries the code of a draft: it fills the code in and opens nothing by itself.
pub fn resume_by(code: &ResumeCode) -> String {
    format!("{RESUME}/{code}")
}

/// A service's page.
pub fn service(slug: &str) -> String {
    format!("/leistungen/{slug}")
}

/// The form of a service on paper.
pub fn paper_form(slug: &str) -> String {
    format!("{}/vordruck", service(slug))
}

/// The sheet of Article 13 GDPR of a service.
pub fn privacy_sheet(slug: &str) -> String {
    format!("{}/{PRIVACY}", service(slug))
}

/// Where the desk begins an application to a service.
pub fn desk_begin(slug: &str) -> String {
    format!("{DESK}/neu/{slug}")
}

/// Where a citizen's application to a service begins.
pub fn start(slug: &str) -> String {
    format!("/leistungen/{slug}/antrag")
}

/// What an application may begin with.
pub fn reuse(slug: &str) -> String {
    format!("/leistungen/{slug}/uebernehmen")
}

/// Where a filed application is kept to begin with again.
pub fn keep(number: &ReceiptNumber) -> String {
    format!("/eingang/{}/merken", number.as_str())
}

/// The receipt of a filed application, for the person who filed it.
pub fn receipt(number: &ReceiptNumber) -> String {
    format!("/eingang/{}", number.as_str())
}

/// Where an application stands, for the browser that has just filed it.
pub fn receipt_status(number: &ReceiptNumber) -> String {
    format!("/eingang/{}/stand", number.as_str())
}

/// The receipt on paper.
pub fn receipt_paper(number: &ReceiptNumber) -> String {
    format!("/eingang/{}/druck", number.as_str())
}

/// The receipt on paper, at the desk.
pub fn desk_receipt_paper(number: &ReceiptNumber) -> String {
    format!("/schalter/eingang/{}/druck", number.as_str())
}

/// The sheet of Article 13 GDPR of what was filed at the desk.
pub fn desk_receipt_privacy(number: &ReceiptNumber) -> String {
    format!("{}/{PRIVACY}", desk_receipt(number))
}

/// The copy to keep of a filed application.
pub fn receipt_copy(number: &ReceiptNumber) -> String {
    format!("/eingang/{}/kopie", number.as_str())
}

/// Where a begun application is opened at the desk.
pub fn open_case(draft: DraftId) -> String {
    format!("{DESK}/antrag/{draft}/oeffnen")
}

/// Where what was filed at the desk is opened, to print it.
pub fn open_filed(number: &ReceiptNumber) -> String {
    format!("{}/oeffnen", desk_receipt(number))
}

/// The draft of the desk that an address of ours belongs to.
pub fn draft_at_desk(path: &str) -> Option<DraftId> {
    path.strip_prefix(DESK)?.strip_prefix("/antrag/")?.split(['/', '?']).next()?.parse().ok()
}

/// The receipt of an application filed at the desk.
pub fn desk_receipt(number: &ReceiptNumber) -> String {
    format!("/schalter/eingang/{}", number.as_str())
}

/// A service for staff.
pub fn staff_service(slug: &str) -> String {
    format!("{STAFF_FORMS}/{slug}")
}

/// The receipt of what a member of staff filed out of their account.
pub fn staff_receipt(number: &ReceiptNumber) -> String {
    format!("{STAFF_FORMS}/eingang/{}", number.as_str())
}

/// That receipt on paper.
pub fn staff_receipt_paper(number: &ReceiptNumber) -> String {
    format!("{}/druck", staff_receipt(number))
}

/// All answers of it as one file.
pub fn staff_receipt_copy(number: &ReceiptNumber) -> String {
    format!("{}/kopie", staff_receipt(number))
}

/// An application on which somebody is asked to say something.
pub fn second_step(case: CaseId) -> String {
    format!("{STAFF_FORMS}/vorgang/{case}")
}

/// A form as its authors look at it.
pub fn preview(slug: &str) -> String {
    format!("{PREVIEWS}/{slug}")
}

/// The files of a case; the id of one comes behind it.
pub fn case_files(id: CaseId) -> String {
    format!("{}/{FILE}", case(id))
}

/// The version of how [`options`] are written. Browsers keep them for a year: whoever changes what
/// `src/web/options.rs` answers, or what `static/js/search.js` expects, counts it up.
pub const OPTIONS_SHAPE: &str = "2";

/// All options of a field; what is there never changes.
pub fn options(of: &OptionsOf) -> String {
    format!("/auswahl/{OPTIONS_SHAPE}/{}/{}/{}/{}", of.version, of.channel, of.language, of.path)
}

/// Where a draft is filled in: by a citizen below the service's address, or at the desk below the
/// draft's own. The desk's address names the draft, so that two residents cannot be mixed up in two tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A citizen's draft of the service with this slug.
    Online {
        /// The service's slug.
        slug: String,
    },
    /// A draft of the desk.
    Desk {
        /// The draft.
        draft: DraftId,
    },
    /// A draft out of the account of a member of staff.
    Staff {
        /// The draft.
        draft: DraftId,
    },
}

impl Place {
    fn base(&self) -> String {
        match self {
            Self::Online { slug } => start(slug),
            Self::Desk { draft } => format!("{DESK}/antrag/{draft}"),
            Self::Staff { draft } => format!("{STAFF_FORMS}/antrag/{draft}"),
        }
    }

    /// A page of the form.
    pub fn page(&self, page: &str) -> String {
        format!("{}/{page}", self.base())
    }

    /// The page of one row of a list.
    pub fn item(&self, page: &str, row: usize) -> String {
        format!("{}/{page}/{}", self.base(), row + 1)
    }

    /// The check page.
    pub fn check(&self) -> String {
        self.page(CHECK)
    }

    /// All pages as one.
    pub fn fast(&self) -> String {
        self.page(FAST)
    }

    /// The files of the draft; the id of one comes behind it.
    pub fn files(&self) -> String {
        self.page(FILE)
    }

    /// The page that tells how to go on later.
    pub fn saved(&self) -> String {
        self.page(SAVED)
    }

    /// Where a draft is left for now: the desk gives it to the person.
    pub fn later(&self) -> String {
        match self {
            Self::Desk { .. } => self.handover(),
            Self::Online { .. } | Self::Staff { .. } => self.saved(),
        }
    }

    /// Where the desk gives a draft to the person.
    pub fn handover(&self) -> String {
        self.page(HANDOVER)
    }

    /// Where the desk takes it back.
    pub fn fetch_back(&self) -> String {
        self.page(FETCH_BACK)
    }

    /// Where a mail with a link to the draft is asked for.
    pub fn mail(&self) -> String {
        format!("{}/mail", self.saved())
    }

    /// Where the application is sent.
    pub fn submit(&self) -> String {
        self.page(SUBMIT)
    }

    /// Where it is mended what is missing or wrong, and from where it leads back to the check.
    pub fn mend(&self, error: &FieldError) -> String {
        let page = match error.item {
            Some(row) => self.item(&error.page, row),
            None => self.page(&error.page),
        };
        format!("{page}?von=pruefen#{}", error.anchor().html_id())
    }

    /// At the desk: where an incomplete application is taken all the same.
    pub fn incomplete(&self) -> String {
        self.page(INCOMPLETE)
    }

    /// At the desk: the answers to read out.
    pub fn read_back(&self) -> String {
        self.page(READ_BACK)
    }

    /// At the desk: the sheet of Article 13 GDPR.
    pub fn privacy_sheet(&self) -> String {
        self.page(PRIVACY)
    }

    /// Where the draft is given up.
    pub fn discard(&self) -> String {
        self.page(DISCARD)
    }

    /// The receipt of the application that was filed from this place.
    pub fn receipt(&self, number: &ReceiptNumber) -> String {
        match self {
            Self::Online { .. } => receipt(number),
            Self::Desk { .. } => desk_receipt(number),
            Self::Staff { .. } => staff_receipt(number),
        }
    }
}
