//! What the operator does with accounts beside the running product counts at once.

use pforte::domain::Role;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;
use crate::support::filling::file;

const INBOX: &str = "/postkorb";
const SIGN_IN: &str = "/amt/anmelden";

async fn is_signed_in(client: &Client) -> bool {
    let page = client.open(INBOX).await;
    assert!(page.status.is_success());
    !page.address.starts_with(SIGN_IN)
}

#[actix_web::test]
async fn a_new_password_ends_all_sessions_and_is_the_only_one_that_fits() {
    let app = TestApp::start().await;
    let office = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let home = app.browser();
    app.sign_in(&home, "schule", PASSWORD).await;
    let colleague = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;

    let printed = app.command(&["staff", "password", "schule"], "").unwrap();
    let made = printed.trim().rsplit(' ').next().unwrap();
    assert!(!is_signed_in(&office).await && !is_signed_in(&home).await);
    assert!(is_signed_in(&colleague).await);
    app.sign_in(&office, "schule", PASSWORD).await;
    assert!(!is_signed_in(&office).await);
    app.sign_in(&office, "schule", made).await;
    assert!(is_signed_in(&office).await);

    let typed = "ein-anderes-kennwort-fuer-tests";
    let printed = app.command(&["staff", "password", "schule", "--password-stdin"], typed).unwrap();
    assert!(!printed.contains(typed), "{printed}");
    assert!(!is_signed_in(&office).await);
    app.sign_in(&office, "schule", typed).await;
    assert!(is_signed_in(&office).await);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    assert!(is_signed_in(&client).await);
    app.command(&["staff", "disable", "schule"], "").unwrap();
    assert!(!is_signed_in(&client).await);
    app.sign_in(&client, "schule", PASSWORD).await;
    assert!(!is_signed_in(&client).await);
    for again in [["staff", "disable", "schule"], ["staff", "password", "schule"]] {
        let refused = app.command(&again, "").unwrap_err();
        assert!(refused.contains("there is no active account schule"), "{refused}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn an_account_is_added_as_it_was_meant_or_not_at_all() {
    let app = TestApp::start().await;
    let add = |login: &str, department: &str| {
        let account = ["staff", "add", login, "--name", "Anna Beispiel", "--role", "caseworker"];
        app.command(&[&account[..], &["--department", department, "--password-stdin"]].concat(), PASSWORD)
    };
    let refused = add("anna", "fb99").unwrap_err();
    assert!(refused.contains("there is no department fb99"), "{refused}");
    assert!(add(" ", "fb40").is_err());
    add(" anna ", "fb40").unwrap();
    let client = app.browser();
    app.sign_in(&client, "anna", PASSWORD).await;
    assert!(is_signed_in(&client).await);
    app.stop().await;
}

#[actix_web::test]
async fn whoever_works_cases_may_sit_at_the_desk_besides_and_no_longer() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    assert_eq!(client.open("/schalter").await.status, 403);
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 200);
    let areas = client.open(INBOX).await.hrefs("nav a");
    assert!(areas.contains(&"/schalter".to_owned()) && areas.contains(&INBOX.to_owned()), "{areas:?}");
    let line = |list: String| list.lines().find(|line| line.starts_with("schule")).unwrap().to_owned();
    let listed = line(app.command(&["staff", "list"], "").unwrap());
    assert!(listed.contains(" caseworker+desk "), "{listed}");
    app.command(&["staff", "change", "schule", "--unit", "40.11"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 200, "what is not named stays");
    app.command(&["staff", "change", "schule", "--desk=false"], "").unwrap();
    assert_eq!(client.open("/schalter").await.status, 403);
    app.add_clerk("verwaltung", Role::Admin, &[]).await;
    let refused = app.command(&["staff", "change", "verwaltung", "--desk"], "").unwrap_err();
    assert!(refused.contains("--desk is for caseworkers and leads"), "{refused}");
    app.stop().await;
}

/// On PostgreSQL the lock is one of a table that this page does not read.
#[actix_web::test]
async fn whoever_only_looks_does_not_wait_for_those_who_write() {
    let app = TestApp::start().await;
    let client = app.signed_in("verwaltung", Role::Admin, &[]).await;
    let writing = app.test_db.locked().await;
    app.clock.advance(chrono::Duration::seconds(59));
    assert_eq!(client.open("/verwaltung").await.status, 200);
    drop(writing);
    app.stop().await;
}

#[actix_web::test]
async fn a_session_that_is_used_lasts_but_not_for_ever() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    for _ in 0..35 {
        app.clock.advance(chrono::Duration::minutes(20));
        assert!(is_signed_in(&client).await);
    }
    app.clock.advance(chrono::Duration::minutes(20));
    assert!(!is_signed_in(&client).await, "12 hours are over");
    app.stop().await;
}

/// A password is taken as it was chosen or not at all.
#[actix_web::test]
async fn a_password_that_was_chosen_is_taken_whole_or_refused_with_the_reason() {
    let app = TestApp::start().await;
    app.add_clerk("a.beispiel", Role::Caseworker, &["fb40"]).await;
    let choose = |typed: &str| app.command(&["staff", "password", "a.beispiel", "--password-stdin"], typed);
    let longest: String = "morgens kommt der bus, ".chars().cycle().take(1024).collect();
    for (typed, told) in [
        ("elf zeichen".to_owned(), "has less than 12 characters"),
        (format!("{longest}!"), "has more than 1024 bytes"),
        (format!("{longest}{longest}"), "has more than 1024 bytes"),
        ("Password1234".to_owned(), "guessed first"),
        ("Braunschweig2025!".to_owned(), "the city"),
        ("A.Beispiel-2025".to_owned(), "the login"),
    ] {
        let refused = choose(&typed).unwrap_err();
        assert!(refused.contains(told), "{refused}");
        assert!(!refused.contains(&typed), "a password is never printed");
    }
    let client = app.browser();
    app.sign_in(&client, "a.beispiel", PASSWORD).await;
    assert!(is_signed_in(&client).await, "the old one still holds");
    for typed in [longest.clone(), "            x            y".to_owned(), "739105824617".to_owned()] {
        choose(&format!("{typed}\n")).unwrap();
        let cut = app.sign_in(&app.browser(), "a.beispiel", &typed[..typed.len() - 1]).await;
        assert_eq!(cut.status, 422, "a part of it is another one");
        app.sign_in(&client, "a.beispiel", &typed).await;
        assert!(is_signed_in(&client).await);
    }
    let account = ["staff", "add", "neu", "--name", "Nele Neumann", "--role", "desk", "--password-stdin"];
    let refused = app.command(&account, "Neumann-Nele-1").unwrap_err();
    assert!(refused.contains("the name"), "{refused}");
    app.stop().await;
}

#[actix_web::test]
async fn whoever_moves_sees_what_is_theirs_now_and_nothing_of_before() {
    let app = TestApp::start().await;
    let client = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    file(&app, &app.browser(), "school_transport_refund", "ticket_outside_capped").await;
    let case = client.open(INBOX).await.hrefs("main a[href^='/postkorb/']").remove(0);
    assert_eq!(client.open(&case).await.status, 200);
    app.command(&["staff", "change", "schule", "--desk"], "").unwrap();
    let page = client.open(&case).await;
    client.submit(&page, "/uebernehmen", &[]).await;
    for away in [["--department", "fb41"], ["--role", "desk"]] {
        let refused = app.command(&[&["staff", "change", "schule"], &away[..]].concat(), "").unwrap_err();
        assert!(refused.contains("schule has open cases there (1)"), "{refused}");
    }
    assert!(is_signed_in(&client).await, "what is refused changes nothing");
    let page = client.open(&case).await;
    client.submit(&page, "/status", &[("aktion", "release")]).await;

    app.command(&["staff", "change", "schule", "--department", "fb41"], "").unwrap();
    assert!(!is_signed_in(&client).await, "what is open ends");
    app.sign_in(&client, "schule", PASSWORD).await;
    assert!(is_signed_in(&client).await);
    assert_eq!(client.open(&case).await.status, 404);
    assert_eq!(client.open("/schalter").await.status, 200, "what is not named stays");

    let refused = app.command(&["staff", "change", "schule", "--department", ""], "").unwrap_err();
    assert!(refused.contains("sees no case without a department"), "{refused}");
    let refused = app.command(&["staff", "change", "schule", "--department", "fb99"], "").unwrap_err();
    assert!(refused.contains("there is no department fb99"), "{refused}");
    assert!(is_signed_in(&client).await, "what is refused changes nothing");

    app.command(&["staff", "change", "schule", "--role", "admin", "--department", ""], "").unwrap();
    app.sign_in(&client, "schule", PASSWORD).await;
    assert_eq!(client.open("/verwaltung").await.status, 200);
    for closed in [INBOX, "/schalter"] {
        assert_eq!(client.open(closed).await.status, 403, "{closed}");
    }
    let desk = app.command(&["staff", "change", "schule", "--role", "admin", "--desk"], "").unwrap_err();
    assert!(desk.contains("--desk is for caseworkers and leads"), "{desk}");
    app.command(&["staff", "change", "schule", "--name", "Anna Beispiel"], "").unwrap();
    assert_eq!(client.open("/verwaltung").await.status, 200, "a name ends no session");
    app.stop().await;
}

/// Who did what with accounts and senders stands beside the heads of the chain, in ids.
#[actix_web::test]
async fn what_operators_do_is_written_down_without_names() {
    let app = TestApp::start().await;
    let account = ["staff", "add", "anna", "--name", "Anna Beispiel", "--role", "caseworker"];
    app.command(&[&account[..], &["--department", "fb40"]].concat(), "").unwrap();
    app.command(&["staff", "change", "anna", "--role", "lead"], "").unwrap();
    app.command(&["staff", "list"], "").unwrap();
    app.command(&["staff", "password", "anna"], "").unwrap();
    app.command(&["staff", "disable", "anna"], "").unwrap();
    app.command(&["staff", "disable", "anna"], "").unwrap_err();
    let printed = app.command(&["senders", "add", "Schulportal", "--all-services"], "").unwrap();
    let sender = printed.split(['(', ')']).nth(1).unwrap().to_owned();
    app.command(&["senders", "key", &sender], "").unwrap();
    app.command(&["senders", "disable", &sender], "").unwrap();
    app.command(&["keys", "rotate"], "").unwrap();

    let file = app.audit_folder.join("acts.log");
    let text = std::fs::read_to_string(&file).unwrap();
    let wanted = "anna".to_owned();
    let clerk = app.db.read(move |conn| pforte::store::clerks::find_by_login(conn, &wanted)).await;
    let clerk = clerk.unwrap().unwrap().id;
    let acts: Vec<String> = text
        .lines()
        .map(|line| {
            let (at, act) = line.split_once(' ').unwrap();
            assert!(at.len() == 20 && at.ends_with('Z'), "{line}");
            let (act, who) = act.split_once(" uid=").unwrap();
            let (uid, signed_in) = who.split_once(" signed_in_uid=").unwrap();
            assert!(uid.parse::<u32>().is_ok(), "{line}");
            assert!(signed_in == "none" || signed_in.parse::<u32>().is_ok(), "{line}");
            act.to_owned()
        })
        .collect();
    assert_eq!(
        acts[..7],
        [
            format!("staff.add clerk={clerk} role=caseworker departments=fb40"),
            format!("staff.change clerk={clerk} role=lead"),
            format!("staff.password clerk={clerk}"),
            format!("staff.disable clerk={clerk}"),
            format!("senders.add sender={sender} services=all"),
            format!("senders.key sender={sender}"),
            format!("senders.disable sender={sender}"),
        ]
    );
    assert!(acts.len() == 8 && acts[7].starts_with("keys.rotate keys="), "{acts:?}");
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
    assert_eq!(mode & 0o777, 0o600);
    for personal in ["anna", "Beispiel", "Schulportal"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    // Where nothing can be written down, nothing is done.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let refused = app.command(&["staff", "password", "anna"], "").unwrap_err();
    assert!(refused.contains("so nothing is done"), "{refused}");
    app.stop().await;
}
