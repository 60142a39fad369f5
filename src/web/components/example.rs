//! Named examples of components.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::domain::Path;
use crate::forms::view::{AdviceView, Control, FieldView};

/// A component in one of its forms.
#[derive(Debug, Clone)]
pub struct Example {
    /// The folder's name.
    pub component: &'static str,
    /// What is special about it: `default`, `with error`, …
    pub name: &'static str,
    /// What a browser gets.
    html: String,
}

/// An example nests as what it shows: only components make examples, and they escape their texts.
impl HtmlSafe for Example {}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

impl Example {
    /// An example from a component.
    pub fn new(component: &'static str, name: &'static str, html: &(impl HtmlSafe + ToString)) -> Self {
        Self { component, name, html: html.to_string() }
    }

    /// The name in addresses: `with-error`.
    pub fn slug(&self) -> String {
        self.name.replace(' ', "-")
    }
}

/// All examples of all components, in alphabetical order of the components.
pub fn examples() -> Vec<Example> {
    let all = [
        super::advice::examples(),
        super::alert::examples(),
        super::badge::examples(),
        super::breadcrumb::examples(),
        super::button::examples(),
        super::check_box::examples(),
        super::check_boxes::examples(),
        super::computed_value::examples(),
        super::date_input::examples(),
        super::error_message::examples(),
        super::error_summary::examples(),
        super::file_upload::examples(),
        super::group::examples(),
        super::hint::examples(),
        super::list::examples(),
        super::month_input::examples(),
        super::paragraphs::examples(),
        super::privacy_points::examples(),
        super::progress::examples(),
        super::qr_code::examples(),
        super::radios::examples(),
        super::search::examples(),
        super::select::examples(),
        super::summary::examples(),
        super::text::examples(),
        super::text_area::examples(),
        super::text_line::examples(),
    ];
    all.into_iter().flatten().collect()
}

/// A long text in which nothing can be left out.
pub(super) const LONG: &str = "Warum wurde im beantragten Zeitraum eine andere als die zuständige oder \
    nächstgelegene Schule besucht, und welche Donaudampfschifffahrtsgesellschaftskapitänsprüfung wurde abgelegt?";

/// A text that must not become markup.
pub(super) const MARKUP: &str = "<script>alert('Straße & \"Platz\"')</script>";

/// The path of an example's field.
pub(super) fn path(name: &str) -> Path {
    name.split('.').fold(Path::root(), |path, step| match step.parse() {
        Ok(row) => path.index(row),
        Err(_) => path.key(step),
    })
}

/// A question of an example, changed by `change`.
pub(super) fn field(
    name: &str,
    label: &str,
    control: Control,
    change: impl FnOnce(&mut FieldView),
) -> FieldView {
    let mut field = FieldView::new(path(name), label, control);
    change(&mut field);
    field
}

/// A hint of an example.
pub(super) fn advice(name: &str, warning: bool, text: &str) -> AdviceView {
    AdviceView {
        code: "BEISPIEL".to_owned(),
        path: path(name),
        warning,
        department_only: false,
        text: text.to_owned(),
    }
}
