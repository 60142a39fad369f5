use crate::forms::view::{Control, FieldView};
use crate::web::components::example::{LONG, MARKUP, advice, field};
use crate::web::components::privacy_points::examples::sheet;
use crate::web::components::{Example, Part};

fn show(name: &'static str, checked: bool, change: impl FnOnce(&mut FieldView)) -> Example {
    let label = "Ich versichere, dass meine Angaben richtig und vollständig sind.";
    let field = field("declarations.truth", label, Control::CheckBox { checked, notice: Vec::new() }, change);
    Example::new("check_box", name, &Part::from(&field))
}

/// A declaration in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", false, |_| ()),
        show("with hint", false, |field| {
            field.hint = Some("Unrichtige Angaben können zur Rückforderung führen.".to_owned());
        }),
        show("optional", false, |field| field.optional = true),
        show("prefilled", true, |_| ()),
        show("with error", false, |field| {
            field.hint = Some("Unrichtige Angaben können zur Rückforderung führen.".to_owned());
            field.error = Some("Bestätigen Sie, dass Ihre Angaben richtig und vollständig sind".to_owned());
        }),
        show("with advice", true, |field| {
            field.advice = vec![advice("declarations.truth", false, "Sie können die Angaben noch ändern.")];
        }),
        show("long text", false, |field| field.label = LONG.repeat(2)),
        show("HTML in text", false, |field| field.label = MARKUP.to_owned()),
        show("with notice", false, |field| {
            field.label = "Ich habe die Datenschutzhinweise zur Kenntnis genommen.".to_owned();
            field.hint = Some("Das ist keine Einwilligung.".to_owned());
            field.error =
                Some("Bestätigen Sie, dass Sie die Hinweise zur Kenntnis genommen haben".to_owned());
            field.control = Control::CheckBox { checked: false, notice: sheet() };
        }),
    ]
}
