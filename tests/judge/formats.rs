//! The formats of texts: Pforte's, and those that were written for Ajv from the same definitions.

use pforte::forms::compile::schema::{Document, compile_schema};
use serde_json::{Value, json};

use crate::ajv::Ajv;
use crate::chance::Chance;
use crate::texts;

/// How many texts of a format are made up from those at its edges.
const TEXTS: usize = 1500;

#[test]
fn a_text_is_of_a_format_in_both_languages_or_in_none() {
    let mut ajv = Ajv::start();
    let mut wrong = Vec::new();
    for (format, known) in [
        ("date", texts::DATES),
        ("time", texts::TIMES),
        ("date-time", texts::MOMENTS),
        ("year-month", texts::MONTHS),
        ("email", texts::EMAILS),
        ("tel", texts::TELS),
        ("iban", texts::IBANS),
        ("bic", texts::BICS),
        ("plz", texts::PLZS),
        ("uri", texts::URIS),
    ] {
        let schema = json!({"type": "string", "format": format});
        ajv.take_schema(&schema);
        let validator = compile_schema(&Document { root: &schema, file: "probe" }, None).unwrap();
        let mut chance = Chance::new(20_261_123);
        let edges = known.iter().map(|text| (*text).to_owned());
        let mut texts: Vec<Value> = edges.map(Value::String).collect();
        while texts.len() < TEXTS {
            let edge: &str = known[chance.below(known.len())];
            texts.push(Value::String(changed(edge, &mut chance)));
        }
        let verdicts = ajv.verdicts(&texts);
        let valid = verdicts.iter().filter(|verdict| verdict.valid).count();
        for (text, verdict) in texts.iter().zip(verdicts) {
            if verdict.valid != validator.is_valid(text) {
                let who = if verdict.valid { "Ajv" } else { "Pforte" };
                wrong.push(format!("{format}: {text} is one to {who} only"));
            }
        }
        println!("{format}: {valid} of {TEXTS} valid");
        assert!((15..TEXTS - 15).contains(&valid), "{format}: one verdict is too rare ({valid} valid)");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A text with a sign or two taken out, put in or exchanged.
fn changed(text: &str, chance: &mut Chance) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let others: Vec<char> = "019aAzZ-+.:/@%?#[] Tä\n".chars().collect();
    for _ in 0..=chance.below(2) {
        let place = chance.below(signs.len() + 1);
        let other = *chance.pick(&others);
        match chance.below(3) {
            0 if place < signs.len() => {
                signs.remove(place);
            }
            1 if place < signs.len() => signs[place] = other,
            _ => signs.insert(place, other),
        }
    }
    signs.into_iter().collect()
}
