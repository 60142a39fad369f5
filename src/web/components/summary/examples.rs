use super::Summary;
use crate::forms::view::{AnswerView, BlockView, SectionView};
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP, path};

fn answer(name: &str, label: &str, lines: &[&str]) -> AnswerView {
    AnswerView {
        path: path(name),
        label: label.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        computed: false,
        secret: false,
        files: Vec::new(),
        withheld: Vec::new(),
    }
}

/// The answers of an example: a plain block and the row of a list.
pub(in crate::web) fn section() -> SectionView {
    let plain = BlockView {
        title: None,
        row: None,
        answers: vec![
            answer("modes", "Womit wurde der Schulweg zurückgelegt?", &["Bus und Bahn", "Zu Fuß"]),
            answer("class_name", "Klasse", &[]),
        ],
    };
    let row = BlockView {
        title: Some("Fahrkarte 1".to_owned()),
        row: Some((path("tickets"), 0)),
        answers: vec![
            answer("tickets.0.month", "Monat", &["August 2025"]),
            answer("tickets.0.price", "Preis", &["49,00 €"]),
        ],
    };
    SectionView {
        page: "fahrkarten".to_owned(),
        title: "Beförderung und Kosten".to_owned(),
        blocks: vec![plain, row],
    }
}

/// Finished answers in their forms.
pub fn examples() -> Vec<Example> {
    let show = |name, section: &SectionView, change: Option<&str>| {
        Example::new(
            "summary",
            name,
            &Summary { section, change_href: change.map(str::to_owned), files_href: None },
        )
    };
    let mut empty = section();
    empty.blocks.clear();
    let mut long = section();
    let mut markup = section();
    if let (Some(long), Some(markup)) = (long.blocks.first_mut(), markup.blocks.first_mut()) {
        long.answers = vec![answer("late_reason", LONG, &[LONG, LONG])];
        markup.answers = vec![answer("late_reason", MARKUP, &[MARKUP])];
    }
    vec![
        show("default", &section(), None),
        show("with links", &section(), Some("/leistungen/schuelerbefoerderung/antrag/fahrkarten")),
        show("empty", &empty, None),
        show("long text", &long, None),
        show("HTML in text", &markup, None),
    ]
}
