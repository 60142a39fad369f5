//! A form on paper: every question of the online form, with the same words and a number, and what must hold for it.

use std::collections::BTreeMap;
use std::fs;

use pforte::domain::Role;
use pforte::forms::field::{Kind, Node};
use pforte::forms::form::Form;
use pforte::web::components::qr_code::QrCode;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::folder::{copied, library};

const SCHOOL: &str = "schuelerbefoerderung-erstattung";

/// Each question with its number, as the pages of a form say it; those in the rows of a list apart.
#[derive(Default)]
struct Numbered {
    alone: Vec<String>,
    in_rows: Vec<String>,
}

impl Numbered {
    fn of(form: &Form) -> Self {
        let mut found = Self::default();
        for (page, number) in form.file.pages.iter().zip(1..) {
            let mut last = 0;
            for pattern in &page.fields {
                found.add(form.root.find(pattern).unwrap(), &number.to_string(), &mut last, false);
            }
        }
        found
    }

    fn add(&mut self, node: &Node, above: &str, last: &mut usize, in_row: bool) {
        if node.compute.is_some() || node.read_only {
            return;
        }
        if let Kind::Group(group) = &node.kind {
            group.fields.values().for_each(|field| self.add(field, above, last, in_row));
            return;
        }
        *last += 1;
        let number = format!("{above}.{last}");
        let told = format!("{number} {}", node.title.as_deref().unwrap_or(&node.name));
        if in_row {
            self.in_rows.push(told)
        } else {
            self.alone.push(told)
        }
        if let Kind::List(list) = &node.kind
            && let Some(row) = list.row.group()
        {
            let mut last = 0;
            row.fields.values().for_each(|field| self.add(field, &number, &mut last, true));
        }
    }
}

/// The questions on a paper, each with its number, and how often it is there.
fn questions(paper: &Page) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let numbers = paper.texts(".pf-paper__question > .pf-paper__number");
    let labels = paper.texts(".pf-paper__question .pf-paper__label");
    assert_eq!(numbers.len(), labels.len());
    let asked = numbers.into_iter().zip(labels).map(|(number, label)| format!("{number} {label}"));
    let columns = paper.texts(".pf-paper__column");
    for question in asked.chain(columns) {
        *found.entry(question).or_default() += 1;
    }
    found
}

fn count(found: &BTreeMap<String, usize>, question: &str) -> usize {
    let is_it = |told: &str| {
        told == question || told.strip_prefix(question).is_some_and(|rest| rest.starts_with(' '))
    };
    found.iter().filter(|(told, _)| is_it(told)).map(|(_, count)| count).sum()
}

async fn paper(client: &Client, slug: &str) -> Page {
    let paper = client.open(&format!("/leistungen/{slug}/vordruck")).await;
    assert_eq!(paper.status, StatusCode::OK, "{slug}");
    paper
}

/// What stands at the question with this number.
fn at(paper: &Page, number: &str) -> String {
    let questions = paper.texts(".pf-paper__question");
    let starts = format!("{number} ");
    questions.into_iter().find(|text| text.starts_with(&starts)).unwrap_or_else(|| panic!("no {number}"))
}

#[actix_web::test]
async fn every_question_of_every_service_is_on_its_paper_once_with_its_number() {
    let app = TestApp::start().await;
    let client = app.browser();
    let catalogue = app.library.catalogue();
    let services: Vec<_> = catalogue.all().filter(|service| !service.is_for_staff()).collect();
    assert!(services.len() > 10);
    for service in services {
        let form = &service.online;
        let paper = paper(&client, &form.file.slug).await;
        let (found, wanted) = (questions(&paper), Numbered::of(form));
        assert!(!wanted.alone.is_empty());
        for question in &wanted.alone {
            assert_eq!(count(&found, question), 1, "{}: {question} in {found:#?}", form.id);
        }
        for question in &wanted.in_rows {
            assert!(count(&found, question) >= 1, "{}: {question} in {found:#?}", form.id);
        }
        let titles: Vec<String> = form
            .file
            .pages
            .iter()
            .zip(1..)
            .map(|(page, number)| format!("{number} {}", page.title))
            .collect();
        assert_eq!(paper.texts(".pf-paper__section h2")[..titles.len()], titles, "{}", form.id);
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_paper_says_in_words_when_a_question_is_to_be_answered() {
    let app = TestApp::start().await;
    let client = app.browser();
    let school = paper(&client, SCHOOL).await;
    let says = |number: &str, text: &str| {
        let found = at(&school, number);
        assert!(found.contains(text), "{number}: {found}");
    };
    says("3.11", "Nur ausfüllen, wenn 3.10 „Ja“ ist.");
    says("1.6", "Nur ausfüllen, wenn 1.5 „Nur zeitweise“ ist.");
    says("2.9", "Pflichtangabe, wenn 2.11 „E-Mail“ ist.");
    says("2.6", "(freiwillig)");
    assert!(!at(&school, "2.4").contains("Pflichtangabe") && !at(&school, "2.4").contains("freiwillig"));
    // It hangs on a computed value, which nobody with a pen knows.
    says("1.2", "(falls zutreffend)");
    assert!(!at(&school, "1.2").contains("Nur ausfüllen"));
    let sections = school.texts(".pf-paper__section > .pf-paper__head");
    assert!(
        sections[5].contains("Nur ausfüllen, wenn bei 5.1 „Bus und Bahn“ angekreuzt ist."),
        "{}",
        sections[5]
    );
    let dog = paper(&client, "hundesteuer-anmeldung").await;
    let former = at(&dog, "1.4");
    assert!(former.contains("wenn 1.1 „Zuzug mit Hund“ oder „Übernahme“ ist."), "{former}");
    app.stop().await;
}

#[actix_web::test]
async fn the_paper_tells_where_it_goes_and_its_picture_leads_the_desk_to_the_service() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = client.open(&format!("/leistungen/{SCHOOL}")).await;
    assert!(service.hrefs("main a").contains(&format!("/leistungen/{SCHOOL}/vordruck")));
    let paper = paper(&client, SCHOOL).await;
    paper.must_say("Stadt Braunschweig").must_say("Eingang (Stempel)").must_say("Willy-Brandt-Platz 13");
    let address = format!("http://{}/schalter/neu/{SCHOOL}", app.address);
    let picture = QrCode::of(&address, "Adresse für den Schalter").unwrap().to_string();
    assert!(paper.html.contains(&picture), "the picture is another address than {address}");
    paper.must_say(address.split_once("://").unwrap().1);

    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let begin = clerk.open(&format!("/schalter/neu/{SCHOOL}")).await;
    assert_eq!(begin.status, StatusCode::OK);
    assert!(!clerk.open("/schalter").await.says("noch ohne Namen"), "a picture begins nothing by itself");
    let first = clerk.submit(&begin, "/schalter/antrag", &[("ort", "buergerbuero"), ("art", "paper")]).await;
    assert!(first.address.starts_with("/schalter/antrag/"), "{}", first.address);
    let nowhere = clerk.open("/schalter/neu/gibt-es-nicht").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn the_paper_speaks_the_language_of_its_reader() {
    let app = TestApp::start().await;
    let client = app.browser();
    let paper = client.open(&format!("/leistungen/{SCHOOL}/vordruck?sprache=en")).await;
    paper.must_say("How to fill in this form").must_say("Only fill this in if 3.10 is “Yes”.");
    let easy = client.open(&format!("/leistungen/{SCHOOL}/vordruck?sprache=de-x-ls")).await;
    easy.must_say("So füllen Sie das Formular aus");
    app.stop().await;
}

#[actix_web::test]
async fn a_service_that_is_paused_has_its_paper_with_a_note() {
    let folder = copied();
    let file = folder.path().join("school_transport_refund/form.json");
    let mut form: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    form["availability"] = json!({"state": "paused", "text": "Ab Februar geht es weiter."});
    fs::write(file, form.to_string()).unwrap();
    let app = TestApp::start_on(TestDb::new().await, library(folder.path()), false).await;
    let client = app.browser();
    let paper = paper(&client, SCHOOL).await;
    paper.must_say("Zurzeit nicht möglich").must_say("Ab Februar geht es weiter.");
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let begin = clerk.open(&format!("/schalter/neu/{SCHOOL}")).await;
    begin.must_say("Zurzeit nicht möglich");
    assert_eq!(begin.attributes("main form", "action"), [] as [String; 0]);
    assert_eq!(client.open("/leistungen/gibt-es-nicht/vordruck").await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
