//! `/api/openapi.json` is the code's own word, and true.

use pforte::web::routes::ADDRESSES;
use reqwest::Method;
use serde_json::Value;

use super::SLUG;
use crate::support::app::TestApp;
use crate::support::program::{Program, send};

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, item): (&String, &'_ Value)| (path.clone(), item.as_object().unwrap().len());
    let mut found = Vec::new();
    for (path, item) in paths {
        assert!(of_path((path, item)).1 > 0);
        for (method, operation) in item.as_object().unwrap() {
            found.push((method.to_uppercase(), path.clone(), operation));
        }
    }
    found
}

#[actix_web::test]
async fn it_describes_every_address_of_the_site_map_and_no_others() {
    let app = TestApp::start().await;
    let document = Program::unknown(&app).get("/api/openapi.json").await.json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut described: Vec<_> =
        operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    let of_api = ADDRESSES.iter().filter(|address| address.pattern.starts_with("/api"));
    let mut there: Vec<_> =
        of_api.map(|address| (address.method.as_str().to_owned(), address.pattern.to_owned())).collect();
    described.sort();
    there.sort();
    assert_eq!(described, there);
    app.stop().await;
}

#[actix_web::test]
async fn every_operation_has_a_name_a_text_and_problems_for_its_errors() {
    let app = TestApp::start().await;
    let document = Program::unknown(&app).get("/api/openapi.json").await.json;
    for (method, path, operation) in operations(&document) {
        let name = format!("{method} {path}");
        assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{name}");
        let responses = operation["responses"].as_object().unwrap();
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name}: {status}");
        }
        let body = operation.get("requestBody").is_some();
        for status in ["400", "413", "415"] {
            assert_eq!(responses.contains_key(status), body, "{name}: {status}");
        }
    }
    for (name, status) in references(&document) {
        assert!(status, "{name} leads nowhere");
    }
    app.stop().await;
}

/// Every reference, and whether it leads somewhere.
fn references(document: &Value) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            found.push((to.to_owned(), document.pointer(to.trim_start_matches('#')).is_some()));
        }
        match value {
            Value::Object(object) => open.extend(object.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(!found.is_empty());
    found
}

#[actix_web::test]
async fn its_examples_work() {
    let app = TestApp::start().await;
    let sender = Program::registered(&app, "Leitstelle", SLUG);
    let document = sender.get("/api/openapi.json").await.json;
    for (path, expected) in [("validate", 200), ("applications", 201)] {
        let operation = &document["paths"][format!("/api/v1/services/{{slug}}/{path}")]["post"];
        let parameters = operation["parameters"].as_array().unwrap();
        let mut address = format!("/api/v1/services/{{slug}}/{path}");
        let mut headers = Vec::new();
        for parameter in parameters {
            let (name, example) =
                (parameter["name"].as_str().unwrap(), parameter["example"].as_str().unwrap());
            match parameter["in"].as_str() {
                Some("path") => address = address.replace(&format!("{{{name}}}"), example),
                _ => headers.push((name.to_lowercase(), example.to_owned())),
            }
        }
        let body = &operation["requestBody"]["content"]["application/json"]["example"];
        let request = sender.request(Method::POST, &address).json(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = send(request).await;
        assert_eq!(answer.status, expected, "{answer:?}");
    }
    app.stop().await;
}
