//! Everything that can be said about a folder of forms before citizens meet them.

use super::bundle;
use super::cases;
use super::form::Form;
use super::problem::Problem;
use super::source::FormSource;
use crate::domain::Channel;

/// What was checked, and what is wrong.
#[derive(Debug, Default)]
pub struct Report {
    /// How many forms were read.
    pub forms: usize,
    /// How many cases were run.
    pub cases: usize,
    /// Every mistake that was found.
    pub problems: Vec<Problem>,
}

/// Loads every form for both channels and runs its cases.
pub fn check(source: &FormSource) -> Report {
    let mut report = Report::default();
    let ids = match source.form_ids() {
        Ok(ids) => ids,
        Err(problem) => {
            report.problems.push(problem);
            return report;
        }
    };
    for id in ids {
        report.forms += 1;
        if let Err(problems) = check_form(source, &id, &mut report) {
            for problem in problems {
                // Both channels find the same mistakes.
                if !report.problems.contains(&problem) {
                    report.problems.push(problem);
                }
            }
        }
    }
    report
}

fn check_form(source: &FormSource, id: &str, report: &mut Report) -> Result<(), Vec<Problem>> {
    let text = bundle::bundle(source, id)?;
    Form::from_bundle(&text, Channel::Online)?;
    Form::from_bundle(&text, Channel::Assisted)?;
    let cases = cases::read(source, id)?;
    report.cases += cases.len();
    report.problems.extend(cases::run_all(&text, &cases));
    Ok(())
}
