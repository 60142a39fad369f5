//! The elements of a page: the fields that apply, with what was typed, what is wrong and what is unusual.

use serde_json::Value;

use super::files;
use super::search::{is_searched, searched};
use super::sections::{row_summary, row_title};
use super::{
    AdviceView, ComputedView, Control, Element, FieldView, GroupView, ListView, OptionView, RowView,
};
use crate::clock::from_moment;
use crate::domain::{Channel, Path};
use crate::forms::definition::Page;
use crate::forms::display::{day, typed, words, year_month};
use crate::forms::field::{Choice, ChoiceControl, Kind, List, Node, TextFormat, TextKind};
use crate::forms::files::FILE;
use crate::forms::form::Form;
use crate::forms::messages::label;
use crate::forms::parse::{DAY_PARTS, MOMENT_PARTS, MONTH_PARTS};
use crate::forms::places::{item_list, page_of};
use crate::forms::state::{FieldError, FormState, Remembered};

/// What a page shows; with `item`, what the page of that row shows (a list with this one row).
/// Messages only with `show_errors`: a page that is seen for the first time has none.
pub fn elements(
    form: &Form,
    state: &FormState,
    remembered: &Remembered,
    page: &Page,
    item: Option<usize>,
    show_errors: bool,
) -> Vec<Element> {
    let builder = Builder { form, state, remembered, show_errors };
    if let Some(row) = item {
        let list = item_list(form, page).and_then(|(pattern, node)| Some((node, pattern.parse().ok()?)));
        let list = list.and_then(|(node, path)| builder.list(node, &path, Some(row)));
        return list.map(Element::List).into_iter().collect();
    }
    let of_pattern = |pattern: &String| {
        let (node, path) = (form.root.find(pattern)?, pattern.parse::<Path>().ok()?);
        builder.element(node, &path)
    };
    page.fields.iter().filter_map(of_pattern).collect()
}

/// One question or computed value, without messages; nothing where it does not apply or is never shown.
pub fn element(
    form: &Form,
    state: &FormState,
    remembered: &Remembered,
    node: &Node,
    path: &Path,
) -> Option<Element> {
    Builder { form, state, remembered, show_errors: false }.element(node, path)
}

/// The error summary of a page, or of the page of a row: the control to go to and the message.
pub fn error_summary(state: &FormState, page: &Page, item: Option<usize>) -> Vec<(Path, String)> {
    state.errors_on(&page.id, item).map(|error| (error.anchor(), error.message.clone())).collect()
}

/// Whether these elements ask anything that did not apply to the answers before.
pub fn asks_more(elements: &[Element], before: &FormState) -> bool {
    first_of_more(elements, before).is_some()
}

/// The first question that did not apply to the answers before.
pub fn first_of_more(elements: &[Element], before: &FormState) -> Option<Path> {
    elements.iter().find_map(|element| match element {
        Element::Field(field) => (!before.applies(&field.path)).then(|| field.path.clone()),
        Element::Group(group) => first_of_more(&group.elements, before),
        Element::List(list) if !before.applies(&list.path) => Some(list.path.clone()),
        Element::List(list) => list.rows.iter().find_map(|row| first_of_more(&row.elements, before)),
        Element::Computed(_) => None,
    })
}

/// Whether there are rows among these elements, however deep.
pub fn has_rows(elements: &[Element]) -> bool {
    elements.iter().any(|element| match element {
        Element::List(_) => true,
        Element::Group(group) => has_rows(&group.elements),
        Element::Field(_) | Element::Computed(_) => false,
    })
}

/// The hints for people at the fields of a page, those in the rows of its lists included.
pub fn page_advice<'a>(form: &Form, state: &'a FormState, page: &Page) -> Vec<&'a AdviceView> {
    let is_here = |path: &Path| {
        let number = page_of(form, path).map(|(number, _)| number);
        number.and_then(|number| form.pages.get(number)).is_some_and(|at| at.id == page.id)
    };
    state.advice.iter().filter(|hint| !hint.department_only && is_here(&hint.path)).collect()
}

/// Whether files can be handed in among these elements, however deep.
pub fn takes_files(elements: &[Element]) -> bool {
    elements.iter().any(|element| match element {
        Element::Field(field) => matches!(field.control, Control::Files { .. }),
        Element::Group(group) => takes_files(&group.elements),
        Element::List(list) => list.rows.iter().any(|row| takes_files(&row.elements)),
        Element::Computed(_) => false,
    })
}

/// Whether somebody declares here that the sheet of Article 13 GDPR was read or given out.
pub fn tells_privacy(elements: &[Element]) -> bool {
    elements.iter().any(|element| match element {
        Element::Field(field) => {
            matches!(&field.control, Control::CheckBox { notice, .. } if !notice.is_empty())
        }
        Element::Group(group) => tells_privacy(&group.elements),
        Element::List(_) | Element::Computed(_) => false,
    })
}

struct Builder<'a> {
    form: &'a Form,
    state: &'a FormState,
    remembered: &'a Remembered,
    show_errors: bool,
}

impl Builder<'_> {
    fn element(&self, node: &Node, path: &Path) -> Option<Element> {
        if !self.state.applies(path) || !node.is_shown() {
            return None;
        }
        // What an account lacks is no matter, unless the form cannot be sent without it.
        let is_lacking = node.is_of_account() && self.state.answers.get(path).is_none();
        if is_lacking && self.state.error_at(path).is_none() {
            return None;
        }
        if node.compute.is_some() || node.is_of_account() {
            return Some(Element::Computed(self.computed(node, path)));
        }
        match &node.kind {
            Kind::Group(_) => {
                let elements = self.children(node, path);
                (!elements.is_empty()).then(|| {
                    Element::Group(GroupView {
                        path: path.clone(),
                        title: node.title.clone(),
                        hint: node.description.clone(),
                        error: self.message(path),
                        advice: self.advice(path),
                        elements,
                    })
                })
            }
            Kind::List(_) => self.list(node, path, None).map(Element::List),
            _ => Some(Element::Field(self.field(node, path))),
        }
    }

    fn children(&self, node: &Node, path: &Path) -> Vec<Element> {
        let Some(group) = node.group() else { return self.element(node, path).into_iter().collect() };
        let child = |(name, child): (&String, &Node)| self.element(child, &group.path_of(path, name));
        group.fields.iter().filter_map(child).collect()
    }

    /// A list; with `only`, the view of the page of that row.
    fn list(&self, node: &Node, path: &Path, only: Option<usize>) -> Option<ListView> {
        let Kind::List(list) = &node.kind else { return None };
        if !self.state.applies(path) {
            return None;
        }
        let typed = self.state.answers.get(path).and_then(Value::as_array).map_or(0, Vec::len);
        let shown = self.state.applicable.shown_rows(list, path, typed);
        let rows = (0..shown).filter(|row| only.is_none_or(|only| only == *row));
        Some(ListView {
            path: path.clone(),
            title: label(node).to_owned(),
            hint: node.description.clone(),
            item: list.item.clone(),
            error: self.message(path),
            advice: self.advice(path),
            optional: !self.state.is_required(path),
            on_one_page: list.on_one_page,
            may_add: shown < list.max,
            rows: rows.map(|row| self.row(list, path, row, only.is_some())).collect(),
        })
    }

    fn row(&self, list: &List, path: &Path, row: usize, own_page: bool) -> RowView {
        let at = path.index(row);
        let with_fields = list.on_one_page || own_page;
        let is_single = list.row.group().is_none();
        let mut elements = if with_fields { self.children(&list.row, &at) } else { Vec::new() };
        if let (true, Some(Element::Field(field))) = (is_single, elements.first_mut()) {
            field.label = row_title(list, row);
        }
        RowView {
            index: row,
            is_single,
            title: row_title(list, row),
            elements,
            summary: row_summary(self.form, list, &at, &self.state.answers, &self.state.applicable),
            has_errors: (!with_fields || self.show_errors) && self.state.is_wrong_below(&at),
        }
    }

    fn computed(&self, node: &Node, path: &Path) -> ComputedView {
        let lines = match self.state.answers.get(path) {
            None if node.is_of_account() => vec!["Nicht in Ihrem Konto".to_owned()],
            value => value.map(|value| words(&self.form.language, node, value)).unwrap_or_default(),
        };
        ComputedView {
            path: path.clone(),
            label: label(node).to_owned(),
            hint: node.description.clone(),
            value: (!lines.is_empty()).then(|| lines.join(", ")),
            error: self.message(path),
            advice: self.advice(path),
        }
    }

    fn field(&self, node: &Node, path: &Path) -> FieldView {
        let stored = self.remembered.answers.get(path);
        let value = match (self.raw(path), stored) {
            ("", Some(stored)) if is_searched(node) => words(&self.form.language, node, stored).concat(),
            ("", Some(stored)) => typed(node, stored),
            (raw, _) => raw.to_owned(),
        };
        FieldView {
            path: path.clone(),
            label: label(node).to_owned(),
            hint: node.description.clone(),
            optional: !self.state.is_required(path),
            control: self.control(node, path, &value),
            error: self.message(path),
            advice: self.advice(path),
            // The browser of the desk knows the last resident, not this one.
            autocomplete: node.autocomplete.clone().filter(|_| self.form.channel != Channel::Assisted),
            value,
        }
    }

    fn control(&self, node: &Node, path: &Path, value: &str) -> Control {
        let stored = self.remembered.answers.get(path);
        let language = &self.form.language;
        match &node.kind {
            Kind::Text(kind) if kind.multiline => Control::Lines { max_length: kind.max_length },
            Kind::Text(kind) => line(kind),
            Kind::Number { decimals, unit } => {
                number_line(if *decimals == 0 { "numeric" } else { "decimal" }, unit.as_deref())
            }
            Kind::Money => number_line("decimal", Some("€")),
            Kind::Date => {
                let parts = stored.and_then(Value::as_str).and_then(day).map(day_parts);
                let [day, month, year] = self.parts(path, DAY_PARTS, parts);
                Control::Date { day, month, year, wrong: self.wrong(path, DAY_PARTS) }
            }
            Kind::Month => {
                let parts = stored.and_then(Value::as_str).and_then(year_month);
                let parts = parts.map(|(year, month)| [month.to_string(), year.to_string()]);
                let [month, year] = self.parts(path, MONTH_PARTS, parts);
                Control::Month { month, year, wrong: self.wrong(path, MONTH_PARTS) }
            }
            Kind::Moment => {
                let at = stored.and_then(Value::as_str).and_then(from_moment);
                let parts = at.map(|at| {
                    let [day, month, year] = day_parts(at.date());
                    [day, month, year, at.format("%H:%M").to_string()]
                });
                let [day, month, year, time] = self.parts(path, MOMENT_PARTS, parts);
                Control::Moment { day, month, year, time, wrong: self.wrong(path, MOMENT_PARTS) }
            }
            Kind::Time => line_of("text", 5, Some(language.say("Uhr"))),
            Kind::YesNo => Control::Radios(vec![
                option("true", language.say("Ja"), None, value == "true"),
                option("false", language.say("Nein"), None, value == "false"),
            ]),
            Kind::Declaration => {
                let notice = if node.privacy_notice { self.form.file.privacy.clone() } else { Vec::new() };
                Control::CheckBox { checked: value == "true", notice }
            }
            Kind::OneOf { options, shown: ChoiceControl::Search } => {
                Control::Search(searched(self.form, node, options, self.raw(path)))
            }
            Kind::OneOf { options, shown } => {
                let options = options.iter().map(|choice| of_choice(choice, choice.value == value)).collect();
                if *shown == ChoiceControl::Select {
                    Control::Select(options)
                } else {
                    Control::Radios(options)
                }
            }
            Kind::SeveralOf { options, .. } => {
                let chosen = stored.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let is_chosen = |choice: &Choice| chosen.contains(&choice.stored);
                Control::CheckBoxes(options.iter().map(|c| of_choice(c, is_chosen(c))).collect())
            }
            Kind::Files(kind) => files::control(language, kind, stored.unwrap_or(&Value::Null)),
            // A group or list is an element of its own and never a control.
            Kind::Group(_) | Kind::List(_) => line_of("text", 10, None),
        }
    }

    fn raw(&self, path: &Path) -> &str {
        self.remembered.texts.get(&path.to_string()).map_or("", String::as_str)
    }

    /// The parts as typed, or those of the stored answer.
    fn parts<const N: usize>(
        &self,
        path: &Path,
        names: [&str; N],
        stored: Option<[String; N]>,
    ) -> [String; N] {
        let raw = names.map(|name| self.raw(&path.key(name)).to_owned());
        match stored {
            Some(parts) if raw.iter().all(String::is_empty) => parts,
            _ => raw,
        }
    }

    fn wrong<const N: usize>(&self, path: &Path, names: [&str; N]) -> [bool; N] {
        let error = self.error(path);
        names.map(|name| error.is_some_and(|error| error.parts.contains(&name)))
    }

    fn error(&self, path: &Path) -> Option<&FieldError> {
        // What became of a file is told at once; the rest when the page is left.
        let is_told = |error: &&FieldError| self.show_errors || error.keyword == FILE;
        self.state.error_at(path).filter(|error| is_told(error) && !error.at_submit)
    }

    fn message(&self, path: &Path) -> Option<String> {
        self.error(path).map(|error| error.message.clone())
    }

    fn advice(&self, path: &Path) -> Vec<AdviceView> {
        let hints = self.state.advice.iter();
        hints.filter(|hint| hint.path == *path && !hint.department_only).cloned().collect()
    }
}

fn day_parts(day: chrono::NaiveDate) -> [String; 3] {
    ["%-d", "%-m", "%Y"].map(|part| day.format(part).to_string())
}

fn line(kind: &TextKind) -> Control {
    let (input_type, input_mode) = match kind.format {
        TextFormat::Email => ("email", "email"),
        TextFormat::Tel => ("tel", "tel"),
        TextFormat::Plz => ("text", "numeric"),
        // A field of type "url" refuses what lacks its scheme; the server adds it.
        TextFormat::Uri => ("text", "url"),
        TextFormat::Plain | TextFormat::Iban | TextFormat::Bic => ("text", "text"),
    };
    // Where spaces are forgiven, a limit of the browser would cut what was typed with them.
    let (max_length, width) = match kind.format {
        TextFormat::Plain => (kind.max_length, kind.max_length),
        TextFormat::Iban => (None, Some(27)),
        TextFormat::Bic => (None, Some(11)),
        TextFormat::Plz => (None, Some(5)),
        TextFormat::Tel => (None, Some(20)),
        TextFormat::Email | TextFormat::Uri => (None, kind.max_length),
    };
    Control::Line { input_type, input_mode, max_length, width, unit: None }
}

fn number_line(input_mode: &'static str, unit: Option<&str>) -> Control {
    line_of(input_mode, 10, unit)
}

fn line_of(input_mode: &'static str, width: u64, unit: Option<&str>) -> Control {
    Control::Line {
        input_type: "text",
        input_mode,
        max_length: None,
        width: Some(width),
        unit: unit.map(str::to_owned),
    }
}

pub(super) fn of_choice(choice: &Choice, selected: bool) -> OptionView {
    option(&choice.value, &choice.title, choice.description.as_deref(), selected)
}

pub(super) fn option(value: &str, label: &str, hint: Option<&str>, selected: bool) -> OptionView {
    OptionView { value: value.to_owned(), label: label.to_owned(), hint: hint.map(str::to_owned), selected }
}
