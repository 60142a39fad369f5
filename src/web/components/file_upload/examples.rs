use crate::forms::view::{Control, FieldView, FileView, OptionView};
use crate::web::components::example::{LONG, MARKUP, field};
use crate::web::components::{Example, Part};

fn instead(chosen: usize) -> Vec<OptionView> {
    let options =
        [("", "Ich lade es jetzt hoch"), ("later", "Ich reiche das nach"), ("unavailable", "Habe ich nicht")];
    let option = |(number, (value, label)): (usize, &(&str, &str))| OptionView {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        hint: None,
        selected: number == chosen,
    };
    options.iter().enumerate().map(option).collect()
}

fn show(
    name: &'static str,
    files: &[&str],
    instead: Vec<OptionView>,
    change: impl FnOnce(&mut FieldView),
) -> Example {
    let control = Control::Files {
        files: files
            .iter()
            .map(|name| FileView { name: (*name).to_owned(), size: "1,8 MB".to_owned() })
            .collect(),
        limits: "PDF, JPG oder PNG, höchstens 10 MB je Datei, höchstens 2 Dateien".to_owned(),
        accept: ".pdf,.jpg,.jpeg,.png".to_owned(),
        may_add: files.len() < 2,
        instead,
    };
    let field = field("papers.tickets", "Fahrkarten und Kaufbelege", control, change);
    Example::new("file_upload", name, &Part::from(&field))
}

/// Files in their forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", &[], Vec::new(), |_| ()),
        show("optional", &[], Vec::new(), |field| field.optional = true),
        show("with hint", &[], Vec::new(), |field| field.hint = Some("Ein Foto genügt.".to_owned())),
        show("or something instead", &[], instead(0), |_| ()),
        show("something instead", &[], instead(1), |_| ()),
        show("one file", &["Fahrkarte September.pdf"], Vec::new(), |_| ()),
        show("full", &["Fahrkarte September.pdf", "Foto.jpg"], Vec::new(), |_| ()),
        show("with error", &[], instead(0), |field| {
            field.error = Some("Die Datei „Beleg.pdf“ ist mit einem Kennwort geschützt.".to_owned());
        }),
        show("long text", &[LONG], Vec::new(), |field| field.label = LONG.to_owned()),
        show("HTML in text", &[MARKUP], Vec::new(), |field| {
            field.label = MARKUP.to_owned();
            field.error = Some(MARKUP.to_owned());
        }),
    ]
}
