//! From an [`Element`] to its component.

use std::fmt;

use askama::filters::HtmlSafe;

use super::check_box::CheckBox;
use super::check_boxes::CheckBoxes;
use super::computed_value::ComputedValue;
use super::date_input::DateInput;
use super::file_upload::FileUpload;
use super::group::Group;
use super::list::List;
use super::month_input::MonthInput;
use super::radios::Radios;
use super::search::Search;
use super::select::Select;
use super::text_area::TextArea;
use super::text_line::TextLine;
use crate::forms::view::{Control, Element, FieldView};

/// The component that shows an element of a form page.
#[derive(Debug)]
pub enum Part<'a> {
    /// One line.
    TextLine(TextLine<'a>),
    /// Several lines.
    TextArea(TextArea<'a>),
    /// Day, month, year.
    DateInput(DateInput<'a>),
    /// Month, year.
    MonthInput(MonthInput<'a>),
    /// One of a few.
    Radios(Radios<'a>),
    /// One of many.
    Select(Select<'a>),
    /// One of very many.
    Search(Search<'a>),
    /// A declaration.
    CheckBox(CheckBox<'a>),
    /// Files.
    FileUpload(FileUpload<'a>),
    /// Several of a few.
    CheckBoxes(CheckBoxes<'a>),
    /// A fieldset.
    Group(Group<'a>),
    /// A list with its rows.
    List(List<'a>),
    /// A computed value.
    ComputedValue(ComputedValue<'a>),
}

impl HtmlSafe for Part<'_> {}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextLine(part) => part.fmt(f),
            Self::TextArea(part) => part.fmt(f),
            Self::DateInput(part) => part.fmt(f),
            Self::MonthInput(part) => part.fmt(f),
            Self::Radios(part) => part.fmt(f),
            Self::Select(part) => part.fmt(f),
            Self::Search(part) => part.fmt(f),
            Self::CheckBox(part) => part.fmt(f),
            Self::FileUpload(part) => part.fmt(f),
            Self::CheckBoxes(part) => part.fmt(f),
            Self::Group(part) => part.fmt(f),
            Self::List(part) => part.fmt(f),
            Self::ComputedValue(part) => part.fmt(f),
        }
    }
}

impl<'a> From<&'a FieldView> for Part<'a> {
    fn from(field: &'a FieldView) -> Self {
        let frame = field.into();
        let value = field.value.as_str();
        match &field.control {
            Control::Line { input_type, input_mode, width, unit, .. } => Self::TextLine(TextLine {
                frame,
                value,
                input_type,
                input_mode,
                autocomplete: field.autocomplete.as_deref(),
                width: *width,
                unit: unit.as_deref(),
            }),
            Control::Lines { max_length } => {
                Self::TextArea(TextArea { frame, value, max_length: *max_length })
            }
            Control::Date { day, month, year, wrong } => {
                let autocomplete = field.autocomplete.as_deref();
                Self::DateInput(DateInput::new(frame, [day, month, year], *wrong, autocomplete))
            }
            Control::Moment { day, month, year, time, wrong } => {
                Self::DateInput(DateInput::with_time(frame, [day, month, year, time], *wrong))
            }
            Control::Month { month, year, wrong } => {
                Self::MonthInput(MonthInput::new(frame, [month, year], *wrong))
            }
            Control::Radios(options) => Self::Radios(Radios { frame, options }),
            Control::Select(options) => Self::Select(Select { frame, options }),
            Control::Search(search) => {
                Self::Search(Search { frame, value, autocomplete: field.autocomplete.as_deref(), search })
            }
            Control::CheckBox { checked, notice } => {
                Self::CheckBox(CheckBox { frame, checked: *checked, notice })
            }
            Control::Files { files, limits, accept, may_add, instead } => {
                Self::FileUpload(FileUpload { frame, files, limits, accept, may_add: *may_add, instead })
            }
            Control::CheckBoxes(options) => Self::CheckBoxes(CheckBoxes { frame, options }),
        }
    }
}

/// The component for an element: the one way from a form to HTML.
pub fn render(element: &Element) -> Part<'_> {
    match element {
        Element::Field(field) => field.into(),
        Element::Group(group) => Part::Group(Group { group, inside: false }),
        Element::List(list) => Part::List(List { list }),
        Element::Computed(computed) => Part::ComputedValue(ComputedValue { computed }),
    }
}

/// The components for all elements, in order; a group inside a group or row has a smaller legend.
pub(super) fn render_inside(elements: &[Element]) -> impl Iterator<Item = Part<'_>> {
    elements.iter().map(|element| match element {
        Element::Group(group) => Part::Group(Group { group, inside: true }),
        other => render(other),
    })
}

/// The components for all elements of a page, in order.
pub fn render_all(elements: &[Element]) -> impl Iterator<Item = Part<'_>> {
    elements.iter().map(render)
}
