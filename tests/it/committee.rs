//! What is proposed to a committee, and the list for it: nothing private is ever in it.

mod changes;

use std::collections::BTreeMap;

use chrono::Duration;
use pforte::domain::{
    Answers, CaseId, Channel, ClerkId, DepartmentId, ReceiptNumber, Role, Scope, SubmissionId, Token,
};
use pforte::forms::compile::patterns;
use pforte::forms::field::{Kind, Node, TextFormat};
use pforte::forms::form::Form;
use pforte::forms::source::FormSource;
use pforte::forms::{cases as form_cases, responsibility};
use pforte::store::{StoreError, cases, filing, submissions};
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::{deciding, filling};

const PROJECT: &str = "culture_project_grant";
const LIST: &str = "/postkorb/ausschuss";
/// Longer than the page, and than two parts of the file.
const LONG: usize = 230;
const FILE: &str = "/postkorb/ausschuss/datei";

/// A case that is filed, taken and opened.
async fn taken(app: &TestApp, worker: &Client, case: &str) -> Page {
    filling::file(app, &app.browser(), PROJECT, case).await;
    let list = worker.open("/postkorb?ansicht=neu").await;
    let opened = worker.open(&list.hrefs("table a")[0].clone()).await;
    worker.submit(&opened, "/uebernehmen", &[]).await
}

fn proposal<'a>(amount: &'a str, reason: &'a str) -> [(&'a str, &'a str); 3] {
    [("vorschlag", amount), ("kurzbegruendung", reason), ("gremium", "")]
}

/// The list as a file.
async fn saved(worker: &Client, page: &Page, kind: &str) -> Page {
    worker.submit(page, FILE, &[("art", kind)]).await
}

#[actix_web::test]
async fn a_case_is_proposed_with_a_short_reason_and_never_with_more_than_was_asked() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let case = taken(&app, &worker, "genau_5000_euro").await;
    case.must_say("Für den Ausschuss").must_say("Noch kein Vorschlag gespeichert.");
    assert_eq!(case.attributes("input[name=vorschlag]", "value"), ["5000,00"], "what was asked for");
    let wrong = worker.submit(&case, "/vorschlag", &proposal("5.000,01", "Gut.")).await;
    assert_eq!(wrong.status, 422);
    wrong.must_say("Beantragt sind 5.000,00 €").must_say("Gut.");
    let links = wrong.hrefs(".kern-error-summary a, .pf-error-summary a, [role=alert] a");
    assert!(links.contains(&"#field-vorschlag".to_owned()), "{links:?}");
    let wrong = worker.submit(&case, "/vorschlag", &proposal("viel", "")).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.attributes("input[name=vorschlag]", "value")[0].as_str()),
        (422, "viel")
    );
    wrong.must_say("Schreiben Sie eine kurze Begründung.");
    assert!(!worker.open(&case.address).await.says("Gespeichert:"), "nothing was saved");

    let saved = worker.submit(&case, "/vorschlag", &proposal("4000", "Überzeugt fachlich.")).await;
    saved.must_say("Vorschlag für den Ausschuss gespeichert: 4.000,00 €");
    assert_eq!(saved.attributes("input[name=vorschlag]", "value"), ["4000,00"]);
    let again = worker.submit(&saved, "/vorschlag", &proposal("4.000,00", "Überzeugt fachlich.")).await;
    assert_eq!(again.html.matches("Vorschlag für den Ausschuss gespeichert").count(), 1, "nothing new");

    // The applicant is told nothing of it.
    let json = worker.submit(&again, "/daten", &[]).await;
    let json: Value = serde_json::from_str(&json.html).unwrap();
    assert_eq!(
        (&json["proposal"]["amount"], &json["proposal"]["reason"]),
        (&400_000.into(), &"Überzeugt fachlich.".into())
    );
    let decide = worker.open(&format!("{}/entscheidung", case.address.split('#').next().unwrap())).await;
    decide.must_say("Vorschlag für den Ausschuss: 4.000,00 €; Überzeugt fachlich.");
    app.stop().await;
}

#[actix_web::test]
async fn the_list_adds_up_says_what_is_missing_and_notes_who_took_it_along() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Lead, &["fb41"]).await;
    let first = taken(&app, &worker, "genau_5000_euro").await;
    app.clock.advance(Duration::minutes(1));
    taken(&app, &worker, "einzelperson_vollstaendig").await;
    worker.submit(&first, "/vorschlag", &proposal("4.000", "=HYPERLINK(\"http://x\")")).await;
    let inbox = worker.open(&format!("/postkorb?ansicht=alle&leistung={PROJECT}")).await;
    let to = inbox.hrefs(".pf-pages a").into_iter().find(|href| href.starts_with(LIST)).unwrap();
    let page = worker.open(&to).await;
    page.must_say("2 Anträge, davon 1 noch ohne Vorschlag").must_say("noch kein Vorschlag");
    assert_eq!(
        page.texts("tbody td[data-label=Vorschlag]"),
        ["noch kein Vorschlag", "4.000,00 €"],
        "in the order of the inbox"
    );
    let cents = |text: &String| text.replace(['.', ',', ' ', '€', '\u{a0}'], "").parse::<i64>().unwrap();
    for column in ["Kosten", "Beantragt"] {
        let cells = page.texts(&format!("tbody td[data-label={column}]"));
        let sum = page.texts(&format!("tfoot td[data-label={column}]"));
        assert_eq!(cells.iter().map(cents).sum::<i64>(), cents(&sum[0]), "{column}");
    }
    assert_eq!(page.texts("tfoot td[data-label=Vorschlag]"), ["4.000,00 €"]);

    let csv = saved(&worker, &page, "csv").await;
    let lines: Vec<&str> = csv.html.lines().collect();
    assert_eq!(lines.len(), 4, "titles, two cases, sums");
    assert!(lines[2].contains("\"4000,00\"") && lines[2].contains("\"'=HYPERLINK("), "{}", lines[2]);
    assert!(lines[1].contains("\"noch kein Vorschlag\""), "{}", lines[1]);
    assert!(lines[3].starts_with("\"Summe\";\"2 Anträge\";"), "{}", lines[3]);
    let xlsx = saved(&worker, &page, "xlsx").await;
    assert!(xlsx.headers["content-disposition"].to_str().unwrap().ends_with(".xlsx\""));
    let case = worker.open(&first.address).await;
    case.must_say("In einer Datei gespeichert: Liste für den Ausschuss (CSV)");

    // A filter of the inbox holds here, too; and another department has no such list.
    worker
        .open(&format!("{LIST}?merkmal=form:auswahlgremium_theater"))
        .await
        .must_say("Hier liegt zurzeit nichts.");
    // One that the service does not have, or that nobody can read, and whose cases they are leave none out unsaid.
    for filter in
        ["merkmal=form:other_service", "merkmal=x", "person=x", &format!("person={}", ClerkId::random())]
    {
        let all = worker.open(&format!("{LIST}?leistung={PROJECT}&{filter}")).await;
        all.must_say("2 Anträge, davon 1 noch ohne Vorschlag").must_say("Anträge: Alle offenen. Stand");
        assert_eq!(saved(&worker, &all, "csv").await.html.lines().count(), 4, "{filter}");
    }
    let own = worker.open(&format!("{LIST}?merkmal=own:Eilt")).await;
    own.must_say("Hier liegt zurzeit nichts.").must_say("Eilt. Stand");
    assert_eq!(own.attributes("#merkmal option[selected]", "value"), ["own:Eilt"]);
    let foreign = app.signed_in("schule", Role::Lead, &["fb40"]).await;
    assert_eq!(foreign.open(LIST).await.status, 404);
    // A case can be given to any department: those that have none of a service have an empty list of it.
    foreign.open(&format!("{LIST}?leistung={PROJECT}")).await.must_say("Hier liegt zurzeit nichts.");
    assert!(!foreign.open("/postkorb").await.says("Liste für den Ausschuss"));
    assert_eq!(worker.open(&format!("{LIST}?leistung=culture_use_report")).await.status, 404);
    app.stop().await;
}

/// A small amount is decided by the department, and the committee is informed afterwards.
#[actix_web::test]
async fn of_what_is_decided_the_committee_reads_how_and_how_much() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let case = taken(&app, &worker, "genau_5000_euro").await;
    let proposed = worker.submit(&case, "/vorschlag", &proposal("4.000", "Gut.")).await;
    let typed = [("ergebnis", "partly_granted"), ("betrag", "3.500,00"), ("gruende", "MITTEL_ERSCHOEPFT")];
    deciding::decide(&worker, &proposed, &typed).await.must_say("Teilweise bewilligt");
    worker.open(LIST).await.must_say("Hier liegt zurzeit nichts.");
    let page = worker.open(&format!("{LIST}?ansicht=erledigt")).await;
    page.must_say("Teilweise bewilligt, 3.500,00 €").must_say("4.000,00 €");
    assert_eq!(page.texts("tfoot td[data-label=Bewilligt]"), ["3.500,00 €"]);
    let csv = saved(&worker, &page, "csv").await.html;
    assert!(csv.contains("\"3500,00\"") && csv.contains("\"Teilweise bewilligt\""), "{csv}");
    // What was withdrawn is in the list, but nothing is proposed for it any more, and it adds up to nothing.
    let other = taken(&app, &worker, "genau_5000_euro").await;
    let other = worker.submit(&other, "/vorschlag", &proposal("1.000", "Auch gut.")).await;
    let sure = worker.submit(&other, "/status", &[("aktion", "withdraw")]).await;
    worker.submit(&sure, "/status", &[("aktion", "withdraw"), ("bestaetigt", "1")]).await;
    let page = worker.open(&format!("{LIST}?ansicht=erledigt")).await;
    page.must_say("2 Anträge. 1 zurückgenommen oder abgegeben: nicht in den Summen")
        .must_say("Zurückgenommen");
    assert!(!page.says("Auch gut.") && !page.says("noch kein Vorschlag"));
    assert_eq!(page.texts("tfoot td[data-label=Beantragt]"), ["5.000,00 €"]);
    assert_eq!(page.texts("tfoot td[data-label=Vorschlag]"), ["4.000,00 €"]);
    let csv = saved(&worker, &page, "csv").await.html;
    assert!(csv.contains("1 zurückgenommen oder abgegeben") && !csv.contains("Auch gut."), "{csv}");
    let withdrawn = worker.open(other.address.split('#').next().unwrap()).await;
    assert!(!withdrawn.says("erwartet bis") && !withdrawn.says("überfällig"));
    // Nobody changes afterwards what was proposed.
    let decided = worker.open(case.address.split('#').next().unwrap()).await;
    assert!(decided.attributes("input[name=vorschlag]", "value").is_empty());
    assert_eq!(decided.texts("#ausschuss dd"), ["4.000,00 €", "Gut."]);
    app.stop().await;
}

/// The page shows some and says so; its sums are those of all, and the file has all of them.
#[actix_web::test]
async fn a_long_list_is_shown_in_part_and_adds_up_as_a_whole() {
    let app = TestApp::start_without_worker().await;
    let form = app.library.catalogue().find_id(PROJECT).unwrap().form(Channel::Online).clone();
    let case = crate::support::cases::answers(PROJECT, "genau_5000_euro");
    for _ in 0..LONG {
        file(&app, &form, case.clone()).await;
    }
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let page = worker.open(LIST).await;
    page.must_say("Sie sehen die ersten 200 Anträge.")
        .must_say(&format!("{LONG} Anträge, davon {LONG} noch ohne"));
    assert_eq!(page.texts("tbody td[data-label=Beantragt]").len(), 200);
    let sum = page.texts("tfoot td[data-label=Beantragt]")[0].replace('.', "");
    assert_eq!(sum, format!("{},00 €", LONG * 5000));
    let csv = saved(&worker, &page, "csv").await.html;
    assert_eq!(csv.lines().count(), LONG + 2);
    assert!(csv.lines().last().unwrap().contains(&format!("\"{},00\"", LONG * 5000)));
    app.stop().await;
}

/// A version without a committee made the name of whatever it liked.
#[actix_web::test]
async fn of_a_case_of_an_older_version_the_list_tells_neither_name_nor_answers() {
    let app = TestApp::start_without_worker().await;
    let form = app.library.catalogue().find_id(PROJECT).unwrap().form(Channel::Online).clone();
    let case = crate::support::cases::answers(PROJECT, "genau_5000_euro");
    let name = responsibility::applicant_name(&form, &case).unwrap();
    file_with(&app, &form, case, BTreeMap::new()).await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    assert!(worker.open("/postkorb").await.says(&name));
    let page = worker.open(LIST).await;
    page.must_say("1 Antrag, davon 1 noch ohne Vorschlag");
    assert_eq!(page.texts("tbody td[data-label=Antragstellende]"), ["–"]);
    let csv = saved(&worker, &page, "csv").await.html;
    assert!(!page.says(&name) && !csv.contains(&name), "{csv}");
    app.stop().await;
}

/// All values at a pattern: `project.events[].address`.
fn values<'a>(value: &'a Value, pattern: &str) -> Vec<&'a Value> {
    pattern.split('.').fold(vec![value], |found, step| {
        let (name, is_row) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let inner = found.into_iter().filter_map(|value| value.get(name));
        match is_row {
            true => inner.filter_map(Value::as_array).flatten().collect(),
            false => inner.collect(),
        }
    })
}

/// What no committee may read of these answers.
fn secrets(form: &Form, answers: &Answers) -> Vec<String> {
    let answers = answers.to_value();
    let of_name: Vec<&String> = form.file.applicant.name.iter().flatten().collect();
    let is_secret = |node: &Node| match &node.kind {
        _ if node.privacy.is_some() => true,
        Kind::Text(text) if text.format != TextFormat::Plain || text.multiline => true,
        Kind::Files(_) | Kind::Date => true,
        _ => node.autocomplete.is_some() && !of_name.contains(&&node.pattern),
    };
    let patterns = patterns(&form.root);
    let secret = patterns.iter().filter(|(_, node)| is_secret(node));
    let found = secret.flat_map(|(pattern, _)| values(&answers, pattern));
    found.filter_map(Value::as_str).filter(|text| text.chars().count() > 3).map(str::to_owned).collect()
}

/// Files the answers of a case behind the scenes, as the product files them.
async fn file(app: &TestApp, form: &std::sync::Arc<Form>, answers: Answers) {
    let columns = responsibility::listed(form, &answers);
    file_with(app, form, answers, columns).await;
}

async fn file_with(
    app: &TestApp,
    form: &std::sync::Arc<Form>,
    answers: Answers,
    columns: BTreeMap<String, String>,
) {
    let (form, now) = (form.clone(), pforte::clock::Clock::now(app.clock.as_ref()));
    let file = move |conn: &mut _| {
        let id = SubmissionId::new();
        let submission = submissions::NewSubmission {
            incomplete: None,
            id,
            submit_key: id.to_string(),
            form_id: form.id.clone(),
            version: form.version.clone(),
            channel: Channel::Online,
            content: serde_json::to_vec(&answers).unwrap(),
            filed_at: now,
            received_on: now.date_naive(),
            request: None,
            assistance: None,
        };
        let mut random = [0; 8];
        getrandom::fill(&mut random).unwrap();
        let case = cases::NewCase {
            id: CaseId::random(),
            receipt_number: ReceiptNumber::from_random(random),
            form_id: form.id.clone(),
            department: DepartmentId("fb41".to_owned()),
            applicant_name: responsibility::applicant_name(&form, &answers).unwrap_or_default(),
            tags: Vec::new(),
            channel: Channel::Online,
            duplicate_key: None,
            received_at: now,
            taken_down: None,
            columns,
            words: Vec::new(),
            promise: cases::Promise::default(),
        };
        filing::file(
            &Scope::Visitor(Token::from_bytes([7; 32]).hash()),
            conn,
            &submission,
            &case,
            None,
            &[],
        )?;
        Ok::<_, StoreError>(())
    };
    app.db.write(file).await.unwrap();
}

/// Every case of the form's own tests, also those that nobody could send: whatever is typed, none of it gets through.
#[actix_web::test]
async fn nothing_private_of_any_application_is_in_page_or_file() {
    for form_id in [PROJECT, "culture_continuity_grant"] {
        let app = TestApp::start_without_worker().await;
        let form = app.library.catalogue().find_id(form_id).unwrap().form(Channel::Online).clone();
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // Names and titles may hold the name of a place by right: as they were typed, and nothing that came beside them.
        let mut by_right: Vec<String> = Vec::new();
        for (name, case) in form_cases::read(&FormSource::Embedded, form_id).unwrap() {
            let answers = Answers(case.answers);
            all.insert(name, secrets(&form, &answers));
            let named = form.file.applicant.name.iter().flatten().map(String::as_str);
            let texts = named.chain(["project.title"]).filter_map(|path| answers.at(path)?.as_str());
            by_right.extend(texts.map(str::to_owned).chain(responsibility::applicant_name(&form, &answers)));
            file(&app, &form, answers).await;
        }
        assert!(all.values().map(Vec::len).sum::<usize>() > all.len() * 5, "there are secrets to look for");
        let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
        let page = worker.open(&format!("{LIST}?leistung={form_id}")).await;
        let csv = saved(&worker, &page, "csv").await.html;
        let (target, mut controls) = page.form(FILE);
        controls.push(("art".to_owned(), "xlsx".to_owned()));
        let xlsx = unzipped(&worker.post_bytes(&target, &controls).await);
        assert!(csv.lines().count() > all.len() && xlsx.contains("Summe"));
        let shown = page.texts("main table").join(" ");
        for (case, secrets) in &all {
            for secret in secrets.iter().filter(|secret| !by_right.iter().any(|own| own.contains(*secret))) {
                for (what, text) in [("page", &shown), ("csv", &csv), ("xlsx", &xlsx)] {
                    assert!(!text.contains(secret.as_str()), "{case}: {secret:?} is in the {what}");
                }
            }
        }
        app.stop().await;
    }
}

/// All texts of a workbook.
fn unzipped(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let read = |at| std::io::read_to_string(archive.by_index(at).unwrap()).unwrap();
    let count = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap().len();
    (0..count).map(read).collect()
}
