//! The account from which what is granted is paid.

use super::source::Values;
use super::variable::Variable;
use crate::domain::{Account, AccountMistake};

/// The account from which what is granted is paid.
#[derive(Debug, Clone)]
pub struct PaymentConfig {
    /// `PFORTE_PAYMENT_NAME`, `PFORTE_PAYMENT_IBAN`, `PFORTE_PAYMENT_BIC`: the account; `None` where no file for the bank
    /// is made.
    pub debtor: Option<Account>,
}

const NAME: Variable = Variable::plain(
    "PFORTE_PAYMENT_NAME",
    "none: lists of payments can be saved as CSV only",
    "Whose account pays what is granted, as the bank knows it. With `PFORTE_PAYMENT_IBAN`, lists of payments can be saved for the bank, too (ISO 20022, `pain.001.001.09`).",
);
const IBAN: Variable = Variable::plain(
    "PFORTE_PAYMENT_IBAN",
    "none",
    "The IBAN of that account. Required with `PFORTE_PAYMENT_NAME`.",
);
const BIC: Variable =
    Variable::plain("PFORTE_PAYMENT_BIC", "none", "The BIC of its bank, if the bank wants it in the file.");

pub(super) const VARIABLES: [Variable; 3] = [NAME, IBAN, BIC];

impl PaymentConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        let mut text =
            |variable: &Variable| values.parse(variable, None, |text: &str| Ok(Some(text.to_owned())));
        let (name, iban, bic) = (text(&NAME), text(&IBAN), text(&BIC));
        if name.is_none() && iban.is_none() && bic.is_none() {
            return Self { debtor: None };
        }
        let (name, iban) = (name.unwrap_or_default(), iban.unwrap_or_default());
        match Account::written(&name, &iban, bic.as_deref()) {
            Ok(debtor) => Self { debtor: Some(debtor) },
            Err(mistake) => {
                values.refuse(match mistake {
                    AccountMistake::Holder => "PFORTE_PAYMENT_NAME: give the name of whose account pays",
                    AccountMistake::Iban => "PFORTE_PAYMENT_IBAN: this is no IBAN; check its digits",
                    AccountMistake::Bic => "PFORTE_PAYMENT_BIC: a BIC has 8 or 11 characters",
                });
                Self { debtor: None }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigError};

    fn read(name: &str, iban: &str, bic: &str) -> Result<Config, ConfigError> {
        let given = [("NAME", name), ("IBAN", iban), ("BIC", bic)]
            .map(|(variable, value)| (format!("PFORTE_PAYMENT_{variable}"), value.to_owned()));
        Config::read(given.into_iter().filter(|(_, value)| !value.is_empty()), None)
    }

    #[test]
    fn an_account_is_complete_or_not_there() {
        let iban = "DE02 1203 0000 0000 2020 51";
        let debtor = read("Stadt Braunschweig", iban, "").unwrap().payment.debtor.unwrap();
        assert_eq!((debtor.iban.as_str(), debtor.bic), ("DE02120300000000202051", None));
        assert!(read("", "", "").unwrap().payment.debtor.is_none());
        for (name, iban, bic, told) in [
            ("", iban, "", "PFORTE_PAYMENT_NAME"),
            ("Stadt", "", "", "PFORTE_PAYMENT_IBAN"),
            ("Stadt", "DE02120300000000202052", "", "PFORTE_PAYMENT_IBAN"),
            ("Stadt", iban, "NOLADE2", "PFORTE_PAYMENT_BIC"),
        ] {
            let problems = read(name, iban, bic).unwrap_err().problems;
            assert!(problems.len() == 1 && problems[0].starts_with(told), "{problems:?}");
        }
    }
}
