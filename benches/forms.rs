//! What a page costs: show it, read and validate it, file a whole application. On the two real forms.
//! `cargo bench`; compare figures within one run only.

use std::hint::black_box;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pforte::domain::{Answers, Channel, MatterKey, ReceiptNumber, Scope, Token};
use pforte::forms::catalogue::Catalogue;
use pforte::forms::form::Form;
use pforte::forms::parse::read_page;
use pforte::forms::source::FormSource;
use pforte::forms::state::{FormState, Remembered};
use pforte::forms::{cases, view};
use pforte::intake::{self, Content, DraftRef, Filing};
use pforte::library::Library;
use pforte::sealing::Secret;
use pforte::sealing::master::MasterKeys;
use pforte::store::{DatabaseUrl, Db, drafts};
use pforte::web::components::render_all;

/// Form and a case of it with all answers.
const FORMS: [(&str, &str); 2] =
    [("school_transport_refund", "ticket_outside_capped"), ("culture_project_grant", "verein_vollstaendig")];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 10, 1).unwrap()
}

fn now() -> DateTime<Utc> {
    today().and_hms_opt(7, 0, 0).unwrap().and_utc()
}

fn answers(form_id: &str, case: &str) -> Answers {
    let cases = cases::read(&FormSource::Embedded, form_id).unwrap();
    Answers(cases[&format!("{form_id}/cases/{case}.json")].answers.clone())
}

/// The page with the most fields.
fn fullest_page(form: &Form, state: &FormState, remembered: &Remembered) -> usize {
    let size = |page: &usize| {
        let elements = view::elements(form, state, remembered, &form.pages[*page], None, false);
        elements.iter().map(|element| format!("{element:?}").len()).sum::<usize>()
    };
    (0..form.pages.len()).max_by_key(size).unwrap()
}

fn pages(c: &mut Criterion, library: &Library) {
    for (id, case) in FORMS {
        let form = Arc::clone(library.catalogue().find_id(id).unwrap().form(Channel::Online));
        let remembered = Remembered::typed(answers(id, case));
        let state = FormState::new(&form, &remembered, today());
        let page = &form.pages[fullest_page(&form, &state, &remembered)];
        let mut group = c.benchmark_group(id);
        let value = state.answers.to_value();
        group.bench_function("the schema alone, for comparison", |b| {
            b.iter(|| form.validator.iter_errors(black_box(&value)).count());
        });
        group.bench_function("state of all answers", |b| {
            b.iter(|| FormState::new(&form, black_box(&remembered), today()));
        });
        group.bench_function("render the fullest page", |b| {
            b.iter(|| {
                let elements = view::elements(&form, &state, &remembered, page, None, true);
                let html: String = render_all(&elements).map(|part| part.to_string()).collect();
                black_box(html)
            });
        });
        let posted: Vec<(String, String)> = form.pages[0]
            .fields
            .iter()
            .map(|field| {
                (
                    field.clone(),
                    state.answers.at(field).map_or_else(String::new, |v| v.to_string().replace('"', "")),
                )
            })
            .collect();
        group.bench_function("parse and validate the first page", |b| {
            b.iter(|| {
                let mut remembered = remembered.clone();
                read_page(&form, &form.pages[0].id, None, black_box(&posted), &mut remembered, &state);
                FormState::new(&form, &remembered, today())
            });
        });
        group.finish();
    }
}

/// Begins a draft with all answers and files it, each in its own transaction through the gate.
async fn file(db: &Db, library: &Arc<Library>, id: &str, content: &[u8], number: u64) {
    let mut secret = [0; 32];
    secret[..8].copy_from_slice(&number.to_le_bytes());
    let (token, key) = (
        Token::from_bytes(secret),
        Token::from_bytes({
            secret[31] = 1;
            secret
        }),
    );
    let scope = Scope::Visitor(token.hash());
    let service = library.catalogue().find_id(id).unwrap().clone();
    let filing = Filing {
        submit_key: key.reveal().to_owned(),
        seen_revision: Some(1),
        now: now(),
        today: today(),
        number: ReceiptNumber::from_random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()),
        mail_domain: "stadt.example".to_owned(),
        clerk_login: None,
        complete_by: None,
        witness: None,
        matters: MatterKey::from_bytes([4; 32]),
    };
    let (forms, owner, content) = (Arc::clone(library), scope.clone(), content.to_vec());
    db.write(move |conn| {
        let draft =
            intake::start(&owner, conn, &forms, &service, &intake::Beginning::GoOn, &key, now()).unwrap();
        drafts::save(&owner, conn, draft, &content, None, now(), now() + chrono::Duration::days(30))
    })
    .await
    .unwrap();
    let (forms, which) = (Arc::clone(library), DraftRef::OfService { form_id: id.to_owned() });
    db.write(move |conn| intake::submit(&scope, conn, &forms, &which, &filing)).await.unwrap();
}

fn filing(c: &mut Criterion, library: &Arc<Library>) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(
        &DatabaseUrl::Sqlite(folder.path().join("bench.sqlite3")),
        4,
        MasterKeys::of(Secret::from_bytes([5; 32])),
    )
    .unwrap();
    db.migrate().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let forms = Arc::clone(library);
    runtime.block_on(db.write(move |conn| forms.keep_current(conn, now()))).unwrap();
    let mut number = 0;
    for (id, case) in FORMS {
        let remembered = Remembered::typed(answers(id, case));
        let content = serde_json::to_vec(&Content { remembered, ..Content::default() }).unwrap();
        let mut group = c.benchmark_group(id);
        group.sample_size(20);
        group.throughput(Throughput::Elements(1));
        group.bench_function("begin, validate and store a whole application", |b| {
            b.iter(|| {
                number += 1;
                runtime.block_on(file(&db, library, id, &content, number));
            });
        });
        group.throughput(Throughput::Elements(32));
        group.bench_function("the same, 32 at once", |b| {
            b.iter(|| {
                let from = number + 1;
                number += 32;
                runtime.block_on(futures_util::future::join_all(
                    (from..=number).map(|number| file(&db, library, id, &content, number)),
                ));
            });
        });
        group.finish();
    }
}

fn all(c: &mut Criterion) {
    let library = Arc::new(Library::new(Catalogue::load(&FormSource::Embedded)));
    pages(c, &library);
    filing(c, &library);
}

criterion_group!(benches, all);
criterion_main!(benches);
