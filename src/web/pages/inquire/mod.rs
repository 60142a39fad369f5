//! Asking the applicant: the caseworker marks answers and papers, writes a question and says until when.

pub mod handler;
pub mod letter;

use askama::Template;

use crate::accounts::SignedIn;
use crate::casework::Askable;
use crate::domain::{InquiryWay, MAX_QUESTION, Path};
use crate::forms::inquiry::{Mark, MarkBlock};
use crate::forms::view::{Control, Element, FieldView, OptionView};
use crate::outbox::InquiryPreview;
use crate::web::components::Part;
use crate::web::components::error_summary::ErrorSummary;
use crate::web::components::paragraphs::Bullets;
use crate::web::layout::StaffChrome;
use crate::web::pages::staff_chrome;
use crate::web::{urls, words};

/// How the names of the boxes begin; their number comes behind it.
const MARKED: &str = "feld";

/// The name of the control for the question.
const QUESTION: &str = "frage";

/// The name of the controls for the day.
const DUE: &str = "frist";

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Typed {
    marked: Vec<String>,
    question: String,
    due: [String; 3],
    marked_error: Option<&'static str>,
    question_error: Option<String>,
    due_error: Option<&'static str>,
}

impl Typed {
    fn is_right(&self) -> bool {
        self.marked_error.is_none() && self.question_error.is_none() && self.due_error.is_none()
    }
}

/// What the person gets, shown before it is sent.
#[derive(Debug)]
struct Preview {
    /// Subject and text of the mail; nothing where a letter goes.
    mail: Option<InquiryPreview>,
    /// The question.
    question: Vec<String>,
    /// What may be changed.
    fields: Vec<String>,
    /// Until when.
    due_on: String,
}

/// Boxes of a page of the form.
#[derive(Debug)]
struct Boxes {
    title: String,
    fields: Vec<FieldView>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "pages/inquire/inquire.html")]
struct InquirePage {
    chrome: StaffChrome,
    errors: ErrorSummary,
    applicant: String,
    service: String,
    action: String,
    back: String,
    by_mail: bool,
    sections: Vec<Boxes>,
    question: FieldView,
    due: FieldView,
    preview: Option<Preview>,
}

impl InquirePage {
    fn new(person: &SignedIn, askable: &Askable, typed: &Typed, preview: Option<Preview>) -> Self {
        let case = &askable.file.case;
        let mut number = 0;
        let mut sections = Vec::new();
        for section in &askable.sections {
            let mut fields = Vec::new();
            for block in &section.blocks {
                let error = typed.marked_error.filter(|_| number == 0);
                fields.push(boxes(block, number, (typed, error)));
                number += 1;
            }
            sections.push(Boxes { title: section.title.clone(), fields });
        }
        let (question, due) = (question_field(typed), due_field(typed));
        let first = sections.first().and_then(|section| section.fields.first()).cloned();
        let fields = first.into_iter().chain([question.clone(), due.clone()]);
        let errors = ErrorSummary::of(&fields.map(Element::Field).collect::<Vec<_>>());
        let title = "Rückfrage stellen";
        Self {
            chrome: staff_chrome(person, title)
                .crumb("Postkorb", urls::INBOX)
                .crumb(case.receipt_number.to_string(), urls::case(case.id))
                .here(title)
                .with_errors(!errors.is_empty()),
            errors,
            applicant: words::applicant(&case.applicant_name),
            service: askable.file.form.file.title.clone(),
            action: urls::inquiry(case.id),
            back: urls::case(case.id),
            by_mail: askable.way == InquiryWay::Mail,
            sections,
            question,
            due,
            preview,
        }
    }

    fn part<'a>(&self, field: &'a FieldView) -> Part<'a> {
        field.into()
    }
}

/// The boxes of a block; each tells what is answered now.
fn boxes(block: &MarkBlock, number: usize, (typed, error): (&Typed, Option<&'static str>)) -> FieldView {
    let option = |mark: &Mark| {
        let now = if mark.lines.is_empty() { "keine Angabe".to_owned() } else { mark.lines.join(", ") };
        let value = mark.path.to_string();
        OptionView {
            selected: typed.marked.contains(&value),
            label: mark.label.clone(),
            hint: Some(format!("Jetzt: {now}")),
            value,
        }
    };
    let control = Control::CheckBoxes(block.marks.iter().map(option).collect());
    let path = Path::root().key(MARKED).index(number);
    let label = block.title.clone().unwrap_or_else(|| "Einzelne Angaben".to_owned());
    let mut field = FieldView::new(path, label, control);
    field.error = error.map(str::to_owned);
    field
}

fn question_field(typed: &Typed) -> FieldView {
    let control = Control::Lines { max_length: u64::try_from(MAX_QUESTION).ok() };
    let mut field = FieldView::new(Path::root().key(QUESTION), "Ihre Frage an die Person", control);
    field.hint = Some(
        "Schreiben Sie kurz und verständlich, was fehlt oder was nicht stimmt. Die Person liest den Text auf der Seite „Stand“ oder im Brief, nicht in der E-Mail."
            .to_owned(),
    );
    field.value.clone_from(&typed.question);
    field.error.clone_from(&typed.question_error);
    field
}

fn due_field(typed: &Typed) -> FieldView {
    let [day, month, year] = typed.due.clone();
    let control = Control::Date { day, month, year, wrong: [typed.due_error.is_some(); 3] };
    let mut field = FieldView::new(Path::root().key(DUE), "Bis wann soll die Person antworten?", control);
    field.hint = Some("Üblich sind vier Wochen. Eine Antwort danach wird auch noch angenommen.".to_owned());
    field.error = typed.due_error.map(str::to_owned);
    field
}
