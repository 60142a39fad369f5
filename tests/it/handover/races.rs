//! One side wins, also when everybody acts at once and in several processes.

use futures_util::future::{join, join_all};
use pforte::clock::Clock;
use pforte::desk;
use pforte::domain::{ResumeCode, Role, Scope, StaffScope, Token};
use pforte::intake::{self, FreshTokens, Resumed};
use reqwest::StatusCode;

use super::{ONLINE, begun_at_desk, begun_online, code_on, draft_of, give, open};
use crate::support::app::TestApp;
use crate::support::client::Client;

#[actix_web::test]
async fn of_many_clerks_with_the_same_code_one_gets_the_draft() {
    let app = TestApp::start().await;
    let (_, code) = begun_online(&app.browser()).await;
    let mut clerks: Vec<Client> = Vec::new();
    for login in ["petra", "omar", "ines", "karl"] {
        clerks.push(app.signed_in(login, Role::Desk, &[]).await);
    }
    let mut pages = Vec::new();
    for clerk in &clerks {
        pages.push(clerk.open("/schalter/code").await);
    }
    let typed = [("code", code.as_str())];
    let answers =
        join_all(clerks.iter().zip(&pages).map(|(clerk, page)| clerk.submit(page, "/schalter/code", &typed)))
            .await;
    let won = answers.iter().filter(|answer| answer.address.starts_with("/schalter/antrag/")).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert_eq!((won, refused), (1, 3));
    app.stop().await;
}

#[actix_web::test]
async fn the_person_and_the_clerk_who_takes_it_back_are_never_both_right() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    for _ in 0..4 {
        let page = begun_at_desk(&app, &clerk).await;
        let sheet = give(&clerk, &page).await;
        let (fetch, controls) = sheet.form("/zurueckholen");
        let (person, code) = (app.browser(), code_on(&sheet));
        let asking = person.open("/fortsetzen").await;
        let opening = [("code", code.as_str())];
        let (taken, fetched) =
            join(person.submit(&asking, "/fortsetzen", &opening), clerk.post(&fetch, &controls)).await;
        let has = taken.address.starts_with(ONLINE);
        let got_back = fetched.address.starts_with("/schalter/antrag/");
        assert!(has != got_back, "{} and {}", taken.address, fetched.address);
        let at_desk = clerk.open(&format!("{}/pruefen", draft_of(&page))).await.address;
        assert_eq!(at_desk.starts_with("/schalter/antrag/"), got_back, "{at_desk}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn giving_it_away_twice_at_once_shows_one_code_that_works() {
    let app = TestApp::start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = begun_at_desk(&app, &clerk).await;
    let explained = clerk.open(&format!("{}/uebergabe", draft_of(&page))).await;
    let answers = join_all((0..4).map(|_| clerk.submit(&explained, "/uebergabe", &[]))).await;
    let shown: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::OK).collect();
    assert_eq!(shown.len(), 1);
    for other in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        // It was given away, or its case is closed by then.
        assert!([StatusCode::GONE, StatusCode::CONFLICT].contains(&other.status), "{}", other.status);
    }
    assert!(open(&app.browser(), &code_on(shown[0])).await.address.starts_with(ONLINE));
    app.stop().await;
}

/// The same between two processes, each with a gate of its own: on PostgreSQL both are in a transaction at once.
#[actix_web::test]
async fn one_side_wins_between_two_processes_too() {
    let app = TestApp::start().await;
    let id = app.add_clerk("petra", Role::Desk, &[]).await;
    let petra =
        Scope::Staff(StaffScope { clerk: id, role: Role::Desk, departments: Vec::new(), at_desk: true });
    let clerk = app.browser();
    app.sign_in(&clerk, "petra", crate::support::app::PASSWORD).await;
    let (here, there) = (app.db.clone(), app.test_db.second());
    for round in 0..6 {
        let page = begun_at_desk(&app, &clerk).await;
        let code: ResumeCode = code_on(&give(&clerk, &page).await).parse().unwrap();
        let draft = draft_of(&page).rsplit('/').next().unwrap().parse().unwrap();
        let token = |number: u8| Token::from_bytes([number; 32]);
        let tokens = FreshTokens { own: token(100 + round), nobodys: token(200 + round) };
        let visitor = Scope::Visitor(token(round).hash());
        let (library, now, scope) = (app.library.clone(), app.clock.now(), petra.clone());
        let fetch = here.write(move |conn| desk::fetch_back(&scope, conn, &library, draft, now));
        let library = app.library.clone();
        let open =
            there.write(move |conn| intake::resume(&visitor, conn, &library, &code, false, &tokens, now));
        let (fetched, opened) = join(fetch, open).await;
        let (fetched, opened) = (matches!(fetched, Ok(true)), matches!(opened, Ok(Resumed::Opened { .. })));
        assert!(fetched != opened, "round {round}: fetched back {fetched}, opened {opened}");
    }
    app.stop().await;
}
