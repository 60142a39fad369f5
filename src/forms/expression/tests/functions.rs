//! Every function, and what absence does to it.

use super::super::functions::Function;
use super::*;

#[test]
fn sum_and_count_leave_absent_answers_out() {
    check(&[
        ("sum(tickets[].price)", "18000"),
        ("sum(tickets[].pass.cost)", "10.5"),
        ("sum(absent)", "0"),
        ("count(tickets[].price)", "4"),
        ("count(tickets[].bought_on)", "2"),
        ("count(pass_months)", "2"),
        ("count(absent)", "0"),
    ]);
}

#[test]
fn a_list_without_rows_has_the_sum_0_and_no_extremes() {
    let settings = settings();
    let answers = json!({"pass_months": []});
    let facts = Facts { answers: &answers, row: None, settings: &settings, today: day("2025-10-01") };
    for (source, expected) in [
        ("sum(tickets[].price)", "0"),
        ("sum_distinct(tickets[].price, tickets[].month)", "0"),
        ("count(tickets[].price)", "0"),
        ("min(tickets[].price)", "absent"),
        ("max(tickets[].price)", "absent"),
        ("present(tickets[].price)", "false"),
        ("present(pass_months)", "false"),
        ("contains(pass_months, 'a')", "false"),
    ] {
        let expression = Expression::parse(source, &Form, None).unwrap();
        assert_eq!(words(expression.eval(&facts).as_ref()), expected, "{source}");
    }
}

#[test]
fn min_and_max_take_a_list_or_several_values() {
    check(&[
        ("min(tickets[].price)", "100"),
        ("max(tickets[].price)", "6300"),
        ("max(tickets[].bought_on)", "2025-10-02"),
        ("min(3, 1, 2)", "1"),
        ("max(3, amount)", "4900"),
        ("max(row.pass.cost, 0)", "0"),
        ("min(5, $cap)", "5"),
        ("min(school.from, today)", "2025-08-14"),
        ("max(row.pass.cost, absent)", "absent"),
    ]);
}

#[test]
fn sum_distinct_takes_one_value_for_each_key() {
    // September counts once, October takes the row that has a price, the row without a month is left out.
    check(&[
        ("sum_distinct(tickets[].price, tickets[].month)", "12100"),
        ("sum_distinct(tickets[].price, tickets[].price)", "12200"),
        ("sum_distinct(tickets[].price, tickets[].bought_on)", "5800"),
    ]);
}

#[test]
fn default_if_and_present_decide_by_absence() {
    check(&[
        ("default(amount, 1)", "4900"),
        ("default(row.pass.cost, 1)", "1"),
        ("default(absent, 'a')", "'a'"),
        ("default($cap, absent)", "absent"),
        ("if(amount > 4000, 'viel', 'wenig')", "'viel'"),
        ("if(false, 1, absent)", "absent"),
        ("present(amount)", "true"),
        ("present(school.to)", "false"),
        ("present(absent)", "false"),
        ("present($cap)", "false"),
        ("present(tickets[].price)", "true"),
    ]);
}

#[test]
fn texts_are_searched_measured_and_read_as_numbers() {
    check(&[
        ("contains(pass_months, '2025-10')", "true"),
        ("contains(pass_months, '2025-11')", "false"),
        ("contains(tickets[].price, 6300.0)", "true"),
        ("contains(tickets[].price, row.pass.cost)", "false"),
        ("contains(absent, 'a')", "false"),
        ("number('12.50')", "12.5"),
        ("number(' -3 ')", "-3"),
        ("number(zip) + 1", "38519"),
        ("number('zwölf')", "absent"),
        ("number('1_000')", "absent"),
        ("number('1,5')", "absent"),
        ("number('')", "absent"),
        ("number(absent)", "absent"),
        ("length('Müller')", "6"),
        ("length(row.month)", "7"),
        ("length(absent)", "absent"),
        ("starts_with(zip, '38')", "true"),
        ("starts_with(zip, '8')", "false"),
        ("starts_with(absent, '')", "false"),
    ]);
}

#[test]
fn rounding_is_commercial() {
    check(&[
        ("round(2.5, 0)", "3"),
        ("round(-2.5, 0)", "-3"),
        ("round(2.345, 2)", "2.35"),
        ("round(2.344, 2)", "2.34"),
        ("round(-0.4, 0)", "0"),
        ("round(2.5, 40)", "2.5"),
        ("round(2.5, -1)", "absent"),
        ("round(2.5, 0.5)", "absent"),
        ("round(absent, 0)", "absent"),
        ("floor(2.9)", "2"),
        ("floor(-2.1)", "-3"),
        ("floor(absent)", "absent"),
    ]);
}

#[test]
fn days_are_made_and_taken_apart() {
    check(&[
        ("date(2024, 2, 29)", "2024-02-29"),
        ("date(2025, 2, 29)", "absent"),
        ("date(2025, 13, 1)", "absent"),
        ("date(2025, 1.5, 1)", "absent"),
        ("date(-1, 1, 1)", "absent"),
        ("date(10000, 1, 1)", "absent"),
        ("date(2025, absent, 1)", "absent"),
        ("year(today)", "2025"),
        ("month(today)", "10"),
        ("day(today)", "1"),
        ("year(school.to)", "absent"),
        ("date(year(today) + 1, 8, 1)", "2026-08-01"),
    ]);
}

#[test]
fn days_are_counted_forward_and_backward() {
    check(&[
        ("days_between(date(2024, 2, 28), date(2024, 3, 1))", "2"),
        ("days_between(today, date(2025, 9, 1))", "-30"),
        ("days_between(today, school.to)", "absent"),
        ("add_days(date(2024, 12, 31), 1)", "2025-01-01"),
        ("add_days(today, -1)", "2025-09-30"),
        ("add_days(today, 0.5)", "absent"),
        ("add_days(today, 99999999999999)", "absent"),
        ("add_days(today, 9999999)", "absent"),
        ("add_months(date(2025, 1, 31), 1)", "2025-02-28"),
        ("add_months(date(2024, 1, 31), 1)", "2024-02-29"),
        ("add_months(date(2024, 3, 31), -1)", "2024-02-29"),
        ("add_months(today, 15)", "2027-01-01"),
        ("add_months(today, 99999999999)", "absent"),
        ("add_months(school.to, 1)", "absent"),
    ]);
}

#[test]
fn months_and_years_count_when_they_are_whole() {
    check(&[
        ("months_between(date(2025, 1, 15), date(2025, 2, 14))", "0"),
        ("months_between(date(2025, 1, 15), date(2025, 2, 15))", "1"),
        ("months_between(date(2025, 1, 31), date(2025, 2, 27))", "0"),
        ("months_between(date(2025, 1, 31), date(2025, 2, 28))", "1"),
        ("months_between(date(2025, 2, 28), date(2025, 1, 31))", "-1"),
        ("months_between(date(2024, 8, 1), date(2025, 7, 31))", "11"),
        ("months_between(today, school.to)", "absent"),
        ("age(birth, date(2025, 2, 27))", "14"),
        ("age(birth, date(2025, 2, 28))", "15"),
        ("age(date(2008, 2, 29), date(2026, 2, 28))", "17"),
        ("age(date(2008, 2, 29), date(2026, 3, 1))", "18"),
        ("age(today, birth)", "absent"),
        ("age(school.to, today) >= 18", "false"),
    ]);
}

#[test]
fn step_takes_the_value_that_holds_on_the_day() {
    check(&[
        ("step($table, date(2024, 12, 31))", "1500"),
        ("step($table, date(2025, 1, 1))", "2000"),
        ("step($table, today)", "2000"),
        ("step($table, date(2023, 12, 31))", "absent"),
        ("step($table, school.to)", "absent"),
        ("step(absent, today)", "absent"),
    ]);
}

#[test]
fn every_function_of_the_manual_is_known_and_none_is_missing_there() {
    let manual = include_str!("../../../../forms/README.md");
    for name in Function::names().split(", ") {
        assert!(Function::find(name).is_some_and(|function| function.usage().starts_with(name)), "{name}");
        assert!(manual.contains(&format!("`{name}(")), "`{name}` is not in forms/README.md");
    }
    for name in ["sum", "sum_distinct", "step", "age", "floor"] {
        assert!(Function::find(name).is_some(), "{name}");
    }
}
