//! `pforte serve`.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Failure, config, depot, form_source, notify, open, private_folder};
use crate::accounts::{SessionLimits, ensure_trial_accounts};
use crate::app::{self, Parts};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, LimitsConfig};
use crate::forms::catalogue::Catalogue;
use crate::library::Library;
use crate::mail::Mailer;
use crate::meters::Meters;
use crate::store::Db;
use crate::telemetry;
use crate::web::limits::Limits;
use crate::web::site::SiteSettings;

/// Serves until the process is told to stop.
pub fn serve() -> Result<(), Failure> {
    let config = config()?;
    telemetry::start(&config.log)?;
    has_named_its_proxies(&config)?;
    private_folder(&config.database.data)?;
    app::block_on(run(config))
}

/// People come over TLS, so through a proxy. Where nobody says which one it is, all of them come from its address, and
/// what is limited by address would be limited for the whole city.
pub(super) fn has_named_its_proxies(config: &Config) -> Result<(), Failure> {
    if config.http.is_https() && config.http.proxies.is_none() {
        return Err(Failure(
            "PFORTE_TRUSTED_PROXIES: name the proxy that ends TLS, for example 127.0.0.1 where it runs on this machine; \
             or none, if people come from their own addresses"
                .to_owned(),
        ));
    }
    Ok(())
}

async fn run(config: Config) -> Result<(), Failure> {
    let db = open(&config)?;
    db.migrate()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let library = Arc::new(Library::new(catalogue(&config)?));
    let listener = TcpListener::bind(config.http.listen).map_err(|error| {
        Failure(format!("cannot listen on {}: {error}; set PFORTE_LISTEN", config.http.listen))
    })?;
    let parts = Parts {
        listener,
        db: db.clone(),
        depot: depot(&config)?,
        audit: audit(&config)?,
        matters: db.matter_key().await?,
        library: Arc::clone(&library),
        changing: config.site.forms.clone().filter(|_| config.is_local_trial()),
        clock: Arc::clone(&clock),
        mailer: Arc::new(mailer(&config)?),
        settings: settings(&config),
        workers: config.http.workers.and_then(|count| usize::try_from(count).ok()).unwrap_or(0),
        numbers: numbers(&config)?,
        sends_mail: true,
        operator: config.operations.operator_email.clone(),
        digest_hour: config.mail.digest_hour,
    };
    let running = app::start(parts).await?;
    greet(&config, &library, &db, clock.as_ref()).await?;
    notify::ready();
    Ok(running.until_signal().await?)
}

/// Where Prometheus asks for numbers, if it does.
fn numbers(config: &Config) -> Result<Option<(TcpListener, Meters)>, Failure> {
    let Some(listen) = config.operations.metrics_listen else { return Ok(None) };
    let listener = TcpListener::bind(listen)
        .map_err(|error| Failure(format!("cannot listen on {listen}: {error}; set PFORTE_METRICS_LISTEN")))?;
    Ok(Some((listener, Meters::start()?)))
}

/// Loads the forms. Mistakes are told on the console and in the log; the other forms live on.
/// A folder that cannot be read is no mistake of a form but of the configuration.
pub(super) fn catalogue(config: &Config) -> Result<Catalogue, Failure> {
    let source = form_source(config);
    source.form_ids().map_err(|problem| Failure(format!("{problem} Set PFORTE_FORMS.")))?;
    let catalogue = Catalogue::load(&source);
    for problem in catalogue.problems() {
        tracing::error!(%problem, "a form is not served");
    }
    Ok(catalogue)
}

/// The folder for the heads of the chain of events.
fn audit(config: &Config) -> Result<PathBuf, Failure> {
    let folder = config.database.data.join("audit");
    private_folder(&folder)?;
    Ok(folder)
}

pub(super) fn mailer(config: &Config) -> Result<Mailer, Failure> {
    Ok(match &config.mail.smtp {
        Some(url) => Mailer::smtp(url.reveal(), &config.mail.from)?,
        None => {
            let folder = config.database.data.join("mail");
            private_folder(&folder)?;
            Mailer::folder(&folder, &config.mail.from)?
        }
    })
}

fn settings(config: &Config) -> SiteSettings {
    SiteSettings {
        city: config.site.city.clone(),
        base_url: config.http.base_url.trim_end_matches('/').to_owned(),
        is_secure: config.http.is_https(),
        is_dev: config.site.is_dev,
        is_trial: config.is_local_trial(),
        sessions: SessionLimits {
            idle: config.session.idle,
            desk_idle: config.session.desk_idle,
            absolute: config.session.absolute,
        },
        debtor: config.payment.debtor.clone(),
        security: config.security.contact.clone(),
        limits: limits(config),
    }
}

fn limits(config: &Config) -> Limits {
    let LimitsConfig { requests, starts, attempts, starts_of_form, uploads, waiting } = config.limits;
    let proxies = config.http.proxies.clone().unwrap_or_default();
    Limits { proxies, requests, starts, attempts, starts_of_form, uploads, waiting, ..Limits::default() }
}

/// Tells the newcomer where to look, and at the very first start of a local trial who can sign in.
async fn greet(config: &Config, library: &Library, db: &Db, clock: &dyn Clock) -> Result<(), Failure> {
    let services = library.catalogue().all().count();
    println!("Pforte serves {services} services on {}", config.http.base_url);
    if !config.is_local_trial() {
        return Ok(());
    }
    let accounts = ensure_trial_accounts(db, clock.now()).await?;
    if !accounts.is_empty() {
        println!(
            "\nAccounts for a trial, shown only this once; sign in at {}/amt/anmelden",
            config.http.base_url
        );
        for account in accounts {
            println!("  {:<12} {:<16} {}", account.role.to_string(), account.login, account.password);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_reached_over_tls_names_the_proxy() {
        let told = |more: &[(&str, &str)]| {
            let https = ("PFORTE_BASE_URL", "https://antrag.example.de");
            let variables =
                more.iter().chain([&https]).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            has_named_its_proxies(&Config::read(variables, None).unwrap()).err().map(|failure| failure.0)
        };
        assert!(told(&[]).is_some_and(|told| told.starts_with("PFORTE_TRUSTED_PROXIES: ")));
        assert_eq!(told(&[("PFORTE_TRUSTED_PROXIES", "127.0.0.1")]), None);
        assert_eq!(told(&[("PFORTE_TRUSTED_PROXIES", "none")]), None);
        let trial = Config::read(Vec::<(String, String)>::new(), None).unwrap();
        assert!(has_named_its_proxies(&trial).is_ok());
    }

    #[test]
    fn where_nothing_is_set_as_much_is_allowed_as_the_limits_say() {
        let trial = Config::read(Vec::<(String, String)>::new(), None).unwrap();
        assert_eq!(limits(&trial), Limits::default());
    }
}
