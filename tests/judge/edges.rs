//! Answers at the edges of a field: the last that is valid, the first that is not.

use pforte::forms::field::{Choice, Group, Kind, Node, TextFormat, TextKind};
use serde_json::{Map, Value, json};

use crate::samples::Samples;
use crate::texts;

/// Values at the edges of a field.
pub fn of(node: &Node, samples: &mut Samples<'_>) -> Vec<Value> {
    match &node.kind {
        Kind::Text(text) => of_text(text),
        Kind::Number { .. } | Kind::Money => [-1e9, 0.001, 12.345]
            .map(Value::from)
            .into_iter()
            .chain([0, 1, 1_000_000_000_000_u64].map(Value::from))
            .collect(),
        Kind::Date => some(texts::DATES),
        Kind::Month => some(texts::MONTHS),
        Kind::Time => some(texts::TIMES),
        Kind::Moment => some(texts::MOMENTS),
        Kind::YesNo | Kind::Declaration => vec![json!(true), json!(false)],
        Kind::OneOf { options, .. } => stored(options).into_iter().chain([json!("?")]).collect(),
        Kind::SeveralOf { options, .. } => {
            let all = stored(options);
            let first = all.first();
            vec![json!([]), json!([first]), json!([first, first]), json!(["?"]), json!(all)]
        }
        Kind::List(list) => {
            let row = samples.whole(&list.row);
            vec![json!([]), json!([row, row]), Value::Array(vec![row; list.max + 1])]
        }
        Kind::Files(files) => {
            // One may stand for all files that follow later.
            let many = (0..files.max_files + 2).map(|number| json!(number.to_string()));
            vec![json!([]), json!("?"), json!(["?", "?"]), many.collect()]
        }
        Kind::Group(group) => of_group(group, samples),
    }
}

fn of_text(text: &TextKind) -> Vec<Value> {
    let limits = [text.min_length, text.max_length].into_iter().flatten();
    let lengths = limits.flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1]);
    let long = lengths.map(|length| json!("ö".repeat(usize::try_from(length).unwrap())));
    some(known(text)).into_iter().chain(long).collect()
}

/// Each field alone, some times: chance does not always find an answer that is valid.
fn of_group(group: &Group, samples: &mut Samples<'_>) -> Vec<Value> {
    let mut edges = vec![json!({}), json!({"unknown": 1}), json!([])];
    for (name, field) in group.fields.iter().cycle().take(3 * group.fields.len()) {
        edges.push(Value::Object(Map::from_iter([(name.clone(), samples.whole(field))])));
    }
    edges
}

/// Texts at the edges of a field's format.
pub fn known(kind: &TextKind) -> &'static [&'static str] {
    match kind.format {
        TextFormat::Plain => texts::PLAIN,
        TextFormat::Email => texts::EMAILS,
        TextFormat::Tel => texts::TELS,
        TextFormat::Iban => texts::IBANS,
        TextFormat::Bic => texts::BICS,
        TextFormat::Plz => texts::PLZS,
        TextFormat::Uri => texts::URIS,
    }
}

/// The first of them: `formats.rs` goes through all.
fn some(texts: &[&str]) -> Vec<Value> {
    texts.iter().take(8).map(|text| json!(text)).collect()
}

fn stored(options: &[Choice]) -> Vec<Value> {
    options.iter().map(|option| option.stored.clone()).collect()
}
