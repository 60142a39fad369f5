//! A new version of a form: what it changes, and whom.

use std::fs;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::folder::copied;

const SERVICE: &str = "/leistungen/mangel-melden";

#[actix_web::test]
async fn the_difference_between_two_versions_counts_the_drafts_of_the_old_one() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let client = app.browser();
        client.submit(&client.open(SERVICE).await, "/antrag", &[]).await;
    }
    let folder = copied();
    let file = folder.path().join("defect_report/schema.json");
    let mut schema: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    schema["properties"]["description"]["maxLength"] = json!(10);
    fs::write(&file, schema.to_string()).unwrap();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/forms/defect_report");
    let new = folder.path().join("defect_report");
    let told = app.command(&["forms", "diff", old, new.to_str().unwrap()], "").unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[0],
        "must restart: schema.json#/properties/description/maxLength: the limit is stricter."
    );
    assert_eq!(lines[1], "0 compatible, 0 need a look, 1 must restart");
    assert!(lines[2].starts_with("Drafts in the database: 2 of the old version, 0 of others."), "{told}");
    let refused = app.command(&["forms", "diff", old, "/nowhere"], "").unwrap_err();
    assert!(refused.contains("/nowhere cannot be read"), "{refused}");
    app.stop().await;
}
