//! What people type, searched for in the shipped services.

use super::*;
use crate::forms::catalogue::Catalogue;
use crate::forms::source::FormSource;

fn search(catalogue: &Catalogue, typed: &str) -> Found<String> {
    let (query, services) = (Query::of(typed), catalogue.services());
    let told = services.map(|service| (query.read(&[&service.online.file]), service.online.id.clone()));
    query.choose(told.collect())
}

/// What people type, and the service they mean.
const MEANT: [(&str, &str); 46] = [
    ("Hund", "dog_tax_registration"),
    ("ich habe einen Hund", "dog_tax_registration"),
    ("hund steuer", "dog_tax_registration"),
    ("Hundesteur", "dog_tax_registration"),
    ("Hund anmelden", "dog_tax_registration"),
    ("Hundebiss", "dog_tax_registration"),
    ("dog licence", "dog_tax_registration"),
    ("köpek vergisi", "dog_tax_registration"),
    ("KÖPEK VERGİSİ", "dog_tax_registration"),
    ("собаку", "dog_tax_registration"),
    ("Schuelerfahrkosten", "school_transport_refund"),
    ("Schu\u{308}lerfahrkosten", "school_transport_refund"),
    ("Fahrkarte für mein Kind", "school_transport_refund"),
    ("school bus", "school_transport_refund"),
    ("school", "school_transport_refund"),
    ("bus pass", "school_transport_refund"),
    ("Anwohnerparken", "resident_parking_permit"),
    ("Was ist der Bewohnerparkausweis", "resident_parking_permit"),
    ("Anwohnerparken ist man verpflichtet", "resident_parking_permit"),
    ("parking permit", "resident_parking_permit"),
    ("parking", "resident_parking_permit"),
    ("abonament mieszkanca", "resident_parking_permit"),
    ("Schlagloch", "defect_report"),
    ("pothole", "defect_report"),
    ("Laterne kaputt", "defect_report"),
    ("Laterne", "defect_report"),
    ("Straßenlaterne", "defect_report"),
    ("mein Nachbar ist zu laut", "defect_report"),
    ("waste", "defect_report"),
    ("cop", "defect_report"),
    ("ÇÖP", "defect_report"),
    ("Wohngeld", "housing_benefit_check"),
    ("Wohngeld beantragen", "housing_benefit_check"),
    ("housing benefit", "housing_benefit_check"),
    ("допомога на житло", "housing_benefit_check"),
    ("свідоцтво про народження", "birth_certificate_order"),
    ("birth certificate", "birth_certificate_order"),
    ("heiraten", "birth_certificate_order"),
    ("Standesamt", "birth_certificate_order"),
    ("Wo bekomme ich eine Geburtsurkunde", "birth_certificate_order"),
    ("شهادة ميلاد", "birth_certificate_order"),
    ("Adresse von jemandem", "register_information_simple"),
    ("Nachbarschaftsfest", "street_event_permit"),
    ("Konzert Zuschuss", "culture_project_grant"),
    ("arts grant", "culture_project_grant"),
    ("Kontinuitätsförderung", "culture_continuity_grant"),
];

#[test]
fn what_people_mean_comes_first() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    for (typed, meant) in MEANT {
        let found = search(&catalogue, typed).services;
        assert_eq!(found.first().map(String::as_str), Some(meant), "{typed:?} finds {found:?}");
    }
}

#[test]
fn small_words_and_words_of_other_languages_bring_nothing_that_nobody_means() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let all: [(&str, &[&str]); 6] = [
        ("Was ist der Bewohnerparkausweis", &["resident_parking_permit"]),
        ("Anwohnerparken ist man verpflichtet", &["resident_parking_permit"]),
        ("mein Nachbar ist zu laut", &["defect_report", "street_event_permit"]),
        ("Straßenlaterne", &["defect_report"]),
        ("heiraten", &["birth_certificate_order"]),
        ("I have a dog", &["dog_tax_registration"]),
    ];
    for (typed, only) in all {
        assert_eq!(search(&catalogue, typed).services, only, "{typed:?}");
    }
}

#[test]
fn a_further_word_hides_no_service_that_was_plainly_named() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let found = search(&catalogue, "Theater Zuschuss Miete").services;
    for named in ["culture_project_grant", "culture_continuity_grant", "housing_benefit_check"] {
        assert!(found.iter().any(|id| id == named), "{found:?}");
    }
    assert_eq!(found.first().map(String::as_str), Some("housing_benefit_check"), "{found:?}");
}

#[test]
fn the_words_to_which_there_is_nothing_are_told_as_they_were_typed() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    let found = search(&catalogue, "Anwohnerparken für mein Gewerbe");
    assert_eq!((found.services.len(), found.missed), (1, vec!["Gewerbe".to_owned()]));
    assert_eq!(search(&catalogue, "Hund U\u{308}bersee").missed, ["U\u{308}bersee"]);
    assert_eq!(search(&catalogue, "ich habe einen Hund").missed, Vec::<String>::new());
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_typed_is_everything() {
    let catalogue = Catalogue::load(&FormSource::Embedded);
    for typed in [
        "Reisepass",
        "xyzzyx",
        "Führerschein",
        "Pass",
        "driving licence",
        "Gewerbe anmelden",
        "Gewerbe abmelden",
        "Wohnsitz anmelden",
        "karta parkingowa",
    ] {
        assert_eq!(search(&catalogue, typed).services, Vec::<String>::new(), "{typed:?}");
    }
    for typed in ["", " - "] {
        assert_eq!(search(&catalogue, typed).services.len(), catalogue.services().count(), "{typed:?}");
    }
}
