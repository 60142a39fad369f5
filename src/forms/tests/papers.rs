//! The papers that a form asks for, with how each stands; and what no committee gets.

use serde_json::json;

use super::sample::{complete, form, path, sample, state};
use crate::domain::Answers;
use crate::forms::committee::{ColumnRule, Committee, CommitteeRules, Refused};
use crate::forms::papers::{Paper, Standing, papers};

#[test]
fn a_paper_is_announced_there_missing_or_answered_otherwise() {
    let asked = form(
        json!({
            "type": "object",
            "properties": {
                "needed": {"type": "array", "title": "Nachweis", "items": {"type": "string"}, "x-file": {
                    "types": ["pdf"], "maxBytes": 1000, "maxFiles": 2, "instead": [
                        {"const": "later", "title": "Ich reiche das nach"},
                        {"const": "on_file", "title": "Liegt schon vor"}
                    ]}, "x-later": true},
                "free": {"type": "array", "title": "Foto", "items": {"type": "string"}, "x-file": {
                    "types": ["jpeg"], "maxBytes": 1000, "maxFiles": 1}}
            },
            "required": ["needed"],
            "additionalProperties": false
        }),
        json!({"pages": [{"id": "alles", "title": "Alles", "fields": ["needed", "free"]}]}),
    );
    let standing = |needed: serde_json::Value| {
        let answers: Answers = serde_json::from_value(json!({"needed": needed})).unwrap();
        papers(&asked, &answers).into_iter().map(|paper| paper.standing).collect::<Vec<_>>()
    };
    assert_eq!(standing(json!(null)), [Standing::Missing, Standing::NotGiven]);
    assert_eq!(standing(json!([]))[0], Standing::Missing, "a list without a file");
    assert_eq!(standing(json!(["later"])), [Standing::Later, Standing::NotGiven]);
    assert_eq!(standing(json!(["on_file"]))[0], Standing::Instead("Liegt schon vor".to_owned()));
    let file = "0b0e2c52-6e5c-4b63-8a0e-5d7a4a1f0c11/12/nachweis.pdf";
    assert!(matches!(&standing(json!([file]))[0], Standing::Files(files) if files.len() == 1));
}

#[test]
fn what_the_sample_asks_for_is_a_paper() {
    let answers = state(sample(), complete()).answers;
    let title = "Fahrkarten im Original".to_owned();
    let expected = Paper { path: path("paper"), title, due_on: None, standing: Standing::Later };
    assert!(papers(sample(), &answers).contains(&expected));
}

/// The columns are looked at again when a committee is made: there is no other way to one.
#[test]
fn a_committee_is_made_of_nothing_private() {
    let rule = |from: &str| ColumnRule { title: "Spalte".to_owned(), from: from.to_owned() };
    let rules = CommitteeRules {
        title: "Ausschuss".to_owned(),
        columns: vec![rule("applicant.birth")],
        asked: rule("applicant.birth"),
    };
    let refused = Committee::new(sample(), &rules).unwrap_err();
    assert_eq!(
        refused,
        [
            ("/committee/columns/0/from".to_owned(), Refused::Day),
            ("/committee/asked/from".to_owned(), Refused::Day)
        ]
    );
}
