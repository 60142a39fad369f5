//! Mail leaves the house: through a server that is down, refuses, and accepts at last.

use std::sync::Arc;

use chrono::{DateTime, Duration, TimeZone, Utc};
use mailin_embedded::response::{
    AUTHENTICATION_REQUIRED, INTERNAL_ERROR, INVALID_CREDENTIALS, NO_MAILBOX, TRANSACTION_FAILED,
};
use pforte::clock::{Clock, FixedClock};
use pforte::domain::{
    CaseId, Channel, ClerkId, OutboxId, ReceiptNumber, Role, Scope, StaffScope, SubmissionId, Token,
};
use pforte::library::Library;
use pforte::mail::Mailer;
use pforte::outbox::{Sending, run_once};
use pforte::store::{Conn, Db, StoreError, cases, filing, outbox, submissions};

use crate::support::app::shipped;
use crate::support::db::TestDb;
use crate::support::smtp::MailPort;

const APPLICANT: &str = "erika.mustermann@example.org";
const MESSAGE_ID: &str = "<erste-mail@stadt.example>";

/// How long the worker waits for a server: long enough for a busy machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// A database with a case and one mail about it, and a worker that sends to a port.
struct Office {
    db: Db,
    clock: FixedClock,
    sending: Sending,
    case: CaseId,
    number: ReceiptNumber,
    _database: TestDb,
}

impl Office {
    async fn with(kind: &str, port: &MailPort) -> Self {
        let database = TestDb::new().await;
        let library = shipped();
        let mailer = Mailer::smtp(&port.url(), "Stadt <pforte@stadt.example>").unwrap();
        let mailer = Arc::new(mailer.with_patience(PATIENCE));
        let office = Self {
            db: database.db(),
            clock: FixedClock::at(Utc.with_ymd_and_hms(2026, 11, 23, 9, 41, 0).unwrap()),
            sending: Sending::new(
                mailer,
                Arc::clone(&library),
                "https://antrag.example",
                "Stadt Braunschweig",
            ),
            case: CaseId::random(),
            number: ReceiptNumber::from_random([7; _]),
            _database: database,
        };
        let (case, number, now, kind) =
            (office.case, office.number.clone(), office.clock.now(), kind.to_owned());
        office.db.write(move |conn| file(conn, &library, case, &number, &kind, now)).await.unwrap();
        office
    }

    async fn works(&self) -> bool {
        run_once(&self.db, &self.sending, &self.clock).await.unwrap()
    }

    /// The failed mails as the administration sees them: kind, attempts, reason.
    async fn failed(&self) -> Vec<(OutboxId, i32, String)> {
        let failed = self.db.read(|conn| outbox::list_failed(&administration(), conn)).await.unwrap();
        failed.into_iter().map(|mail| (mail.id, mail.attempts, mail.last_error.unwrap())).collect()
    }

    async fn waiting(&self) -> i64 {
        self.db.read(|conn| outbox::pending_count(&administration(), conn)).await.unwrap()
    }
}

fn administration() -> Scope {
    Scope::Staff(StaffScope {
        clerk: ClerkId::random(),
        role: Role::Admin,
        departments: Vec::new(),
        at_desk: false,
    })
}

/// What sending an application leaves behind, as far as mail is concerned.
fn file(
    conn: &mut Conn,
    library: &Library,
    case: CaseId,
    number: &ReceiptNumber,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    library.keep_current(conn, now)?;
    let form = &library.catalogue().services().next().unwrap().online;
    let submission = submissions::NewSubmission {
        incomplete: None,
        id: SubmissionId::new(),
        submit_key: case.to_string(),
        form_id: form.id.clone(),
        version: form.version.clone(),
        channel: Channel::Online,
        content: br#"{"geheim":"Kontonummer"}"#.to_vec(),
        filed_at: now,
        received_on: now.date_naive(),
        request: None,
        assistance: None,
    };
    let new = cases::NewCase {
        id: case,
        receipt_number: number.clone(),
        form_id: form.id.clone(),
        department: form.file.routing.department.clone(),
        applicant_name: "Mustermann, Erika".to_owned(),
        tags: Vec::new(),
        channel: Channel::Online,
        duplicate_key: None,
        received_at: now,
        taken_down: None,
        columns: std::collections::BTreeMap::new(),
        words: Vec::new(),
        promise: cases::Promise::default(),
    };
    let message = outbox::NewMessage {
        id: OutboxId::new(),
        kind: kind.to_owned(),
        recipient: APPLICANT.to_owned(),
        language: "de".to_owned(),
        message_id: MESSAGE_ID.to_owned(),
        created_at: now,
    };
    let citizen = Scope::Visitor(Token::from_bytes([1; 32]).hash());
    filing::file(&citizen, conn, &submission, &new, None, &[message])
}

#[actix_web::test]
async fn a_mail_waits_for_its_server_and_arrives_under_the_same_message_id() {
    let port = MailPort::closed();
    let office = Office::with("acknowledgement", &port).await;
    assert!(office.works().await, "the first attempt meets a closed port");
    assert!(!office.works().await, "the next one is not due yet");
    assert_eq!((office.waiting().await, office.failed().await.len()), (1, 0));

    let server = port.open([INTERNAL_ERROR]);
    office.clock.advance(Duration::minutes(2));
    assert!(office.works().await, "the second attempt is refused for now");
    assert_eq!(office.waiting().await, 1);
    office.clock.advance(Duration::minutes(2));
    assert!(office.works().await, "the third attempt is accepted");
    assert_eq!((office.waiting().await, office.failed().await.len()), (0, 0));
    office.clock.advance(Duration::days(2));
    assert!(!office.works().await, "a mail that left the house is not sent again");

    let received = server.received();
    assert_eq!(received.iter().map(|mail| mail.code).collect::<Vec<_>>(), [451, 250]);
    for mail in received {
        assert_eq!(mail.header("Message-ID"), MESSAGE_ID);
        assert!(mail.to.contains(APPLICANT));
        assert!(mail.text.contains(&office.number.to_string()), "{}", mail.text);
        assert!(mail.text.contains("23.11.2026, 10:41 Uhr"), "{}", mail.text);
        assert!(!mail.text.contains("Kontonummer") && !mail.text.contains("Mustermann, Erika"));
    }
}

#[actix_web::test]
async fn a_server_that_accepts_the_connection_and_falls_silent_holds_nobody_up() {
    let port = MailPort::closed();
    let silent = port.open_silently();
    let office = Office::with("acknowledgement", &port).await;
    assert!(office.works().await);
    assert_eq!((office.waiting().await, office.failed().await.len()), (1, 0));
    drop(silent);
    let server = port.open([]);
    office.clock.advance(Duration::minutes(2));
    assert!(office.works().await);
    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn a_mail_that_is_refused_for_good_is_shown_to_the_administration_and_can_be_sent_again() {
    let port = MailPort::closed();
    let server = port.open([INTERNAL_ERROR, NO_MAILBOX]);
    let office = Office::with("acknowledgement", &port).await;
    assert!(office.works().await);
    office.clock.advance(Duration::minutes(2));
    assert!(office.works().await);

    let failed = office.failed().await;
    assert_eq!(failed.len(), 1);
    let (id, attempts, reason) = failed[0].clone();
    assert_eq!(attempts, 2);
    assert!(reason.contains("550") && !reason.contains('@'), "{reason}");
    office.clock.advance(Duration::days(2));
    assert!(!office.works().await, "nobody tries again unasked");

    let now = office.clock.now();
    let again = office.db.write(move |conn| outbox::retry_failed(&administration(), conn, id, now)).await;
    assert!(again.unwrap());
    assert!(office.works().await);
    assert_eq!((office.waiting().await, office.failed().await.len()), (0, 0));
    let ids: Vec<_> = server.received().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
    assert_eq!(ids, [MESSAGE_ID; 3]);
}

#[actix_web::test]
async fn a_wrong_password_for_the_mail_server_loses_no_mail() {
    let port = MailPort::closed();
    let server = port.open([INVALID_CREDENTIALS, AUTHENTICATION_REQUIRED, TRANSACTION_FAILED]);
    let office = Office::with("acknowledgement", &port).await;
    for refused in [535, 530, 554] {
        assert!(office.works().await);
        assert_eq!((office.waiting().await, office.failed().await.len()), (1, 0), "after {refused}");
        office.clock.advance(Duration::hours(1));
    }
    assert!(office.works().await, "the operator has mended the password");
    assert_eq!((office.waiting().await, office.failed().await.len()), (0, 0));
    let codes: Vec<_> = server.received().iter().map(|mail| mail.code).collect();
    assert_eq!(codes, [535, 530, 554, 250]);
}

#[actix_web::test]
async fn a_server_that_stays_away_for_more_than_a_day_leaves_a_visible_failure() {
    let office = Office::with("acknowledgement", &MailPort::closed()).await;
    let begin = office.clock.now();
    let mut attempts = 0;
    while office.waiting().await == 1 {
        attempts += i32::from(office.works().await);
        office.clock.advance(Duration::minutes(15));
        assert!(office.clock.now() - begin < Duration::days(3), "the worker never gives up");
    }
    assert!(office.clock.now() - begin > Duration::hours(12), "a mail server may be down over a night");
    let failed = office.failed().await;
    assert_eq!((failed.len(), failed[0].1), (1, attempts));
    assert!((5..=10).contains(&attempts), "{attempts} attempts");
}

#[actix_web::test]
async fn the_notice_to_the_department_holds_a_link_and_no_personal_data() {
    let port = MailPort::closed();
    let server = port.open([]);
    let office = Office::with("department_notice", &port).await;
    assert!(office.works().await);
    let mail = server.received().remove(0);
    let flat = mail.text.replace("=\n", "");
    assert!(flat.contains(&format!("https://antrag.example/postkorb/{}", office.case)), "{flat}");
    assert!(!flat.contains("Mustermann") && !flat.contains("Kontonummer"));
}

#[actix_web::test]
async fn two_workers_send_a_mail_once() {
    let port = MailPort::closed();
    let server = port.open([]);
    let office = Office::with("acknowledgement", &port).await;
    let (first, second) = tokio::join!(office.works(), office.works());
    assert!(first || second);
    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn a_mail_whose_worker_died_is_sent_when_its_claim_is_over() {
    let port = MailPort::closed();
    let server = port.open([]);
    let office = Office::with("acknowledgement", &port).await;
    let now = office.clock.now();
    let claimed =
        office.db.write(move |conn| outbox::claim_next(conn, now, Duration::minutes(5), 10)).await.unwrap();
    assert!(claimed.is_some());
    assert!(!office.works().await, "somebody else has it in hand");
    office.clock.advance(Duration::minutes(6));
    assert!(office.works().await);
    assert_eq!(server.received().len(), 1);
}

#[actix_web::test]
async fn a_mail_that_kills_its_worker_each_time_is_finally_shown_to_the_administration() {
    let port = MailPort::closed();
    let server = port.open([]);
    let office = Office::with("acknowledgement", &port).await;
    for attempt in 1..=10 {
        let now = office.clock.now();
        let claimed = office
            .db
            .write(move |conn| outbox::claim_next(conn, now, Duration::minutes(5), 10))
            .await
            .unwrap();
        assert_eq!(
            claimed.map(|mail| (mail.attempts, mail.message_id)),
            Some((attempt, MESSAGE_ID.to_owned()))
        );
        assert!(!office.works().await, "somebody else has it in hand");
        office.clock.advance(Duration::minutes(6));
    }
    assert!(!office.works().await, "no eleventh attempt");
    let failed = office.failed().await;
    assert_eq!((office.waiting().await, failed.len()), (0, 1));
    assert_eq!(
        (failed[0].1, failed[0].2.as_str()),
        (10, "the worker ended in the middle of the last attempt")
    );
    assert!(server.received().is_empty());
}
