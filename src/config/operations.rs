//! What the operator is told.

use std::net::SocketAddr;

use super::http::HttpConfig;
use super::mail::mailbox;
use super::source::Values;
use super::variable::Variable;

/// What the operator is told.
#[derive(Debug, Clone)]
pub struct OperationsConfig {
    /// `PFORTE_METRICS_LISTEN`: where Prometheus asks for numbers; `None` is nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// `PFORTE_OPERATOR_EMAIL`: who is told once a day what to look after; `None` is nobody.
    pub operator_email: Option<String>,
}

const METRICS_LISTEN: Variable = Variable::plain(
    "PFORTE_METRICS_LISTEN",
    "none",
    "Address and port for `/metrics` (Prometheus) and for `/health/ready` with reasons. Whoever reaches it reads it, so keep it to this machine or a network of the operator.",
);

const OPERATOR_EMAIL: Variable = Variable::plain(
    "PFORTE_OPERATOR_EMAIL",
    "none",
    "Who gets a mail once a day when something is to be looked after: mail that failed or is stuck, forms with mistakes, little disk space, cases without a key, an old backup, a certificate or a contact for weaknesses that ends within 21 days, a scanner that is away or old, files that wait for it. It holds nothing of any application.",
);

pub(super) const VARIABLES: [Variable; 2] = [METRICS_LISTEN, OPERATOR_EMAIL];

impl OperationsConfig {
    pub(super) fn read(values: &mut Values, http: &HttpConfig) -> Self {
        let metrics_listen: Option<SocketAddr> = values.parse(&METRICS_LISTEN, None, |text| {
            text.parse().map(Some).map_err(|_| "give address and port, for example 127.0.0.1:9464".to_owned())
        });
        if metrics_listen.is_some_and(|listen| listen.port() != 0 && listen.port() == http.listen.port()) {
            values.refuse(
                "PFORTE_METRICS_LISTEN: give another port than PFORTE_LISTEN: what it tells is not for everybody",
            );
        }
        let operator_email = values.parse(&OPERATOR_EMAIL, None, |text| mailbox(text).map(Some));
        Self { metrics_listen, operator_email }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn read(variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        let given = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(given, None).map_err(|error| error.problems)
    }

    #[test]
    fn numbers_are_told_on_a_port_of_their_own_or_nowhere() {
        assert_eq!(read(&[]).unwrap().operations.metrics_listen, None);
        let own = read(&[("PFORTE_METRICS_LISTEN", "127.0.0.1:9464")]).unwrap();
        assert_eq!(own.operations.metrics_listen.unwrap().port(), 9464);
        for same in ["127.0.0.1:8080", "[::1]:8080"] {
            let told = read(&[("PFORTE_METRICS_LISTEN", same)]).unwrap_err();
            assert!(told.len() == 1 && told[0].contains("another port"), "{told:?}");
        }
        assert!(read(&[("PFORTE_METRICS_LISTEN", "9464")]).unwrap_err()[0].contains("address and port"));
    }
}
