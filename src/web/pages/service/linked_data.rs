//! What search engines and other portals read of a service: JSON-LD with the words of schema.org
//! (<https://schema.org/GovernmentService>), in a block of data on its page.

use std::fmt;

use askama::filters::HtmlSafe;
use serde_json::{Value, json};

use crate::domain::Department;
use crate::forms::form::Form;
use crate::web::urls;

/// The description of a service. Its JSON holds no `<`, so nothing in it can end the block or begin another one.
#[derive(Debug)]
pub struct LinkedData(Value);

impl LinkedData {
    /// Describes a form in its language.
    pub fn new(form: &Form, base_url: &str, city: &str) -> Self {
        let file = &form.file;
        let address = format!("{base_url}{}", urls::service(&file.slug));
        let keys = file
            .service_keys
            .iter()
            .map(|key| json!({"@type": "PropertyValue", "propertyID": "LeiKa", "value": key}));
        Self(json!({
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": file.title,
            "description": file.summary,
            "url": address,
            "inLanguage": form.language.tag(),
            "serviceType": file.group,
            "keywords": file.keywords,
            "identifier": keys.collect::<Vec<_>>(),
            "areaServed": {"@type": "City", "name": city},
            "provider": form.department(&file.routing.department).map(organisation),
            "availableChannel": {"@type": "ServiceChannel", "serviceUrl": address},
        }))
    }
}

fn organisation(department: &Department) -> Value {
    json!({
        "@type": "GovernmentOrganization",
        "name": department.name,
        "address": department.address.join(", "),
        "telephone": department.phone,
        "email": department.contact_mail,
    })
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
