//! What the operator sees: whether the installation can work, and the numbers for Prometheus.

mod digest;
mod doctor;

use std::fs;
use std::net::TcpListener;

use pforte::domain::Channel;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::Client;
use crate::support::db::TestDb;
use crate::support::filling::{file, to_check_page};
use crate::support::folder::{copied, library};
use crate::support::process::Process;

const SERVICE: &str = "/leistungen/schuelerbefoerderung-erstattung";

async fn readiness(client: &Client) -> (StatusCode, Value) {
    let answer = client.open("/health/ready").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    (answer.status, serde_json::from_str(&answer.html).unwrap())
}

#[actix_web::test]
async fn ready_tells_each_thing_by_name_and_no_stranger_why() {
    let app = TestApp::start().await;
    let (status, told) = readiness(&app.browser()).await;
    assert_eq!(status, StatusCode::OK);
    let names: Vec<&String> = told["checks"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["database", "schema", "outbox", "files", "audit", "space", "forms"]);
    for name in ["database", "schema", "outbox", "files", "audit", "forms"] {
        assert_eq!(told["checks"][name], "ok", "{told}");
    }
    let text = told.to_string();
    let words = ["ok", "warning", "state", "checks"];
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        assert!(words.contains(&word) || names.iter().any(|name| *name == word), "{word} in {text}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn without_its_database_or_the_folder_for_files_it_is_not_ready() {
    let app = TestApp::start().await;
    let away = app.files_folder.with_extension("away");
    fs::rename(&app.files_folder, &away).unwrap();
    let (status, told) = readiness(&app.browser()).await;
    assert_eq!((status, &told["checks"]["files"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("failed")));
    assert_eq!((&told["state"], &told["checks"]["database"]), (&json!("failed"), &json!("ok")));
    assert!(!told.to_string().contains(app.files_folder.to_str().unwrap()));
    fs::rename(&away, &app.files_folder).unwrap();
    assert_eq!(readiness(&app.browser()).await.0, StatusCode::OK);
    app.db.close().await;
    let (status, told) = readiness(&app.browser()).await;
    assert_eq!((status, &told["checks"]["database"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("failed")));
    app.stop().await;
}

#[actix_web::test]
async fn what_keeps_nobody_from_applying_is_a_warning() {
    let folder = copied();
    let broken = folder.path().join("dog_tax_registration/schema.json");
    assert!(broken.exists());
    fs::write(broken, "{").unwrap();
    let app = TestApp::start_on(TestDb::new().await, library(folder.path()), false).await;
    fs::remove_dir(&app.audit_folder).ok();
    fs::rename(&app.audit_folder, app.audit_folder.with_extension("away")).ok();
    let (status, told) = readiness(&app.browser()).await;
    assert_eq!((status, &told["state"]), (StatusCode::OK, &json!("warning")));
    assert_eq!((&told["checks"]["forms"], &told["checks"]["audit"]), (&json!("warning"), &json!("warning")));
    app.stop().await;
}

#[actix_web::test]
async fn mail_that_waits_for_long_is_a_warning() {
    let app = TestApp::start_without_worker().await;
    file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    assert_eq!(readiness(&app.browser()).await.1["checks"]["outbox"], "ok");
    app.clock.advance(chrono::Duration::minutes(16));
    let (status, told) = readiness(&app.browser()).await;
    assert_eq!((status, &told["checks"]["outbox"]), (StatusCode::OK, &json!("warning")));
    app.stop().await;
}

/// The value of a number with these labels.
fn number(numbers: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let line = numbers.lines().find(|line| {
        line.split(['{', ' ']).next() == Some(name) && labels.iter().all(|label| line.contains(label))
    })?;
    line.rsplit(' ').next()?.parse().ok()
}

#[actix_web::test]
async fn prometheus_reads_numbers_on_a_port_of_their_own_and_nothing_about_people() {
    let db = TestDb::new().await;
    let own = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let process = Process::start_with(&db, &[("PFORTE_METRICS_LISTEN", &own.to_string())]).await;
    let client = Client::new(process.address);
    client.open("/leistungen/geheime-leistung?wer=erika").await;
    let page = client.open(SERVICE).await;
    client.submit(&page, "/antrag", &[]).await.must_say("Vorprüfung");
    let page = client.open("/amt/anmelden").await;
    client.submit(&page, "/amt/anmelden", &[("login", "erika"), ("password", "falsch")]).await;
    assert_eq!(client.open("/metrics").await.status, StatusCode::NOT_FOUND);

    let operator = Client::new(own);
    let numbers = operator.open("/metrics").await;
    assert_eq!(numbers.status, StatusCode::OK);
    let numbers = numbers.html;
    let begun = number(&numbers, "pforte_drafts_begun_total", &["school_transport_refund", "online"]);
    assert_eq!(begun, Some(1.0), "{numbers}");
    let labels = ["route=\"/leistungen/{slug}/antrag\"", "method=\"POST\"", "class=\"3xx\""];
    assert_eq!(number(&numbers, "pforte_http_requests_total", &labels), Some(1.0));
    let missing = ["route=\"/leistungen/{slug}\"", "class=\"4xx\""];
    assert_eq!(number(&numbers, "pforte_http_requests_total", &missing), Some(1.0));
    assert_eq!(number(&numbers, "pforte_sign_ins_refused_total", &["reason=\"wrong\""]), Some(1.0));
    assert!(number(&numbers, "pforte_write_seconds_count", &[]).unwrap() >= 1.0);
    assert_eq!(number(&numbers, "pforte_check", &["check=\"database\""]), Some(0.0));
    assert_eq!(number(&numbers, "pforte_outbox_waiting", &[]), Some(0.0));
    assert_eq!(number(&numbers, "pforte_files_bytes", &[]), Some(0.0));
    assert!(number(&numbers, "pforte_disk_free_bytes", &["folder=\"files\""]).unwrap() > 0.0);
    assert!(number(&numbers, "pforte_forms_served", &[]).unwrap() > 5.0);
    assert!(number(&numbers, "process_resident_memory_bytes", &[]).unwrap() > 1e6);
    assert_eq!(number(&numbers, "pforte_backup_age_seconds", &[]), None);
    for secret in ["erika", "geheime", "falsch", "wer="] {
        assert!(!numbers.contains(secret), "{secret}");
    }

    let ready: Value = serde_json::from_str(&operator.open("/health/ready").await.html).unwrap();
    assert_eq!(ready["checks"]["database"]["state"], "ok");
    assert!(ready["checks"]["database"]["reason"].as_str().unwrap().contains("ms"));
    for address in ["/", "/health/live", "/postkorb", SERVICE] {
        assert_eq!(operator.open(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    process.terminate();
    assert!(process.end().await);
}

#[actix_web::test]
async fn numbers_are_about_what_was_filed_and_sent() {
    let db = TestDb::new().await;
    let own = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let process = Process::start_with(&db, &[("PFORTE_METRICS_LISTEN", &own.to_string())]).await;
    let client = Client::new(process.address);
    let library = library(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("forms"));
    let form = library.catalogue().find("mangel-melden").unwrap().form(Channel::Online);
    let answers = answers("defect_report", "schlagloch_anonym");
    let page = client.open("/leistungen/mangel-melden").await;
    let begun = client.submit(&page, "/antrag", &[]).await;
    let check = to_check_page(&client, &form.clone(), &answers, begun).await;
    client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let operator = Client::new(own);
    let filed = ["form=\"defect_report\"", "channel=\"online\""];
    let mut tries = 0;
    loop {
        let numbers = operator.open("/metrics").await.html;
        assert_eq!(number(&numbers, "pforte_applications_filed_total", &filed), Some(1.0));
        let labels = ["kind=\"department_notice\"", "outcome=\"sent\""];
        if number(&numbers, "pforte_mails_total", &labels) == Some(1.0) {
            break;
        }
        tries += 1;
        assert!(tries < 100, "no mail was sent: {numbers}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    process.terminate();
    assert!(process.end().await);
}
