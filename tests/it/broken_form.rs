//! A folder of forms with a mistake in one: its author is told where, and the others live on.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use pforte::domain::{Channel, Role};
use reqwest::StatusCode;

use crate::support::app::{TestApp, shipped};
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;
use crate::support::filling::to_check_page;
use crate::support::folder::{copied, library};

const SCHOOL: &str = "/leistungen/schuelerbefoerderung-erstattung";
const CULTURE: &str = "/leistungen/projektfoerderung-kultur";

/// Names a page of the school form that lists a field which is not there.
fn misspell(folder: &Path) {
    let file = folder.join("school_transport_refund/form.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text.replacen("\"medical_need\"", "\"medical_needs\"", 1)).unwrap();
}

async fn begin(client: &Client, service: &str) -> Page {
    client.submit(&client.open(service).await, "/antrag", &[]).await
}

/// An application at the desk that was filed, and a browser with a draft.
async fn used(app: &TestApp) -> Client {
    let form = app.library.catalogue().find("schuelerbefoerderung-erstattung").unwrap().form(Channel::Online);
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let (filer, drafter) = (app.browser(), app.browser());
    let check = to_check_page(&filer, &form.clone(), &answers, begin(&filer, SCHOOL).await).await;
    filer.submit(&check, "/absenden", &[("confirmed", "true")]).await.must_say("Ihr Antrag ist eingegangen");
    let page = begin(&drafter, SCHOOL).await;
    drafter.submit(&page, &page.address, &[("medical_need", "true")]).await;
    drafter
}

#[actix_web::test]
async fn a_form_with_a_mistake_is_not_offered_but_its_drafts_and_cases_and_the_other_form_live_on() {
    let folder = copied();
    let whole = library(folder.path());
    assert!(whole.catalogue().problems().is_empty());
    let app = TestApp::start_on(TestDb::new().await, whole, false).await;
    let drafter = used(&app).await;

    misspell(folder.path());
    let app = app.restart_with(library(folder.path())).await;
    let client = app.browser();
    let catalogue = client.open("/").await;
    assert!(catalogue.says("Projektförderung") && !catalogue.says("Schülerbeförderung"));
    assert_eq!(begin(&client, CULTURE).await.status, StatusCode::OK);
    let nothing = client.open(SCHOOL).await;
    assert_eq!(nothing.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(nothing.headers.contains_key("retry-after"));
    nothing.must_say("Diese Leistung ist zurzeit gestört").must_say("Schülerbeförderung");
    let drafter = drafter.moved_to(app.address);
    let offered = drafter.open(SCHOOL).await;
    assert_eq!(offered.status, StatusCode::SERVICE_UNAVAILABLE);
    let kept = drafter.open(&offered.hrefs("main .kern-btn--primary")[0]).await.form("/vorpruefung").1;
    assert!(kept.contains(&("medical_need".to_owned(), "true".to_owned())), "what was begun goes on");
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    case.must_say("593,00 €").must_say("Robin");
    app.stop().await;
}

#[actix_web::test]
async fn the_operator_reads_file_place_and_reason_of_the_mistake() {
    let (folder, data) = (copied(), tempfile::tempdir().unwrap());
    misspell(folder.path());
    let mut program = Command::new(env!("CARGO_BIN_EXE_pforte"))
        .env("PFORTE_FORMS", folder.path())
        .env("PFORTE_DATA", data.path())
        .env("PFORTE_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let console = std::io::BufReader::new(program.stdout.take().unwrap());
    let greeting = tokio::task::spawn_blocking(|| std::io::BufRead::lines(console).next().unwrap().unwrap());
    let others = shipped().catalogue().all().count() - 1;
    assert!(greeting.await.unwrap().starts_with(&format!("Pforte serves {others} services")));
    Command::new("kill").arg(program.id().to_string()).status().unwrap();
    let log = String::from_utf8(program.wait_with_output().unwrap().stderr).unwrap();
    for part in ["school_transport_refund/form.json", "/pages/0/fields/7", "medical_needs"] {
        assert!(log.contains(part), "{part} in {log}");
    }
}

#[test]
fn a_folder_of_forms_that_is_not_there_ends_the_program_with_one_line() {
    let data = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_pforte"))
        .env("PFORTE_DATA", data.path())
        .env("PFORTE_LISTEN", "127.0.0.1:0")
        .env("PFORTE_FORMS", data.path().join("nowhere"))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(told.lines().count() == 1 && told.contains("nowhere") && told.contains("PFORTE_FORMS"), "{told}");
}
