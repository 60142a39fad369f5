//! `pforte forms preview`.

use std::io::Write;
use std::path::Path;

use askama::Template;

use super::Failure;
use crate::forms::catalogue::Catalogue;
use crate::forms::source::FormSource;
use crate::web::preview::PreviewPage;

/// Writes the page with every branch of a form open.
pub fn preview(source: &FormSource, id: &str, into: Option<&Path>) -> Result<(), Failure> {
    source.form_ids().map_err(|problem| Failure(problem.to_string()))?;
    let catalogue = Catalogue::load(source);
    let Some(service) = catalogue.find_id(id) else { return Err(missing(source, &catalogue, id)) };
    let page = PreviewPage::alone(service).render()?;
    match into {
        Some(file) => {
            std::fs::write(file, page)
                .map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?;
            eprintln!("{}: every branch of {id}; open it in a browser", file.display());
            Ok(())
        }
        None => match std::io::stdout().lock().write_all(page.as_bytes()) {
            // Whoever reads has enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        },
    }
}

/// Why there is no such form: it has mistakes, which are told, or there is none.
pub fn missing(source: &FormSource, catalogue: &Catalogue, id: &str) -> Failure {
    let ids = source.form_ids().unwrap_or_default();
    if ids.iter().any(|known| known == id) {
        // A mistake may stand in a file that all forms share.
        catalogue.problems().iter().for_each(|problem| eprintln!("{problem}"));
        return Failure(format!("{id} has a mistake; mend it at the places named above"));
    }
    Failure(format!("there is no form {id:?}; there are: {}", ids.join(", ")))
}
