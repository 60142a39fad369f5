//! `pforte purge` and `pforte erase`: what is kept no longer.

use clap::Args;

use super::acts::Acts;
use super::serve::catalogue;
use super::{Failure, config, depot, open, runtime};
use crate::casework::SOON_DAYS;
use crate::clock::{Clock, SystemClock, german_day};
use crate::domain::{ErasureCause, ErasureGround, ReceiptNumber};
use crate::library::Library;
use crate::retention::{self, Forecast, FormForecast, Requested};
use crate::store::erasure::ErasureBar;

/// How the command erases what is over.
#[derive(Debug, Args)]
pub struct PurgeArguments {
    /// Erase nothing; print what would go now, and in the next 30 days: a line a form, with counts.
    #[arg(long)]
    dry_run: bool,
    /// Print the numbers of the applications, too.
    #[arg(long, requires = "dry_run")]
    list: bool,
}

/// Which case the command erases, and why.
#[derive(Debug, Args)]
pub struct EraseArguments {
    /// The number of the application.
    number: String,
    /// Why: no-longer-needed, consent-withdrawn, objection, unlawful or legal-duty (Article 17 (1) a to e GDPR).
    #[arg(long, value_name = "WORD")]
    reason: String,
}

/// Erases what is over, or tells what would go.
pub fn purge(arguments: &PurgeArguments) -> Result<(), Failure> {
    let config = config()?;
    let (db, depot) = (open(&config)?, depot(&config)?);
    db.migrate()?;
    let library = Library::new(catalogue(&config)?);
    let now = SystemClock.now();
    runtime()?.block_on(async {
        if arguments.dry_run {
            tell(&retention::forecast(&db, &library, now).await?, arguments.list);
            return Ok(());
        }
        let gone = retention::purge(&db, &depot, &library, now).await?;
        db.close().await;
        println!(
            "Erased: {} cases, {} files of other cases, {} lists of payments",
            gone.cases, gone.papers, gone.lists
        );
        Ok(())
    })
}

fn tell(forecast: &Forecast, is_listed: bool) {
    for FormForecast { form_id, now, soon, papers } in &forecast.forms {
        println!(
            "{form_id}: {} cases now, {} more in the next {SOON_DAYS} days, {papers} files of other cases now",
            now.len(),
            soon.len()
        );
        for (numbers, when) in [(now, "now"), (soon, "soon")] {
            numbers.iter().filter(|_| is_listed).for_each(|number| println!("  {number} {when}"));
        }
    }
    println!(
        "{} lists of payments now; {} cases have no key and cannot be read. Nothing was erased.",
        forecast.lists, forecast.keyless
    );
}

/// Erases one case because its applicant asked for it.
pub fn erase(arguments: &EraseArguments) -> Result<(), Failure> {
    let number: ReceiptNumber =
        arguments.number.parse().map_err(|_| Failure("this is no number of an application".to_owned()))?;
    let ground: ErasureGround = arguments.reason.parse().map_err(|()| {
        let words = ErasureGround::ALL.map(ErasureGround::as_str).join(", ");
        Failure(format!("--reason is one of {words}"))
    })?;
    let config = config()?;
    let (db, depot) = (open(&config)?, depot(&config)?);
    db.migrate()?;
    let mut acts = Acts::open(&config)?;
    let (cause, now) = (ErasureCause::Request(ground), SystemClock.now());
    let done = runtime()?.block_on(async {
        let done = retention::erase_requested(&db, &depot, &number, cause, now).await;
        db.close().await;
        done
    })?;
    match done {
        Requested::Erased(erased) => {
            acts.note("erase", format!("number={number} reason={}", ground.as_str()))?;
            println!(
                "{number} is erased, with {} files. What stays: that it was erased, what happened when without a \
                 word of it, its count in the figures, and {} payments, which bookkeeping has to keep (Article 17 \
                 (3) b GDPR).",
                erased.files.len(),
                erased.kept_payments
            );
            Ok(())
        }
        Requested::Absent => Err(Failure(format!("there is no application {number}"))),
        Requested::Changed => Err(Failure(format!("{number} was changed at this moment; try again"))),
        Requested::Barred(bar) => Err(Failure(format!("{number} is not erased: {}", reason(bar)))),
    }
}

fn reason(bar: ErasureBar) -> String {
    match bar {
        ErasureBar::Open => "it is still worked on (Article 17 (3) b GDPR)".to_owned(),
        ErasureBar::Letter => "the letter of its decision is still to be fetched or posted".to_owned(),
        ErasureBar::Payment => "what was granted is still to be paid".to_owned(),
        ErasureBar::Held(until) => {
            format!("it is kept until {} (Article 17 (3) b and e GDPR)", german_day(until))
        }
    }
}
