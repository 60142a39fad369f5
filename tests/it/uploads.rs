//! Files on their way: from a browser without scripts to the department, and what keeps them out.

use std::fs;
use std::path::Path;

use pforte::clock::Clock;
use pforte::domain::Role;
use pforte::retention::{Limits, sweep};
use reqwest::StatusCode;

use crate::support;
use crate::support::app::{PASSWORD, TestApp, fixtures};
use crate::support::client::{Client, Page};
use crate::support::db::TestDb;

const PAGE: &str = "/leistungen/dateien/antrag/unterlagen";
const ROWS: &str = "/leistungen/dateien/antrag/fahrkarten";
const LIMITS: Limits =
    Limits { session_idle: chrono::Duration::minutes(30), session: chrono::Duration::hours(12) };

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)).unwrap()
}

async fn start() -> TestApp {
    TestApp::start_on(TestDb::new().await, fixtures(), false).await
}

async fn begin(client: &Client) -> Page {
    let service = client.open("/leistungen/dateien").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    client.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await
}

async fn upload(client: &Client, page: &Page, control: &str, called: &str, content: &[u8]) -> Page {
    let action = page.address.split(['?', '#']).next().unwrap().to_owned();
    let button = format!("upload:{control}");
    client.upload(page, &action, &[("_action", &button)], &[(control, called, content)]).await
}

fn names(page: &Page) -> Vec<String> {
    page.texts(".pf-file__name")
}

fn on_disk(app: &TestApp) -> usize {
    fs::read_dir(&app.files_folder).unwrap().count()
}

/// From the page with the rows to the receipt.
async fn finish(client: &Client, page: Page) -> Page {
    let page = client.submit(&page, "/unterlagen", &[]).await;
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "false")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let check = client.submit(&page, "/termine", &[]).await;
    assert!(check.address.ends_with("/pruefen"), "{}: {:?}", check.address, check.texts(".kern-error"));
    client.submit(&check, "/absenden", &[("confirmed", "true")]).await
}

#[actix_web::test]
async fn a_file_reaches_the_department_as_it_was() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "paper", "Rechnung März.pdf", &file("invoice.pdf")).await;
    assert_eq!(
        (page.status, names(&page)),
        (StatusCode::OK, vec!["Rechnung März.pdf (559 Byte)".to_owned()])
    );
    assert!(page.address.ends_with("#field-paper") || page.address.ends_with("/unterlagen"));
    let page = upload(&client, &page, "paper", "../../foto.exe", &file("photo.jpg")).await;
    assert_eq!(names(&page)[1], "foto.exe.jpg (576 Byte)");

    let receipt = finish(&client, page).await;
    receipt.must_say("Ihr Antrag ist eingegangen").must_say("Rechnung März.pdf");
    let clerk = app.signed_in("akte", Role::Caseworker, &["fb10"]).await;
    let inbox = clerk.open("/postkorb").await;
    let case = clerk.open(&inbox.hrefs("main a[href^='/postkorb/']")[0]).await;
    let links = case.hrefs("a[download]");
    assert_eq!(links.len(), 2);
    let (status, headers, content) = clerk.fetch(&links[0]).await;
    assert_eq!((status, content), (StatusCode::OK, file("invoice.pdf")));
    let id = links[0].rsplit('/').next().unwrap();
    assert_eq!(crate::audit::readings(&app).await, ["read akte".to_owned(), format!("file_read akte {id}")]);
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"Rechnung M_rz.pdf\"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"
    );

    // The same address belongs to nobody else, and not to the browser that sent it.
    let stranger = app.signed_in("fremd", Role::Caseworker, &["fb11"]).await;
    assert_eq!(stranger.fetch(&links[0]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(crate::audit::readings(&app).await.len(), 2);
    let lead = app.signed_in("leitung", Role::Lead, &["fb10"]).await;
    lead.open(&case.address).await.must_say("Datei: Rechnung März.pdf");
    assert_ne!(client.fetch(&format!("/leistungen/dateien/antrag/datei/{id}")).await.0, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn each_reason_is_told_at_the_field_and_nothing_typed_is_lost() {
    let app = start().await;
    let client = app.browser();
    let mut page = begin(&client).await;
    let large = [file("invoice.pdf"), vec![b' '; 200_000]].concat();
    for (called, content, told) in [
        ("leer.pdf", Vec::new(), "Die Datei „leer.pdf“ ist leer."),
        ("groß.pdf", large, "Die Datei „groß.pdf“ ist zu groß. Eine Datei darf höchstens 200 kB groß sein."),
        (
            "seite.pdf",
            b"<html>".to_vec(),
            "Die Datei „seite.pdf“ kann nicht angenommen werden. Erlaubt ist PDF, JPG oder PNG, und es zählt der Inhalt, nicht der Name. Speichern Sie die Datei in dieser Form.",
        ),
        ("zu.pdf", file("locked.pdf"), "Die Datei „zu.pdf“ ist mit einem Kennwort geschützt."),
        ("halb.jpg", file("photo.jpg")[..100].to_vec(), "Die Datei „halb.jpg“ ist beschädigt."),
        ("programm.pdf", file("script.pdf"), "Die Datei „programm.pdf“ enthält ein Programm."),
    ] {
        let typed = [("name", "Anna Öztürk"), ("_action", "upload:paper")];
        page = client.upload(&page, "/unterlagen", &typed, &[("paper", called, &content)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{called}");
        page.must_say(told);
        assert_eq!(page.texts("[data-error-summary] li").len(), 1, "only the file is told");
        assert_eq!(page.attributes("[name=name]", "value"), ["Anna Öztürk"]);
        // Opened again, the address says the same.
        client.open(PAGE).await.must_say(told);
        assert_eq!(on_disk(&app), 0, "{called}");
    }
    let page = client.upload(&page, "/unterlagen", &[("_action", "upload:paper")], &[]).await;
    page.must_say("Wählen Sie bei „Rechnung“ zuerst eine Datei aus.");
    // Whoever goes on is told what is missing, no more of the file.
    let page = client.submit(&page, "/unterlagen", &[]).await;
    page.must_say("Laden Sie bei „Rechnung“ eine Datei hoch oder wählen Sie eine andere Antwort aus.");
    assert!(!page.says("zuerst eine Datei"));
    app.stop().await;
}

#[actix_web::test]
async fn there_are_limits_for_the_number_and_for_all_together() {
    let app = start().await;
    let client = app.browser();
    let first = begin(&client).await;
    let mut page = first.clone();
    for called in ["a.pdf", "b.pdf"] {
        page = upload(&client, &page, "paper", called, &file("invoice.pdf")).await;
    }
    let inputs = page.attributes("input[type=file]", "name");
    assert_eq!(inputs, ["photo"], "the list is full");
    // A page that was opened before still has the place.
    let refused = upload(&client, &first, "paper", "c.pdf", &file("invoice.pdf")).await;
    refused.must_say("Bei „Rechnung“ sind höchstens 2 Dateien möglich.");
    assert_eq!(on_disk(&app), 2);
    app.stop().await;
}

/// A photo with as many bytes as this, and a little more.
fn photo_of(bytes: usize) -> Vec<u8> {
    let photo = file("photo.jpg");
    let (shown, end) = photo.split_at(photo.len() - 2);
    [shown, &vec![0; bytes], end].concat()
}

#[actix_web::test]
async fn all_files_of_an_application_together_have_a_limit() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = client.submit(&page, "/unterlagen", &[("paper.instead", "later")]).await;
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "false")];
    let page = client.submit(&page, "/fahrkarten", &row).await;
    let page = upload(&client, &page, "drawings", "a.jpg", &photo_of(29_000_000)).await;
    let page = upload(&client, &page, "drawings", "b.jpg", &photo_of(22_000_000)).await;
    page.must_say("Mit der Datei „b.jpg“ wären alle Dateien zusammen zu groß.");
    page.must_say("Zusammen dürfen sie höchstens 50 MB groß sein.");
    assert_eq!((names(&page).len(), on_disk(&app)), (1, 1));
    let page = upload(&client, &page, "drawings", "c.jpg", &photo_of(20_000_000)).await;
    assert_eq!((names(&page).len(), on_disk(&app)), (2, 2), "what fits is taken");
    app.stop().await;
}

#[actix_web::test]
async fn an_anonymous_report_keeps_what_its_photos_show_and_nothing_of_who_took_them() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = client.open("/leistungen/mangel-melden").await;
    let page = client.submit(&service, "/antrag", &[]).await;
    let page = client.submit(&page, "/mangel", &[("danger", "false"), ("category", "road")]).await;
    let page = client.submit(&page, "/ort", &[("location.text", "Musterweg 12")]).await;
    page.must_say("JPG oder PNG, höchstens 10 MB je Datei, höchstens 3 Dateien.");
    page.must_say("den Namen der Datei speichern wir nicht");
    let (first, photos) = (page.clone(), "papers.photos");
    let refused = upload(&client, &page, photos, "Anna.pdf", &file("invoice.pdf")).await;
    refused.must_say("Erlaubt ist JPG oder PNG");
    let mut page = refused;
    for called in ["Anna Beispiel 1.jpg", "IMG_20251001.JPG", "Anna.png"] {
        let content = if called == "Anna.png" { file("picture.png") } else { file("telephone.jpg") };
        page = upload(&client, &page, photos, called, &content).await;
    }
    let called = |page: &Page| -> Vec<String> {
        names(page).iter().map(|name| name.split(" (").next().unwrap().to_owned()).collect()
    };
    assert_eq!(called(&page), ["Foto 1.jpg", "Foto 2.jpg", "Foto 3.png"]);
    let fourth = upload(&client, &first, photos, "Anna.jpg", &file("telephone.jpg")).await;
    fourth.must_say("Bei „Fotos“ sind höchstens 3 Dateien möglich.");
    let page = client.submit(&fourth, "/beschreibung", &[("_action", "remove:papers.photos.0")]).await;
    let page = upload(&client, &page, photos, "Anna.jpg", &file("telephone.jpg")).await;
    assert_eq!(called(&page), ["Foto 2.jpg", "Foto 3.png", "Foto 1.jpg"], "no two are called the same");

    let page = client.submit(&page, "/beschreibung", &[("description", "Ein tiefes Schlagloch.")]).await;
    let page = client.submit(&page, "/antwort", &[("wants_answer", "false")]).await;
    let declared = [("declarations.truth", "true"), ("declarations.privacy_read", "true")];
    let check = client.submit(&page, "/erklaerungen", &declared).await;
    let receipt = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert!(receipt.says("Foto 2.jpg") && !receipt.html.contains("Anna"), "{}", receipt.address);
    let clerk = app.signed_in("strasse", Role::Caseworker, &["fb66"]).await;
    let inbox = clerk.open("/postkorb").await;
    let case = clerk.open(&inbox.hrefs("main a[href^='/postkorb/']")[0]).await;
    assert!(!case.html.contains("Anna") && !case.html.contains("IMG_"));
    let links = case.hrefs("a[download]");
    assert_eq!(links.len(), 3);
    for link in &links {
        let (status, _, content) = clerk.fetch(link).await;
        assert_eq!(status, StatusCode::OK);
        let has = |sought: &[u8]| content.windows(sought.len()).any(|window| window == sought);
        assert!(!has(b"Anna") && !has(b"Telefon") && !has(b"2025:10:01") && !has(b"tIME"));
        let photo = file("photo.jpg");
        assert!(
            content.starts_with(b"\x89PNG") || content.ends_with(&photo[2..]),
            "what it shows is the same"
        );
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_name_without_a_file_and_a_file_without_the_form_token_are_refused() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    // A browser that sends the page as plain text sends the name of the file only.
    let page = client.submit(&page, "/unterlagen", &[("paper", "Rechnung.pdf")]).await;
    page.must_say("Die Datei „Rechnung.pdf“ ist nicht angekommen.");
    let forged = client
        .upload(
            &page,
            "/unterlagen",
            &[("_csrf", "falsch"), ("_action", "upload:paper")],
            &[("paper", "a.pdf", &file("invoice.pdf"))],
        )
        .await;
    assert_eq!((forged.status, on_disk(&app)), (StatusCode::FORBIDDEN, 0));
    // A file for a field of another page, or of none, is left out.
    let mut page = client.open(PAGE).await;
    page.html = page.html.replace("name=\"photo\"", "name=\"rows.0.proof\"");
    let kept = upload(&client, &page, "rows.0.proof", "a.pdf", &file("invoice.pdf")).await;
    assert_eq!((kept.status.is_server_error(), on_disk(&app)), (false, 0));
    app.stop().await;
}

#[actix_web::test]
async fn files_in_rows_stay_with_their_rows() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let later = [("paper.instead", "later")];
    let page = client.submit(&page, "/unterlagen", &later).await;
    let row = [("rows.0.month", "Mai"), ("rows.0.has_proof", "true")];
    let page = client.submit(&page, "/fahrkarten", &[&row[..], &[("_action", "add:rows")]].concat()).await;
    let page = upload(&client, &page, "rows.0.proof", "Mai.pdf", &file("invoice.pdf")).await;
    let second = [("rows.1.month", "Juni"), ("rows.1.has_proof", "true")];
    let page = client.submit(&page, "/fahrkarten", &second).await;
    let page = upload(&client, &page, "rows.1.proof", "Juni.png", &file("picture.png")).await;
    assert_eq!(names(&page), ["Mai.pdf (559 Byte)", "Juni.png (278 Byte)"]);
    let page = client.submit(&page, "/fahrkarten", &[("_action", "remove:rows.0")]).await;
    assert_eq!(names(&page), ["Juni.png (278 Byte)"]);
    assert_eq!(page.attributes("input[type=file]", "name"), ["rows.0.proof"]);

    // A change of mind takes the file away and brings it back.
    let without = client.submit(&page, "/fahrkarten", &[("rows.0.has_proof", "false")]).await;
    assert!(without.address.ends_with("/termine"), "{}", without.address);
    let page = client.open(ROWS).await;
    assert_eq!(names(&page), [] as [String; 0]);
    let page = client.submit(&page, "/fahrkarten", &[("rows.0.has_proof", "true")]).await;
    let page = if page.address.contains("/fahrkarten") { page } else { client.open(ROWS).await };
    assert_eq!(names(&page), ["Juni.png (278 Byte)"]);
    app.stop().await;
}

#[actix_web::test]
async fn what_nobody_names_any_more_is_swept_and_what_was_filed_stays() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let page = upload(&client, &page, "paper", "a.pdf", &file("invoice.pdf")).await;
    let page = upload(&client, &page, "paper", "b.pdf", &file("invoice.pdf")).await;
    let page = client.submit(&page, "/unterlagen", &[("_action", "remove:paper.0")]).await;
    assert_eq!((names(&page).len(), on_disk(&app)), (1, 2));
    let swept = sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    assert_eq!((swept.files, on_disk(&app)), (1, 1));

    finish(&client, page).await.must_say("b.pdf");
    let other = app.browser();
    let page = begin(&other).await;
    upload(&other, &page, "photo", "ich.jpg", &file("photo.jpg")).await;
    let service = other.open("/leistungen/dateien").await;
    other.submit(&service, "/vergessen", &[]).await;
    let swept = sweep(&app.db, &app.depot, LIMITS, app.clock.now()).await.unwrap();
    assert_eq!((swept.files, on_disk(&app)), (1, 1), "what was filed stays");
    app.stop().await;
}

#[actix_web::test]
async fn one_file_may_be_all_and_may_be_replaced_by_a_promise() {
    let app = start().await;
    let client = app.browser();
    let page = begin(&client).await;
    let page =
        client.submit(&page, "/unterlagen", &[("paper.instead", "later"), ("_action", "upload:photo")]).await;
    page.must_say("Wählen Sie bei „Passfoto“ zuerst eine Datei aus.");
    let refused = upload(&client, &page, "photo", "ich.pdf", &file("invoice.pdf")).await;
    refused.must_say("Die Datei „ich.pdf“ kann nicht angenommen werden. Erlaubt ist JPG oder PNG,");
    let page = upload(&client, &refused, "photo", "ich.jpg", &file("photo.jpg")).await;
    assert_eq!(names(&page), ["ich.jpg (576 Byte)"]);
    let receipt = finish(&client, page).await;
    receipt.must_say("Ich reiche das nach").must_say("ich.jpg");
    app.stop().await;
}

#[actix_web::test]
async fn the_desk_hands_in_files_and_loses_no_word_when_its_session_ends() {
    let app = start().await;
    let clerk = app.signed_in("petra", Role::Desk, &[]).await;
    let first = support::desk::begin(&clerk, "dateien").await;
    let page = clerk.submit(&first, "/aufnahme", &[("assisted.mode", "help")]).await;
    let page = clerk.submit(&page, "/unterlagen", &[("name", "Anna"), ("wants", "true")]).await;
    let page = upload(&clerk, &page, "paper", "scan.pdf", &file("invoice.pdf")).await;
    assert_eq!(names(&page), ["scan.pdf (559 Byte)"]);
    let draft = page.address.split('/').nth(3).unwrap();
    let colleague = app.signed_in("ines", Role::Desk, &[]).await;
    let id = fs::read_dir(&app.files_folder).unwrap().next().unwrap().unwrap().file_name();
    let address = format!("/schalter/antrag/{draft}/datei/{}", id.to_string_lossy());
    assert_eq!(clerk.fetch(&address).await.2, file("invoice.pdf"));
    assert_eq!(colleague.open(&address).await.address, "/schalter?anderer-fall", "it is not theirs");

    app.clock.advance(chrono::Duration::hours(13));
    let typed = [("name", "Anna Öztürk"), ("_action", "upload:photo")];
    let ended = clerk.upload(&page, "/unterlagen", &typed, &[("photo", "ich.jpg", &file("photo.jpg"))]).await;
    assert_eq!((ended.status, on_disk(&app)), (StatusCode::FORBIDDEN, 1));
    ended.must_say("Ihre Sitzung ist beendet").must_say("noch da");
    let login = [("login", "petra"), ("password", PASSWORD)];
    let back = clerk.submit(&ended, "/amt/anmelden", &login).await;
    let sent = clerk.submit(&back, "/unterlagen", &[("_action", "next")]).await;
    let again = clerk.open(&format!("/schalter/antrag/{draft}/unterlagen")).await;
    assert_eq!(again.attributes("[name=name]", "value"), ["Anna Öztürk"], "{}", sent.heading());
    assert_eq!(names(&again), ["scan.pdf (559 Byte)"]);
    app.stop().await;
}
