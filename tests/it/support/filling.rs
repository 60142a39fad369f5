//! Fills in a form the way a person does, page by page, from the answers of one of its cases.

use pforte::domain::{Answers, Channel, Path, Segment};
use pforte::forms::field::Kind;
use pforte::forms::files::INSTEAD;
use pforte::forms::form::Form;
use pforte::forms::parse::SEARCH;
use serde_json::Value;

use super::app::TestApp;
use super::cases::answers;
use super::client::{Client, Controls, Page};

/// Files an application online with the answers of a case, and shows its receipt.
pub async fn file(app: &TestApp, client: &Client, form_id: &str, case: &str) -> Page {
    let service = app.library.catalogue().find_id(form_id).unwrap().clone();
    let page = client.open(&format!("/leistungen/{}", service.online.file.slug)).await;
    let first = client.submit(&page, "/antrag", &[]).await;
    let check = to_check_page(client, service.form(Channel::Online), &answers(form_id, case), first).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(receipt.address.starts_with("/eingang/"), "{}", receipt.address);
    receipt
}

/// Walks from `page` (the first page of a draft) to the check page, answering each control that is
/// shown from `answers`. Fails when a page does not lead on.
pub async fn to_check_page(client: &Client, form: &Form, answers: &Answers, mut page: Page) -> Page {
    for _ in 0..80 {
        if page.address.ends_with("/pruefen") {
            return page;
        }
        page = answer(client, form, answers, &page).await;
    }
    panic!("no end of pages; the last one is {}", page.address)
}

/// Answers one page and goes on. Rows that are missing are added first.
pub async fn answer(client: &Client, form: &Form, answers: &Answers, page: &Page) -> Page {
    let path = page.address.split(['?', '#']).next().unwrap_or_default().to_owned();
    let mut page = page.clone();
    while let Some(button) = missing_row(answers, &page) {
        let controls = typed(form, answers, &page);
        let target = page.form(&path).0;
        page = client.post(&target, &with_button(&page.form(&path).1, &controls, &button)).await;
        if page.address.split(['?', '#']).next() != Some(path.as_str()) {
            return page;
        }
    }
    let controls = typed(form, answers, &page);
    let (target, standing) = page.form(&path);
    let next = client.post(&target, &merged(&standing, &controls)).await;
    assert!(
        next.status.is_success(),
        "page {path} was not accepted ({}): {:?}\n{:?}",
        next.status,
        next.texts(".kern-error, .pf-error-summary li"),
        controls,
    );
    next
}

/// The `add` button of a list on the page that has fewer rows than the answers.
fn missing_row(answers: &Answers, page: &Page) -> Option<String> {
    let document = page.document();
    let buttons = scraper::Selector::parse("button[name=_action]").unwrap();
    let adds =
        document.select(&buttons).filter_map(|button| button.value().attr("value")?.strip_prefix("add:"));
    let removes: Vec<String> = document
        .select(&buttons)
        .filter_map(|button| button.value().attr("value")?.strip_prefix("remove:").map(str::to_owned))
        .collect();
    for list in adds {
        let wanted = answers.at(list).and_then(Value::as_array).map_or(0, Vec::len);
        let shown = removes.iter().filter(|row| row.starts_with(&format!("{list}."))).count();
        if shown < wanted {
            return Some(format!("add:{list}"));
        }
    }
    None
}

/// What a person types into each control of the page's form.
fn typed(form: &Form, answers: &Answers, page: &Page) -> Controls {
    let document = page.document();
    let all = scraper::Selector::parse("main input[name], main select[name], main textarea[name]").unwrap();
    let mut names: Vec<String> = Vec::new();
    for element in document.select(&all) {
        let name = element.value().attr("name").unwrap_or_default();
        if !name.starts_with('_') && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
        .iter()
        .flat_map(|name| texts(form, answers, name).into_iter().map(|text| (name.clone(), text)))
        .collect()
}

/// The texts for one control: one for most, several for a set, none for what is not answered.
fn texts(form: &Form, answers: &Answers, name: &str) -> Vec<String> {
    let Ok(path) = name.parse::<Path>() else { return Vec::new() };
    if let Some(Segment::Key(part)) = path.segments().last()
        && let Some(parent) = path.parent()
        && matches!(part.as_str(), "day" | "month" | "year")
        && let Some(Kind::Date | Kind::Month) = form.root.find(&parent.pattern()).map(|node| &node.kind)
    {
        let text = answers.get(&parent).and_then(Value::as_str).unwrap_or_default();
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let part = match part.as_str() {
            "day" => day,
            "month" => month,
            _ => year,
        };
        return vec![part.unwrap_or_default().to_owned()];
    }
    if let (Some(Segment::Key(part)), Some(parent)) = (path.segments().last(), path.parent())
        && part == INSTEAD
        && let Some(Kind::Files(files)) = form.root.find(&parent.pattern()).map(|node| &node.kind)
    {
        let chosen = answers.get(&parent).and_then(|answer| files.chosen_instead(answer));
        return chosen.map(|option| option.value.clone()).into_iter().collect();
    }
    // Whoever types a title in full means that option.
    if let Some(of) = path.parent().filter(|_| name.ends_with(&format!(".{SEARCH}")))
        && let Some(Kind::OneOf { options, .. }) = form.root.find(&of.pattern()).map(|node| &node.kind)
    {
        let chosen = options.iter().find(|option| answers.get(&of) == Some(&option.stored));
        return chosen.map(|option| option.title.clone()).into_iter().collect();
    }
    if let Some(Kind::Files(_)) = form.root.find(&path.pattern()).map(|node| &node.kind) {
        return Vec::new();
    }
    let money = matches!(form.root.find(&path.pattern()).map(|node| &node.kind), Some(Kind::Money));
    match answers.get(&path) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Number(cents)) if money => {
            let cents = cents.as_i64().unwrap_or_default();
            vec![format!("{},{:02}", cents / 100, cents % 100)]
        }
        Some(Value::Number(number)) => vec![number.to_string().replace('.', ",")],
        Some(Value::String(text)) => vec![text.clone()],
        Some(other) => vec![other.to_string()],
    }
}

fn merged(standing: &Controls, typed: &Controls) -> Controls {
    let mut controls: Controls =
        standing.iter().filter(|(name, _)| !typed.iter().any(|(known, _)| known == name)).cloned().collect();
    controls.extend(typed.iter().cloned());
    controls
}

fn with_button(standing: &Controls, typed: &Controls, button: &str) -> Controls {
    let mut controls = merged(standing, typed);
    controls.push(("_action".to_owned(), button.to_owned()));
    controls
}
