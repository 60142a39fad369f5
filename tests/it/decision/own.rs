//! Staff who applied in a case: its decision comes to them as to everybody else, and not through the inbox.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{SCHOOL, Taken};
use crate::support::app::TestApp;
use crate::support::deciding::{self, GRANTED};

#[actix_web::test]
async fn nobody_reads_the_letter_of_their_own_case_as_staff() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, SCHOOL, "ticket_outside_capped", "fb40").await;
    deciding::decide(&taken.worker, &taken.case, &GRANTED).await;
    let case = taken.case.address.split('#').next().unwrap().to_owned();
    let robin = app.signed_in("robin", Role::Lead, &["fb40"]).await;
    robin.open(&format!("{case}/bescheid")).await.must_say("erstatten Ihnen");
    // From now on it is the application of Robin, who leads the department. No service for staff has a letter yet.
    let whose = "SELECT id FROM clerks WHERE login = 'robin'";
    let id = case.rsplit('/').next().unwrap();
    let submission = format!("(SELECT submission_id FROM cases WHERE id = '{id}')");
    let made_own = format!(
        "UPDATE submissions SET channel = 'staff', filed_by = ({whose}) WHERE id = {submission}; \
         UPDATE cases SET channel = 'staff' WHERE id = '{id}'"
    );
    app.test_db.execute(&made_own).await;

    let letter = robin.open(&format!("{case}/bescheid")).await;
    assert_eq!(letter.status, StatusCode::CONFLICT);
    letter.must_say("Das ist Ihr eigener Antrag.");
    for address in
        [case.clone(), format!("{case}/entscheidung"), format!("{case}/druck"), format!("{case}/bescheid")]
    {
        let page = robin.open(&address).await;
        let said = page.texts("main").join(" ");
        for secret in ["erstatten Ihnen", "Bewilligt", "Prüfsumme", "Geht mit der Post"] {
            assert!(!said.contains(secret), "{address} tells {secret:?}: {said}");
        }
    }
    let token = robin.open("/postkorb").await.attributes("input[name=_csrf]", "value")[0].clone();
    let posted = |controls: &[(&str, &str)]| -> Vec<(String, String)> {
        let all = [("_csrf", token.as_str())].into_iter().chain(controls.iter().copied());
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let file = robin.post(&format!("{case}/daten"), &posted(&[])).await;
    assert_eq!(file.status, StatusCode::CONFLICT);
    assert!(!file.html.contains("erstatten Ihnen"));
    let day = posted(&[
        ("was", "post"),
        ("fassung", "1.1"),
        ("tag.day", "1"),
        ("tag.month", "10"),
        ("tag.year", "2025"),
    ]);
    let noted = robin.post(&format!("{case}/bescheid/post"), &day).await;
    assert_eq!(noted.status, StatusCode::CONFLICT);
    taken.page().await.must_say("Geht mit der Post");
    app.stop().await;
}
