//! `pforte check --messages`.

use std::io::Write;

use super::Failure;
use super::preview::missing;
use crate::domain::Channel;
use crate::forms::catalogue::Catalogue;
use crate::forms::form::PublicService;
use crate::forms::mistakes::{Mistake, mistakes};
use crate::forms::source::FormSource;

/// Prints everything that people can be told at the fields of the forms, or of one: a line each, with form, field,
/// cause and message, and a tab between them.
pub fn messages(source: &FormSource, form: Option<&str>) -> Result<(), Failure> {
    source.form_ids().map_err(|problem| Failure(problem.to_string()))?;
    let catalogue = Catalogue::load(source);
    let services: Vec<&PublicService> =
        catalogue.all().filter(|service| form.is_none_or(|id| service.online.id == id)).collect();
    if let Some(id) = form.filter(|id| catalogue.find_id(id).is_none()) {
        return Err(missing(source, &catalogue, id));
    }
    let is_wanted = |file: &str| form.is_none_or(|id| file.split('/').next() == Some(id));
    let problems: Vec<_> = catalogue.problems().iter().filter(|problem| is_wanted(&problem.file)).collect();
    problems.iter().for_each(|problem| eprintln!("{problem}"));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for service in &services {
        for mistake in of_service(service) {
            let line = line(&service.online.id, &mistake);
            match writeln!(out, "{line}") {
                // Whoever reads has enough: `| head`.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
    }
    out.flush()?;
    match problems.len() {
        0 => Ok(()),
        count => Err(Failure(format!(
            "{count} mistakes; mend them at the places named above: forms that have some are left out"
        ))),
    }
}

/// The fields of a service: what everybody is asked, what the desk records, and what the second step asks.
fn of_service(service: &PublicService) -> Vec<Mistake> {
    let mut all = mistakes(service.form(Channel::Online));
    let more = [service.form(Channel::Assisted), service.form(Channel::SecondStep)];
    for mistake in more.into_iter().flat_map(|form| mistakes(form)) {
        if !all.contains(&mistake) {
            all.push(mistake);
        }
    }
    all
}

fn line(form: &str, mistake: &Mistake) -> String {
    let causes: Vec<String> = mistake.causes.iter().map(ToString::to_string).collect();
    // A message is one line of its own.
    let message = mistake.message.replace(['\n', '\t'], " ");
    format!("{form}\t{}\t{}\t{message}", mistake.field, causes.join(", "))
}
