//! What form authors read when a text is no expression.

use super::super::parser::{MAX_LENGTH, MAX_NESTING};
use super::*;

/// Checks where the error is and that its reason holds `part`.
#[track_caller]
fn refused(table: &[(&str, usize, &str)]) {
    for (source, at, part) in table {
        let error = Expression::parse(source, &Form, None).expect_err(source);
        assert_eq!(error.at, *at, "{source}: {error}");
        assert!(error.reason.contains(part), "{source}: {error}");
    }
}

#[test]
fn unknown_names_are_named_with_the_likely_one() {
    refused(&[
        ("1 + tickets[].prize", 5, "unknown answer `tickets[].prize`; write the path from the root"),
        ("sum(tickets.price)", 5, "did you mean `tickets[].price`?"),
        ("pass.cost", 1, "did you mean `row.pass.cost`?"),
        ("row.amount", 1, "did you mean `amount`?"),
        ("row.nothing", 1, "`row.` reads fields of the same row"),
        ("deadline < today", 1, "did you mean the setting `$deadline`?"),
        ("$amount", 1, "did you mean the answer `amount`?"),
        ("2 * $unknown", 5, "add it to `settings` in form.json"),
        ("today.year", 1, "unknown answer `today.year`"),
        ("age + 1", 1, "`age` is a function; write `age(birth, day)`"),
        ("avg(tickets[].price)", 1, "unknown function `avg`; there are sum, count, min"),
        ("sum(a[].b[].c)", 5, "list within a list"),
    ]);
}

#[test]
fn signs_of_other_languages_are_translated() {
    refused(&[
        ("1 == 1", 3, "write `=` instead"),
        ("1 <> 1", 3, "write `!=` instead"),
        ("!assisted", 1, "write `not` instead"),
        ("assisted && assisted", 10, "write `and` instead"),
        ("assisted || assisted", 10, "write `or` instead"),
        ("zip = \"38518\"", 7, "single quotes"),
        ("zip = „38518“", 7, "single quotes"),
        ("zip = '38518", 7, "ends this text is missing"),
        ("2 − 1", 3, "write `-` for minus"),
        (".5", 1, "digit before the decimal point"),
        ("5.", 3, "digit must follow the decimal point"),
        ("1.000.000", 6, "no thousands dots"),
        ("12km", 3, "put a space or an operator"),
        ("0,5", 2, "decimals have a point"),
        ("größe", 3, "cannot stand in a name"),
        ("amount ? 1", 8, "means nothing here"),
        ("tickets[0].price", 9, "all rows"),
        ("tickets[]", 10, "the name of a column must follow"),
        ("route.", 7, "a name must follow `route.`"),
        ("$1", 2, "the name of a setting"),
        ("123456789012345678901234567890", 1, "too many digits"),
    ]);
}

#[test]
fn gaps_and_parentheses_are_shown_where_they_are() {
    refused(&[
        ("", 1, "a value is missing at the end"),
        ("1 +", 4, "a value is missing at the end"),
        ("* 2", 1, "a value is missing before `*`"),
        ("(1 + 2", 7, "a `)` is missing for the `(` at character 1"),
        ("1 + 2)", 6, "no `(` for this `)`"),
        ("()", 2, "a value is missing before `)`"),
        ("max(1 2)", 7, "a `,` or a `)` is missing for the `(` of `max` at character 4"),
        ("max(1, )", 8, "a value is missing before `)`"),
        ("max(, 1)", 5, "a value is missing before `,`"),
        ("amount amount", 8, "an operator is missing"),
        ("1 < 2 < 3", 7, "two values at a time"),
        ("1 = 1 = true", 7, "two values at a time"),
    ]);
}

#[test]
fn types_must_fit() {
    refused(&[
        ("amount + zip", 10, "a number must stand on both sides of `+`, but this is a text"),
        ("today + 1", 1, "a number must stand on both sides of `+`, but this is a date"),
        ("-zip", 2, "after `-`"),
        ("not amount", 5, "yes or no must stand after `not`, but this is a number"),
        ("amount and assisted", 1, "both sides of `and`"),
        ("zip = 38518", 5, "cannot compare a text with a number; write a number without quotes"),
        ("school.from > '2025-08-01'", 13, "write a day as `date(2026, 10, 31)`"),
        ("zip < '4'", 5, "numbers or dates only"),
        ("pass_months = pass_months", 13, "a list of texts cannot be compared"),
        ("pass_months = '2025-09'", 13, "contains(set, value)"),
        ("amount = absent", 8, "write `present(…)`"),
        ("round(amount)", 1, "the number of values must be 2, not 1; write `round(x, places)`"),
        ("present()", 1, "write `present(a)`"),
        ("min()", 1, "write `min(list)`"),
        ("min(amount)", 5, "a list, or several values, must stand here, but this is a number"),
        ("max(pass_months)", 5, "only numbers or dates have an order"),
        ("max(1, today)", 8, "of the same type"),
        ("max('a', 'b')", 5, "only numbers or dates have an order"),
        ("sum(amount)", 5, "a list of numbers must stand here, but this is a number"),
        ("sum(pass_months)", 5, "but this is a list of texts"),
        ("count(zip)", 7, "a list must stand here"),
        ("if(amount, 1, 2)", 4, "yes or no must be the condition"),
        ("if(true, 1, 'a')", 13, "one is a number and this is a text"),
        ("default(amount, 'a')", 17, "one is a number and this is a text"),
        ("contains(pass_months, 9)", 23, "the entries are each a text, but this is a number"),
        ("contains(zip, '3')", 10, "a set or a column must stand here"),
        ("step($rate, today)", 6, "a table of settings by day must stand in `step($table, day)`"),
        ("sum_distinct(tickets[].price, pass_months)", 14, "columns of the same list"),
        ("sum_distinct(tickets[].month, tickets[].price)", 14, "a list of numbers"),
    ]);
}

#[test]
fn the_whole_must_be_of_the_expected_type() {
    let error = Expression::parse(" zip", &Form, Some(&Type::Bool)).unwrap_err();
    assert_eq!(error.to_string(), "at character 2: the whole expression must be yes or no, but it is a text");
    for source in ["absent", "default(absent, absent)", "assisted"] {
        assert!(Expression::parse(source, &Form, Some(&Type::Bool)).is_ok(), "{source}");
    }
}

#[test]
fn length_is_bounded() {
    let longest = format!("1{}", "+1".repeat((MAX_LENGTH - 1) / 2)) + " ";
    assert_eq!(longest.chars().count(), MAX_LENGTH);
    assert_eq!(words(value(&longest).as_ref()), "1000");
    refused(&[(&format!("{longest} "), MAX_LENGTH + 1, "at most 2000 characters")]);
}

#[test]
fn nesting_is_bounded() {
    for (open, inner, close) in [("(", "1", ")"), ("-", "1", ""), ("max(0, ", "1", ")"), ("not ", "true", "")]
    {
        let nested = |depth| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        assert!(Expression::parse(&nested(MAX_NESTING), &Form, None).is_ok(), "{open}");
        let error = Expression::parse(&nested(MAX_NESTING + 1), &Form, None).unwrap_err();
        assert!(error.reason.contains("nested more than 25 times"), "{error}");
    }
}

#[test]
fn the_deepest_expression_needs_little_of_the_stack() {
    let deepest = format!(
        "{}true{}",
        "assisted or assisted and 1 = 1 + 1 * if(".repeat(MAX_NESTING),
        ", 1, 0)".repeat(MAX_NESTING)
    );
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let depth = small.spawn(move || value(&deepest)).unwrap().join().unwrap();
    assert_eq!(words(depth.as_ref()), "true");
}
