//! To whom a letter goes, as far as the form tells.

use serde_json::Value;

use super::super::form::Form;
use super::super::responsibility::applicant_name;
use crate::domain::{Answers, Path};

/// What an object of answers must hold to be an address, as `forms/blocks/address.json` names it.
const NEEDED: [&str; 2] = ["street", "city"];

/// Name and address of the applicant, line by line: the address that stands beside the name, or around it. Without
/// one, only the name.
pub fn addressee(form: &Form, answers: &Answers) -> Vec<String> {
    let name = applicant_name(form, answers);
    let places = form.file.applicant.name.iter().flatten().filter_map(|path| path.parse().ok());
    let answered = places.filter(|path: &Path| answers.get(path).is_some());
    let address = answered.filter_map(|path| beside(answers, &path)).next();
    name.into_iter().chain(address.map(lines).unwrap_or_default()).collect()
}

/// The address in one of the groups around a place, the innermost first.
fn beside<'a>(answers: &'a Answers, path: &Path) -> Option<&'a Value> {
    let mut at = path.parent();
    while let Some(group) = at.filter(|group| !group.segments().is_empty()) {
        let found = answers.get(&group.key("address"));
        if let Some(found) = found.filter(|found| NEEDED.iter().all(|name| found.get(name).is_some())) {
            return Some(found);
        }
        at = group.parent();
    }
    None
}

fn lines(address: &Value) -> Vec<String> {
    let text = |name: &str| address.get(name).and_then(Value::as_str).unwrap_or_default();
    let both = |one: &str, other: &str| format!("{} {}", text(one), text(other)).trim().to_owned();
    let all = [
        both("street", "house_number"),
        text("address_supplement").to_owned(),
        both("postal_code", "city"),
        text("country_name").to_owned(),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::forms::tests::sample::form;

    #[test]
    fn the_address_beside_the_name_is_taken() {
        let form =
            form(json!({"type": "object"}), json!({"pages": [], "applicant": {"name": [["a.person.name"]]}}));
        let address =
            json!({"street": "Steinweg", "house_number": "12 a", "postal_code": "38100", "city": "Stadt"});
        let told = |answers: Value| match answers {
            Value::Object(answers) => addressee(&form, &Answers(answers)),
            _ => Vec::new(),
        };
        let person = json!({"name": "Ada Weiß"});
        let whole = told(json!({"a": {"person": person, "address": address}}));
        assert_eq!(whole, ["Ada Weiß", "Steinweg 12 a", "38100 Stadt"]);
        assert_eq!(told(json!({"a": {"person": person}, "address": address})), ["Ada Weiß"]);
    }
}
