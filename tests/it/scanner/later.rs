//! Files that the scanner could not look at when they came.

use super::*;

#[actix_web::test]
async fn while_the_scanner_is_away_people_send_and_nobody_opens_the_file_before_it_was_looked_at() {
    let mut clamd = Clamd::away();
    let app = start(&clamd).await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "beleg.pdf", &invoice()).await;
    assert_eq!(page.status, StatusCode::OK);
    let check = to_check(&client, &page).await;
    check.must_say("beleg.pdf (559 Byte): wird noch auf Schadsoftware geprüft");
    assert_eq!(check.hrefs("a[download]").len(), 0);
    let receipt = send(&client, &check).await;

    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let case = only_case(&clerk).await;
    assert_eq!(case.hrefs("a[href*='/datei/']").len(), 0);
    assert!(case.texts("#unterlagen li")[0].contains("wird noch auf Schadsoftware geprüft"));
    let file = format!("{}/datei/{}", case.address, only_file(&app));
    assert_eq!(clerk.fetch(&file).await.0, StatusCode::NOT_FOUND);
    let (address, controls) = case.form("/paket");
    let (names, told) = unpacked(&clerk.post_bytes(&address, &controls).await);
    assert_eq!(names, ["vorgang.html", "vorgang.json"]);
    assert_eq!(told["files"][0]["held_back"], "waiting");
    clerk.open(&format!("{}/druck", case.address)).await.must_say("wird noch auf Schadsoftware geprüft");
    let (number, code) = asking::number_and_code(&receipt);
    let (applicant, status) = asking::opened(&app, &number, &code).await;
    status.must_say("beleg.pdf (559 Byte): wird noch auf Schadsoftware geprüft");
    let own = format!("/status/datei/{}", only_file(&app));
    assert_eq!(applicant.fetch(&own).await.0, StatusCode::NOT_FOUND);

    // The pauses grow while it stays away.
    let screening = screening(&app);
    assert_eq!(screening.run_once().await.unwrap(), Looked::PutOff);
    assert_eq!(screening.run_once().await.unwrap(), Looked::Nothing);
    app.clock.advance(Duration::seconds(15));
    assert_eq!(screening.run_once().await.unwrap(), Looked::PutOff);
    app.clock.advance(Duration::seconds(15));
    assert_eq!(screening.run_once().await.unwrap(), Looked::Nothing);
    app.clock.advance(Duration::seconds(15));
    clamd.come();
    assert_eq!(screening.run_once().await.unwrap(), Looked::Done);
    assert_eq!(screening.run_once().await.unwrap(), Looked::Nothing);

    let case = clerk.open(&case.address).await;
    assert!(!case.says("Schadsoftware"));
    let (status, _, content) = clerk.fetch(&case.hrefs("a[download]")[0]).await;
    assert_eq!((status, content), (StatusCode::OK, invoice()));
    let (names, told) = unpacked(&clerk.post_bytes(&address, &controls).await);
    assert_eq!((names.len(), &told["files"][0]["held_back"]), (3, &serde_json::Value::Null));
    assert_eq!(applicant.fetch(&own).await.0, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn malware_that_is_found_later_is_given_to_nobody_and_both_sides_are_told() {
    let mut clamd = Clamd::away();
    let app = TestApp::start_scanned(TestDb::new().await, clamd.scanner(), (shipped(), true)).await;
    let asking = Asking::begin(&app).await;
    asking.ask(&["papers.tickets"]).await;
    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let file = [("papers.tickets", "karten.pdf", &infected()[..])];
    let button = [("_action", "upload:papers.tickets")];
    let page = robin.upload(&page, "/status/rueckfrage", &button, &file).await;
    let check = robin.submit(&page, "/status/rueckfrage", &[("_action", "next")]).await;
    let sent = crate::inquiry::send(&robin, &check).await;
    sent.must_say("Ihre Antwort ist angekommen").must_say("wird noch auf Schadsoftware geprüft");
    asking.case().await.must_say("wird noch auf Schadsoftware geprüft");

    // The worker of the product finds it, some seconds after the scanner is back.
    let before = news(&app).len();
    clamd.come();
    app.clock.advance(Duration::minutes(10));
    let told = "Schadsoftware in einer Datei gefunden: Sie wird nicht herausgegeben";
    let mut case = asking.case().await;
    let news = || news(&app);
    for _ in 0..300 {
        if case.says(told) && news().len() > before {
            break;
        }
        tokio::time::sleep(StdDuration::from_millis(100)).await;
        case = asking.case().await;
    }
    assert_eq!(news().len(), before + 1);
    assert!(!news().concat().contains("karten") && !news().concat().contains("Schadsoftware"));
    assert_eq!(case.texts(".pf-history__what").iter().filter(|what| *what == told).count(), 1);
    let paper = case.texts("#unterlagen li")[0].clone();
    assert!(paper.contains("Eingegangen, aber mit Schadsoftware"), "{paper}");
    assert!(paper.contains("enthält Schadsoftware und ist gesperrt"), "{paper}");
    assert!(paper.contains("Nachfordern"), "{paper}");
    assert_eq!(case.hrefs("a[href*='/datei/']").len(), 0);
    let export = asking.export().await;
    assert_eq!(export["files"][0]["held_back"], "found");
    let status = robin.open("/status/antrag").await;
    status.must_say("In einer Ihrer Dateien wurde Schadsoftware gefunden");
    status.must_say("wir können sie nicht verwenden: karten.pdf. Prüfen Sie Ihr Gerät");
    assert!(!status.says("Sie müssen nichts tun"));
    let file = only_file(&app);
    for (client, address) in
        [(&asking.worker, format!("{}/datei/{file}", asking.case)), (&robin, format!("/status/datei/{file}"))]
    {
        assert_eq!(client.fetch(&address).await.0, StatusCode::NOT_FOUND, "{address}");
    }
    // Part of the chain, like all that happens.
    app.command(&["audit", "verify"], "").unwrap();
    app.stop().await;
}

#[actix_web::test]
async fn malware_that_is_found_in_a_draft_is_told_at_its_field_before_it_is_sent() {
    let mut clamd = Clamd::away();
    let app = start(&clamd).await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "beleg.pdf", &infected()).await;
    let check = to_check(&client, &page).await;
    clamd.come();
    assert_eq!(screening(&app).run_once().await.unwrap(), Looked::Done);
    // Whoever presses the button that they still see is led to the field.
    let page = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    let page = if page.address.contains("/unterlagen") { page } else { client.open(&page.address).await };
    assert!(page.address.contains("/unterlagen"), "{}", page.address);
    page.must_say("Die Datei „beleg.pdf“ enthält Schadsoftware und wurde nicht angenommen.");
    assert_eq!(page.texts(".pf-file__name").len(), 0);
    assert_eq!(page.attributes("[name=name]", "value"), ["Anna Öztürk"]);
    let page = upload(&client, &page, "neu.pdf", &invoice()).await;
    send(&client, &to_check(&client, &page).await).await.must_say("neu.pdf");
    app.stop().await;
}

#[actix_web::test]
async fn several_workers_look_at_each_file_once() {
    let mut clamd = Clamd::away();
    let app = start(&clamd).await;
    for _ in 0..6 {
        let client = app.browser();
        let page = begin(&client).await;
        upload(&client, &page, "beleg.pdf", &infected()).await;
    }
    clamd.come();
    let workers = (0..3).map(|_| async {
        let library = Arc::clone(&app.library);
        let db = app.test_db.second();
        let worker = Screening::new(db.clone(), app.depot.clone(), library, "x", app.clock.clone());
        while worker.run_once().await.unwrap() != Looked::Nothing {}
        db.close().await;
    });
    futures_util::future::join_all(workers).await;
    let found = counted(&app, "scan = 'found' AND scan_attempts = 1 AND scan_at IS NULL").await;
    assert_eq!((found, counted(&app, "scan_attempts > 1").await), (6, 0));
    app.stop().await;
}

#[actix_web::test]
async fn a_worker_that_dies_over_a_file_gives_it_free_and_says_nothing_afterwards() {
    use pforte::domain::Scope;
    use pforte::store::scans;
    let clamd = Clamd::away();
    let app = start(&clamd).await;
    sent_unseen(&app.browser(), &invoice()).await;
    let (now, lease) = (app.clock.now(), Duration::minutes(5));
    let claim =
        move |now| move |conn: &mut pforte::store::Conn| scans::claim_next(&Scope::System, conn, now, lease);
    let first = app.db.write(claim(now)).await.unwrap().unwrap();
    assert_eq!(app.db.write(claim(now)).await.unwrap(), None, "somebody has it");
    let second = app.db.write(claim(now + lease)).await.unwrap().unwrap();
    assert_eq!((first.id, second.attempts), (second.id, 2));
    let late = app.db.write(move |conn| scans::clean(&Scope::System, conn, first)).await.unwrap();
    assert!(!late, "whoever comes too late decides nothing");
    assert!(app.db.write(move |conn| scans::clean(&Scope::System, conn, second)).await.unwrap());
    app.stop().await;
}

/// The mails that say that there is something new.
fn news(app: &TestApp) -> Vec<String> {
    crate::inquiry::mails(app).into_iter().filter(|mail| mail.contains("es gibt etwas Neues")).collect()
}

/// The only file in the depot.
fn only_file(app: &TestApp) -> String {
    let mut files = std::fs::read_dir(&app.files_folder).unwrap().flatten();
    let name = files.next().unwrap().file_name().into_string().unwrap();
    assert!(files.next().is_none());
    name
}

/// How many files are so.
async fn counted(app: &TestApp, condition: &str) -> usize {
    let cast = if app.test_db.address().starts_with("postgres") {
        "convert_to(CAST(COUNT(*) AS TEXT), 'UTF8')"
    } else {
        "CAST(CAST(COUNT(*) AS TEXT) AS BLOB)"
    };
    let told = app.test_db.bytes(&format!("SELECT {cast} AS bytes FROM files WHERE {condition}")).await;
    String::from_utf8(told).unwrap().parse().unwrap()
}
