//! The words of errors, and the place they stand at.

use serde_json::{Value, json};

use super::sample::{complete, errors, post, sample, state, typed};
use crate::forms::state::FormState;

fn told(state: &FormState) -> Vec<String> {
    state.errors.iter().map(|error| format!("{}: {}", error.anchor(), error.message)).collect()
}

fn with(pointer: &str, value: Value) -> FormState {
    let mut answers = complete();
    let (object, name) = pointer.rsplit_once('/').unwrap();
    let object = answers.pointer_mut(object).and_then(Value::as_object_mut).unwrap();
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    state(sample(), answers)
}

#[test]
fn an_empty_form_names_everything_in_its_order() {
    assert_eq!(
        told(&state(sample(), json!({}))),
        [
            "applicant.family_name: Geben Sie Ihren Familiennamen ein.",
            "applicant.birth.day: Füllen Sie das Feld „Geburtsdatum“ aus.",
            "applicant.email: Füllen Sie mindestens eines der Felder „E-Mail-Adresse“ oder „Telefon“ aus.",
            "pass: Wählen Sie bei „Hatten Sie eine Schülerzeitkarte?“ eine Antwort aus.",
            "tickets: Fügen Sie bei „Fahrkarten“ mindestens einen Eintrag hinzu.",
            "paper: Wählen Sie bei „Fahrkarten im Original“ eine Antwort aus.",
            "consent: Bestätigen Sie: „Die Angaben sind richtig“",
        ]
    );
}

#[test]
fn a_complete_form_has_no_errors() {
    assert_eq!(errors(&state(sample(), complete())), Vec::<String>::new());
}

#[test]
fn limits_are_told_with_the_words_of_the_field() {
    assert_eq!(
        told(&with("/applicant/family_name", json!("Öztürk-Müller"))),
        ["applicant.family_name: Der Familienname darf höchstens 10 Zeichen lang sein."]
    );
    assert_eq!(
        told(&with("/distance", json!(-1))),
        ["distance: Geben Sie bei „Entfernung“ mindestens 0 km ein."]
    );
    assert_eq!(
        told(&with("/distance", json!(7.55))),
        [
            "distance: Geben Sie bei „Entfernung“ eine Zahl mit höchstens einer Stelle nach dem Komma ein, zum Beispiel 7,5."
        ]
    );
    assert_eq!(
        told(&with("/tickets/1/price", json!(99))),
        ["tickets.1.price: Der Preis muss mindestens 1,00 € betragen."]
    );
    assert_eq!(
        told(&with("/tickets/1/price", json!(100_001))),
        [
            "tickets: 1.049,01 € sind mehr als das Doppelte von 100,00 €.",
            "tickets.1.price: Der Preis darf höchstens 1.000,00 € betragen."
        ]
    );
    assert_eq!(
        told(&with("/tickets", vec![json!({"month": "2025-09", "price": 100}); 4].into())),
        ["tickets: Bei „Fahrkarten“ sind höchstens 3 Einträge möglich."]
    );
}

#[test]
fn formats_say_what_is_expected() {
    assert_eq!(
        told(&with("/applicant/email", json!("anna"))),
        ["applicant.email: Geben Sie bei „E-Mail-Adresse“ eine Adresse im Format name@beispiel.de ein."]
    );
    let iban = with("/applicant/bank", json!({"iban": "DE03120300000000202051"}));
    assert_eq!(errors(&iban), ["applicant.bank.iban: format"]);
}

#[test]
fn an_option_of_a_set_is_told_at_the_set() {
    let mut answers = complete();
    answers["pass"] = json!("partly");
    answers["pass_months"] = json!(["aug", "none"]);
    assert_eq!(
        told(&state(sample(), answers.clone())),
        [
            "pass_months: Wählen Sie bei „Monate mit Zeitkarte“ entweder „Keiner davon“ oder andere Antworten aus, nicht beides."
        ]
    );
    answers["pass_months"] = json!(["juli"]);
    assert_eq!(errors(&state(sample(), answers)), ["pass_months: enum"]);
}

#[test]
fn a_computed_rule_stands_at_its_field_and_waits_for_the_sending() {
    let state = with("/tickets/0/price", json!(20_000));
    assert_eq!(told(&state), ["tickets: 258,00 € sind mehr als das Doppelte von 100,00 €."]);
    assert!(state.errors.iter().all(|error| error.at_submit));
    assert_eq!(state.errors_of("fahrkarten").count(), 0);
    assert!(!state.errors.is_empty());
}

#[test]
fn a_date_names_the_part_that_is_wrong() {
    let form = sample();
    let birth = |day: &str, month: &str, year: &str| {
        let mut remembered = typed(complete());
        let parts =
            [("applicant.birth.day", day), ("applicant.birth.month", month), ("applicant.birth.year", year)];
        told(&post(form, "person", &mut remembered, &parts))
    };
    assert_eq!(
        birth("3", "", "1990"),
        ["applicant.birth.month: Das Geburtsdatum muss einen Monat enthalten."]
    );
    assert_eq!(
        birth("3", "4", "90"),
        ["applicant.birth.year: Das Geburtsdatum muss ein Jahr mit vier Ziffern enthalten."]
    );
    assert_eq!(
        birth("31", "4", "1990"),
        ["applicant.birth.day: Das Geburtsdatum muss ein Datum sein, das es gibt."]
    );
    assert_eq!(
        birth("3", "14", "1990"),
        ["applicant.birth.month: Das Geburtsdatum muss ein Datum sein, das es gibt."]
    );
}

#[test]
fn an_unreadable_number_is_told_once() {
    let mut remembered = typed(complete());
    let state = post(sample(), "fahrkarten", &mut remembered, &[("tickets.0.price", "neunundvierzig")]);
    assert_eq!(
        told(&state),
        ["tickets.0.price: Der Preis muss ein Betrag in Euro sein, zum Beispiel 49,00."]
    );
}
