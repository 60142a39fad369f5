//! Literals, answers, operators, and what absence does to them.

use serde_json::json;

use super::*;

#[test]
fn the_worked_figures_of_the_school_travel_form_are_exact() {
    check(&[
        ("14.2 * 2 * 178", "5055.2"),
        ("14.2 * 2 * 178 * 30", "151656"),
        ("route.distance_km * 2 * route.days", "5055.2"),
        ("route.distance_km * 2 * route.days * $rate", "151656"),
        ("0.1 + 0.2 = 0.3", "true"),
    ]);
}

#[test]
fn literals_stand_for_themselves() {
    check(&[
        ("12", "12"),
        ("0.50", "0.5"),
        ("'Über uns'", "'Über uns'"),
        ("''", "''"),
        ("true", "true"),
        ("false", "false"),
        ("absent", "absent"),
        ("today", "2025-10-01"),
        ("filed_on", "2025-10-01"),
    ]);
}

#[test]
fn answers_are_read_from_the_root_the_row_and_the_columns() {
    check(&[
        ("amount", "4900"),
        ("applicant.address.city", "'Gifhorn'"),
        ("applicant.is_adult", "absent"),
        ("school.from", "2025-08-14"),
        ("pass_months", "['2025-09', '2025-10']"),
        ("tickets[].price", "[5800, 5800, absent, 6300, 100]"),
        ("tickets[].pass.cost", "[10.5, absent, absent, absent, absent]"),
        ("tickets[].bought_on", "[2025-09-01, absent, 2025-10-02, absent, absent]"),
        ("row.price + 1", "5801"),
        ("row.pass.cost", "absent"),
        ("contains(pass_months, row.month)", "true"),
    ]);
}

#[test]
fn an_answer_of_another_type_is_absent() {
    let settings = IndexMap::from([("rate".to_owned(), Datum::Text("dreißig".to_owned()))]);
    let answers = json!({
        "amount": "12", "assisted": "ja", "zip": 5, "school": {"from": "14.08.2025", "to": "2025-8-1"},
        "tickets": {"price": 1}, "pass_months": "2025-09", "huge": 1e300
    });
    for source in
        ["amount", "assisted", "zip", "school.from", "school.to", "pass_months", "huge", "row.price", "$rate"]
    {
        let facts = Facts { answers: &answers, row: None, settings: &settings, today: day("2025-10-01") };
        let expression = Expression::parse(source, &Form, None).unwrap();
        assert_eq!(expression.eval(&facts), None, "{source}");
    }
}

#[test]
fn a_paper_form_is_filed_on_the_day_it_came() {
    let settings = IndexMap::new();
    let filed_on = |answers: serde_json::Value| {
        let facts = Facts { answers: &answers, row: None, settings: &settings, today: day("2025-10-01") };
        Expression::parse("filed_on", &Form, Some(&Type::Date)).unwrap().eval(&facts)
    };
    let came = json!({"assisted": {"paper_received_on": "2025-09-29"}});
    assert_eq!(filed_on(came), Some(Datum::Date(day("2025-09-29"))));
    for otherwise in [json!({}), json!({"assisted": {}}), json!({"assisted": {"paper_received_on": "29.9."}})]
    {
        assert_eq!(filed_on(otherwise), Some(Datum::Date(day("2025-10-01"))));
    }
}

#[test]
fn operators_bind_as_in_school() {
    check(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("12 / 2 / 3", "2"),
        ("12 / (2 / 4)", "24"),
        ("2 * -3 - -1", "-5"),
        ("-(0)", "0"),
        ("not false and false", "false"),
        ("not (false and false)", "true"),
        ("true or true and false", "true"),
        ("not 1 = 2", "true"),
        ("assisted = not false", "true"),
        ("1 + 1 = 2 and 'a' != 'b' or false", "true"),
        ("1+1<=2", "true"),
        ("\n amount\t>=\u{a0}4900 ", "true"),
    ]);
}

#[test]
fn comparisons_know_numbers_texts_days_and_bools() {
    check(&[
        ("1 < 2", "true"),
        ("2 <= 2.0", "true"),
        ("2 = 2.00", "true"),
        ("3 > 4", "false"),
        ("4 >= 4", "true"),
        ("4 != 4", "false"),
        ("applicant.address.city = 'Gifhorn'", "true"),
        ("applicant.address.city != 'gifhorn'", "true"),
        ("assisted = false", "false"),
        ("school.from < today", "true"),
        ("today <= $deadline", "true"),
        ("today = date(2025, 10, 1)", "true"),
    ]);
}

#[test]
fn an_absent_answer_makes_a_calculation_absent_and_a_comparison_false() {
    check(&[
        ("row.pass.cost + 1", "absent"),
        ("1 - row.pass.cost", "absent"),
        ("-row.pass.cost", "absent"),
        ("1 + absent", "absent"),
        ("$cap * 2", "absent"),
        ("school.to < today", "false"),
        ("school.to >= today", "false"),
        ("school.to = school.to", "false"),
        ("school.to != today", "false"),
        ("today != school.to", "false"),
    ]);
}

#[test]
fn absent_counts_as_false() {
    check(&[
        ("not applicant.is_adult", "true"),
        ("not absent", "true"),
        ("applicant.is_adult and true", "false"),
        ("applicant.is_adult or true", "true"),
        ("applicant.is_adult or absent", "false"),
        ("if(applicant.is_adult, 1, 2)", "2"),
        ("not present(school.to) or not present(school.from) or school.from <= school.to", "true"),
    ]);
}

#[test]
fn what_cannot_be_computed_is_absent() {
    check(&[
        ("1 / 0", "absent"),
        ("1 / (amount - amount)", "absent"),
        ("huge * huge", "absent"),
        ("9999999999999999999999999999 * 10", "absent"),
        ("79228162514264337593543950335 + 1", "absent"),
        ("-79228162514264337593543950335 - 1", "absent"),
        ("default(1 / 0, 7)", "7"),
    ]);
}

#[test]
fn references_are_named_once_in_the_order_of_the_text() {
    let source = "if(row.price > amount, sum_distinct(tickets[].price, tickets[].month), -amount) + $rate \
                  + if(not contains(pass_months, row.month) and assisted, row.price, 0)";
    let expression = Expression::parse(source, &Form, Some(&Type::Number)).unwrap();
    let expected =
        ["row.price", "amount", "tickets[].price", "tickets[].month", "pass_months", "row.month", "assisted"];
    assert_eq!(expression.references(), expected);
    assert_eq!(expression.source(), source);
}
