//! How many mails there are, and to whom.

use reqwest::StatusCode;

use super::{Office, ROBIN, ask, leave, place};

#[actix_web::test]
async fn whoever_has_no_mails_left_takes_none_from_others() {
    let office = Office::open([]).await;
    let (rude, robin) = (office.app.browser(), office.app.browser());
    leave(&rude, "2024/2025").await;
    for _ in 0..5 {
        assert_eq!(ask(&rude, "rude@beispiel.example").await.status, StatusCode::OK);
    }
    for _ in 0..5 {
        assert_eq!(ask(&rude, ROBIN).await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    leave(&robin, "2024/2025").await;
    assert_eq!(ask(&robin, ROBIN).await.status, StatusCode::OK);
    let mails = office.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.to.contains(ROBIN)).count(), 1);
    office.app.stop().await;
}

#[actix_web::test]
async fn however_a_mailbox_is_spelled_it_gets_five_mails() {
    let office = Office::open([]).await;
    let spellings = [
        "robin@gmx.example",
        "robin@ｇmx.example",
        "robin@GMX.example",
        "Robin@gmx.example",
        "robin+amt@gmx.example",
    ];
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    for address in spellings {
        assert_eq!(ask(&client, address).await.status, StatusCode::OK, "{address}");
    }
    let other = office.app.browser();
    leave(&other, "2024/2025").await;
    for address in spellings.into_iter().chain(["robin+mehr@ＧＭＸ.example"]) {
        assert_eq!(ask(&other, address).await.status, StatusCode::TOO_MANY_REQUESTS, "{address}");
    }
    assert_eq!(ask(&other, "kim@gmx.example").await.status, StatusCode::OK);
    office.app.stop().await;
}

#[actix_web::test]
async fn an_address_is_shown_as_mails_go_to_it() {
    let office = Office::open([]).await;
    let client = office.app.browser();
    leave(&client, "2024/2025").await;
    ask(&client, "robin@MÜLLER.example").await.must_say("Die E-Mail an robin@xn--mller-kva.example kommt");
    client.open(&place("gespeichert")).await.must_say("gehen an: robin@xn--mller-kva.example");
    let before = office.mails().await;
    assert!(before[0].to.contains("robin@xn--mller-kva.example"));
    for typed in ["robin@beispiel.12", "robin@xn--a.example"] {
        assert_eq!(ask(&client, typed).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
    office.app.stop().await;
}
