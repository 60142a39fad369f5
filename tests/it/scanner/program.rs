//! Files that programs send.

use reqwest::Method;
use serde_json::json;

use super::*;
use crate::support::program::{Answer, Program, send as ask};

/// What came back for a file.
pub struct Kept(pub Answer);

impl Kept {
    /// How it is named, if it is kept; whether it waits for the scanner.
    pub fn must_say_it_is_kept(&self, waits: bool) -> String {
        assert_eq!(self.0.status, 201, "{:?}", self.0);
        assert_eq!(self.0.json["waits_for_scan"], waits);
        self.0.json["reference"].as_str().unwrap().to_owned()
    }
}

pub fn registered(app: &TestApp, name: &str) -> Program {
    let printed = app.command(&["senders", "add", name, "--all-services"], "").unwrap();
    Program::unknown(app).with_key(printed.trim().rsplit(' ').next().unwrap())
}

pub async fn sent(sender: &Program, kind: &str, content: Vec<u8>) -> Kept {
    let request = sender.request(Method::POST, "/api/v1/files?name=beleg");
    Kept(ask(request.header("content-type", kind).body(content)).await)
}

fn answers(reference: &str) -> serde_json::Value {
    json!({
        "name": "Robin Beispiel", "wants": true, "paper": [reference], "rows": [{"month": "Mai", "has_proof": false}],
    })
}

#[actix_web::test]
async fn a_program_is_told_of_malware_by_a_problem_of_its_own() {
    let clamd = Clamd::start();
    let app = start(&clamd).await;
    let sender = registered(&app, "Leitstelle");
    let reference = sent(&sender, "application/pdf", invoice()).await.must_say_it_is_kept(false);
    sent(&sender, "application/pdf", infected()).await.0.must_be(422, "malware");
    assert_eq!(on_disk(&app), 1);
    let body = json!({"answers": answers(&reference), "confirmed": true});
    assert_eq!(sender.file("dateien", "1", &body).await.status, 201);
    app.stop().await;
}

#[actix_web::test]
async fn malware_that_is_found_before_an_application_names_it_cannot_be_named() {
    let mut clamd = Clamd::away();
    let app = start(&clamd).await;
    let sender = registered(&app, "Leitstelle");
    let good = sent(&sender, "application/pdf", invoice()).await.must_say_it_is_kept(true);
    let bad = sent(&sender, "application/pdf", infected()).await.must_say_it_is_kept(true);
    assert_eq!(sender.validate("dateien", &answers(&bad)).await.json["valid"], true);
    clamd.come();
    while screening(&app).run_once().await.unwrap() != Looked::Nothing {}
    let judged = sender.validate("dateien", &answers(&bad)).await.json;
    assert_eq!((&judged["valid"], &judged["errors"][0]["pointer"]), (&json!(false), &json!("/paper")));
    assert!(judged["errors"][0]["message"].as_str().unwrap().contains("Schadsoftware"), "{judged}");
    let body = json!({"answers": answers(&bad), "confirmed": true});
    sender.file("dateien", "1", &body).await.must_be(422, "invalid-answers");
    let body = json!({"answers": answers(&good), "confirmed": true});
    assert_eq!(sender.file("dateien", "2", &body).await.status, 201);
    app.stop().await;
}
