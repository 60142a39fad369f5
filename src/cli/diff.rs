//! `pforte forms diff`.

use std::path::Path;

use super::{Failure, config, open, runtime};
use crate::domain::{Channel, FormVersion, Scope};
use crate::forms::bundle::bundle;
use crate::forms::diff::{Class, diff as differences};
use crate::forms::form::Form;
use crate::forms::source::FormSource;
use crate::store::drafts;

/// Tells what is different between two versions of a form, and which drafts it touches.
pub fn diff(old: &Path, new: &Path) -> Result<(), Failure> {
    let (old, new) = (form(old)?, form(new)?);
    let changes = differences(&old, &new).map_err(|problem| Failure(problem.to_string()))?;
    changes.iter().for_each(|change| println!("{change}"));
    let count = |class: Class| changes.iter().filter(|change| change.class == class).count();
    println!(
        "{} compatible, {} need a look, {} must restart",
        count(Class::Compatible),
        count(Class::NeedsALook),
        count(Class::MustRestart)
    );
    match counted(&old.id) {
        Ok(drafts) => tell(&drafts, &old.version),
        Err(Failure(reason)) => println!("Drafts are not counted: {reason}"),
    }
    Ok(())
}

fn tell(drafts: &[(FormVersion, i64)], old: &FormVersion) {
    let (of_old, others): (Vec<_>, Vec<_>) = drafts.iter().partition(|(version, _)| version == old);
    let sum = |counted: Vec<&(FormVersion, i64)>| counted.iter().map(|(_, count)| count).sum::<i64>();
    println!(
        "Drafts in the database: {} of the old version, {} of others. They keep their version and can be sent.",
        sum(of_old),
        sum(others)
    );
}

/// The form in a folder; blocks and departments stand beside the folder.
fn form(folder: &Path) -> Result<Form, Failure> {
    let whole = folder.canonicalize().map_err(|error| {
        Failure(format!("{} cannot be read: {error}; name a form's folder", folder.display()))
    })?;
    let (Some(parent), Some(id)) = (whole.parent(), whole.file_name().and_then(|name| name.to_str())) else {
        return Err(Failure(format!("{} is no folder of a form", folder.display())));
    };
    let first = |problems: Vec<crate::forms::problem::Problem>| {
        let reason = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure(format!("{}: {reason} `pforte check` tells more", folder.display()))
    };
    let text = bundle(&FormSource::Folder(parent.to_owned()), id).map_err(first)?;
    Form::from_bundle(&text, Channel::Online).map_err(first)
}

/// The drafts of a form by their version, in the database that is configured.
fn counted(form_id: &str) -> Result<Vec<(FormVersion, i64)>, Failure> {
    let config = config()?;
    let url = &config.database.url;
    if let crate::store::DatabaseUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Err(Failure(format!("there is no database {}", path.display())));
    }
    let (db, form_id) = (open(&config)?, form_id.to_owned());
    let count = db.read(move |conn| drafts::count_by_version(&Scope::System, conn, &form_id));
    Ok(runtime()?.block_on(count)?)
}
