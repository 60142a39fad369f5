//! What the tests of the store begin with.

use chrono::{DateTime, TimeZone, Utc};
use pforte::domain::{
    By, CaseAction, CaseId, CaseState, Channel, ClerkId, DepartmentId, DraftId, FormVersion, KeyHash,
    Outcome, Process, ReceiptNumber, Role, Scope, SenderId, StaffScope, Step, SubmissionId, Token,
};
use pforte::store::cases::CaseView;
use pforte::store::form_versions::{self, FreshVersion};
use pforte::store::{Conn, Db, StoreError, cases, clerks, drafts, filing, senders, submissions};

use crate::support::db::TestDb;

/// The form of all that is filed here.
pub const FORM: &str = "school-transport";

/// Every view of the inbox.
pub const VIEWS: [CaseView; 9] = [
    CaseView::New,
    CaseView::Mine,
    CaseView::Due,
    CaseView::Unassigned,
    CaseView::Waiting,
    CaseView::Signature,
    CaseView::Open,
    CaseView::Done,
    CaseView::All,
];

/// The morning on which the tests happen.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 41, 0).unwrap()
}

/// The only version of the form.
pub fn version() -> FormVersion {
    FormVersion("3f".repeat(32))
}

/// A database that knows the form.
pub async fn database() -> TestDb {
    let test = TestDb::new().await;
    test.db().write(|conn| remember(conn, &version(), FORM, r#"{"form":"…"}"#)).await.unwrap();
    test
}

/// Keeps a version of a form.
pub fn remember(
    conn: &mut Conn,
    version: &FormVersion,
    form_id: &str,
    bundle: &str,
) -> Result<(), StoreError> {
    let fresh = FreshVersion { version, form_id, slug: form_id, bundle };
    form_versions::remember(conn, &fresh, now())
}

/// A citizen with a browser.
pub fn visitor(browser: u8) -> Scope {
    Scope::Visitor(Token::from_bytes([browser; 32]).hash())
}

/// A step of whoever has a case, in a service that adds nothing to what every case has.
pub fn step(from: CaseState, action: CaseAction) -> Step {
    let outcome = Outcome("granted".to_owned());
    let process = Process { outcomes: vec![outcome.clone()], ..Process::default() };
    let by = By::Staff { has_it: true, is_lead: false, proposed_it: false };
    let outcome = Some(&outcome).filter(|_| action == CaseAction::Decide);
    process.step(from, (action, outcome), by, false).unwrap()
}

/// Takes a case that waits.
pub async fn claim(db: &Db, scope: &Scope, id: CaseId) -> cases::Claimed {
    let (scope, taken) = (scope.clone(), step(CaseState::Received, CaseAction::Claim));
    db.write(move |conn| cases::claim(&scope, conn, id, &taken, now())).await.unwrap()
}

/// A case as it is, whoever asks.
pub async fn as_it_is(db: &Db, id: CaseId) -> cases::CaseRecord {
    db.read(move |conn| cases::find(&Scope::System, conn, id)).await.unwrap().unwrap()
}

/// A member of staff with an account.
pub async fn staff(db: &Db, role: Role, departments: &[&str]) -> Scope {
    let departments: Vec<DepartmentId> =
        departments.iter().map(|id| DepartmentId((*id).to_owned())).collect();
    let id = ClerkId::random();
    let clerk = clerks::NewClerk {
        id,
        login: id.to_string(),
        name: "Kim Beispiel".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role,
        departments: departments.clone(),
        details: clerks::ClerkDetails::default(),
        created_at: now(),
    };
    db.write(move |conn| clerks::insert(conn, &clerk)).await.unwrap();
    Scope::Staff(StaffScope { clerk: id, role, departments, at_desk: false })
}

/// The same member of staff, who also sits at the desk.
pub fn also_at_desk(scope: &Scope) -> Scope {
    Scope::Staff(StaffScope { at_desk: true, ..scope.staff().unwrap().clone() })
}

/// Who a member of staff is.
pub fn clerk_id(scope: &Scope) -> ClerkId {
    scope.staff().unwrap().clerk
}

/// A draft of the form.
pub fn draft() -> drafts::NewDraft {
    let id = DraftId::random();
    drafts::NewDraft {
        id,
        form_id: FORM.to_owned(),
        slug: "schuelerfahrkosten".to_owned(),
        version: version(),
        channel: Channel::Online,
        content: b"{}".to_vec(),
        submit_key: id.to_string(),
        created_at: now(),
        expires_at: now() + chrono::Duration::days(7),
    }
}

/// A draft of the form that the desk begins.
pub fn draft_at_desk() -> drafts::NewDraft {
    drafts::NewDraft { channel: Channel::Assisted, ..draft() }
}

/// A submission with a key of its own.
pub fn submission() -> submissions::NewSubmission {
    let id = SubmissionId::new();
    submissions::NewSubmission {
        incomplete: None,
        id,
        submit_key: id.to_string(),
        form_id: FORM.to_owned(),
        version: version(),
        channel: Channel::Online,
        content: r#"{"applicant":{"family_name":"Özdemir"}}"#.as_bytes().to_vec(),
        filed_at: now(),
        received_on: now().date_naive(),
        request: None,
        assistance: None,
    }
}

/// A submission of the desk.
pub fn submission_at_desk() -> submissions::NewSubmission {
    submissions::NewSubmission { channel: Channel::Assisted, ..submission() }
}

/// The case that comes of a submission.
pub fn case_of(submission: &submissions::NewSubmission, department: &str) -> cases::NewCase {
    let mut random = [0; 8];
    getrandom::fill(&mut random).unwrap();
    cases::NewCase {
        id: CaseId::random(),
        receipt_number: ReceiptNumber::from_random(random),
        form_id: submission.form_id.clone(),
        department: DepartmentId(department.to_owned()),
        applicant_name: "Özdemir, Ada".to_owned(),
        tags: vec!["eilt".to_owned()],
        channel: submission.channel,
        duplicate_key: Some("özdemir/2026".to_owned()),
        received_at: submission.filed_at,
        taken_down: None,
        columns: std::collections::BTreeMap::new(),
        words: Vec::new(),
        promise: cases::Promise::default(),
    }
}

/// Files a submission and opens its case, in one job.
pub async fn file(
    db: &Db,
    scope: &Scope,
    submission: submissions::NewSubmission,
    case: cases::NewCase,
) -> Result<(), StoreError> {
    let scope = scope.clone();
    db.write(move |conn| filing::file(&scope, conn, &submission, &case, None, &[])).await
}

/// A case in a department's inbox, filed by a citizen.
pub async fn case_in(db: &Db, department: &str) -> cases::NewCase {
    let submission = submission();
    let case = case_of(&submission, department);
    file(db, &visitor(1), submission, case.clone()).await.unwrap();
    case
}

/// A registered sender.
pub async fn sender(db: &Db, name: &str) -> Scope {
    let id = SenderId::random();
    let key = KeyHash(id.to_string());
    let new = senders::NewSender {
        id,
        name: name.to_owned(),
        contact: None,
        key,
        services: None,
        created_at: now(),
    };
    db.write(move |conn| senders::insert(conn, &new)).await.unwrap();
    Scope::Sender(id)
}
