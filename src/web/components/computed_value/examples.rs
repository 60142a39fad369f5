use crate::forms::view::{ComputedView, Element};
use crate::web::components::example::{LONG, MARKUP, advice, path};
use crate::web::components::{Example, render};

fn show(name: &'static str, change: impl FnOnce(&mut ComputedView)) -> Example {
    let mut computed = ComputedView {
        path: path("tickets_total"),
        label: "Summe der Fahrkarten".to_owned(),
        hint: None,
        value: Some("593,00 €".to_owned()),
        error: None,
        advice: Vec::new(),
    };
    change(&mut computed);
    Example::new("computed_value", name, &render(&Element::Computed(computed)))
}

/// A computed value in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", |_| ()),
        show("with hint", |computed| computed.hint = Some("Ohne Monate mit Schülerzeitkarte".to_owned())),
        show("not yet known", |computed| computed.value = None),
        show("with error", |computed| {
            computed.error = Some("Die Finanzierung muss ausgeglichen sein: Es fehlen 120,00 €".to_owned());
        }),
        show("with advice", |computed| {
            computed.advice =
                vec![advice("tickets_total", false, "Erstattet wird höchstens der günstigste Tarif.")];
        }),
        show("long text", |computed| computed.label = LONG.to_owned()),
        show("HTML in text", |computed| computed.value = Some(MARKUP.to_owned())),
    ]
}
