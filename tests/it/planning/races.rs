//! Giving a case to another department while somebody else does something with it: one of the two happens.

use pforte::domain::Role;
use reqwest::StatusCode;

use super::taken;
use crate::support::app::TestApp;
use crate::support::client::{Client, Page};
use crate::support::deciding;

async fn hand_over(client: &Client, page: &Page, to: &str) -> Page {
    client.submit(page, "/weitergeben", &[("fachbereich", to), ("grund", "Gehört dorthin.")]).await
}

#[actix_web::test]
async fn of_two_who_hand_the_same_case_over_one_does() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let culture = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let green = app.signed_in("gruen", Role::Caseworker, &["fb67"]).await;
    for _ in 0..3 {
        let case = taken(&app, &anna).await;
        let at_lead = lead.open(&case.address).await;
        let (first, second) =
            tokio::join!(hand_over(&anna, &case, "fb41"), hand_over(&lead, &at_lead, "fb67"));
        let won = [&first, &second].map(|page| page.status == StatusCode::OK);
        assert_ne!(won[0], won[1], "{} and {}", first.status, second.status);
        let slower = if won[0] { &second } else { &first };
        assert_eq!(slower.status, StatusCode::NOT_FOUND, "the case is not theirs to see any more");
        let mut there = Vec::new();
        for (client, is_here) in [(&culture, won[0]), (&green, won[1])] {
            let page = client.open(&case.address).await;
            assert_eq!(page.status == StatusCode::OK, is_here);
            there.extend(is_here.then_some(page));
        }
        let handed = |page: &Page| {
            page.texts(".pf-history__what").iter().filter(|what| what.starts_with("Weitergegeben")).count()
        };
        assert_eq!(handed(&there[0]), 1);
    }
    app.stop().await;
}

#[actix_web::test]
async fn of_deciding_and_handing_over_at_the_same_moment_one_happens() {
    let app = TestApp::start().await;
    let anna = app.signed_in("anna", Role::Caseworker, &["fb40"]).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40"]).await;
    let culture = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    for _ in 0..3 {
        let case = taken(&app, &anna).await;
        let shown = deciding::preview(&anna, &case, &deciding::GRANTED).await;
        let at_lead = lead.open(&case.address).await;
        let (decided, handed) = tokio::join!(
            anna.submit(&shown, "/entscheidung", &[("_action", "decide")]),
            hand_over(&lead, &at_lead, "fb41")
        );
        let there = culture.open(&case.address).await;
        match (decided.status, handed.status) {
            (StatusCode::OK, StatusCode::CONFLICT) => {
                decided.must_say("Neuer Stand: Bewilligt");
                handed.must_say("Gehört dorthin.");
                assert_eq!(there.status, StatusCode::NOT_FOUND);
            }
            (StatusCode::NOT_FOUND, StatusCode::OK) => {
                there.must_say("noch niemand");
                assert!(!there.says("Bewilligt"), "nothing was decided");
            }
            other => panic!("{other:?}"),
        }
    }
    app.stop().await;
}
