//! The figures of the desk: counts for whoever leads it, and nothing by which somebody could be made out.

use chrono::Duration;
use pforte::domain::{
    CaseId, Channel, ClerkId, DepartmentId, ReceiptNumber, Role, Scope, StaffScope, SubmissionId,
};
use pforte::store::assistances::Assistance;
use pforte::store::{cases, filing, submissions};

use crate::support;
use crate::support::app::TestApp;
use crate::support::cases::answers;
use crate::support::client::Page;
use crate::support::filling::to_check_page;

const SCHOOL: &str = "schuelerbefoerderung-erstattung";
const FIGURES: &str = "/auswertung/schalter";

/// Files something at the desk, so many days ago, as it was taken down.
async fn filed(
    app: &TestApp,
    clerk: ClerkId,
    days: i64,
    (place, mode, language, seconds): (&str, &str, &str, i64),
) {
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let (id, at) =
        (SubmissionId::new(), pforte::clock::Clock::now(app.clock.as_ref()) - Duration::days(days));
    let submission = submissions::NewSubmission {
        incomplete: None,
        id,
        submit_key: id.to_string(),
        form_id: form.id.clone(),
        version: form.version.clone(),
        channel: Channel::Assisted,
        content: b"{}".to_vec(),
        filed_at: at,
        received_on: at.date_naive(),
        request: None,
        assistance: Some(Assistance {
            place: place.to_owned(),
            mode: mode.to_owned(),
            language: language.to_owned(),
            seconds,
        }),
    };
    let mut random = [0; 8];
    getrandom::fill(&mut random).unwrap();
    let case = cases::NewCase {
        id: CaseId::random(),
        receipt_number: ReceiptNumber::from_random(random),
        form_id: form.id.clone(),
        department: DepartmentId("fb40".to_owned()),
        applicant_name: "Beispiel".to_owned(),
        tags: Vec::new(),
        channel: Channel::Assisted,
        duplicate_key: None,
        received_at: at,
        taken_down: None,
        columns: std::collections::BTreeMap::new(),
        words: Vec::new(),
        promise: cases::Promise::default(),
    };
    let scope = Scope::Staff(StaffScope { clerk, role: Role::Desk, departments: Vec::new(), at_desk: false });
    app.db.write(move |conn| filing::file(&scope, conn, &submission, &case, None, &[])).await.unwrap();
}

/// The rows of a table of the page, each as one text.
fn rows(page: &Page, table: usize) -> Vec<String> {
    let cells = page.texts(&format!("section[aria-labelledby=tabelle-{table}] td"));
    cells.chunks(2).map(|row| row.join(" ")).collect()
}

#[actix_web::test]
async fn whoever_leads_the_desk_sees_counts_of_a_month_and_none_of_a_few() {
    let app = TestApp::start().await;
    let petra = app.signed_in("petra", Role::Desk, &[]).await;
    let form = app.library.catalogue().find(SCHOOL).unwrap().form(Channel::Assisted).clone();
    let first = support::desk::begin(&petra, SCHOOL).await;
    let check = to_check_page(&petra, &form, &answers("school_transport_refund", "desk_help"), first).await;
    app.clock.advance(Duration::minutes(4));
    petra.submit(&check, "/absenden", &[("confirmed", "true")]).await;

    let lead = app.signed_in("leitung", Role::DeskLead, &[]).await;
    assert!(lead.open("/schalter").await.hrefs("nav a").contains(&FIGURES.to_owned()));
    let few = lead.open(FIGURES).await;
    few.must_say("Oktober 2025: 1 bis 4 Anträge am Schalter aufgenommen.");
    few.must_say("Der Monat läuft noch.");
    assert!(!few.says("Bürgerbüro") && !few.says("4 Minuten"));

    let clerk = app.add_clerk("omar", Role::Desk, &[]).await;
    for seconds in [300, 300, 300, 300, 300, 700] {
        filed(&app, clerk, 0, ("buergerbuero", "help", "de", seconds)).await;
    }
    for _ in 0..2 {
        filed(&app, clerk, 0, ("querum", "help", "", 2000)).await;
    }
    let running = lead.open(FIGURES).await;
    running.must_say("Oktober 2025: 9 Anträge am Schalter aufgenommen.").must_say("Der Monat läuft noch.");
    assert!(running.texts("table").is_empty() && !running.says("Minuten"), "nobody sees what a day brought");

    app.clock.advance(Duration::days(31));
    let lead = app.signed_in("leiter", Role::DeskLead, &[]).await;
    let page = lead.open(&format!("{FIGURES}?monat=2025-10")).await;
    page.must_say("Oktober 2025: 9 Anträge am Schalter aufgenommen.");
    page.must_say("Die Hälfte der Aufnahmen dauerte höchstens 5 Minuten.");
    assert_eq!(rows(&page, 0), ["Bürgerbüro 5 oder mehr", "Bezirksgeschäftsstelle Querum 1 bis 4"]);
    assert_eq!(rows(&page, 1), ["Hilfe beim Ausfüllen 9"], "also what was filed by the form");
    assert_eq!(rows(&page, 2), ["Deutsch 5 oder mehr", "ohne Angabe 1 bis 4"]);
    assert_eq!(
        page.texts("section[aria-labelledby=tabelle-3] p"),
        ["Für diese Tabelle sind es zu wenige Anträge."]
    );
    for nobody in ["petra", "omar", "Beispiel"] {
        assert!(!page.says(nobody), "{nobody}");
    }
    app.stop().await;
}

#[actix_web::test]
async fn each_month_has_its_own_figures_and_a_file_says_the_same() {
    let app = TestApp::start().await;
    let clerk = app.add_clerk("omar", Role::Desk, &[]).await;
    let lead = app.signed_in("leitung", Role::DeskLead, &[]).await;
    for seconds in [
        60, 601, 1201, 2401, 60, 601, 1201, 2401, 60, 601, 1201, 2401, 60, 601, 1201, 2401, 60, 601, 1201,
        2401,
    ] {
        filed(&app, clerk, 1, ("wenden", "phone", "tr", seconds)).await;
    }
    for _ in 0..2 {
        filed(&app, clerk, 40, ("wenden", "phone", "tr", 60)).await;
    }
    lead.open(&format!("{FIGURES}?monat=2025-08")).await.must_say("Bei so wenigen Anträgen");
    // It is the first of October.
    let now = lead.open(FIGURES).await;
    now.must_say("Oktober 2025: Am Schalter wurde nichts aufgenommen.");
    assert_eq!(now.texts("select option").len(), 24);
    let (target, _) = now.form(FIGURES);
    let before = lead.open(&format!("{target}?monat=2025-09")).await;
    before.must_say("September 2025: 20 Anträge");
    assert_eq!(before.texts("option[selected]"), ["September 2025"]);
    assert_eq!(
        rows(&before, 3),
        ["bis 10 Minuten 5", "über 10 bis 20 Minuten 5", "über 20 bis 40 Minuten 5", "über 40 Minuten 5"]
    );
    let (status, headers, bytes) = lead.fetch(&before.hrefs("main a")[0]).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-disposition"], "attachment; filename=\"auswertung-schalter-2025-09.csv\"");
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines[..3],
        [
            "\"Aufteilung\";\"Wert\";\"Anzahl\"",
            "\"Gesamt\";\"September 2025\";\"20\"",
            "\"Ort\";\"Bezirksgeschäftsstelle Wenden\";\"20\"",
        ]
    );
    assert_eq!(lines.len(), 9);
    for odd in ["2025-13", "2031-01", "%22%3E", ""] {
        lead.open(&format!("{FIGURES}?monat={odd}")).await.must_say("Oktober 2025: Am Schalter wurde nichts");
    }
    app.stop().await;
}
