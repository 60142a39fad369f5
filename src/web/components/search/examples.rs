use crate::domain::{Channel, FormVersion};
use crate::forms::view::{Control, FieldView, OptionsOf, SearchView};
use crate::web::components::example::{LONG, MARKUP, advice, field, path};
use crate::web::components::radios::examples::options;
use crate::web::components::{Example, Part};

const IR: [(&str, &str); 3] = [("IE", "Irland"), ("IQ", "Irak"), ("IR", "Iran")];

fn with_rest(fitting: &[(&str, &str)]) -> Control {
    match control(fitting, 0, false) {
        Control::Search(view) => {
            let otherwise = options(&[("other", "anderer Staat")], &[]).pop();
            Control::Search(SearchView { otherwise, ..view })
        }
        other => other,
    }
}

fn control(fitting: &[(&str, &str)], more: usize, is_settled: bool) -> Control {
    Control::Search(SearchView {
        is_settled,
        fitting: options(fitting, &[]),
        more,
        otherwise: None,
        options: OptionsOf {
            version: FormVersion("0".repeat(64)),
            channel: Channel::Online,
            language: "de".to_owned(),
            path: path("abroad.country"),
        },
    })
}

fn show(name: &'static str, control: Control, change: impl FnOnce(&mut FieldView)) -> Example {
    Example::new("search", name, &Part::from(&field("abroad.country", "Staat", control, change)))
}

fn typed(text: &str) -> impl FnOnce(&mut FieldView) {
    let text = text.to_owned();
    move |field| field.value = text
}

/// A searched choice in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", control(&[], 0, true), |_| ()),
        show("with hint", control(&[], 0, true), |field| {
            field.hint = Some("Der Staat, in dem Sie wohnen.".to_owned());
            field.autocomplete = Some("country-name".to_owned());
        }),
        show("optional", control(&[], 0, true), |field| field.optional = true),
        show("prefilled", control(&[], 0, true), typed("Irland")),
        show("found", control(&IR, 0, false), typed("Ir")),
        show("found too many", control(&IR, 17, false), typed("Ir")),
        show("found nothing", control(&[], 0, false), typed("Atlantis")),
        show("found, or another one", with_rest(&IR), typed("Ir")),
        show("found nothing but another one", with_rest(&[]), typed("Atlantis")),
        show("with error", control(&IR, 0, false), |field| {
            field.value = "Ir".to_owned();
            field.error =
                Some("Wählen Sie bei „Staat“ einen der Einträge aus, die zu „Ir“ passen.".to_owned());
        }),
        show("with advice", control(&[], 0, true), |field| {
            field.value = "Irland".to_owned();
            field.advice = vec![advice("abroad.country", false, "Der Brief braucht dann länger.")];
        }),
        show("long text", control(&[("a", LONG), ("b", "Kurz")], 0, false), |field| {
            field.label = LONG.to_owned();
            field.value = LONG.to_owned();
        }),
        show("HTML in text", control(&[("\"><b>", MARKUP)], 0, false), |field| {
            field.label = MARKUP.to_owned();
            field.value = MARKUP.to_owned();
        }),
    ]
}
