//! Lists and several cases at once, where something is wrong: nothing that was chosen is lost, nothing is widened, and
//! nothing happens to a case that is not for this person.

use chrono::Duration;
use pforte::casework::{self, WorkError};
use pforte::domain::{Channel, Role, Scope, StaffScope};
use pforte::store::cases::{CaseFilter, CaseView, From};
use pforte::store::{StoreError, clerks};

use super::{DEFECT, SCHOOL, choose, found, many};
use crate::support;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::cases::answers;
use crate::support::client::Page;
use crate::support::filling::{self, to_check_page};
use crate::support::staff::{employee, file_of_staff};

fn ticked(page: &Page) -> usize {
    page.attributes("input[name=fall][checked]", "value").len()
}

#[actix_web::test]
async fn a_search_keeps_what_is_ticked_and_is_filtered_and_no_lost_filter_widens() {
    let app = TestApp::start().await;
    for case in [SCHOOL.1, "adult_pupil"] {
        filling::file(&app, &app.browser(), SCHOOL.0, case).await;
    }
    let worker = app.signed_in("schule", Role::Caseworker, &["fb40"]).await;
    let search = "/postkorb?ansicht=erledigt&suche=Sch%C3%BClerbef%C3%B6rderung";
    let list = worker.open(search).await;
    let all = worker.open(&list.hrefs(".pf-bulk a")[0]).await;
    assert_eq!(ticked(&all), 2, "those that were found, and not those of the view");
    let none = worker.submit(&list, "/postkorb/auswahl", &[("was", "move:claim")]).await;
    assert_eq!((none.status.as_u16(), found(&none)), (422, 2));
    let first = none.attributes("input[name=fall]", "id");
    assert!(none.hrefs("a").contains(&format!("#{}", first[0])), "the message leads to the first box");
    assert_eq!(none.attributes("#was option[selected]", "value"), ["move:claim"]);
    let wrong = choose(&worker, &list, "tag:", &[("neues-merkmal", "!!")]).await;
    assert_eq!((wrong.status.as_u16(), found(&wrong), ticked(&wrong)), (422, 2, 2));
    assert_eq!(wrong.attributes("#was option[selected]", "value"), ["tag:"]);
    assert_eq!(wrong.attributes("#neues-merkmal", "value"), ["!!"]);

    let case = worker.open(&list.hrefs("table a")[0]).await;
    worker.submit(&case, "/merkmal", &[("merkmal", "Eilt")]).await;
    assert_eq!(found(&worker.open(&format!("{search}&merkmal=own:Eilt")).await), 1, "the service alone");
    let by_number = format!("{search}+{}&merkmal=own:Eilt", list.texts("table a")[1]);
    assert_eq!(found(&worker.open(&by_number).await), 0, "a word of the case");
    let me = list.attributes("#person option", "value").pop().unwrap();
    assert_eq!(found(&worker.open(&format!("{search}&person={me}")).await), 0);

    for lost in ["leistung=gibt_es_nicht", "merkmal=gibt-es-nicht", "person=gibt-es-nicht"] {
        for list in ["/postkorb?ansicht=alle", search] {
            let page = worker.open(&format!("{list}&{lost}")).await;
            assert_eq!(found(&page), 0, "{lost}");
            page.must_say("das es nicht mehr gibt");
        }
        let here = worker.open("/postkorb").await;
        let file = worker.submit(&here, "/postkorb/liste", &[("art", "csv"), ("liste", lost)]).await;
        file.must_say("das es nicht mehr gibt");
    }
    app.stop().await;
}

#[actix_web::test]
async fn a_mistake_on_the_second_page_stays_there() {
    let app = TestApp::start_without_worker().await;
    many(&app, 25, Duration::zero()).await;
    let worker = app.signed_in("tiefbau", Role::Caseworker, &["fb66"]).await;
    let first = worker.open("/postkorb").await;
    let second = worker.open(&first.hrefs("a[rel='next']")[0]).await;
    let wrong = choose(&worker, &second, "", &[]).await;
    assert_eq!((wrong.status.as_u16(), found(&wrong), ticked(&wrong)), (422, 5, 5));
    assert_eq!(wrong.hrefs("table a"), second.hrefs("table a"));
    app.stop().await;
}

#[actix_web::test]
async fn a_tag_is_spelt_as_in_the_department_of_its_case_and_comes_off_in_any_letters() {
    let app = TestApp::start().await;
    filling::file(&app, &app.browser(), DEFECT.0, DEFECT.1).await;
    filling::file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    let worker = app.signed_in("beide", Role::Caseworker, &["fb40", "fb66"]).await;
    for (service, tag) in [(DEFECT.0, "Eilt"), (SCHOOL.0, "EILT")] {
        let list = worker.open(&format!("/postkorb?leistung={service}")).await;
        let case = worker.open(&list.hrefs("table a")[0]).await;
        let tagged = worker.submit(&case, "/merkmal", &[("merkmal", tag)]).await;
        tagged.must_say(&format!("Merkmal vergeben: {tag}"));
    }
    let preview = choose(&worker, &worker.open("/postkorb").await, "untag:eilt", &[]).await;
    worker.submit(&preview, "/ausfuehren", &[]).await.must_say("Alles ist erledigt.");
    let list = worker.open("/postkorb").await;
    assert_eq!((found(&list), list.texts(".pf-tag--own").len()), (2, 0));
    app.stop().await;
}

#[actix_web::test]
async fn a_list_breaks_off_for_an_account_that_changed() {
    let app = TestApp::start_without_worker().await;
    many(&app, 3, Duration::zero()).await;
    app.add_clerk("tiefbau", Role::Caseworker, &["fb66"]).await;
    let now = pforte::clock::Clock::now(app.clock.as_ref());
    let filter = CaseFilter {
        view: CaseView::Open,
        newest_first: true,
        by_due: false,
        today: now.date_naive(),
        form_id: None,
        tag: None,
        clerk: None,
        from: From::Start,
        per_page: 20,
    };
    let walk = move |conn: &mut _| {
        let clerk = clerks::find_by_login(conn, "tiefbau")?.unwrap().id;
        let of = |role, departments: &[&str]| {
            let departments = departments.iter().map(|id| pforte::domain::DepartmentId((*id).to_owned()));
            Scope::Staff(StaffScope { clerk, role, departments: departments.collect(), at_desk: false })
        };
        let scope = of(Role::Caseworker, &["fb66"]);
        let part = casework::list_part(&scope, conn, &filter).unwrap();
        let ids: Vec<_> = part.rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), 3);
        casework::note_part(&scope, conn, &ids, "Liste (CSV)", now).unwrap();
        // As they were when the file was begun: of more departments, and the lead.
        for before in [of(Role::Caseworker, &["fb40", "fb66"]), of(Role::Lead, &["fb66"])] {
            assert!(matches!(casework::list_part(&before, conn, &filter), Err(WorkError::NotFound)));
        }
        clerks::disable(conn, clerk, now)?;
        assert!(matches!(casework::list_part(&scope, conn, &filter), Err(WorkError::NotFound)));
        let noted = casework::note_part(&scope, conn, &ids, "Liste (CSV)", now);
        assert!(matches!(noted, Err(WorkError::NotFound)));
        Ok::<_, StoreError>(())
    };
    app.db.write(walk).await.unwrap();
    app.stop().await;
}

/// Boxes that no page of this person has: the reasons are told, and no state changes.
#[actix_web::test]
async fn nothing_happens_to_cases_that_are_not_for_this_person() {
    let app = TestApp::start().await;
    let school = app.library.catalogue().find_id(SCHOOL.0).unwrap().form(Channel::Assisted).clone();
    let service = "schuelerbefoerderung-erstattung";
    app.add_clerk("anna", Role::Caseworker, &["fb40"]).await;
    app.command(&["staff", "change", "anna", "--desk"], "").unwrap();
    let anna = app.browser();
    app.sign_in(&anna, "anna", PASSWORD).await;
    let first = support::desk::begin(&anna, service).await;
    let check = to_check_page(&anna, &school, &answers(SCHOOL.0, "desk_help"), first).await;
    let receipt = anna.submit(&check, "/absenden", &[("confirmed", "true")]).await;
    anna.submit(&receipt, "/schalter/weiter", &[]).await;
    let taken_down = anna.open("/postkorb").await.hrefs("table a")[0].clone();
    filling::file(&app, &app.browser(), SCHOOL.0, SCHOOL.1).await;
    filling::file(&app, &app.browser(), DEFECT.0, DEFECT.1).await;
    let lead = app.signed_in("leitung", Role::Lead, &["fb40", "fb66"]).await;
    let all = lead.open("/postkorb").await;
    assert_eq!(found(&all), 3);
    let boxes = all.attributes("input[name=fall]", "value");

    let biased = anna.open("/postkorb").await.hrefs("table a").into_iter().find(|case| *case != taken_down);
    let biased = anna.open(&biased.unwrap()).await;
    let declared = [("befangen.grund", "relative"), ("befangen.bestaetigt", "true")];
    anna.submit(&biased, "/befangen", &declared).await;

    let page = anna.open("/postkorb").await;
    let token = page.attributes("input[name=_csrf]", "value")[0].clone();
    let mut forged = vec![("_csrf".to_owned(), token), ("was".to_owned(), "move:claim".to_owned())];
    forged.extend(boxes.into_iter().map(|value| ("fall".to_owned(), value)));
    for address in ["/postkorb/auswahl", "/postkorb/auswahl/ausfuehren"] {
        let told = anna.post(address, &forged).await;
        told.must_say("Sie haben diesen Antrag aufgenommen.");
        let unseen = told.texts("td[data-label='Grund']");
        let unseen = unseen.iter().filter(|why| why.contains("gibt es für Sie nicht")).count();
        assert_eq!(unseen, 2, "of another department, and biased");
        assert_eq!(told.texts("td[data-label='Eingangsnummer']").len(), 3);
        assert_eq!(
            told.texts("td[data-label='Eingangsnummer']").iter().filter(|n| *n == "Unbekannt").count(),
            2
        );
    }
    assert_eq!(found(&lead.open("/postkorb").await), 3, "all wait still");
    app.stop().await;
}

#[actix_web::test]
async fn nothing_happens_to_ones_own_application() {
    let app = TestApp::start().await;
    let own = employee(&app, "hr", Role::Caseworker, &["fb10"]).await;
    file_of_staff(&app, &own, "home_office_request", "gruende").await;
    let list = own.open("/postkorb").await;
    assert_eq!(found(&list), 1);
    choose(&own, &list, "move:claim", &[]).await.must_say("Das ist Ihr eigener Antrag.");
    let mut forged = vec![("was".to_owned(), "move:claim".to_owned())];
    for name in ["_csrf", "fall"] {
        let value = list.attributes(&format!("input[name={name}]"), "value")[0].clone();
        forged.push((name.to_owned(), value));
    }
    own.post("/postkorb/auswahl/ausfuehren", &forged).await.must_say("Das ist Ihr eigener Antrag.");
    assert_eq!(found(&own.open("/postkorb").await), 1, "it waits still");
    app.stop().await;
}
