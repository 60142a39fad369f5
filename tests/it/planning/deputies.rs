//! Standing in for somebody: as oneself, for a time, and never around the rules.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::{listed, option, taken};
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Client, Page};
use crate::support::filling;

/// Names a deputy from today for a week.
async fn named(client: &Client, absent: &str, deputy: &str) -> Page {
    let page = client.open("/postkorb/vertretung").await;
    let (absent, deputy) = (option(&page, "wen", absent), option(&page, "wer", deputy));
    let typed =
        [("wen", absent.as_str()), ("wer", &deputy), ("von.day", "1.10.2025"), ("bis.day", "8.10.2025")];
    client.submit(&page, "/vertretung", &typed).await
}

#[actix_web::test]
async fn a_deputy_works_on_the_cases_of_who_is_absent_under_their_own_name() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let case = taken(&app, &anna).await;
    let at_ben = ben.open(&case.address).await;
    assert!(at_ben.attributes("button[name='aktion']", "value").is_empty());
    named(&anna, "anna", "ben").await.must_say("01.10.2025 bis 08.10.2025").must_say("läuft");

    ben.open("/postkorb?ansicht=meine").await.must_say("in Vertretung für anna (Test)").must_say("Meine 1");
    let at_ben = ben.open(&case.address).await;
    let waits = ben.submit(&at_ben, "/status", &[("aktion", "await_third_party")]).await;
    waits.must_say("In Vertretung für anna (Test)").must_say("Wartet auf andere Stelle");
    assert!(waits.texts(".pf-history__meta").iter().any(|meta| meta.ends_with("ben (Test)")));

    app.clock.advance(chrono::Duration::days(8));
    app.sign_in(&ben, "ben", PASSWORD).await;
    assert_eq!(listed(&ben, "meine").await, 0, "its time is over");
    let at_ben = ben.open(&case.address).await;
    assert!(at_ben.attributes("button[name='aktion']", "value").is_empty());
    app.stop().await;
}

#[actix_web::test]
async fn a_deputy_is_named_by_the_person_or_the_lead_and_only_in_the_department() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let foreign = app.add_clerk("kultur", Role::Caseworker, &["fb41"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let page = anna.open("/postkorb/vertretung").await;
    assert_eq!(
        page.texts("select[name='wen'] option").iter().filter(|name| name.contains("Test")).count(),
        1
    );
    // What no page offers: a colleague's absence, a stranger, oneself, days the wrong way round.
    let (anna_id, ben_id) = (option(&page, "wen", "anna"), option(&page, "wer", "ben"));
    for (absent, deputy, until) in [
        (&ben_id, &anna_id, "8.10.2025"),
        (&anna_id, &foreign.to_string(), "8.10.2025"),
        (&anna_id, &anna_id, "8.10.2025"),
        (&anna_id, &ben_id, "30.9.2025"),
    ] {
        let mut all = page.form("/vertretung").1;
        all.retain(|(name, _)| name == "_csrf");
        let typed = [("wen", absent.as_str()), ("wer", deputy), ("von.day", "1.10.2025"), ("bis.day", until)];
        all.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let refused = anna.post("/postkorb/vertretung", &all).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
    }
    named(&lead, "ben", "anna").await.must_say("ben (Test)");
    anna.open("/postkorb/vertretung").await.must_say("01.10.2025 bis 08.10.2025");
    assert!(
        anna.open("/postkorb/vertretung").await.attributes("form[action$='/beenden']", "action").is_empty()
    );
    let page = ben.open("/postkorb/vertretung").await;
    ben.submit(&page, "/beenden", &[]).await.must_say("Zurzeit ist keine Vertretung eingetragen.");
    app.stop().await;
}

/// Four eyes stay four: who proposed signs for nobody, and a deputy who is biased does not see the case.
#[actix_web::test]
async fn standing_in_is_no_way_around_bias_or_the_second_signature() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb41"]).await;
    let ben = app.signed_in("ben", Role::Caseworker, &["fb41"]).await;
    filling::file(&app, &app.browser(), "culture_project_grant", "ueber_5000_euro").await;
    let address = anna.open("/postkorb").await.hrefs("table a")[0].clone();
    let case = anna.submit(&anna.open(&address).await, "/uebernehmen", &[]).await;
    named(&anna, "anna", "ben").await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb41"]).await;
    named(&lead, "leitung", "anna").await;
    // Ben proposes in Anna's place; it is his proposal.
    let at_ben = ben.open(&case.address).await;
    let granted = [("aktion", "decide"), ("ergebnis", "granted")];
    let proposed = ben.submit(&at_ben, "/status", &granted).await;
    proposed.must_say("Wartet auf Mitzeichnung");
    for client in [&ben, &anna] {
        let page = client.open(&case.address).await;
        assert!(
            !page.attributes("button[name='aktion']", "value").contains(&"sign".to_owned()),
            "only a lead signs"
        );
    }
    let at_lead = lead.open(&case.address).await;
    assert!(at_lead.attributes("button[name='aktion']", "value").contains(&"sign".to_owned()));

    let at_ben = ben.open(&case.address).await;
    ben.submit(&at_ben, "/befangen", &[("befangen.grund", "relative"), ("befangen.bestaetigt", "true")])
        .await;
    assert_eq!(ben.open(&case.address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(listed(&ben, "meine").await, 0);
    ben.open("/postkorb").await.must_say("Meine 0");
    app.stop().await;
}
