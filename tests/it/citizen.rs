//! A citizen applies: from the first page to the receipt, with the mistakes that people make.

use std::sync::Arc;

use pforte::domain::{Answers, Channel, Role};
use pforte::forms::catalogue::Catalogue;
use pforte::library::Library;
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const CULTURE: &str = "projektfoerderung-kultur";

async fn begin(client: &Client, slug: &str) -> Page {
    let page = client.open(&format!("/leistungen/{slug}")).await;
    client.submit(&page, "/antrag", &[]).await
}

async fn check_page(app: &TestApp, client: &Client, slug: &str, answers: &Answers) -> Page {
    let form = app.library.catalogue().find(slug).unwrap().form(Channel::Online).clone();
    let page = begin(client, slug).await;
    to_check_page(client, &form, answers, page).await
}

async fn receipt(client: &Client, check: &Page) -> Page {
    client.submit(check, "/absenden", &[("confirmed", "true")]).await
}

#[actix_web::test]
async fn from_the_catalogue_to_the_receipt_of_a_school_transport_refund() {
    let app = TestApp::start().await;
    let client = app.browser();
    client.open("/").await.must_say("Schülerbeförderung");
    client.open("/?q=fahrkarte").await.must_say("Schülerbeförderung");
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    check.must_say("593,00 €");
    let unconfirmed = client.submit(&check, "/absenden", &[]).await;
    assert!(unconfirmed.address.ends_with("/pruefen?bestaetigen"), "{}", unconfirmed.address);
    unconfirmed.must_say("Bestätigen Sie");
    assert!(unconfirmed.texts("title")[0].starts_with("Fehler: "));
    let page = receipt(&client, &check).await;
    assert_eq!(page.heading(), "Ihr Antrag ist eingegangen");
    page.must_say("01.10.2025, 09:00 Uhr").must_say("Fachbereich Schule").must_say("So geht es weiter");
    let copy = client.open(&format!("{}/kopie", page.address)).await;
    assert!(copy.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    copy.must_say("593,00 €");
    assert_eq!(client.open(&format!("{}/druck", page.address)).await.status, StatusCode::OK);
    app.stop().await;
}

#[actix_web::test]
async fn from_the_first_page_to_the_receipt_of_a_culture_project_grant() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, CULTURE, &answers("culture_project_grant", "verein_vollstaendig")).await;
    let page = receipt(&client, &check).await;
    assert_eq!(page.heading(), "Ihr Antrag ist eingegangen");
    page.must_say("Fachbereich Kultur");
    app.stop().await;
}

#[actix_web::test]
async fn the_page_of_a_row_says_which_row_it_is() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, CULTURE, &answers("culture_project_grant", "verein_vollstaendig")).await;
    let event = client.open(&check.address.replace("pruefen", "termine/2")).await;
    assert_eq!(event.heading(), "Termin 2");
    assert!(event.texts("title")[0].starts_with("Termin 2 – "));
    app.stop().await;
}

#[actix_web::test]
async fn a_new_row_is_not_scolded_before_anybody_has_seen_it() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let address = check.address.replace("pruefen", "fahrkarten");
    let page = client.open(&address).await;
    let wrong = client.submit(&page, "/fahrkarten", &[("tickets.0.price", "x"), ("_action", "next")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added =
        client.submit(&wrong, "/fahrkarten", &[("tickets.0.price", "49"), ("_action", "add:tickets")]).await;
    assert!(added.texts(".kern-error").is_empty(), "{:?}", added.texts(".kern-error"));
    let left = client.submit(&added, "/fahrkarten", &[("_action", "next")]).await;
    assert_eq!(left.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.stop().await;
}

#[actix_web::test]
async fn sending_twice_going_back_and_reloading_give_one_receipt() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let (first, second) = tokio::join!(receipt(&client, &check), receipt(&client, &check));
    assert_eq!(first.heading(), "Ihr Antrag ist eingegangen");
    assert_eq!(first.address, second.address);
    let third = receipt(&client, &check).await;
    assert_eq!(third.address, first.address);
    assert_eq!(client.open(&first.address).await.status, StatusCode::OK);
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open("/postkorb").await.must_say("1 Vorgang");
    app.stop().await;
}

#[actix_web::test]
async fn a_page_with_mistakes_is_shown_again_with_everything_that_was_typed() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client, SCHOOL).await;
    let wrong = client
        .submit(&first, &first.address, &[("school_year", "1999/2000"), ("medical_need", "true")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.texts("title")[0].starts_with("Fehler"));
    let again = client.open(&first.address).await;
    let chosen = again.form(&first.address).1;
    assert!(chosen.contains(&("medical_need".to_owned(), "true".to_owned())), "{chosen:?}");
    app.stop().await;
}

#[actix_web::test]
async fn coming_back_later_in_the_same_browser_goes_on_and_another_browser_sees_nothing() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client, SCHOOL).await;
    client.submit(&first, &first.address, &[("medical_need", "true")]).await;
    let service = client.open(&format!("/leistungen/{SCHOOL}")).await;
    service.must_say("Antrag fortsetzen").must_say("Ihr Entwurf ist bis zum 31.10.2025 gespeichert.");
    let stranger = app.browser();
    stranger.open(&format!("/leistungen/{SCHOOL}")).await.must_say("Antrag beginnen");
    assert_eq!(stranger.open(&first.address).await.status, StatusCode::GONE);
    app.stop().await;
}

#[actix_web::test]
async fn a_page_that_is_not_reachable_yet_leads_to_the_first_open_one() {
    let app = TestApp::start().await;
    let client = app.browser();
    let first = begin(&client, SCHOOL).await;
    let check = client.open(&format!("/leistungen/{SCHOOL}/antrag/pruefen")).await;
    assert_eq!(check.address, first.address);
    let unknown = client.open(&format!("/leistungen/{SCHOOL}/antrag/gibtsnicht")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[actix_web::test]
async fn a_receipt_is_for_the_browser_that_filed_it_only() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let page = receipt(&client, &check).await;
    for suffix in ["", "/kopie", "/druck"] {
        let address = format!("{}{suffix}", page.address);
        assert_eq!(app.browser().open(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn removing_a_row_twice_with_the_same_click_removes_one() {
    let app = TestApp::start().await;
    let client = app.browser();
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Online).clone();
    let answers = answers("school_transport_refund", "ticket_outside_capped");
    let page = check_page(&app, &client, SCHOOL, &answers).await;
    assert!(page.address.ends_with("/pruefen"));
    let holder = form.pages.iter().find(|page| page.fields.contains(&"tickets".to_owned())).unwrap();
    let list = client.open(&format!("/leistungen/{SCHOOL}/antrag/{}", holder.id)).await;
    let before = list.texts("button[value^='remove:tickets.']").len();
    client.submit(&list, &list.address, &[("_action", "remove:tickets.0")]).await;
    let after = client.submit(&list, &list.address, &[("_action", "remove:tickets.0")]).await;
    assert_eq!(after.texts("button[value^='remove:tickets.']").len(), before - 1);
    app.stop().await;
}

#[actix_web::test]
async fn every_answer_can_be_changed_from_the_check_page_and_the_way_leads_back_there() {
    let app = TestApp::start().await;
    for (slug, form, case) in [
        (SCHOOL, "school_transport_refund", "ticket_outside_capped"),
        (CULTURE, "culture_project_grant", "verein_vollstaendig"),
    ] {
        let client = app.browser();
        let check = check_page(&app, &client, slug, &answers(form, case)).await;
        let mut pages: Vec<String> = Vec::new();
        for href in check.hrefs(".pf-change a") {
            let (page, field) = href.split_once('#').unwrap();
            let opened = client.open(page).await;
            assert!(opened.html.contains(&format!("id=\"{field}\"")), "{href} leads to its question");
            if !pages.iter().any(|known| known == page) {
                pages.push(page.to_owned());
                let path = page.split('?').next().unwrap();
                let mut saved = client.submit(&opened, path, &[("_action", "next")]).await;
                if saved.address.ends_with("?von=pruefen") {
                    let overview = saved.address.split('?').next().unwrap().to_owned();
                    saved = client.submit(&saved, &overview, &[("_action", "next")]).await;
                }
                assert_eq!(saved.address, check.address, "from {href}");
            }
        }
        assert!(pages.len() > 5, "{pages:?}");
        let form = app.library.catalogue().find(slug).unwrap().form(Channel::Online);
        let title = |pattern: &String| form.root.find(pattern)?.title.clone();
        let computed: Vec<String> = form.computed.iter().filter_map(title).collect();
        let fixed = check.texts(".kern-description-list-item:not(:has(.pf-change)) dt");
        assert!(fixed.iter().all(|label| computed.contains(label)), "{fixed:?} are not computed");
    }
    app.stop().await;
}

#[actix_web::test]
async fn the_address_of_a_refusal_opens_the_page_again_and_the_way_still_leads_back_to_the_check() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let page = client.open(&check.address.replace("pruefen", "schule?von=pruefen")).await;
    let refused = client.submit(&page, "/schule", &[("school.grade", ""), ("_action", "next")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = client.open(&refused.address).await;
    assert!(!again.texts(".pf-error-summary li").is_empty());
    let mended = client.submit(&again, "/schule", &[("school.grade", "7"), ("_action", "next")]).await;
    assert_eq!(mended.address, check.address);
    app.stop().await;
}

#[actix_web::test]
async fn what_must_be_mended_before_sending_is_told_as_a_mistake_and_not_as_a_hint() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check = check_page(&app, &client, CULTURE, &answers("culture_project_grant", "ein_cent_fehlt")).await;
    let message = "Ausgaben und Finanzierung sind nicht gleich hoch. Es fehlen 0,01 €.";
    assert_eq!(check.texts(".pf-error-summary li"), [message]);
    assert!(check.texts("title")[0].starts_with("Fehler: "));
    assert!(!check.texts(".pf-advice").iter().any(|hint| hint.contains(message)));
    let refused = client.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    assert_eq!(refused.texts(".pf-error-summary li"), [message]);
    app.stop().await;
}

#[actix_web::test]
async fn somebody_else_s_computer_forgets_what_was_begun_and_filed_on_it() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let page = receipt(&client, &check).await;
    let begun = begin(&client, CULTURE).await;
    let home = client.submit(&page, "/vergessen", &[]).await;
    assert_eq!(home.address, "/");
    assert_eq!(client.open(&page.address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.open(&begun.address).await.status, StatusCode::GONE);
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    worker.open("/postkorb").await.must_say("1 Vorgang");
    app.stop().await;
}

#[actix_web::test]
async fn the_receipt_opens_for_a_day_and_then_only_the_paper_and_the_file_remain() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let page = receipt(&client, &check).await;
    page.must_say("bis 02.10.2025, 09:00 Uhr öffnen");
    app.clock.advance(chrono::Duration::hours(23));
    assert_eq!(client.open(&page.address).await.status, StatusCode::OK);
    app.clock.advance(chrono::Duration::hours(2));
    for part in ["", "/druck", "/kopie"] {
        assert_eq!(client.open(&format!("{}{part}", page.address)).await.status, StatusCode::NOT_FOUND);
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_stale_tab_neither_brings_a_removed_row_back_nor_overwrites_another() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let address = check.address.replace("pruefen", "fahrkarten");
    let (first_tab, stale_tab) = (client.open(&address).await, client.open(&address).await);
    let removed = client.submit(&first_tab, "/fahrkarten", &[("_action", "remove:tickets.0")]).await;
    let prices = |page: &Page| {
        let controls = page.form("/fahrkarten").1.into_iter();
        controls.filter(|(name, _)| name.ends_with(".price")).map(|(_, value)| value).collect::<Vec<_>>()
    };
    let kept = prices(&removed);
    assert_eq!(kept.len(), prices(&first_tab).len() - 1);
    let told =
        client.submit(&stale_tab, "/fahrkarten", &[("tickets.1.price", "33,00"), ("_action", "next")]).await;
    told.must_say("Die Liste wurde in einem anderen Fenster geändert");
    assert_eq!(prices(&told), kept);
    let on = client.submit(&told, "/fahrkarten", &[("_action", "next")]).await;
    assert_ne!(on.address.split('?').next(), Some(address.as_str()), "from the new page it goes on");
    app.stop().await;
}

#[actix_web::test]
async fn a_stale_tab_of_a_row_s_page_does_not_overwrite_the_next_row() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, CULTURE, &answers("culture_project_grant", "verein_vollstaendig")).await;
    let list = check.address.replace("pruefen", "termine");
    let stale = client.open(&format!("{list}/1")).await;
    let overview = client.open(&list).await;
    let before = client.submit(&overview, "/termine", &[("_action", "remove:project.events.0")]).await;
    let told = client.submit(&stale, "/termine/1", &[("_action", "next")]).await;
    told.must_say("Die Liste wurde in einem anderen Fenster geändert");
    assert_eq!(told.texts("dd"), before.texts("dd"));
    app.stop().await;
}

#[actix_web::test]
async fn what_is_filed_is_what_the_check_page_showed() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let other_tab = client.open(&check.address.replace("pruefen", "antragstellende-person")).await;
    let name = [("applicant.person.family_name", "Andersen"), ("_action", "next")];
    client.submit(&other_tab, "/antragstellende-person", &name).await;
    let told = receipt(&client, &check).await;
    assert_eq!(told.heading(), "Angaben prüfen");
    told.must_say("Ihre Angaben wurden in einem anderen Fenster geändert").must_say("Andersen");
    assert_eq!(receipt(&client, &told).await.heading(), "Ihr Antrag ist eingegangen");
    app.stop().await;
}

#[actix_web::test]
async fn two_clicks_on_begin_lead_to_the_same_first_page() {
    let app = TestApp::start().await;
    let client = app.browser();
    let service = client.open(&format!("/leistungen/{SCHOOL}")).await;
    let first = client.submit(&service, "/antrag", &[]).await;
    let again = client.submit(&service, "/antrag", &[]).await;
    assert_eq!((again.status, again.address), (StatusCode::OK, first.address));
    let service = client.open(&format!("/leistungen/{CULTURE}")).await;
    let (a, b) =
        tokio::join!(client.submit(&service, "/antrag", &[]), client.submit(&service, "/antrag", &[]));
    assert_eq!((a.status, b.status), (StatusCode::OK, StatusCode::OK));
    app.stop().await;
}

#[actix_web::test]
async fn a_draft_goes_on_while_its_service_is_not_offered() {
    let app = TestApp::start().await;
    let client = app.browser();
    let check =
        check_page(&app, &client, SCHOOL, &answers("school_transport_refund", "ticket_outside_capped")).await;
    let app = app.restart_with(Arc::new(Library::new(Catalogue::default()))).await;
    let client = client.moved_to(app.address);
    assert_eq!(client.open(&format!("/leistungen/{SCHOOL}")).await.status, StatusCode::GONE);
    let check = client.open(&check.address).await;
    check.must_say("593,00 €");
    assert_eq!(receipt(&client, &check).await.heading(), "Ihr Antrag ist eingegangen");
    app.stop().await;
}

#[actix_web::test]
async fn the_browser_keeps_its_token_as_long_as_the_draft_lives() {
    let app = TestApp::start().await;
    let client = app.browser();
    let page = begin(&client, SCHOOL).await;
    let saved = client.submit(&page, "/vorpruefung", &[("medical_need", "true")]).await;
    let cookie = saved.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("pforte=") && cookie.contains("Max-Age=2592000"), "{cookie}");
    app.stop().await;
}
