//! Who looks for malware in the files that people hand in.

use super::source::Values;
use super::variable::Variable;
use crate::scanner::ScannerAddress;

/// Who looks for malware in the files that people hand in.
#[derive(Debug, Clone)]
pub struct ScannerConfig {
    /// `PFORTE_CLAMD`: where clamd listens; `None` where nobody looks.
    pub clamd: Option<ScannerAddress>,
}

const CLAMD: Variable = Variable::plain(
    "PFORTE_CLAMD",
    "none: files are taken as they come",
    "Where `clamd` of ClamAV listens on this machine, for example `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. It looks for malware in every file before anybody gets to see it (Deployment).",
);

pub(super) const VARIABLES: [Variable; 1] = [CLAMD];

impl ScannerConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        Self { clamd: values.parse(&CLAMD, None, |text| text.parse().map(Some)) }
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
    fn a_scanner_that_cannot_be_meant_is_refused_in_one_line() {
        assert_eq!(read(&[]).unwrap().scanner.clamd, None);
        let socket = "unix:/run/clamav/clamd.ctl";
        assert_eq!(read(&[("PFORTE_CLAMD", socket)]).unwrap().scanner.clamd.unwrap().to_string(), socket);
        for (wrong, told) in [("clamd", "unix:/run/clamav"), ("tcp:192.0.2.7:3310", "another machine")] {
            let problems = read(&[("PFORTE_CLAMD", wrong)]).unwrap_err();
            assert!(problems.len() == 1 && problems[0].starts_with("PFORTE_CLAMD: "), "{problems:?}");
            assert!(problems[0].contains(told), "{problems:?}");
        }
    }
}
