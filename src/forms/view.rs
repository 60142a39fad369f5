//! What a page shows: the fields that apply, with labels, raw texts, messages and hints, ready for
//! the components of [`crate::web`], and the finished answers in words for check page, receipt and case.

mod elements;
mod files;
mod held;
mod search;
mod sections;
mod typed;

pub use elements::{
    asks_more, element, elements, error_summary, first_of_more, has_rows, page_advice, takes_files,
    tells_privacy,
};
pub use held::{hold_back, hold_back_changes, why_held, withhold};
pub use sections::{only, sections, without, without_secrets};
pub use typed::{Typed, question, typed};

use crate::domain::{Channel, FileId, FormVersion, Path};
use crate::forms::definition::PrivacyPoint;

/// One thing on a form page, in order.
#[derive(Debug, Clone)]
pub enum Element {
    /// A question.
    Field(FieldView),
    /// A fieldset.
    Group(GroupView),
    /// A list with its rows.
    List(ListView),
    /// A computed value.
    Computed(ComputedView),
}

/// A question with what was typed.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// The name of the control: the path of its answer.
    pub path: Path,
    /// The label.
    pub label: String,
    /// The hint, if any.
    pub hint: Option<String>,
    /// Not mandatory: marked so.
    pub optional: bool,
    /// What is shown.
    pub control: Control,
    /// What was typed or is stored, as text to show again; for a date its three parts stand in `control`.
    pub value: String,
    /// The message, if the answer is wrong.
    pub error: Option<String>,
    /// Hints that do not block.
    pub advice: Vec<AdviceView>,
    /// Token of WCAG 1.3.5, if any.
    pub autocomplete: Option<String>,
}

impl FieldView {
    /// A mandatory question with nothing typed, no hint and no message; pages that are not a form's
    /// (sign-in, search, the department's notes) build their own questions from it.
    pub fn new(path: Path, label: impl Into<String>, control: Control) -> Self {
        Self {
            path,
            label: label.into(),
            hint: None,
            optional: false,
            control,
            value: String::new(),
            error: None,
            advice: Vec::new(),
            autocomplete: None,
        }
    }
}

/// The control of a question.
#[derive(Debug, Clone)]
pub enum Control {
    /// One line.
    Line {
        /// `text`, `email` or `tel`.
        input_type: &'static str,
        /// `text`, `numeric`, `decimal`, …: the keyboard.
        input_mode: &'static str,
        /// Most characters of the stored answer, if limited.
        max_length: Option<u64>,
        /// The width in characters that fits the answer, if known.
        width: Option<u64>,
        /// The unit beside the field, if any.
        unit: Option<String>,
    },
    /// Several lines.
    Lines {
        /// Most characters, if limited.
        max_length: Option<u64>,
    },
    /// Day, month, year: controls `{path}.day`, `{path}.month`, `{path}.year`.
    Date {
        /// Typed day.
        day: String,
        /// Typed month.
        month: String,
        /// Typed year.
        year: String,
        /// Which of the three are wrong; all of them where the date as a whole is.
        wrong: [bool; 3],
    },
    /// Day, month, year, time: controls `{path}.day`, `{path}.month`, `{path}.year`, `{path}.time`.
    Moment {
        /// Typed day.
        day: String,
        /// Typed month.
        month: String,
        /// Typed year.
        year: String,
        /// Typed time.
        time: String,
        /// Which of the four are wrong.
        wrong: [bool; 4],
    },
    /// Month, year: controls `{path}.month`, `{path}.year`.
    Month {
        /// Typed month.
        month: String,
        /// Typed year.
        year: String,
        /// Which of the two are wrong.
        wrong: [bool; 2],
    },
    /// Radio buttons; `value` of the field is the chosen one. Yes/no has the values `true` and `false`.
    Radios(Vec<OptionView>),
    /// A select.
    Select(Vec<OptionView>),
    /// A line in which a part of the name is typed (`{path}.search`), and what it found as radio buttons.
    Search(SearchView),
    /// One box; its value is `true`.
    CheckBox {
        /// What it declares to have read: the points of the privacy sheet.
        notice: Vec<PrivacyPoint>,
        /// Ticked.
        checked: bool,
    },
    /// Files: each came with a request of its own.
    Files {
        /// Those that are there.
        files: Vec<FileView>,
        /// „PDF, JPG oder PNG, höchstens 10 MB“.
        limits: String,
        /// What a browser offers to choose.
        accept: String,
        /// Another one may come.
        may_add: bool,
        /// What may be answered instead, as long as there is no file.
        instead: Vec<OptionView>,
    },
    /// Several boxes of one name.
    CheckBoxes(Vec<OptionView>),
}

/// What a search found, and where its options can be had.
#[derive(Debug, Clone)]
pub struct SearchView {
    /// What stands in the line is the title of the answer, or nothing; otherwise a text that is none.
    pub is_settled: bool,
    /// The options that fit what was typed, the best first; none, if one is the answer.
    pub fitting: Vec<OptionView>,
    /// So many more fit.
    pub more: usize,
    /// What is chosen where nothing that fits is it, unless it fits itself.
    pub otherwise: Option<OptionView>,
    /// All options, for a script.
    pub options: OptionsOf,
}

/// Names the options of a field: they are the same as long as this is.
#[derive(Debug, Clone)]
pub struct OptionsOf {
    /// The version of the form.
    pub version: FormVersion,
    /// Its channel.
    pub channel: Channel,
    /// The tag of its language.
    pub language: String,
    /// The field, in the first row where it stands in one.
    pub path: Path,
}

/// A file that is there.
#[derive(Debug, Clone)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Its size in words.
    pub size: String,
}

/// An option of a choice.
#[derive(Debug, Clone)]
pub struct OptionView {
    /// What is posted.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A hint, if any.
    pub hint: Option<String>,
    /// Chosen.
    pub selected: bool,
}

/// A hint that does not block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceView {
    /// The code that names it in the form: `SSZK_VORHANDEN`.
    pub code: String,
    /// The field it stands at.
    pub path: Path,
    /// A warning; otherwise plain information.
    pub warning: bool,
    /// Only for the department.
    pub department_only: bool,
    /// The text, filled in.
    pub text: String,
}

/// A fieldset.
#[derive(Debug, Clone)]
pub struct GroupView {
    /// The path of the object.
    pub path: Path,
    /// The legend; without one, the elements stand as if they were not grouped.
    pub title: Option<String>,
    /// The hint, if any.
    pub hint: Option<String>,
    /// A message for the group as a whole ("at least one of these").
    pub error: Option<String>,
    /// Hints that do not block.
    pub advice: Vec<AdviceView>,
    /// What is inside.
    pub elements: Vec<Element>,
}

/// A list with its rows.
#[derive(Debug, Clone)]
pub struct ListView {
    /// The path of the list.
    pub path: Path,
    /// The heading.
    pub title: String,
    /// The hint, if any.
    pub hint: Option<String>,
    /// What one row is called: „Fahrkarte“.
    pub item: String,
    /// A message for the list as a whole (too few, too many).
    pub error: Option<String>,
    /// Hints that do not block.
    pub advice: Vec<AdviceView>,
    /// The list may stay empty.
    pub optional: bool,
    /// All rows on this page; otherwise each has a page of its own.
    pub on_one_page: bool,
    /// Another row may be added.
    pub may_add: bool,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row of a list.
#[derive(Debug, Clone)]
pub struct RowView {
    /// The row's number, from 0.
    pub index: usize,
    /// What identifies the row: „Fahrkarte 1“.
    pub title: String,
    /// The row is one question, whose label names the row.
    pub is_single: bool,
    /// Its fields, if all rows stand on one page (or this is the row's own page).
    pub elements: Vec<Element>,
    /// Its answers in words, for the overview.
    pub summary: Vec<AnswerView>,
    /// Something in the row is wrong or missing.
    pub has_errors: bool,
}

/// A computed value.
#[derive(Debug, Clone)]
pub struct ComputedView {
    /// Its path.
    pub path: Path,
    /// The label.
    pub label: String,
    /// The hint, if any.
    pub hint: Option<String>,
    /// The value in words; `None` while it cannot be computed.
    pub value: Option<String>,
    /// A message, if a rule about it is broken.
    pub error: Option<String>,
    /// Hints that do not block.
    pub advice: Vec<AdviceView>,
}

/// An answer in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// Its path.
    pub path: Path,
    /// The label.
    pub label: String,
    /// The answer in words, one line each; empty if nothing was answered.
    pub lines: Vec<String>,
    /// Computed: there is nothing to change.
    pub computed: bool,
    /// Only the department reads it.
    pub secret: bool,
    /// The files that the first lines name.
    pub files: Vec<FileId>,
    /// Those of them that cannot be fetched: erased, or held back.
    pub withheld: Vec<FileId>,
}

impl AnswerView {
    /// Texts under a label that is no question's.
    pub fn said(label: String, lines: Vec<String>) -> Self {
        Self {
            path: Path::root(),
            label,
            lines,
            computed: false,
            secret: false,
            files: Vec::new(),
            withheld: Vec::new(),
        }
    }
}

/// The finished answers of one page, for check page, receipt and case.
#[derive(Debug, Clone)]
pub struct SectionView {
    /// The id of the page: where the answers can be changed.
    pub page: String,
    /// The page's title.
    pub title: String,
    /// Blocks: the plain answers, each titled group, each row of a list.
    pub blocks: Vec<BlockView>,
}

/// A part of a section: answers under a common heading.
#[derive(Debug, Clone)]
pub struct BlockView {
    /// The heading: the group's title or the row's („Fahrkarte 1“); `None` for plain answers.
    pub title: Option<String>,
    /// For a row of a list with item pages: the list's path and the row number.
    pub row: Option<(Path, usize)>,
    /// The answers.
    pub answers: Vec<AnswerView>,
}
