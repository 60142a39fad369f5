//! Whatever is written into a form, a bank can read the file.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::is_iban;

fn content(holder: &str, purpose: &str) -> PaymentContent {
    PaymentContent {
        payee: Account { holder: holder.to_owned(), iban: "DE89370400440532013000".to_owned(), bic: None },
        number: "222-222-222".to_owned(),
        reference: "222-222-222".to_owned(),
        purpose: purpose.to_owned(),
        decided_on: "2025-10-01".parse().unwrap(),
        letter_on: "2025-10-02".parse().unwrap(),
    }
}

fn debtor() -> Account {
    Account { holder: "Stadt Braunschweig".to_owned(), iban: "DE02120300000000202051".to_owned(), bic: None }
}

fn order_of(payments: Vec<(i64, PaymentContent)>) -> PaymentOrder {
    PaymentOrder {
        id: BatchId(uuid::Uuid::nil()),
        department: "fb40".to_owned(),
        number: "2025-001".to_owned(),
        made_at: DateTime::UNIX_EPOCH,
        execute_on: "2025-10-02".parse().unwrap(),
        payments,
    }
}

/// The texts of all elements with this name.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&begin).skip(1).filter_map(|rest| rest.split_once(&end)).map(|(text, _)| text).collect()
}

#[test]
fn names_are_written_with_the_letters_that_banks_take() {
    for (name, written) in [
        ("Jörg Groß-Müller", "Joerg Gross-Mueller"),
        ("Jo\u{308}rg", "Joerg"),
        ("ÄÖÜ ẞ", "AeOeUe SS"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Ngọc Đặng", "Ngoc Dang"),
        ("Søren Ærø", "Soren Aero"),
        ("Kunst & Kultur e. V.", "Kunst + Kultur e. V."),
        ("„Die Brücke“", "Die Bruecke"),
        ("O’Neill", "O'Neill"),
        ("//INV/ a//b /", "INV/ a/b"),
        ("Ким", ""),
        ("ﬁ ½", "fi"),
    ] {
        assert_eq!(plain(name, 70), written, "{name}");
    }
    assert_eq!(plain("Straße", 5), "Stras");
}

#[test]
fn who_has_no_letters_of_ours_still_has_a_name() {
    let xml = order_of(vec![(100, content("Ким", "Zweck"))]).for_bank(&debtor());
    assert!(texts(&xml, "Nm").contains(&"NOTPROVIDED"), "{xml}");
}

#[test]
fn a_table_tells_amounts_as_germans_write_them_and_holds_no_formula() {
    let order = order_of(vec![(19_505, content("=HYPERLINK(1)", "Zweck 222-222-222"))]);
    let table = String::from_utf8(table(&order).unwrap()).unwrap();
    let row = table.lines().nth(1).unwrap();
    assert_eq!(
        row,
        "\"222-222-222\";\"'=HYPERLINK(1)\";\"DE89370400440532013000\";\"\";\"195,05\";\
         \"Zweck 222-222-222\";\"01.10.2025\";\"02.10.2025\""
    );
}

#[test]
fn what_is_too_long_loses_its_beginning_and_keeps_its_number() {
    let long = format!("{} 222-222-222", "Ä".repeat(100));
    let mut order = order_of(vec![(100, content("Ada", &long))]);
    order.department = "fachbereich-fuer-kultur-und-wissenschaft".to_owned();
    let xml = order.for_bank(&debtor());
    assert_eq!(texts(&xml, "PmtInfId"), ["fachbereich-fuer-kultur-un-2025-001"], "35 characters");
    let purpose = texts(&xml, "Ustrd")[0];
    assert_eq!(purpose, format!("{} 222-222-222", "Ae".repeat(64)), "140 characters");
}

proptest! {
    #[test]
    fn whatever_is_written_a_bank_reads_it(text in "\\PC{0,200}|[\\x00-\\x7f/ ]{0,200}|[À-ſ /]{0,200}", most in 1_usize..141) {
        let written = plain(&text, most);
        prop_assert!(written.len() <= most);
        let is_taken = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
        prop_assert!(written.chars().all(is_taken), "{:?}", written);
        prop_assert!(!written.contains("//") && !written.contains("  "));
        prop_assert!(!written.starts_with(['/', ' ']) && !written.ends_with(['/', ' ']));
        prop_assert_eq!(plain(&written, most), written, "once is enough");
    }

    #[test]
    fn sums_are_exact_and_every_payment_is_there(
        amounts in proptest::collection::vec(1_i64..100_000_000_000, 1..40),
        holder in "\\PC{0,100}",
        purpose in "\\PC{0,200}",
    ) {
        let payments = amounts.iter().map(|cents| (*cents, content(&holder, &purpose))).collect();
        let xml = order_of(payments).for_bank(&debtor());
        let total: i64 = amounts.iter().sum();
        prop_assert_eq!(texts(&xml, "CtrlSum"), vec![euros(total); 2]);
        prop_assert_eq!(texts(&xml, "NbOfTxs"), vec![amounts.len().to_string(); 2]);
        let paid = xml.split("<InstdAmt Ccy=\"EUR\">").skip(1).filter_map(|rest| rest.split_once('<'));
        let paid: i64 = paid.map(|(text, _)| text.replace('.', "").parse::<i64>().unwrap()).sum();
        prop_assert_eq!(paid, total);
        prop_assert!(texts(&xml, "Nm").iter().all(|name| (1..=70).contains(&name.len())));
        prop_assert!(texts(&xml, "Ustrd").iter().all(|text| (1..=140).contains(&text.len())));
        prop_assert!(texts(&xml, "IBAN").iter().all(|iban| is_iban(iban)));
    }
}
