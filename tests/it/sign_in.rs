//! Signing in under attack: guessing is slow, tells nothing and stops nobody else.

use std::time::Duration;

use futures_util::future::join_all;
use pforte::domain::{ResumeCode, Role};
use reqwest::StatusCode;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

/// Guesses at one login before signing in slows down.
const FREE: usize = 5;

/// The answers to as many attempts at once as there are logins, all with a wrong password.
async fn guess_at_once(app: &TestApp, logins: impl Iterator<Item = String>) -> Vec<StatusCode> {
    let browser = &app.browser();
    let attempts = logins.map(|login| async move {
        let controls = [("login".to_owned(), login), ("password".to_owned(), "falsch".to_owned())];
        browser.post("/amt/anmelden", &controls).await.status
    });
    join_all(attempts).await
}

#[actix_web::test]
async fn guessing_a_password_becomes_slow() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let client = app.browser();
    for _ in 0..FREE {
        assert_eq!(app.sign_in(&client, "schule", "falsch").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let blocked = app.sign_in(&client, "schule", PASSWORD).await;
    assert_eq!(blocked.status, StatusCode::TOO_MANY_REQUESTS);
    blocked.must_say("Zu viele Versuche");
    app.clock.advance(chrono::Duration::minutes(1));
    assert_eq!(app.sign_in(&client, "schule", PASSWORD).await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn guessing_all_at_once_gives_no_more_guesses() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let answers = guess_at_once(&app, std::iter::repeat_n("schule".to_owned(), 100)).await;
    let guesses = answers.iter().filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert!(guesses <= FREE, "{guesses} guesses were answered");
    let refused = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
    assert_eq!(answers.iter().filter(|status| refused.contains(status)).count(), 100 - guesses);
    app.clock.advance(chrono::Duration::minutes(1));
    assert_eq!(app.sign_in(&app.browser(), "schule", PASSWORD).await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn nobody_learns_which_logins_exist() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let former = app.add_clerk("frueher", Role::Caseworker, &["fb40"]).await;
    app.db
        .write(move |conn| pforte::store::clerks::disable(conn, former, chrono::DateTime::UNIX_EPOCH))
        .await
        .unwrap();
    let client = app.browser();
    let mut answers = Vec::new();
    for login in ["schule", "frueher", "niemand"] {
        let mut told = Vec::new();
        for seconds in [0, 0, 0, 0, 0, 0, 14, 1, 0, 29, 1, 59, 1, 0, 60, 60] {
            app.clock.advance(chrono::Duration::seconds(seconds));
            // The letters and blanks of a login do not make it another one.
            let login =
                if told.len() % 2 == 0 { login.to_owned() } else { format!("{} ", login.to_uppercase()) };
            let page = app.sign_in(&client, &login, "falsch").await;
            let retry = page.headers.get("retry-after").cloned();
            told.push((page.status.as_u16(), retry, page.texts(".kern-alert, .pf-error-summary")));
        }
        answers.push(told);
    }
    let statuses: Vec<u16> = answers[0].iter().map(|(status, ..)| *status).collect();
    assert_eq!(
        statuses,
        [422, 422, 422, 422, 422, 429, 429, 422, 429, 429, 422, 429, 422, 429, 422, 422],
        "pauses are 15, 30 and then 60 seconds long"
    );
    assert!(answers.iter().all(|told| *told == answers[0]), "{answers:#?}");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_guesses_for_days_locks_nobody_out_for_long() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let client = app.browser();
    for _ in 0..20 {
        app.sign_in(&client, "schule", "falsch").await;
        app.clock.advance(chrono::Duration::minutes(1));
    }
    assert_eq!(app.sign_in(&client, "schule", PASSWORD).await.status, StatusCode::OK);
    // The right password clears the slate.
    for _ in 0..FREE {
        assert_eq!(app.sign_in(&client, "schule", "falsch").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_new_password_may_be_typed_at_once() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let client = app.browser();
    for _ in 0..=FREE {
        app.sign_in(&client, "schule", "vergessen").await;
    }
    app.command(&["staff", "password", "schule", "--password-stdin"], "ein-neues-kennwort").unwrap();
    assert_eq!(app.sign_in(&client, "schule", "ein-neues-kennwort").await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn a_flood_of_logins_is_answered_and_then_all_goes_on() {
    let app = TestApp::start().await;
    app.add_clerk("schule", Role::Caseworker, &["fb40"]).await;
    let flood = guess_at_once(&app, (0..300).map(|i| format!("niemand-{i}")));
    let reading = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        app.browser().open("/health/ready").await.status
    };
    let (answers, ready) = futures_util::future::join(flood, reading).await;
    let expected = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SERVICE_UNAVAILABLE];
    assert!(answers.iter().all(|status| expected.contains(status)), "{answers:?}");
    assert_eq!(ready, StatusCode::OK);
    assert_eq!(app.sign_in(&app.browser(), "schule", PASSWORD).await.status, StatusCode::OK);
    app.stop().await;
}

/// Whoever types the name of another counter as a login counts there nothing, however it is spelled.
#[actix_web::test]
async fn what_is_typed_as_a_login_counts_nowhere_else() {
    let app = TestApp::start().await;
    let names = [
        "status of 222222222",
        "code of an application",
        "code of an application222222222",
        "code of an application 222222222",
        "code of an application\u{0}222222222",
        "sign in\0code of an application\u{0}222222222",
    ];
    for login in names {
        for _ in 0..FREE {
            app.sign_in(&app.browser(), login, "falsch").await;
        }
    }
    let (browser, code) = (app.browser(), ResumeCode::from_random([7; 15]).to_string());
    for _ in 0..FREE {
        let page = browser.open("/status").await;
        let typed = [("nummer", "222222222"), ("code", code.as_str())];
        let asked = browser.submit(&page, "/status", &typed).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    app.stop().await;
}

/// A stranger tries whenever there is an answer, day and night, and so holds the pause of the login.
#[actix_web::test]
async fn a_stranger_who_tries_all_day_keeps_nobody_out_where_they_signed_in_before() {
    let app = TestApp::start().await;
    let office = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let stranger = app.browser();
    let session = |client: &Client| client.cookie("pforte-amt");
    for hour in 0..24 {
        let mut last = app.sign_in(&stranger, "schule", "falsch").await;
        for _ in 0..FREE {
            last = app.sign_in(&stranger, "schule", "falsch").await;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "the stranger waits");
        let elsewhere = app.sign_in(&app.browser(), "schule", PASSWORD).await;
        assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "a browser that nobody knows waits, too");
        let before = session(&office);
        let owner = app.sign_in(&office, "schule", PASSWORD).await;
        assert_eq!((owner.status, owner.address.as_str()), (StatusCode::OK, "/postkorb"), "hour {hour}");
        assert_ne!(session(&office), before, "a session of its own");
        app.clock.advance(chrono::Duration::hours(1));
    }
    // And the right password there does not give the stranger new guesses.
    for _ in 0..=FREE {
        app.sign_in(&stranger, "schule", "falsch").await;
    }
    app.sign_in(&office, "schule", PASSWORD).await;
    assert_eq!(app.sign_in(&stranger, "schule", "falsch").await.status, StatusCode::TOO_MANY_REQUESTS);
    app.stop().await;
}

#[actix_web::test]
async fn a_known_browser_gives_no_guesses_for_free_and_none_at_other_logins() {
    let app = TestApp::start().await;
    let office = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    app.add_clerk("kultur", Role::Caseworker, &["fb41"]).await;
    for login in ["schule", "kultur"] {
        for _ in 0..FREE {
            let wrong = app.sign_in(&office, login, "falsch").await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let paused = app.sign_in(&office, login, PASSWORD).await;
        assert_eq!(paused.status, StatusCode::TOO_MANY_REQUESTS, "{login}");
    }
    // The browser is not known to this one: the attempts count where those of everybody do.
    let elsewhere = app.sign_in(&app.browser(), "kultur", PASSWORD).await;
    assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(app.sign_in(&app.browser(), "schule", PASSWORD).await.status, StatusCode::OK);
    app.command(&["staff", "password", "schule", "--password-stdin"], "morgens-kommt-der-neue-bus").unwrap();
    let owner = app.sign_in(&office, "schule", "morgens-kommt-der-neue-bus").await;
    assert_eq!(owner.status, StatusCode::OK, "a new password may be typed at once");
    app.stop().await;
}

/// Two people share a computer at the desk; each of them stays known to it, also after signing out.
#[actix_web::test]
async fn a_shared_computer_is_known_to_everybody_who_works_there() {
    let app = TestApp::start().await;
    let desk = app.signed_in("petra", Role::Desk, &[]).await;
    let page = desk.open("/schalter").await;
    desk.submit(&page, "/amt/abmelden", &[]).await;
    app.add_clerk("omar", Role::Desk, &[]).await;
    app.sign_in(&desk, "omar", PASSWORD).await;
    let stranger = app.browser();
    for login in ["petra", "omar"] {
        for _ in 0..=FREE {
            app.sign_in(&stranger, login, "falsch").await;
        }
        assert_eq!(app.sign_in(&desk, login, PASSWORD).await.status, StatusCode::OK, "{login}");
    }
    app.stop().await;
}
