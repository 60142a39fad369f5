//! JSON as the shipped forms are written: two spaces, and what is short on one line.

use serde_json::Value;

/// Longest line.
const WIDTH: usize = 110;

/// Longest value on one line if something lies in it twice.
const DEEP: usize = 90;

/// The text of a file.
pub fn print(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, 0, true, &mut text);
    text.push('\n');
    text
}

/// Writes a value whose line begins with `before` characters.
fn write(value: &Value, indent: usize, before: usize, is_root: bool, text: &mut String) {
    let line = on_one_line(value);
    let most = if depth(value) > 2 { DEEP } else { WIDTH };
    if depth(value) == 0 || !is_root && depth(value) <= 3 && indent + before + line.chars().count() < most {
        text.push_str(&line);
        return;
    }
    let inner = indent + 2;
    let (open, close, count) = match value {
        Value::Object(object) => ('{', '}', object.len()),
        Value::Array(items) => ('[', ']', items.len()),
        _ => return,
    };
    text.push(open);
    let begin = |text: &mut String| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', inner));
    };
    match value {
        Value::Object(object) => {
            for (i, (key, value)) in object.iter().enumerate() {
                begin(text);
                let key = format!("{}: ", Value::from(key.as_str()));
                text.push_str(&key);
                write(value, inner, key.chars().count(), false, text);
                text.push_str(if i + 1 < count { "," } else { "" });
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                begin(text);
                write(value, inner, 0, false, text);
                text.push_str(if i + 1 < count { "," } else { "" });
            }
        }
        _ => {}
    }
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text.push(close);
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let members = object
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), on_one_line(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(on_one_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// How deep values lie in each other; an empty one is as flat as a text.
fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Object(object) => object.values().map(depth).max(),
        Value::Array(items) => items.iter().map(depth).max(),
        _ => None,
    };
    deepest.map_or(0, |deepest| deepest + 1)
}
