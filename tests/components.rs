//! Every example of every component: it looks as it did (snapshots), and its HTML holds together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pforte::web::components::{Example, examples};
use pforte::web::gallery::{ExamplePage, GalleryPage};
use scraper::{Html, Selector};

fn all<'a>(html: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn attributes<'a>(html: &'a Html, name: &str) -> Vec<&'a str> {
    all(html, &format!("[{name}]")).iter().filter_map(|element| element.value().attr(name)).collect()
}

fn by_component() -> BTreeMap<&'static str, Vec<Example>> {
    let mut components: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for example in examples() {
        components.entry(example.component).or_default().push(example);
    }
    components
}

#[test]
fn every_component_folder_has_examples() {
    let folders: BTreeSet<String> = fs::read_dir("src/web/components")
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let shown: BTreeSet<String> = by_component().keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(shown, folders);
    for (component, examples) in by_component() {
        let names: BTreeSet<_> = examples.iter().map(Example::slug).collect();
        assert_eq!(names.len(), examples.len(), "{component}: two examples of one name");
    }
}

#[test]
fn every_example_looks_as_it_did() {
    for (component, examples) in by_component() {
        let mut text = String::new();
        for example in examples {
            text.push_str(&format!("<!-- {} -->\n", example.name));
            for line in example.to_string().lines().filter(|line| !line.trim().is_empty()) {
                text.push_str(line.trim_end());
                text.push('\n');
            }
            text.push('\n');
        }
        insta::assert_snapshot!(component, text);
    }
}

#[test]
fn ids_are_unique_and_everything_named_by_id_exists() {
    for example in examples() {
        let html = Html::parse_fragment(&example.to_string());
        let name = format!("{}: {}", example.component, example.name);
        let ids = attributes(&html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: an id appears twice in {ids:?}");
        for reference in ["for", "aria-describedby", "aria-labelledby"] {
            for target in attributes(&html, reference).iter().flat_map(|value| value.split_whitespace()) {
                assert!(unique.contains(target), "{name}: {reference}=\"{target}\" leads nowhere");
            }
        }
    }
}

#[test]
fn every_control_has_a_label() {
    for example in examples() {
        let html = Html::parse_fragment(&example.to_string());
        let labels: BTreeSet<_> = attributes(&html, "for").into_iter().collect();
        for control in all(&html, "input:not([type=hidden]), select, textarea") {
            let id = control.value().attr("id").unwrap_or_default();
            assert!(labels.contains(id), "{}: {} has no label", example.component, control.html());
        }
        for fieldset in all(&html, "fieldset") {
            let legend = fieldset.first_element_child_name();
            assert_eq!(legend, Some("legend"), "{}: {}", example.component, fieldset.html());
        }
    }
}

/// The name of an element's first child element.
trait FirstChild {
    fn first_element_child_name(&self) -> Option<&str>;
}

impl FirstChild for scraper::ElementRef<'_> {
    fn first_element_child_name(&self) -> Option<&str> {
        self.children().find_map(|child| child.value().as_element().map(scraper::node::Element::name))
    }
}

#[test]
fn no_text_becomes_markup_and_nothing_is_inline() {
    for example in examples() {
        let text = example.to_string();
        let html = Html::parse_fragment(&text);
        let name = format!("{}: {}", example.component, example.name);
        assert!(all(&html, "script, style, b").is_empty(), "{name}: markup out of a text: {text}");
        for element in all(&html, "*") {
            for (attribute, _) in element.value().attrs() {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute}");
            }
        }
        if example.name.starts_with("HTML") {
            let shown: String = html.root_element().text().collect();
            let values = attributes(&html, "value").concat();
            assert!(shown.contains("<script>") || values.contains("<script>"), "{name}: the text is gone");
        }
    }
}

#[test]
fn a_wrong_answer_is_marked_described_and_not_only_coloured() {
    for example in examples() {
        let html = Html::parse_fragment(&example.to_string());
        let described: BTreeSet<_> =
            attributes(&html, "aria-describedby").iter().flat_map(|ids| ids.split_whitespace()).collect();
        for message in all(&html, ".kern-error[id]") {
            let id = message.value().id().unwrap_or_default();
            let words: String = message.text().collect();
            assert!(words.starts_with("Fehler: "), "{}: {words}", example.component);
            let stands_alone = ["error_message", "list"].contains(&example.component);
            assert!(stands_alone || described.contains(id), "{}: {id} describes nothing", example.component);
        }
    }
}

#[test]
fn a_text_of_several_lines_comes_back_as_it_was_typed() {
    let prefilled =
        examples().into_iter().find(|e| e.component == "text_area" && e.name == "prefilled").unwrap();
    let html = Html::parse_fragment(&prefilled.to_string());
    let typed: String = all(&html, "textarea").iter().flat_map(scraper::ElementRef::text).collect();
    assert_eq!(typed, "\nZeile eins\n\nZeile drei mit führender Leerzeile");
}

#[test]
fn every_example_has_a_page_and_the_gallery_leads_to_it() {
    use askama::Template;
    let gallery = GalleryPage::default().render().unwrap();
    for example in examples() {
        let page = ExamplePage::find(example.component, &example.slug()).unwrap().render().unwrap();
        assert!(page.contains(&example.to_string()));
        let link = format!("/entwicklung/komponenten/{}/{}", example.component, example.slug());
        assert!(gallery.contains(&link), "{link}");
    }
    assert!(ExamplePage::find("text_line", "no-such-example").is_none());
}
