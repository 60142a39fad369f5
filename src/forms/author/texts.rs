//! `form.json`: what a schema cannot say, as placeholders that say what to write there.

use serde_json::{Value, json};

use crate::forms::definition::Page;
use crate::forms::field::{Kind, Node, TextFormat};

/// What the form is called and where it goes.
pub struct Words {
    /// The address.
    pub slug: String,
    /// The name of the service.
    pub title: String,
    /// What it is about, if the schema says so.
    pub summary: Option<String>,
    /// The first department.
    pub department: String,
}

/// How a text is marked that the author still has to write.
const MARK: &str = "[Platzhalter]";

/// Names of fields that hold the name of a person, best first: those behind each other in a line belong together.
const NAMES: &[&[&[&str]]] = &[
    &[
        &["givennames", "givenname", "firstname", "vorname", "vornamen"],
        &["familyname", "lastname", "surname", "nachname", "familienname"],
    ],
    &[&["familyname", "lastname", "surname", "nachname", "familienname"]],
    &[&["fullname", "name", "companyname", "organisation", "organization", "firma"]],
];

/// The pages, the applicant and all texts.
pub fn form(words: &Words, root: Option<&Node>, pages: &[Page]) -> Value {
    let mut form = json!({
        "slug": words.slug,
        "title": words.title,
        "summary": words.summary.clone().unwrap_or_else(|| {
            format!("{MARK} Sagen Sie in einem Satz, wofür diese Leistung da ist.")
        }),
        "keywords": [],
        "group": "Neue Leistungen",
        "kind": "application",
        "service_keys": [],
    });
    let rest = json!({
        "service": service(),
        "privacy": privacy(),
        "pages": pages.iter().map(page).collect::<Vec<_>>(),
        "applicant": {"name": root.map(names).unwrap_or_default(), "email": root.map(emails).unwrap_or_default()},
        "routing": {"department": words.department},
        "next_steps": [format!("{MARK} Sagen Sie, was nach dem Absenden geschieht und wer sich meldet.")],
        "retention": {"draft_days": 30, "case_days": 365},
    });
    if let (Some(form), Value::Object(rest)) = (form.as_object_mut(), rest) {
        form.extend(rest);
    }
    form
}

fn page(page: &Page) -> Value {
    if page.intro.is_empty() {
        json!({"id": page.id, "title": page.title, "fields": page.fields})
    } else {
        json!({"id": page.id, "title": page.title, "intro": page.intro, "fields": page.fields})
    }
}

fn service() -> Value {
    let text = |what: &str| json!([format!("{MARK} {what}")]);
    json!({
        "what": text("Beschreiben Sie die Leistung: Was bekommen Menschen, und was tut die Stadt?"),
        "who_may": text("Sagen Sie, wer den Antrag stellen kann."),
        "papers": text("Nennen Sie jede nötige Unterlage in einer eigenen Zeile, oder lassen Sie die Liste leer."),
        "procedure": text("Sagen Sie Schritt für Schritt, wie es geht, oder lassen Sie die Liste leer: Dann stehen dort die nächsten Schritte."),
        "deadline": text("Nennen Sie die Frist, oder sagen Sie, dass es keine gibt."),
        "costs": text("Nennen Sie die Gebühr, oder sagen Sie, dass der Antrag kostenlos ist."),
        "duration": text("Sagen Sie, wie lange die Bearbeitung dauert."),
        "decision": text("Sagen Sie, wer entscheidet und wie Menschen davon erfahren."),
        "remedy": text("Sagen Sie, was man gegen die Entscheidung tun kann, oder lassen Sie die Liste leer."),
        "legal_basis": text("Nennen Sie die Vorschriften, je Zeile eine."),
    })
}

fn privacy() -> Value {
    let points = [
        ("Verantwortlich", "Nennen Sie die Stadt, den Fachbereich und die Anschrift."),
        ("Datenschutzbeauftragte Person", "Nennen Sie Anschrift und E-Mail-Adresse."),
        ("Zweck", "Sagen Sie, wofür die Angaben gebraucht werden."),
        ("Rechtsgrundlage", "Nennen Sie die Vorschriften, nach denen die Angaben verarbeitet werden."),
        ("Empfänger", "Sagen Sie, wer die Angaben außerdem erhält."),
        ("Speicherdauer", "Sagen Sie, wann Entwürfe und Anträge gelöscht werden."),
        (
            "Ihre Rechte",
            "Nennen Sie Auskunft, Berichtigung, Löschung, Einschränkung, Widerspruch und Beschwerde.",
        ),
    ];
    points.iter().map(|(title, text)| json!({"title": title, "text": format!("{MARK} {text}")})).collect()
}

/// Where the name of the applicant stands: a guess by the names of the fields.
fn names(root: &Node) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    collect_groups(root, &mut groups);
    for kinds in NAMES {
        let of_group = |fields: &Vec<&Node>| -> Option<Vec<String>> {
            let find = |names: &&[&str]| {
                let found =
                    names.iter().find_map(|name| fields.iter().find(|node| plain(&node.name) == *name))?;
                Some(found.pattern.clone())
            };
            kinds.iter().map(find).collect()
        };
        let found: Vec<Vec<String>> = groups.iter().filter_map(of_group).take(3).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The single texts of each group outside of lists.
fn collect_groups<'a>(node: &'a Node, groups: &mut Vec<Vec<&'a Node>>) {
    let Some(group) = node.group().filter(|group| !group.by_place) else { return };
    let is_text = |node: &&Node| matches!(&node.kind, Kind::Text(text) if text.format == TextFormat::Plain);
    groups.push(group.fields.values().filter(is_text).collect());
    group.fields.values().for_each(|field| collect_groups(field, groups));
}

fn emails(root: &Node) -> Vec<String> {
    let mut found = Vec::new();
    collect_emails(root, &mut found);
    found.truncate(2);
    found
}

fn collect_emails(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Group(group) if !group.by_place => {
            group.fields.values().for_each(|field| collect_emails(field, found));
        }
        Kind::Text(text) if text.format == TextFormat::Email => found.push(node.pattern.clone()),
        _ => {}
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
}
