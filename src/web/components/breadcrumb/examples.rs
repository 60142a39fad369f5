use super::{Breadcrumb, Crumb};
use crate::web::components::Example;
use crate::web::components::example::{LONG, MARKUP};

fn show(name: &'static str, crumbs: &[(&str, Option<&str>)]) -> Example {
    let crumb = |(label, href): &(&str, Option<&str>)| Crumb {
        label: (*label).to_owned(),
        href: href.map(str::to_owned),
    };
    let crumbs: Vec<_> = crumbs.iter().map(crumb).collect();
    Example::new("breadcrumb", name, &Breadcrumb { crumbs: &crumbs })
}

/// The way in its forms.
pub fn examples() -> Vec<Example> {
    vec![
        show("default", &[("Alle Leistungen", Some("/")), ("Schülerbeförderung", None)]),
        show("links only", &[("Alle Leistungen", Some("/"))]),
        show("without steps", &[]),
        show("long text", &[("Alle Leistungen", Some("/")), (LONG, None)]),
        show("HTML in text", &[(MARKUP, Some("/?a=1&b='2'")), (MARKUP, None)]),
    ]
}
