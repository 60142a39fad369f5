//! What search engines and other portals read of a service: JSON-LD with the words of schema.org
//! (<https://schema.org/GovernmentService>), in a block of data on its page.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::Department;
use crate::forms::availability::Standing;
use crate::forms::form::Form;
use crate::web::urls;

/// The description of a service. Its JSON holds no `<`, so nothing in it can end the block or begin another one.
#[derive(Debug)]
pub struct LinkedData(Value);

impl LinkedData {
    /// Describes a form in its language. One that cannot be begun on this day has no channel; facts that are not
    /// known are left out.
    pub fn new(form: &Form, base_url: &str, city: &str, day: NaiveDate) -> Self {
        let file = &form.file;
        let address = format!("{base_url}{}", urls::service(&file.slug));
        let key = |key: &String| json!({"@type": "PropertyValue", "propertyID": "LeiKa", "value": key});
        let keys: Vec<_> = file.service_keys.iter().map(key).collect();
        let is_open = file.availability.on(day) == Standing::Open;
        let channel = is_open.then(|| json!({"@type": "ServiceChannel", "serviceUrl": address}));
        // The words people search with are German.
        let keywords = form.language.is_german().then_some(&file.keywords);
        Self(known(json!({
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": file.title,
            "description": file.summary,
            "url": address,
            "inLanguage": form.language.tag(),
            "serviceType": file.group,
            "keywords": keywords,
            "identifier": (!keys.is_empty()).then_some(keys),
            "areaServed": {"@type": "City", "name": city},
            "provider": form.department(&file.routing.department).map(organisation),
            "availableChannel": channel,
        })))
    }
}

fn organisation(department: &Department) -> Value {
    known(json!({
        "@type": "GovernmentOrganization",
        "name": department.name,
        "address": department.address.join(", "),
        "telephone": department.phone,
        "email": department.contact_mail,
    }))
}

/// What is known: without facts that are `null`.
fn known(mut facts: Value) -> Value {
    if let Some(facts) = facts.as_object_mut() {
        facts.retain(|_, fact| !fact.is_null());
    }
    facts
}

impl fmt::Display for LinkedData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string().replace('<', "\\u003c"))
    }
}

impl HtmlSafe for LinkedData {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_ends_the_block() {
        let data = LinkedData(json!({"name": "</script><script>alert(1)</script><!--"}));
        let text = data.to_string();
        assert!(!text.contains('<'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), data.0);
    }
}
