//! A case on paper and as one archive; and cases that are linked.

use std::process::Command;

use pforte::domain::Role;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::filling;

const SCHOOL: (&str, &str) = ("school_transport_refund", "pass_until_january");

/// Files an application and opens its case.
async fn filed(app: &TestApp, client: &Client, (form, case): (&str, &str)) -> Page {
    filling::file(app, &app.browser(), form, case).await;
    client.open(&client.open("/postkorb").await.hrefs("table a")[0].clone()).await
}

fn number(case: &Page) -> String {
    case.texts(".pf-facts dd")[0].clone()
}

#[actix_web::test]
async fn a_case_on_paper_holds_everything_but_who_read_it() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let case = filed(&app, &worker, SCHOOL).await;
    worker.submit(&case, "/pruefung", &[("check.residence", "met")]).await;
    let paper = lead.open(&format!("{}/druck", case.address)).await;
    paper.must_say(&format!("Vorgang {}", number(&case))).must_say("Robin Beispiel");
    paper.must_say("Hauptwohnung laut Melderegister").must_say("erfüllt").must_say("20,00 €");
    paper.must_say("Prüfung gespeichert").must_say("Fahrkarte 1");
    assert!(!paper.says("Vorgang geöffnet"), "who read it is for the lead");
    lead.open(&case.address).await.must_say("Zugriffe");
    let other = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    assert_eq!(other.open(&format!("{}/druck", case.address)).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn one_archive_holds_the_case_and_its_files_by_safe_names() {
    let app = TestApp::start().await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let case = filed(&app, &worker, ("culture_project_grant", "ueber_5000_euro")).await;
    let files = case.hrefs("a[download]").len();
    let (address, controls) = case.form("/paket");
    let got = worker.post_bytes(&address, &controls).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("vorgang.zip");
    std::fs::write(&archive, &got).unwrap();
    let list = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('\\n'.join(z.namelist())); z.extractall(sys.argv[2])";
    let out = Command::new("python3").args(["-c", list]).arg(&archive).arg(folder.path()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let names = String::from_utf8(out.stdout).unwrap();
    let names: Vec<&str> = names.lines().collect();
    assert_eq!(names[..2], ["vorgang.html", "vorgang.json"]);
    assert_eq!(names.len() - 2, files, "{names:?}");
    assert!(names[2..].iter().all(|name| name.starts_with("dateien/") && !name.contains("..")), "{names:?}");
    let json: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("vorgang.json")).unwrap()).unwrap();
    assert_eq!(json["format"], "pforte-case-1");
    let paper = std::fs::read_to_string(folder.path().join("vorgang.html")).unwrap();
    assert!(paper.contains("<h1") && !paper.contains("href=\"/"), "it needs nothing of the server");
    worker.open(&case.address).await.must_say("Mit allen Dateien gespeichert");

    let other = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let own = other.open("/postkorb").await;
    let mine = other.post(&address, &own.form("/abmelden").1).await;
    assert_eq!(mine.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn linked_cases_stand_at_both_and_come_apart_again() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let first = filed(&app, &worker, SCHOOL).await;
    filling::file(&app, &app.browser(), "school_transport_refund", "grade_11_gymnasium").await;
    let all = worker.open("/postkorb").await.hrefs("table a");
    let path = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let second = all.iter().find(|href| path(href) != path(&first.address)).unwrap();
    let second = worker.open(second).await;
    let linked = worker.submit(&first, "/verbinden", &[("verbinden", &number(&second))]).await;
    linked.must_say(&format!("Verbunden mit {}", number(&second)));
    let at_other = worker.open(&second.address).await;
    at_other.must_say(&format!("Verbunden mit {}", number(&first)));
    assert_eq!(at_other.texts(".pf-link-row a"), [number(&first)]);
    worker.submit(&at_other, "/verbinden", &[("verbinden", &number(&first))]).await;
    let once = worker.open(&second.address).await;
    assert_eq!(once.texts(".pf-link-row a").len(), 1, "a link stands once");
    let apart = worker.submit(&once, "/trennen", &[]).await;
    apart.must_say(&format!("Verbindung mit {} entfernt", number(&first)));
    assert!(worker.open(&first.address).await.texts(".pf-link-row a").is_empty());
    app.stop().await;
}

/// Neither what nobody has nor what another department has can be told apart, and a case is not linked with itself.
#[actix_web::test]
async fn a_number_of_another_department_is_answered_like_one_that_nobody_has() {
    let app = TestApp::start().await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let culture = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let mine = filed(&app, &worker, SCHOOL).await;
    let theirs = filed(&app, &culture, ("culture_project_grant", "genau_5000_euro")).await;
    let mut answers = Vec::new();
    for number in [number(&theirs), "222-222-222".to_owned(), "Unsinn".to_owned(), number(&mine)] {
        let refused = worker.submit(&mine, "/verbinden", &[("verbinden", &number)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attributes("input[name='verbinden']", "value"), std::slice::from_ref(&number));
        answers.push(refused.texts(".kern-error, [id^='error']"));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert!(culture.open(&theirs.address).await.texts(".pf-link-row a").is_empty());
    app.stop().await;
}
