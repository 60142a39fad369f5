//! What a department does with lists: filters, own views, several cases at once, and files.

mod broken;
mod mistakes;

use chrono::Duration;
use pforte::domain::{
    By, CaseAction, CaseId, Channel, DepartmentId, Outcome, Process, ReceiptNumber, Role, Scope, StaffScope,
    SubmissionId, Token,
};
use pforte::store::{cases, filing, submissions};

use crate::support::app::TestApp;
use crate::support::client::{Client, Controls, Page};
use crate::support::filling;

const SCHOOL: (&str, &str) = ("school_transport_refund", "ticket_outside_capped");
const DEFECT: (&str, &str) = ("defect_report", "schlagloch_anonym");

fn found(page: &Page) -> usize {
    page.texts("td[data-label='Eingangsnummer']").len()
}

/// Sends the boxes of a page, ticked or not, with what is to happen.
async fn choose(client: &Client, page: &Page, what: &str, more: &[(&str, &str)]) -> Page {
    let (target, mut controls): (String, Controls) = page.form("/postkorb/auswahl");
    controls.retain(|(name, _)| name != "was" && name != "fall" && !more.iter().any(|(own, _)| own == name));
    let boxes = page.attributes("input[name=fall]", "value");
    controls.extend(boxes.into_iter().map(|value| ("fall".to_owned(), value)));
    controls.push(("was".to_owned(), what.to_owned()));
    controls.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    client.post(&target, &controls).await
}

async fn with_cases(count: usize) -> (TestApp, Client) {
    let app = TestApp::start().await;
    let citizen = app.browser();
    for _ in 0..count {
        filling::file(&app, &citizen, DEFECT.0, DEFECT.1).await;
    }
    let worker = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    (app, worker)
}

/// What no case carries is offered no more, and is written anew in whatever letters.
#[actix_web::test]
async fn a_tag_that_no_case_carries_any_more_is_forgotten() {
    let (app, worker) = with_cases(1).await;
    let offered = |page: &Page| page.attributes("#merkmal option", "value").contains(&"own:eilt".to_owned());
    let case = worker.open(&worker.open("/postkorb").await.hrefs("table a")[0]).await;
    let tagged = worker.submit(&case, "/merkmal", &[("merkmal", "eilt")]).await;
    assert!(offered(&worker.open("/postkorb").await));
    let gone = worker.submit(&tagged, "/merkmal-entfernen", &[]).await;
    assert!(!gone.says("Im Fachbereich üblich: eilt") && !offered(&worker.open("/postkorb").await));
    let filtered = worker.open("/postkorb?merkmal=own:eilt").await;
    assert_eq!(
        filtered.attributes("#merkmal option[selected]", "value"),
        ["own:eilt"],
        "an old view says so"
    );
    worker.submit(&gone, "/merkmal", &[("merkmal", "Eilt")]).await.must_say("Merkmal vergeben: Eilt");
    app.stop().await;
}

#[actix_web::test]
async fn a_tag_is_put_on_found_by_and_taken_off() {
    let (app, worker) = with_cases(2).await;
    let list = worker.open("/postkorb").await;
    let case = worker.open(&list.hrefs("table a")[0]).await;
    worker.submit(&case, "/merkmal", &[("merkmal", " !! ")]).await.must_say("Geben Sie ein Merkmal");
    let tagged = worker.submit(&case, "/merkmal", &[("merkmal", "  Rückruf   nötig ")]).await;
    tagged.must_say("Merkmal vergeben: Rückruf nötig");
    let other = worker.open(&list.hrefs("table a")[1]).await;
    worker.submit(&other, "/merkmal", &[("merkmal", "rückruf NÖTIG")]).await;
    let address = format!("/postkorb?merkmal={}", "own%3AR%C3%BCckruf+n%C3%B6tig");
    assert_eq!(found(&worker.open(&address).await), 2, "in the letters that the department has already");

    // Who saw the case as it was before is told of both versions, and can do it all the same.
    let stale = worker.submit(&case, "/merkmal", &[("merkmal", "Eilt")]).await;
    assert_eq!(stale.status, 409);
    stale.must_say("Das wollten Sie").must_say("Merkmal „Eilt“ vergeben");
    let case = worker.open(&tagged.address).await;
    let gone = worker.submit(&case, "/merkmal-entfernen", &[]).await;
    gone.must_say("Merkmal entfernt: Rückruf nötig");
    assert_eq!(found(&worker.open(&address).await), 1);
    let foreign = app.signed_in("schule", Role::Lead, &["fb40"]).await;
    let elsewhere = foreign.open(&address).await;
    let offered = foreign.open("/postkorb").await;
    assert!(found(&elsewhere) == 0 && !offered.says("Rückruf nötig"), "tags are the department's own");
    app.stop().await;
}

/// What the routing gave a case is a tag to filter by, too; and a list can be that of one person.
#[actix_web::test]
async fn a_list_is_filtered_by_the_tags_of_the_form_and_by_person() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    filling::file(&app, &app.browser(), SCHOOL.0, "adult_pupil").await;
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let colleague = app.signed_in("kollege", Role::Caseworker, &["fb40"]).await;
    let list = worker.open("/postkorb").await;
    let own: Vec<String> = list.attributes("#merkmal option", "value");
    let counts = own.iter().filter(|tag| tag.starts_with("form:")).map(|tag| {
        let worker = &worker;
        async move { found(&worker.open(&format!("/postkorb?ansicht=alle&merkmal={tag}")).await) }
    });
    let mut all = Vec::new();
    for count in counts {
        all.push(count.await);
    }
    let shown = list.texts("td .pf-tag").len();
    assert!(shown > 0 && all.iter().sum::<usize>() == shown, "{all:?} of {shown}");

    let case = colleague.open(&list.hrefs("table a")[0]).await;
    colleague.submit(&case, "/uebernehmen", &[]).await;
    let people = worker.open("/postkorb?ansicht=alle").await.attributes("#person option", "value");
    let mut counts = Vec::new();
    for person in people.iter().filter(|id| !id.is_empty()) {
        counts.push(found(&worker.open(&format!("/postkorb?ansicht=alle&person={person}")).await));
    }
    counts.sort_unstable();
    assert_eq!(counts, [0, 1]);
    app.stop().await;
}

#[actix_web::test]
async fn an_own_view_is_kept_counted_renamed_and_removed() {
    let (app, worker) = with_cases(2).await;
    let filtered = worker.open(&format!("/postkorb?ansicht=alle&leistung={}", DEFECT.0)).await;
    let kept = worker.submit(&filtered, "/postkorb/ansichten", &[("name", "Straßen")]).await;
    assert_eq!(kept.texts(".pf-own-views li")[0], "Straßen 2");
    assert_eq!(kept.attributes(".pf-own-views [aria-current]", "href").len(), 1, "it is shown");
    let twice = worker.submit(&kept, "/postkorb/ansichten", &[("name", "Straßen")]).await;
    assert_eq!(twice.status, 422);
    twice.must_say("So heißt schon eine andere");
    let kept = worker.submit(&twice, "/postkorb/ansichten", &[("name-neu", "Alle offenen Mängel")]).await;
    assert_eq!(kept.texts(".pf-own-views .kern-link").len(), 3);

    let views = worker.open("/postkorb/ansichten").await;
    let id = views.attributes("form[action*='/ansichten/'] input[type=text]", "name")[0].clone();
    let address = format!("/postkorb/ansichten/{}", id.trim_start_matches("name-"));
    let token = views.attributes("input[name=_csrf]", "value")[0].clone();
    let post = |name: &str| vec![("_csrf".to_owned(), token.clone()), (id.clone(), name.to_owned())];
    assert_eq!(worker.post(&address, &post("")).await.status, 422);
    let renamed = worker.post(&address, &post("Fahrbahnen")).await;
    renamed.must_say("Fahrbahnen");
    let other = app.signed_in("zweite", Role::Caseworker, &["fb66"]).await;
    let page = other.open("/postkorb/ansichten").await;
    page.must_say("noch keine eigene Ansicht");
    let token = other.open("/postkorb").await.attributes("input[name=_csrf]", "value")[0].clone();
    let foreign = vec![("_csrf".to_owned(), token), (id.clone(), "Meine".to_owned())];
    assert_eq!(other.post(&address, &foreign).await.status, 404, "nobody renames the view of somebody else");
    other.post(&format!("{address}/entfernen"), &foreign).await;
    let views = worker.open("/postkorb/ansichten").await;
    views.must_say("Fahrbahnen");
    let left = worker.post(&format!("{address}/entfernen"), &post("")).await;
    assert!(!left.says("Fahrbahnen") && left.says("Alle offenen Mängel"));
    app.stop().await;
}

#[actix_web::test]
async fn several_cases_are_changed_after_a_preview_each_as_it_was_seen() {
    let app = TestApp::start().await;
    for case in [SCHOOL.1, "adult_pupil", "bicycle_only"] {
        filling::file(&app, &app.browser(), SCHOOL.0, case).await;
    }
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let colleague = app.signed_in("kollege", Role::Caseworker, &["fb40"]).await;
    let list = worker.open("/postkorb?reihenfolge=alt").await;
    assert!(list.attributes("input[name=fall][checked]", "value").is_empty());
    let ticked = worker.open(&list.hrefs(".pf-bulk a")[0]).await;
    assert_eq!(ticked.attributes("input[name=fall][checked]", "value").len(), 3);

    let nothing = worker.submit(&list, "/postkorb/auswahl", &[("was", "move:claim")]).await;
    assert_eq!(nothing.status, 422);
    nothing.must_say("Kreuzen Sie mindestens einen Vorgang an");
    let what = choose(&worker, &list, "", &[]).await;
    assert_eq!((what.status.as_u16(), what.attributes("input[name=fall][checked]", "value").len()), (422, 3));
    for never in ["move:decide", "move:sign", "move:withdraw"] {
        assert_eq!(choose(&worker, &list, never, &[]).await.status, 422, "{never}");
    }

    let preview = choose(&worker, &list, "move:claim", &[]).await;
    preview.must_say("Das wird geschehen: 3 Vorgänge").must_say("3 E-Mails gehen an Antragstellende");
    let still = worker.open("/postkorb").await;
    still.must_say("Neu 3");
    let taken = colleague.open(&list.hrefs("table a")[1]).await;
    colleague.submit(&taken, "/uebernehmen", &[]).await;
    let done = worker.submit(&preview, "/ausfuehren", &[]).await;
    done.must_say("Erledigt: 2 Vorgänge")
        .must_say("Nicht erledigt: 1 Vorgang")
        .must_say("inzwischen geändert");
    assert_eq!(found(&worker.open("/postkorb?ansicht=meine").await), 2);
    assert_eq!(found(&colleague.open("/postkorb?ansicht=meine").await), 1, "nobody is overwritten");
    let again = worker.submit(&preview, "/ausfuehren", &[]).await;
    again.must_say("Nicht erledigt: 3 Vorgänge").must_say("Das ist schon so.");

    let mine = worker.open("/postkorb?ansicht=meine").await;
    let preview = choose(&worker, &mine, "tag:", &[("neues-merkmal", "Eilt")]).await;
    preview.must_say("Merkmal „Eilt“ vergeben").must_say("Es geht keine E-Mail hinaus.");
    worker.submit(&preview, "/ausfuehren", &[]).await.must_say("Alles ist erledigt.");
    assert_eq!(found(&worker.open("/postkorb?ansicht=alle&merkmal=own:Eilt").await), 2);
    let to = mine.attributes("#person option", "value");
    let people = mine.texts("#person option");
    let is_colleague = |name: &String| name.to_lowercase().contains("kollege");
    let place = people.iter().position(is_colleague).unwrap();
    let tagged = worker.open("/postkorb?ansicht=meine").await;
    let preview = choose(&worker, &tagged, &format!("assign:{}", to[place]), &[]).await;
    worker.submit(&preview, "/ausfuehren", &[]).await.must_say("Alles ist erledigt.");
    assert_eq!(found(&colleague.open("/postkorb?ansicht=meine").await), 3);
    app.stop().await;
}

/// Files cases behind the scenes, as many as a real department has.
async fn many(app: &TestApp, count: usize, ago: Duration) {
    let form = app.library.catalogue().find_id(DEFECT.0).unwrap().form(Channel::Online).clone();
    let now = pforte::clock::Clock::now(app.clock.as_ref()) - ago;
    for start in (0..count).step_by(500) {
        let form = form.clone();
        let file = move |conn: &mut _| {
            for i in start..(start + 500).min(count) {
                let id = SubmissionId::new();
                let at = now - Duration::seconds(i64::try_from(i).unwrap());
                let submission = submissions::NewSubmission {
                    incomplete: None,
                    id,
                    submit_key: id.to_string(),
                    form_id: form.id.clone(),
                    version: form.version.clone(),
                    channel: Channel::Online,
                    content: b"{}".to_vec(),
                    filed_at: at,
                    received_on: at.date_naive(),
                    request: None,
                    assistance: None,
                };
                let mut random = [0; 8];
                getrandom::fill(&mut random).unwrap();
                let case = cases::NewCase {
                    id: CaseId::random(),
                    receipt_number: ReceiptNumber::from_random(random),
                    form_id: form.id.clone(),
                    department: DepartmentId("fb66".to_owned()),
                    applicant_name: format!("=HYPERLINK({i})"),
                    tags: Vec::new(),
                    channel: Channel::Online,
                    duplicate_key: None,
                    received_at: at,
                    taken_down: None,
                    columns: std::collections::BTreeMap::new(),
                    words: Vec::new(),
                    promise: cases::Promise::default(),
                };
                let scope = Scope::Visitor(Token::from_bytes([7; 32]).hash());
                filing::file(&scope, conn, &submission, &case, None, &[])?;
            }
            Ok::<_, pforte::store::StoreError>(())
        };
        app.db.write(file).await.unwrap();
    }
}

#[actix_web::test]
async fn ten_thousand_cases_leave_as_a_file_and_each_notes_it() {
    let app = TestApp::start_without_worker().await;
    many(&app, 10_000, Duration::zero()).await;
    let lead = app.signed_in("tiefbau", Role::Lead, &["fb66"]).await;
    let list = lead.open("/postkorb").await;
    let file = lead.submit(&list, "/postkorb/liste", &[("art", "csv")]).await;
    assert!(file.headers["content-disposition"].to_str().unwrap().ends_with(".csv\""));
    let lines: Vec<&str> = file.html.lines().collect();
    assert_eq!(lines.len(), 10_001);
    assert!(lines[0].trim_start_matches('\u{feff}').starts_with("\"Eingangsnummer\";\"Leistung\""));
    let mut numbers: Vec<&str> = lines[1..].iter().map(|line| line.split(';').next().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 10_000, "each once");
    assert!(lines[1].contains(";\"'=HYPERLINK(0)\";\"01.10.2025 09:00\";"), "{}", lines[1]);
    let case = lead.open(&list.hrefs("table a")[0]).await;
    case.must_say("In einer Datei gespeichert: Liste (CSV)");
    broken::breaks_off_without_account(&app, 10_000).await;
    app.stop().await;
}

#[actix_web::test]
async fn a_list_as_a_workbook_has_the_columns_of_its_service() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), "culture_project_grant", "genau_5000_euro").await;
    let worker = app.signed_in("kultur", Role::Caseworker, &["fb41"]).await;
    let list = worker.open("/postkorb?leistung=culture_project_grant").await;
    let (target, mut controls) = list.form("/postkorb/liste");
    controls.push(("art".to_owned(), "csv".to_owned()));
    let csv = worker.post(&target, &controls).await;
    assert!(csv.html.contains("\"5000,00\"") && csv.html.contains("Beantragte Zuwendung"), "{}", csv.html);
    let other = app.signed_in("schule", Role::Lead, &["fb40"]).await;
    let empty = other.open("/postkorb?ansicht=alle").await;
    let token = empty.attributes("input[name=_csrf]", "value")[0].clone();
    let asked = [("_csrf", token.as_str()), ("art", "csv"), ("liste", "leistung=culture_project_grant")];
    let asked: Vec<(String, String)> = asked.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(other.post("/postkorb/liste", &asked).await.html.lines().count(), 1, "titles only");
    app.stop().await;
}

/// Decides a case that is in progress, as it stands there.
async fn decide(app: &TestApp, case: &str) {
    let id: CaseId = case.rsplit('/').next().unwrap().parse().unwrap();
    let (now, outcome) = (pforte::clock::Clock::now(app.clock.as_ref()), Outcome("granted".to_owned()));
    let process = Process { outcomes: vec![outcome.clone()], ..Process::default() };
    let decide = move |conn: &mut _| {
        let found = cases::find(&Scope::System, conn, id)?.unwrap();
        let by = By::Staff { has_it: true, is_lead: true, proposed_it: false };
        let step = process.step(found.state, (CaseAction::Decide, Some(&outcome)), by, false).unwrap();
        let clerk = found.clerk.unwrap();
        let departments = vec![found.department.clone()];
        let scope = Scope::Staff(StaffScope { clerk, role: Role::Lead, departments, at_desk: false });
        assert!(cases::take_step(&scope, conn, &found, &step, now)?);
        Ok::<_, pforte::store::StoreError>(())
    };
    app.db.write(decide).await.unwrap();
}

#[actix_web::test]
async fn the_lead_sees_figures_of_the_department_and_none_of_a_few() {
    let app = TestApp::start_without_worker().await;
    many(&app, 6, Duration::days(3) - Duration::minutes(10)).await;
    let lead = app.signed_in("tiefbau", Role::Lead, &["fb66"]).await;
    // Twenty minutes they wait for somebody else: three days of work, and a fourth that is begun.
    for (view, what) in [("neu", "claim"), ("meine", "await_third_party"), ("wartet", "resume")] {
        let list = lead.open(&format!("/postkorb?ansicht={view}")).await;
        let preview = choose(&lead, &list, &format!("move:{what}"), &[]).await;
        lead.submit(&preview, "/ausfuehren", &[]).await.must_say("Alles ist erledigt.");
        if what == "await_third_party" {
            app.clock.advance(Duration::minutes(20));
        }
    }
    for case in &lead.open("/postkorb?ansicht=meine").await.hrefs("table a")[..5] {
        decide(&app, case).await;
    }
    let running = lead.open("/postkorb/zahlen?zeitraum=2025").await;
    running.must_say("Der Zeitraum läuft noch.").must_say("Eingegangen: 6. Offen: 1 bis 4.");
    assert!(running.texts("td").is_empty() && !running.says("nach Weg"), "nobody sees what a day brought");

    app.clock.advance(Duration::days(92));
    let lead = app.signed_in("leiter", Role::Lead, &["fb66"]).await;
    let page = lead.open("/postkorb/zahlen?zeitraum=2025").await;
    page.must_say("Jahr 2025.").must_say("Eingegangen: 6. Offen: 1 bis 4.");
    let cells = page.texts("tbody td");
    // They came in September, of which „weniger als 5“ decided are told.
    assert_eq!(
        cells[1..],
        ["6", "nicht angegeben", "5 oder mehr", "3 Tage (4 Tage)", "3 Tage (4 Tage)", "0 %"],
        "{cells:?}"
    );
    let csv = lead.open("/postkorb/zahlen/tabelle?zeitraum=2025").await;
    assert!(
        csv.html.contains("\"Jahr 2025\"")
            && csv.html.contains(";\"6\";\"nicht angegeben\";\"5 oder mehr\";")
    );
    lead.open("/postkorb/zahlen?zeitraum=2024").await.must_say("Eingegangen: 0.");
    app.stop().await;
}
