//! What the inbox costs with a million cases in twenty departments, beside the same questions with a thousand.
//! `cargo bench --bench inbox`; compare within one run only. SQLite in a folder of its own; PostgreSQL besides, where
//! `PFORTE_BENCH_POSTGRES` names a server with two empty databases, `few` and `many`. `PFORTE_BENCH_CASES` makes it smaller.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use diesel::connection::SimpleConnection;
use pforte::domain::{
    CaseId, CaseState, Channel, ClerkId, DepartmentId, FormVersion, MatterKey, ReceiptNumber, Role, Scope,
    StaffScope, SubmissionId, Token,
};
use pforte::forms::search_words::indexed;
use pforte::sealing::Secret;
use pforte::sealing::master::MasterKeys;
use pforte::store::case_words::{self, Search};
use pforte::store::cases::{self, CaseFilter, CaseView, From, Place};
use pforte::store::{Conn, DatabaseUrl, Db, StoreError, filing, submissions};

const DEPARTMENTS: usize = 20;
const FEW: usize = 1_000;
const MANY: usize = 1_000_000;
/// Cases of one statement.
const CHUNK: usize = 1_000;
/// How often each question is asked.
const TIMES: usize = 300;
const VERSION: &str = "3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f";

fn begin() -> DateTime<Utc> {
    Utc.timestamp_opt(1_600_000_000, 0).unwrap()
}

fn key() -> MatterKey {
    MatterKey::from_bytes([7; 32])
}

/// A name of 400 families and 50 given names: in a million cases each family has 2,500.
fn name(i: usize) -> String {
    format!("Vorname{} Familie{}", i % 50, (i / 50 + i) % 400)
}

fn department(i: usize) -> String {
    format!("fb{}", i % DEPARTMENTS)
}

fn state(i: usize) -> CaseState {
    match (i / DEPARTMENTS) % 20 {
        0 | 1 => CaseState::Received,
        2..=4 => CaseState::InProgress,
        5 => CaseState::AwaitingApplicant,
        _ => CaseState::Closed,
    }
}

fn number(i: usize) -> ReceiptNumber {
    // Each another one: the digits of a number of eight places, the first ones changing most.
    ReceiptNumber::from_random(std::array::from_fn(|place| (i / 20_usize.pow(place as u32) % 20) as u8))
}

fn id(i: usize) -> String {
    format!("{:08x}-0000-4000-8000-{i:012x}", (i as u32).wrapping_mul(2_654_435_761))
}

fn arrived(i: usize) -> i64 {
    (begin() + chrono::Duration::seconds(i as i64 * 60)).timestamp_micros()
}

/// How a database writes bytes.
type Bytes = fn(&[u8]) -> String;

/// What the store seals for a case, whose key has its id: the format, the id of the key, and the text sealed for its
/// table.
fn sealed(id: &str, table: &str, content: &[u8]) -> Vec<u8> {
    let id: uuid::Uuid = id.parse().unwrap();
    let closed = case_key().seal(table.as_bytes(), content).unwrap();
    [&[1], id.as_bytes().as_slice(), &closed].concat()
}

fn masters() -> MasterKeys {
    MasterKeys::of(Secret::from_bytes([5; 32]))
}

/// The same for all cases: it is opened for each of them all the same.
fn case_key() -> Secret {
    Secret::from_bytes([6; 32])
}

/// The rows of cases from `first` on, as statements.
fn rows(first: usize, last: usize, bytes: Bytes) -> String {
    let mut keys = Vec::new();
    let (mut filed, mut worked) = (Vec::new(), Vec::new());
    let (mut tagged, mut found) = (Vec::new(), Vec::new());
    for i in first..last {
        let (id, at, of, name) = (id(i), arrived(i), department(i), name(i));
        let wrapped = masters().wrap(&id, &case_key()).unwrap();
        keys.push(format!("('{id}', 'kept', '{}', {}, {at})", wrapped.master, bytes(&wrapped.bytes)));
        let content = bytes(&sealed(&id, "submissions", b"{}"));
        filed.push(format!("('{id}', 'k{i}', 'form', '{VERSION}', 'online', {content}, {at}, '2026-01-01')"));
        let (number, state) = (number(i), state(i));
        worked.push(format!(
            "('{id}', '{id}', '{id}', '{}', 'form', '{of}', '{state}', {}, '[]', 'online', {at}, {at}, 0, {})",
            number.as_str(),
            bytes(&sealed(&id, "cases", name.as_bytes())),
            due(i)
        ));
        // One tag that a case in twenty carries, and one that a case in 20,000 does.
        tagged.push(format!("('{id}', 'form:{}', '')", if i / 7 % 20 == 0 { "oft" } else { "sonst" }));
        if i % 20_000 < DEPARTMENTS {
            tagged.push(format!("('{id}', 'own:Selten', '{of}')"));
        }
        let words = indexed(&key(), [name.as_str()]);
        found.extend(words.iter().map(|word| format!("('{id}', {}, '{of}', {at})", word.0)));
    }
    format!(
        "INSERT INTO keys (id, purpose, master, wrapped, made_at) VALUES {}; \
         INSERT INTO submissions (id, submit_key, form_id, version, channel, content, filed_at, received_on) \
         VALUES {}; \
         INSERT INTO cases (id, key_id, submission_id, receipt_number, form_id, department, state, applicant_name, tags, \
         channel, received_at, changed_at, revision, due_on) VALUES {}; \
         INSERT INTO case_tags (case_id, tag, department) VALUES {}; \
         INSERT INTO case_words (case_id, word, department, received_at) VALUES {};",
        keys.join(", "),
        filed.join(", "),
        worked.join(", "),
        tagged.join(", "),
        found.join(", ")
    )
}

/// A database with so many cases.
async fn filled(url: &DatabaseUrl, count: usize) -> Db {
    let db = Db::open(url, 4, masters()).unwrap();
    db.migrate().unwrap();
    let version = format!(
        "INSERT INTO form_versions (version, form_id, slug, bundle, first_seen_at) \
         VALUES ('{VERSION}', 'form', 'form', '', 0);"
    );
    run(&db, move |_| version).await;
    for first in (0..count).step_by(CHUNK) {
        run(&db, move |bytes| rows(first, (first + CHUNK).min(count), bytes)).await;
    }
    // As the running product does; PostgreSQL does so by itself.
    db.refresh_statistics().await.unwrap();
    if let DatabaseUrl::Postgres(_) = url {
        run(&db, |_| "ANALYZE;".to_owned()).await;
    }
    db
}

async fn run(db: &Db, statement: impl FnOnce(Bytes) -> String + Send + 'static) {
    let done = db.write(move |conn| {
        match conn {
            Conn::Sqlite(conn) => {
                conn.batch_execute(&statement(|bytes| format!("x'{}'", hex::encode(bytes))))
            }
            Conn::Postgres(conn) => {
                conn.batch_execute(&statement(|bytes| format!("'\\x{}'::bytea", hex::encode(bytes))))
            }
        }
        .map_err(StoreError::from)
    });
    done.await.unwrap();
}

/// The day on which it is asked; one case in three that is open is due by then.
fn today() -> NaiveDate {
    (begin() + chrono::Duration::days(300)).date_naive()
}

/// When a case is due.
fn due(i: usize) -> String {
    let day = (begin() + chrono::Duration::days((i % 900) as i64)).date_naive();
    if state(i).is_open() { format!("'{day}'") } else { "NULL".to_owned() }
}

/// A caseworker of three of the departments.
fn clerk() -> Scope {
    let departments = (0..3).map(|i| DepartmentId(department(i))).collect();
    Scope::Staff(StaffScope { clerk: ClerkId::random(), role: Role::Caseworker, departments, at_desk: false })
}

type Question = (&'static str, Box<dyn Fn(usize) -> Ask>);
type Ask = Box<dyn FnOnce(&mut Conn) -> Result<usize, StoreError> + Send>;

fn page(view: CaseView, from: From) -> CaseFilter {
    CaseFilter {
        view,
        newest_first: true,
        by_due: false,
        today: today(),
        form_id: None,
        tag: None,
        clerk: None,
        from,
        per_page: 20,
    }
}

/// What is asked, of a database with so many cases; each answers how much it found.
fn questions(count: usize) -> Vec<Question> {
    let listed = move |view, from| -> Ask {
        Box::new(move |conn| Ok(cases::inbox(&clerk(), conn, &page(view, from))?.rows.len()))
    };
    let searched = |text: String| -> Ask {
        Box::new(move |conn| {
            let words = text.split(' ').map(|word| indexed(&key(), [word])).collect();
            let forms = Vec::new();
            let search =
                Search { view: CaseView::All, form_id: None, tag: None, clerk: None, words, forms, most: 51 };
            Ok(case_words::find(&clerk(), conn, &search)?.rows.len())
        })
    };
    let tagged = |tag: &'static str| -> Ask {
        Box::new(move |conn| {
            let filter = CaseFilter { tag: tag.parse().ok(), ..page(CaseView::All, From::Start) };
            Ok(cases::inbox(&clerk(), conn, &filter)?.rows.len())
        })
    };
    let deep = move |i: usize| Place {
        received_at: begin() + chrono::Duration::minutes((count / 3 + i) as i64),
        due_on: None,
        id: CaseId::random(),
    };
    let deep_due = move |i: usize| Place {
        due_on: Some(today() - chrono::Duration::days((200 - i % 150) as i64)),
        ..deep(i)
    };
    vec![
        ("first page, new", Box::new(move |_| listed(CaseView::New, From::Start))),
        ("first page, all open", Box::new(move |_| listed(CaseView::Open, From::Start))),
        ("first page, due", Box::new(move |_| listed(CaseView::Due, From::Start))),
        ("deep page, due", Box::new(move |i| listed(CaseView::Due, From::After(deep_due(i))))),
        ("deep page, done", Box::new(move |i| listed(CaseView::Done, From::After(deep(i))))),
        ("a tag that few carry", Box::new(move |_| tagged("own:Selten"))),
        ("a tag that many carry", Box::new(move |_| tagged("form:oft"))),
        (
            "figures at the tabs",
            Box::new(|_| Box::new(|conn| cases::counts(&clerk(), conn, today()).map(|_| 1))),
        ),
        (
            "number",
            Box::new(move |i| {
                let wanted = number((i * 7919) % count / DEPARTMENTS * DEPARTMENTS);
                Box::new(move |conn| {
                    Ok(usize::from(cases::find_by_number(&clerk(), conn, &wanted)?.is_some()))
                })
            }),
        ),
        ("search, a family", Box::new(move |i| searched(format!("familie{}", i % 400)))),
        ("search, two words", Box::new(move |i| searched(name((i * 7919) % count)))),
    ]
}

/// Half and the slowest hundredth of some times.
fn quantiles(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
    (at(50), at(99))
}

async fn asked(db: &Db, question: &Question) -> (f64, f64) {
    let mut times = Vec::new();
    for i in 0..TIMES {
        let ask = (question.1)(i);
        let begin = Instant::now();
        let found = db.read(ask).await.unwrap();
        times.push(begin.elapsed());
        assert!(found > 0 || i > 0, "{} finds nothing", question.0);
    }
    quantiles(times)
}

/// Files an application while somebody reads the inbox.
async fn filed(db: &Db) -> (f64, f64) {
    let reader = db.clone();
    let reading = tokio::spawn(async move {
        loop {
            let all = move |conn: &mut Conn| cases::inbox(&clerk(), conn, &page(CaseView::Open, From::Start));
            reader.read(all).await.unwrap();
        }
    });
    let mut times = Vec::new();
    for i in 0..TIMES {
        let (submission, case) = application(i);
        let begin = Instant::now();
        let write = move |conn: &mut Conn| {
            let visitor = Scope::Visitor(Token::from_bytes([1; 32]).hash());
            filing::file(&visitor, conn, &submission, &case, None, &[])
        };
        db.write(write).await.unwrap();
        times.push(begin.elapsed());
    }
    reading.abort();
    quantiles(times)
}

fn application(i: usize) -> (submissions::NewSubmission, cases::NewCase) {
    let id = SubmissionId::new();
    let submission = submissions::NewSubmission {
        id,
        submit_key: id.to_string(),
        form_id: "form".to_owned(),
        version: FormVersion(VERSION.to_owned()),
        channel: Channel::Online,
        content: b"{}".to_vec(),
        filed_at: Utc.timestamp_opt(1_900_000_000, 0).unwrap(),
        received_on: begin().date_naive(),
        incomplete: None,
        request: None,
        assistance: None,
    };
    let case = cases::NewCase {
        id: CaseId::random(),
        receipt_number: number(30_000_000 + i),
        form_id: "form".to_owned(),
        department: DepartmentId(department(i)),
        applicant_name: name(i),
        tags: Vec::new(),
        channel: Channel::Online,
        duplicate_key: None,
        received_at: submission.filed_at,
        taken_down: None,
        columns: std::collections::BTreeMap::new(),
        words: indexed(&key(), [name(i).as_str()]),
        promise: cases::Promise::default(),
    };
    (submission, case)
}

async fn compare(what: &str, few: &Db, many: &Db, count: usize) {
    println!("{what:<24} {:>10} {:>10}   {:>10} {:>10}   ratio", "p50", "p99", "p50", "p99");
    println!("{:<24} {:>21}   {:>21}   p50  p99", "", format!("{FEW} cases"), format!("{count} cases"));
    let row = |name: &str, (a, b): (f64, f64), (c, d): (f64, f64)| {
        println!("{name:<24} {a:>7.2} ms {b:>7.2} ms   {c:>7.2} ms {d:>7.2} ms   {:.1}  {:.1}", c / a, d / b);
    };
    for (with_few, with_many) in questions(FEW).iter().zip(&questions(count)) {
        row(with_few.0, asked(few, with_few).await, asked(many, with_many).await);
    }
    row("submit beside reading", filed(few).await, filed(many).await);
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let count = std::env::var("PFORTE_BENCH_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(MANY);
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
        let few = filled(&file("few.sqlite3"), FEW).await;
        let many = filled(&file("many.sqlite3"), count).await;
        compare("SQLite", &few, &many, count).await;
        if let Ok(server) = std::env::var("PFORTE_BENCH_POSTGRES") {
            let url = |name: &str| DatabaseUrl::Postgres(format!("{server}/{name}"));
            let (few, many) = (filled(&url("few"), FEW).await, filled(&url("many"), count).await);
            compare("PostgreSQL", &few, &many, count).await;
        }
    });
}
