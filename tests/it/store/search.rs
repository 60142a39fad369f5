//! Searching where there are many cases with a word.

use pforte::domain::{CaseId, Role, Scope, SearchWord};
use pforte::store::case_words::{self, Search};
use pforte::store::cases::CaseView;
use pforte::store::{Db, filing};

use super::given::{case_of, database, staff, submission, visitor};

const SPELLED: [SearchWord; 2] = [SearchWord(1), SearchWord(2)];
const RARE: SearchWord = SearchWord(3);

async fn file(db: &Db, minute: i64, form_id: &str, words: Vec<SearchWord>) -> CaseId {
    let mut filed = submission();
    filed.filed_at += chrono::Duration::minutes(minute);
    let mut case = case_of(&filed, "fb40");
    (case.form_id, case.words) = (form_id.to_owned(), words);
    let id = case.id;
    db.write(move |conn| filing::file(&visitor(1), conn, &filed, &case, None, &[])).await.unwrap();
    id
}

/// A name with two spellings has two entries a case: the older cases behind hundreds of them are found all the same.
#[tokio::test]
async fn an_old_case_is_found_behind_hundreds_with_the_same_name() {
    let test = database().await;
    let db = test.db();
    let clerk: Scope = staff(&db, Role::Caseworker, &["fb40"]).await;
    let old = file(&db, 0, "another", SPELLED.into()).await;
    let with_both = file(&db, 1, "school-transport", [SPELLED.as_slice(), &[RARE]].concat()).await;
    for chunk in 0..6 {
        let minutes = (chunk * 100..(chunk + 1) * 100).map(|minute| minute + 10);
        let newer = minutes.map(|minute| file(&db, minute, "school-transport", SPELLED.into()));
        futures_util::future::join_all(newer).await;
    }
    let find = |form_id: Option<&str>, words: Vec<Vec<SearchWord>>| {
        let search = Search {
            tag: None,
            clerk: None,
            view: CaseView::All,
            form_id: form_id.map(str::to_owned),
            forms: vec![Vec::new(); words.len()],
            words,
            most: 50,
        };
        let clerk = clerk.clone();
        db.read(move |conn| case_words::find(&clerk, conn, &search))
    };
    let of_form = find(Some("another"), vec![SPELLED.into()]).await.unwrap();
    assert_eq!(of_form.rows.iter().map(|case| case.id).collect::<Vec<_>>(), [old]);
    assert!(!of_form.is_given_up);
    let both = find(None, vec![SPELLED.into(), vec![RARE]]).await.unwrap();
    assert_eq!(both.rows.iter().map(|case| case.id).collect::<Vec<_>>(), [with_both]);
    let all = find(None, vec![SPELLED.into()]).await.unwrap();
    assert_eq!(all.rows.len(), 50);
    let newest: Vec<_> = all.rows.iter().map(|case| case.received_at).collect();
    assert!(newest.is_sorted_by(|a, b| a >= b), "the newest first, each once");
}
