//! The papers of a case in one list, with how each stands.

use chrono::Duration;

use super::{Asking, send};
use crate::support::app::TestApp;
use crate::support::client::Page;

/// The lines of the list: each paper with its state, its files, and whether it can be asked for.
fn papers(page: &Page) -> Vec<String> {
    page.texts("#unterlagen li")
}

#[actix_web::test]
async fn each_paper_stands_in_one_list_from_announced_to_handed_in() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let case = asking.case().await;
    let found = papers(&case);
    let (tickets, school) = (&found[0], &found[1]);
    assert_eq!(found.len(), case.texts("#unterlagen strong").len());
    assert_eq!(
        tickets,
        "Fahrkarten und Kaufbelege Angekündigt am 01.10.2025 und offen Nachfordern: Fahrkarten und Kaufbelege"
    );
    assert!(school.contains("Angekündigt am 01.10.2025 und offen"), "{school}");
    assert!(!case.says("Wird nachgereicht"), "there is one list only");

    // The link marks this paper, and nothing else.
    let link = case.hrefs("#unterlagen a[href*='feld=papers.tickets']")[0].clone();
    let marked = |page: &Page| page.attributes("input[type=checkbox][checked]", "value");
    assert_eq!(marked(&asking.worker.open(&link).await), ["papers.tickets"]);
    let nonsense = asking.worker.open(&link.replace("tickets", "nothing")).await;
    assert_eq!(marked(&nonsense), ["papers.tickets", "papers.school_certificate"]);

    asking.ask(&["papers.tickets"]).await;
    let asked = papers(&asking.case().await);
    assert_eq!(
        asked[0],
        "Fahrkarten und Kaufbelege Angekündigt am 01.10.2025 und offen, erwartet bis 29.10.2025"
    );
    assert!(asked[1].ends_with("und offen"), "nobody asks twice at once: {}", asked[1]);
    app.clock.advance(Duration::days(30));
    // A session ends meanwhile.
    let late = app.sign_in(&asking.worker, "schule", crate::support::app::PASSWORD).await;
    assert!(late.status.is_success());
    assert!(papers(&asking.case().await)[0].ends_with("überfällig seit 29.10.2025"));

    let robin = asking.applicant(&app).await;
    let page = robin.open("/status/rueckfrage").await;
    let paper =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files/invoice.pdf")).unwrap();
    let file = [("papers.tickets", "karten.pdf", &paper[..])];
    let page =
        robin.upload(&page, "/status/rueckfrage", &[("_action", "upload:papers.tickets")], &file).await;
    let check = robin.submit(&page, "/status/rueckfrage", &[("_action", "next")]).await;
    send(&robin, &check).await.must_say("Ihre Antwort ist angekommen");
    let case = asking.case().await;
    let found = papers(&case);
    assert!(found[0].starts_with("Fahrkarten und Kaufbelege Eingegangen karten.pdf "), "{}", found[0]);
    assert!(found[0].ends_with("nachgereicht auf Rückfrage am 31.10.2025"), "{}", found[0]);
    assert!(found[1].contains("Angekündigt am 01.10.2025 und offen"), "{}", found[1]);
    let file = case.hrefs("#unterlagen a[href*='/datei/']")[0].clone();
    assert_eq!(asking.worker.fetch(&file).await.0, 200);
    let print = asking.worker.open(&format!("{}/druck", asking.case)).await;
    print
        .must_say("Fahrkarten und Kaufbelege: Eingegangen: karten.pdf (")
        .must_say("nachgereicht auf Rückfrage");
    app.stop().await;
}
