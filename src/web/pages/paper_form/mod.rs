//! The form on paper: blank, to print and to fill in with a pen.

pub mod handler;

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::Department;
use crate::forms::definition::FormFile;
use crate::forms::paper::{Part, Question, Room, Rows, Section};
use crate::web::components::paragraphs::Paragraphs;
use crate::web::components::privacy_points::PrivacyPoints;
use crate::web::components::qr_code::QrCode;
use crate::web::components::text::Text;
use crate::web::language::t;
use crate::web::layout::Chrome;
use crate::web::pages::service::NotOpen;
use crate::web::{filters, language, words};

/// The paper.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/paper_form.html")]
pub struct PaperFormPage<'a> {
    /// The frame.
    pub chrome: Chrome,
    /// The page of the service.
    pub back_href: String,
    /// All texts.
    pub form: &'a FormFile,
    /// Names the version of the form.
    pub version: &'a str,
    /// Where it is sent.
    pub department: Option<&'a Department>,
    /// Where it is handed in, and where somebody helps.
    pub desk: Option<&'a Department>,
    /// Why the service cannot be begun today.
    pub not_open: Option<NotOpen>,
    /// The address at which the desk begins an application of this service, without the scheme.
    pub desk_address: String,
    /// The same as a picture.
    pub desk_picture: Option<QrCode>,
    /// The address of the service on the web, without the scheme.
    pub online_address: String,
    /// What it asks.
    pub sections: &'a [Section],
}

/// Questions and groups, in order.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/parts.html")]
struct Parts<'a> {
    parts: &'a [Part],
}

impl HtmlSafe for Parts<'_> {}

/// A question with the room for its answer.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/question.html")]
struct OneQuestion<'a> {
    question: &'a Question,
}

impl HtmlSafe for OneQuestion<'_> {}

/// A list, with rows to fill in.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/rows.html")]
struct BlankRows<'a> {
    rows: &'a Rows,
}

impl HtmlSafe for BlankRows<'_> {}

/// What stands around a question: number, label, hint, condition.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/asked.html")]
struct Asked<'a> {
    question: &'a Question,
}

impl HtmlSafe for Asked<'_> {}

/// The room for an answer.
#[derive(Debug, Template)]
#[template(path = "pages/paper_form/answer.html")]
struct Blank<'a> {
    room: &'a Room,
}

impl HtmlSafe for Blank<'_> {}

impl PaperFormPage<'_> {
    fn parts<'a>(&self, section: &'a Section) -> Parts<'a> {
        Parts { parts: &section.parts }
    }
}

impl Parts<'_> {
    fn inside<'a>(&self, parts: &'a [Part]) -> Parts<'a> {
        Parts { parts }
    }

    fn question<'a>(&self, question: &'a Question) -> OneQuestion<'a> {
        OneQuestion { question }
    }

    fn rows<'a>(&self, rows: &'a Rows) -> BlankRows<'a> {
        BlankRows { rows }
    }
}

impl OneQuestion<'_> {
    fn asked(&self) -> Asked<'_> {
        Asked { question: self.question }
    }

    fn blank(&self) -> Blank<'_> {
        Blank { room: &self.question.room }
    }
}

impl BlankRows<'_> {
    fn asked(&self) -> Asked<'_> {
        Asked { question: &self.rows.list }
    }

    fn parts(&self) -> Parts<'_> {
        Parts { parts: &self.rows.parts }
    }

    fn blank<'a>(&self, question: &'a Question) -> Blank<'a> {
        Blank { room: &question.room }
    }
}

impl Blank<'_> {
    /// Boxes for one character each, in groups, and what stands below a group.
    fn boxes(&self) -> Vec<(usize, Cow<'static, str>)> {
        let day = || vec![(2, t("TT")), (2, t("MM")), (4, t("JJJJ"))];
        match self.room {
            Room::Boxes(groups) => groups.iter().map(|count| (*count, Cow::Borrowed(""))).collect(),
            Room::Day => day(),
            Room::Month => day().split_off(1),
            Room::Moment => [day(), vec![(2, t("Stunde")), (2, t("Minute"))]].concat(),
            Room::Time => vec![(2, t("Stunde")), (2, t("Minute"))],
            _ => Vec::new(),
        }
    }
}
