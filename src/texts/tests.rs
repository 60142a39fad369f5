use super::*;

#[test]
fn german_says_what_is_there() {
    let german = Language::german();
    assert_eq!(german.say("Weiter"), "Weiter");
    assert_eq!(german.name(), "Deutsch");
    assert_eq!(german.fill("Noch {days} Tage", &[("days", "3")]), "Noch 3 Tage");
}

#[test]
fn every_built_in_language_can_be_read_and_has_the_same_texts() {
    for (tag, text) in BUILT_IN {
        let texts: Dictionary = serde_json::from_str(text).unwrap();
        let known: Vec<&str> = texts.keys().map(String::as_str).collect();
        assert_eq!(known, all().collect::<Vec<_>>(), "{tag}");
        for (german, other) in &texts {
            assert!(!other.trim().is_empty(), "{tag}: {german}");
            assert_eq!(names(german), names(other), "{tag}: {german}");
        }
    }
}

#[test]
fn a_value_is_never_taken_for_a_name() {
    let values = [("a", "{b}"), ("b", "x")];
    assert_eq!(Language::german().fill("{a} {b} {c", &values), "{b} x {c");
}

#[test]
fn a_city_adds_a_language_or_mends_a_word() {
    let texts = |own: &str, next: &str| {
        Dictionary::from([("Deutsch".to_owned(), own.to_owned()), ("Weiter".to_owned(), next.to_owned())])
    };
    let added = BTreeMap::from([
        ("tr".to_owned(), texts("Türkçe", "Devam")),
        ("en".to_owned(), texts("English", "Next page")),
    ]);
    let languages = Languages::with(&added);
    let tags: Vec<&str> = languages.iter().map(Language::tag).collect();
    assert_eq!(tags, ["de", "en", "de-x-ls", "tr"]);
    assert_eq!(languages.find("tr").unwrap().say("Weiter"), "Devam");
    assert_eq!(languages.find("tr").unwrap().say("Zurück"), "Zurück");
    assert_eq!(languages.find("en").unwrap().say("Weiter"), "Next page");
    assert!(languages.find("fr").is_none());
}
