//! In which order values are computed.

use std::collections::{BTreeSet, HashMap, HashSet};

/// A computed value and what it reads.
#[derive(Debug)]
pub struct Read {
    /// Which value it is.
    pub pattern: String,
    /// The patterns of everything that it reads.
    pub needs: Vec<String>,
    /// Where it is written.
    pub pointer: String,
}

/// The patterns of computed values, each after those that it reads; of several that could be next, the first.
///
/// # Errors
///
/// Those that read each other in a circle, and whatever reads them.
pub fn in_order(values: &[Read]) -> Result<Vec<String>, Vec<&Read>> {
    let places: HashMap<&str, usize> =
        values.iter().enumerate().map(|(place, value)| (value.pattern.as_str(), place)).collect();
    let computed = |value: &Read| -> HashSet<usize> {
        value.needs.iter().filter_map(|need| places.get(need.as_str()).copied()).collect()
    };
    // By place: what is still to come before it, and what waits for it.
    let mut needs: HashMap<usize, HashSet<usize>> = values.iter().map(computed).enumerate().collect();
    let mut readers: HashMap<usize, Vec<usize>> = HashMap::new();
    for (reader, needs) in &needs {
        needs.iter().for_each(|need| readers.entry(*need).or_default().push(*reader));
    }
    let mut ready: BTreeSet<usize> =
        needs.iter().filter(|(_, needs)| needs.is_empty()).map(|(place, _)| *place).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first() {
        needs.remove(&next);
        order.extend(values.get(next).map(|value| value.pattern.clone()));
        for reader in readers.remove(&next).unwrap_or_default() {
            let left = needs.get_mut(&reader).map(|needs| {
                needs.remove(&next);
                needs.is_empty()
            });
            if left == Some(true) {
                ready.insert(reader);
            }
        }
    }
    if needs.is_empty() {
        return Ok(order);
    }
    Err(values
        .iter()
        .enumerate()
        .filter(|(place, _)| needs.contains_key(place))
        .map(|(_, value)| value)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::{Read, in_order};

    fn value(pattern: &str, needs: &[&str]) -> Read {
        let needs = needs.iter().map(ToString::to_string).collect();
        Read { pattern: pattern.to_owned(), needs, pointer: format!("/{pattern}") }
    }

    #[test]
    fn values_come_after_what_they_read_and_else_as_they_are_written() {
        let written = [
            value("sum", &["b", "a", "a"]),
            value("b", &["a", "answer"]),
            value("free", &[]),
            value("a", &[]),
        ];
        assert_eq!(in_order(&written).unwrap(), ["free", "a", "b", "sum"]);
    }

    #[test]
    fn a_circle_names_whoever_waits_for_it() {
        let written = [value("sum", &["b"]), value("a", &["b"]), value("free", &[]), value("b", &["a"])];
        let waiting: Vec<&str> =
            in_order(&written).unwrap_err().iter().map(|read| read.pattern.as_str()).collect();
        assert_eq!(waiting, ["sum", "a", "b"]);
        assert!(in_order(&[value("own", &["own"])]).is_err(), "also one that reads itself");
    }
}
