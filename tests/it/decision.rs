//! Decisions: what belongs to an outcome, the letter that is put down, and its way to the applicant.

mod careful;
mod delivery;
mod draft;
mod less;
mod own;
mod posting;

use pforte::domain::{Answers, Channel, DecisionContent, Outcome, Role};
use pforte::forms::letter::{LetterFacts, write};
use reqwest::StatusCode;

use crate::support::app::TestApp;
use crate::support::asking;
use crate::support::cases::answers;
use crate::support::client::{Client, Page};
use crate::support::deciding::{self, GRANTED};
use crate::support::filling::file;

const SCHOOL: &str = "school_transport_refund";

/// An application that a caseworker has taken; with the number and the code of its applicant.
struct Taken {
    worker: Client,
    case: Page,
    number: String,
    code: String,
}

impl Taken {
    async fn of(app: &TestApp, form: &str, example: &str, department: &str) -> Self {
        let receipt = file(app, &app.browser(), form, example).await;
        let worker = app.signed_in("anna", Role::Caseworker, &[department]).await;
        let address = worker.open("/postkorb").await.hrefs("table a")[0].clone();
        let page = worker.open(&address).await;
        let case = worker.submit(&page, "/uebernehmen", &[]).await;
        let (number, code) = asking::number_and_code(&receipt);
        Self { worker, case, number, code }
    }

    async fn school(app: &TestApp) -> Self {
        Self::of(app, SCHOOL, "ticket_outside_capped", "fb40").await
    }

    async fn applicant(&self, app: &TestApp) -> Client {
        asking::applicant(app, &self.number, &self.code).await
    }

    async fn page(&self) -> Page {
        self.worker.open(self.case.address.split('#').next().unwrap_or_default()).await
    }
}

fn letter(page: &Page) -> String {
    page.texts(".pf-letter").join("\n")
}

#[actix_web::test]
async fn what_was_shown_is_what_is_put_down_and_nothing_changes_it() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let page = taken.worker.open(&deciding::address(&taken.case)).await;
    page.must_say("Beantragter Betrag: 593,00 €");
    let typed = [
        ("ergebnis", "partly_granted"),
        ("betrag", "195"),
        ("gruende", "HOECHSTBETRAG"),
        ("begruendung", "Elf Monate."),
    ];
    let shown = deciding::preview(&taken.worker, &taken.case, &typed).await;
    shown.must_say("erstatten Ihnen 195,00 €").must_say("Der beantragte Betrag liegt über dem Höchstbetrag.");
    shown.must_say("Elf Monate.").must_say("Klage beim Verwaltungsgericht").must_say("anna (Test)");
    let decided = taken.worker.submit(&shown, "/entscheidung", &[("_action", "decide")]).await;
    decided.must_say("Neuer Stand: Teilweise bewilligt").must_say("Bescheid festgehalten");
    decided.must_say("Geht mit der Post");
    let kept = taken.worker.open(&format!("{}/bescheid", decided.address.split('#').next().unwrap())).await;
    assert_eq!(letter(&kept), letter(&shown));
    // A new reference, and another name: the letter stays.
    let case = taken.page().await;
    taken.worker.submit(&case, "/aktenzeichen", &[("aktenzeichen", "40.11/7")]).await;
    let again = taken.worker.open(&kept.address).await;
    assert_eq!(letter(&again), letter(&shown));
    let late = taken.worker.submit(&shown, "/entscheidung", &[("_action", "decide")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "nothing is decided twice");
    app.stop().await;
}

#[actix_web::test]
async fn mistakes_are_told_and_everything_typed_is_kept() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    for (typed, told) in [
        (vec![("begruendung", "Weil.")], "Wählen Sie aus, wie Sie entscheiden."),
        (vec![("ergebnis", "granted"), ("betrag", "viel")], "Geben Sie den Betrag in Euro ein"),
        (vec![("ergebnis", "granted"), ("betrag", "")], "Geben Sie den Betrag ein."),
        (vec![("ergebnis", "granted"), ("betrag", "0")], "Der Betrag muss größer als 0"),
        (vec![("ergebnis", "refused")], "schreiben Sie eine Begründung (§ 39 VwVfG)"),
        (vec![("ergebnis", "refused"), ("gruende", "ERFUNDEN")], "ist nicht in der Liste"),
    ] {
        let shown = deciding::preview(&taken.worker, &taken.case, &typed).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        shown.must_say(told);
        let kept = shown.form("/entscheidung").1;
        for (name, value) in typed.iter().filter(|(_, value)| *value != "ERFUNDEN") {
            assert!(kept.contains(&((*name).to_owned(), (*value).to_owned())), "{name}: {kept:?}");
        }
    }
    app.stop().await;
}

/// The decided amount counts, not the one that was asked for; and whoever changes something after the look at the
/// letter looks again.
#[actix_web::test]
async fn the_decided_amount_says_whether_a_colleague_signs() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let one =
        deciding::preview(&taken.worker, &taken.case, &[("ergebnis", "granted"), ("betrag", "1000")]).await;
    one.must_say("Verbindlich entscheiden");
    let above = [("_action", "decide"), ("betrag", "1000,01")];
    let proposed = taken.worker.submit(&one, "/entscheidung", &above).await;
    proposed.must_say("Wartet auf Mitzeichnung: Bewilligt").must_say("1.000,01 €");
    let ben = app.signed_in("ben", Role::Caseworker, &["fb40"]).await;
    let page = ben.open(&deciding::address(&taken.case)).await;
    page.must_say("1.000,01 €").must_say("ben (Test)").must_say("Mitzeichnen und entscheiden");
    let own = taken.worker.open(&page.address).await;
    own.must_say("Mitzeichnen muss eine andere Person.");
    deciding::sign(&ben, &taken.case).await.must_say("Neuer Stand: Bewilligt");
    let kept = ben.open(&format!("{}/bescheid", taken.case.address.split('#').next().unwrap())).await;
    assert_eq!(letter(&kept), letter(&page));
    app.stop().await;
}

#[actix_web::test]
async fn another_letter_than_the_one_that_was_shown_decides_nothing() {
    let app = TestApp::start().await;
    let taken = Taken::school(&app).await;
    let shown = deciding::preview(&taken.worker, &taken.case, &GRANTED).await;
    let other = [("_action", "decide"), ("begruendung", "Danach geschrieben.")];
    let again = taken.worker.submit(&shown, "/entscheidung", &other).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.must_say("Der Bescheid ist ein anderer").must_say("Danach geschrieben.");
    taken.page().await.must_say("In Bearbeitung");
    let decided = taken.worker.submit(&again, "/entscheidung", &[("_action", "decide")]).await;
    decided.must_say("Neuer Stand: Bewilligt");
    app.stop().await;
}

#[actix_web::test]
async fn conditions_belong_to_the_outcome_that_has_them() {
    let app = TestApp::start().await;
    let taken = Taken::of(&app, "culture_project_grant", "genau_5000_euro", "fb41").await;
    let none =
        deciding::preview(&taken.worker, &taken.case, &[("ergebnis", "granted_with_conditions")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.must_say("Schreiben Sie mindestens eine Auflage.");
    let typed = [
        ("ergebnis", "granted_with_conditions"),
        ("auflagen", "Nennen Sie die Stadt als Förderin.\r\n\r\nReichen Sie den Verwendungsnachweis ein."),
        ("begruendung", "Die Förderung soll erkennbar sein."),
    ];
    let unexplained = deciding::preview(&taken.worker, &taken.case, &typed[..2]).await;
    assert_eq!(unexplained.status, StatusCode::UNPROCESSABLE_ENTITY);
    unexplained.must_say("schreiben Sie eine Begründung (§ 39 VwVfG)");
    let decided = deciding::decide(&taken.worker, &taken.case, &typed).await;
    decided.must_say("Neuer Stand: Unter Auflagen bewilligt");
    let kept = taken.worker.open(&format!("{}/bescheid", decided.address.split('#').next().unwrap())).await;
    let items = kept.texts(".pf-letter li");
    assert!(items.contains(&"Nennen Sie die Stadt als Förderin.".to_owned()), "{items:?}");
    app.stop().await;
}

/// Of an application that was taken incomplete, what was asked for may not be known: the letter says nothing of it.
#[actix_web::test]
async fn a_letter_leaves_out_the_paragraph_of_an_answer_that_is_missing() {
    let app = TestApp::start().await;
    let service = app.library.catalogue().find_id(SCHOOL).unwrap().clone();
    let (outcome, content) = (Outcome("granted".to_owned()), DecisionContent::default());
    let day = "2025-10-01".parse().unwrap();
    let facts = LetterFacts {
        outcome: &outcome,
        amount: Some(100),
        reason_codes: &[],
        content: &content,
        number: "222-222-222".to_owned(),
        reference: None,
        received_on: day,
        signs: "Anna Amt",
        city: "Braunschweig",
        department: None,
        today: day,
    };
    let opening = |answers: &Answers| {
        let letter = write(service.form(Channel::Online), answers, &facts).unwrap();
        letter.parts[0].paragraphs.join(" ")
    };
    let mut known = answers(SCHOOL, "ticket_outside_capped");
    known.set(&"amount_requested".parse().unwrap(), 59300.into());
    assert!(opening(&known).ends_with("Beantragt haben Sie 593,00 €."), "{}", opening(&known));
    let unknown = opening(&Answers::default());
    assert!(unknown.ends_with("ist am 01.10.2025 eingegangen."), "{unknown}");
    app.stop().await;
}
