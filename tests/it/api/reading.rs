//! Services, schemas, and what is said about answers.

use std::collections::BTreeSet;

use pforte::domain::{Answers, Channel};
use pforte::forms::state::{FormState, Remembered};
use pforte::forms::{cases, source::FormSource};
use reqwest::Method;
use serde_json::{Value, json};

use super::{SLUG, complete};
use crate::support::app::TestApp;
use crate::support::program::{Answer, Program, send};

fn errors(answer: &Answer) -> Vec<(String, String, String)> {
    let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    let list = answer.json["errors"].as_array().unwrap().iter();
    list.map(|error| (text(error, "pointer"), text(error, "keyword"), text(error, "message"))).collect()
}

#[actix_web::test]
async fn a_program_finds_services_and_their_schemas() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let list = program.get("/api/v1/services").await;
    let services = list.json["services"].as_array().unwrap();
    assert_eq!(services.len(), app.library.catalogue().services().count());
    for service in services {
        let links = &service["links"];
        let mut full = program.get(links["self"].as_str().unwrap()).await.json;
        let texts = full.as_object_mut().unwrap().remove("texts").unwrap();
        assert_eq!(full, *service);
        let paragraphs = texts.as_array().unwrap().iter().map(|text| text["paragraphs"].as_array().unwrap());
        let page = app.browser().open(links["page"].as_str().unwrap()).await;
        for paragraph in paragraphs.flatten() {
            page.must_say(paragraph.as_str().unwrap());
        }
        for module in ["volltext", "voraussetzungen", "verfahrensablauf", "kosten", "handlungsgrundlagen"] {
            let is_told = |text: &Value| text["module"] == *module;
            assert!(texts.as_array().unwrap().iter().any(is_told), "{module}: {texts}");
        }
        let schema = program.get(links["schema"].as_str().unwrap()).await;
        assert_eq!(schema.header("content-type"), Some("application/schema+json"));
        let page = app.browser().open(links["page"].as_str().unwrap()).await;
        page.must_say(service["title"].as_str().unwrap());
        let published = app.browser().open(&format!("{}/schema.json", page.address)).await;
        assert_eq!(schema.json, serde_json::from_str::<Value>(&published.html).unwrap());
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_schema_that_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let address = format!("/api/v1/services/{SLUG}/schema");
    let first = program.get(&address).await;
    let version = program.get(&format!("/api/v1/services/{SLUG}")).await.json["version"].clone();
    let tag = first.header("etag").unwrap();
    assert_eq!(tag, format!("W/\"{}\"", version.as_str().unwrap()));
    let again = send(program.request(Method::GET, &address).header("if-none-match", tag)).await;
    assert_eq!((again.status.as_u16(), again.json), (304, Value::Null));
    let other = send(program.request(Method::GET, &address).header("if-none-match", "\"x\"")).await;
    assert_eq!((other.status.as_u16(), other.json), (200, first.json));
    app.stop().await;
}

#[actix_web::test]
async fn answers_are_judged_with_places_keywords_and_the_words_of_the_page() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let fine = program.validate(SLUG, &complete()).await;
    assert_eq!(fine.json["valid"], true, "{fine:?}");
    assert_eq!(fine.json["errors"], json!([]));
    assert_eq!(fine.json["department"]["id"], "fb66");
    assert_eq!(fine.json["hints"][0]["code"], "KEINE_RUECKFRAGE");
    assert_eq!(fine.json["hints"][0]["pointer"], "/wants_answer");

    let mut answers = complete();
    answers["location"]["text"] = "x".into();
    answers["danger"].take();
    let wrong = program.validate(SLUG, &answers).await;
    assert_eq!(wrong.status, 200);
    assert_eq!(wrong.json["valid"], false);
    let told = errors(&wrong);
    let required = "Wählen Sie aus, ob akute Gefahr besteht.";
    assert_eq!(told[0], ("/danger".to_owned(), "required".to_owned(), required.to_owned()));
    assert_eq!((told[1].0.as_str(), told[1].1.as_str()), ("/location/text", "minLength"));
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(wrong.json["ignored"], json!(["/danger"]));
    app.stop().await;
}

#[actix_web::test]
async fn nothing_that_was_given_is_dropped_without_a_word() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let mut answers = complete();
    answers["applicant"] = json!({"person": {"family_name": "Özdemir"}});
    answers["a~/b"] = true.into();
    answers["description"] = "Tiefes Schlagloch\u{202e} auf der Fahrbahn.".into();
    let told = program.validate(SLUG, &answers).await;
    let found: BTreeSet<_> =
        errors(&told).into_iter().map(|(pointer, keyword, _)| (pointer, keyword)).collect();
    let expected = [
        ("/a~0~1b", "unevaluatedProperties"),
        ("/applicant", "unevaluatedProperties"),
        ("/description", "pattern"),
    ];
    assert_eq!(found, expected.map(|(pointer, keyword)| (pointer.to_owned(), keyword.to_owned())).into());
    app.stop().await;
}

#[actix_web::test]
async fn computed_values_are_told_and_only_the_right_ones_are_taken() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let slug = "schuelerbefoerderung-erstattung";
    let case = cases::read(&FormSource::Embedded, "school_transport_refund").unwrap();
    let answers = &case["school_transport_refund/cases/ticket_outside_capped.json"].answers;
    let mut answers = Value::Object(answers.clone());
    let told = program.validate(slug, &answers).await;
    let computed = told.json["computed"].as_array().unwrap();
    assert!(!computed.is_empty());
    let before = errors(&told);
    for given in computed {
        set(&mut answers, given["pointer"].as_str().unwrap(), given["value"].clone());
    }
    assert_eq!(errors(&program.validate(slug, &answers).await), before);
    let pointer = computed[0]["pointer"].as_str().unwrap();
    set(&mut answers, pointer, json!(-1));
    let wrong = errors(&program.validate(slug, &answers).await);
    assert!(wrong.iter().any(|(place, keyword, _)| place == pointer && keyword == "x-compute"), "{wrong:?}");
    app.stop().await;
}

/// Sets a value whose object is there, or one level of objects below it.
fn set(answers: &mut Value, pointer: &str, value: Value) {
    let mut place = answers;
    for step in pointer.split('/').skip(1) {
        place = match step.parse::<usize>() {
            Ok(row) => &mut place[row],
            Err(_) => &mut place[step],
        };
    }
    *place = value;
}

#[actix_web::test]
async fn programs_hear_about_every_case_of_every_form_what_people_see() {
    let app = TestApp::start().await;
    let program = Program::unknown(&app);
    let mut count = 0;
    for service in app.library.catalogue().services() {
        let form = service.form(Channel::Online);
        for (name, case) in cases::read(&FormSource::Embedded, &form.id).unwrap() {
            count += 1;
            let today = pforte::clock::Clock::today(app.clock.as_ref());
            let state = FormState::new(form, &Remembered::typed(Answers(case.answers.clone())), today);
            let told = program.validate(&form.file.slug, &Value::Object(case.answers.clone())).await;
            let listed = errors(&told);
            for error in &state.errors {
                let expected = (error.path.to_pointer(), error.keyword.clone(), error.message.clone());
                assert!(listed.contains(&expected), "{name}: {expected:?} is not in {listed:?}");
            }
            assert_eq!(told.json["valid"], json!(listed.is_empty()), "{name}");
            let same = state.answers.to_value() == Value::Object(case.answers.clone());
            let files = listed.iter().any(|(_, keyword, _)| keyword == "x-file");
            assert!(!same || files || listed.len() == state.errors.len(), "{name}: {listed:?}");
        }
    }
    assert!(count > 100, "{count}");
    app.stop().await;
}
