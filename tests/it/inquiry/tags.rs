//! An answer changes what the routing says about a case.

use super::{Asking, send};
use crate::support::app::TestApp;
use crate::support::client::Page;

/// How many cases the list finds by a tag.
async fn found(asking: &Asking, tag: &str) -> usize {
    let list: Page = asking.worker.open(&format!("/postkorb?ansicht=alle&merkmal={tag}")).await;
    list.hrefs("table a").len()
}

/// The school was outside of the city, and is not: the tag of the form goes, and the department's own stays.
#[actix_web::test]
async fn the_tags_of_the_form_follow_the_answer_and_those_of_the_department_stay() {
    let app = TestApp::start().await;
    let asking = Asking::begin(&app).await;
    let page = asking.case().await;
    asking.worker.submit(&page, "/merkmal", &[("merkmal", "Rückruf")]).await.must_say("Merkmal");
    asking.case().await.must_say("Schule außerhalb");
    let own = "own:R%C3%BCckruf";
    assert_eq!((found(&asking, "form:schule_ausserhalb").await, found(&asking, own).await), (1, 1));
    asking.ask(&["school.name"]).await;
    let robin = asking.applicant(&app).await;
    let answer = robin.open("/status/rueckfrage").await;
    let typed = [("school.name", "gauss"), ("_reply", "Falsche Schule."), ("_action", "next")];
    let check = robin.submit(&answer, "/status/rueckfrage", &typed).await;
    assert_eq!(check.address, "/status/rueckfrage/pruefen", "{:?}", check.texts(".kern-error"));
    send(&robin, &check).await.must_say("Ihre Antwort ist angekommen");
    let case = asking.case().await;
    case.must_say("Rückruf");
    assert!(
        !case.texts(".pf-tag").iter().any(|tag| tag.contains("Schule außerhalb")),
        "{:?}",
        case.texts(".pf-tag")
    );
    assert_eq!((found(&asking, "form:schule_ausserhalb").await, found(&asking, own).await), (0, 1));
    app.stop().await;
}
