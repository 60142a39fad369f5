//! What the operator is told once a day, where there is something to tell. It leaves the house by mail, so it holds
//! numbers, days and names of our own, and nothing of any application.

use chrono::{DateTime, Days, Duration, Utc};

use super::certificate::{NoCertificate, certificate_of};
use super::readiness::{LITTLE, PATIENCE};
use super::space::in_words;
use super::{Watch, free_bytes, last_backup};
use crate::clock::day_in_germany;
use crate::domain::Scope;
use crate::store::StoreError;
use crate::store::erasure::count_keyless;
use crate::store::watch::outbox_state;

/// Mails that wait for longer than this are told of.
const STUCK: Duration = Duration::hours(3);

/// A last backup that is older than this is told of.
pub const OLD_BACKUP: Duration = Duration::days(2);

/// A certificate that is over in fewer days than this is told of. Most are renewed thirty days before.
pub const CERTIFICATE_DAYS: i64 = 21;

/// How long looking at the certificate may take in all.
const LOOKING: std::time::Duration = std::time::Duration::from_secs(10);

impl Watch {
    /// What there is to tell, a German line each; nothing where all is well.
    pub async fn troubles(&self) -> Vec<String> {
        let now = self.clock.now();
        let (of_database, of_disks, of_certificate, of_scanner) = tokio::join!(
            self.of_database(now),
            self.of_disks(now),
            self.of_certificate(now),
            self.of_scanner(now)
        );
        let mut told = match of_database {
            Ok(told) => told,
            Err(error) => vec![format!("Die Datenbank konnte nicht vollständig geprüft werden: {error}")],
        };
        let mistakes = self.library.catalogue().problems().len();
        if mistakes > 0 {
            told.push(format!(
                "Formulare, die wegen Fehlern nicht angeboten werden: {mistakes} Fehler. Welche, sagt `pforte check`."
            ));
        }
        told.extend(of_disks);
        told.extend(of_certificate);
        told.extend(self.of_contact(now));
        told.extend(of_scanner);
        told
    }

    async fn of_database(&self, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let mut told = Vec::new();
        let outbox = self.db.read(outbox_state).await?;
        if outbox.failed > 0 {
            told.push(format!(
                "E-Mails, die endgültig nicht zugestellt werden konnten: {}. Unter /verwaltung können sie noch einmal \
                 gesendet werden.",
                outbox.failed
            ));
        }
        if let Some(oldest) = outbox.oldest.filter(|oldest| now - *oldest > STUCK) {
            told.push(format!(
                "E-Mails, die warten: {}, die älteste seit {} Stunden.",
                outbox.waiting,
                (now - oldest).num_hours()
            ));
        }
        let keyless = self.db.read(|conn| count_keyless(&Scope::System, conn)).await?;
        if keyless > 0 {
            told.push(format!("Vorgänge, deren Schlüssel fehlt und die niemand lesen kann: {keyless}."));
        }
        Ok(told)
    }

    async fn of_disks(&self, now: DateTime<Utc>) -> Vec<String> {
        let (files, audit, database) = (self.depot.folder().to_owned(), self.audit.clone(), self.db.folder());
        let look = tokio::task::spawn_blocking(move || {
            let folders = [Some(files), Some(audit.clone()), database];
            let free = folders.into_iter().flatten().filter_map(|folder| free_bytes(&folder).ok()).min();
            (free, last_backup(&audit))
        });
        let Ok(Ok((free, backup))) = tokio::time::timeout(PATIENCE, look).await else {
            return vec!["Die Ablage für Dateien antwortet nicht.".to_owned()];
        };
        let mut told = Vec::new();
        if let Some(free) = free.filter(|free| *free < LITTLE) {
            told.push(format!("Es sind nur noch {} Speicherplatz frei.", in_words(free)));
        }
        if let Some(backup) = backup.filter(|backup| now - *backup > OLD_BACKUP) {
            let day = day_in_germany(backup).format("%d.%m.%Y");
            told.push(format!("Die letzte Sicherung mit `pforte backup` ist vom {day}."));
        }
        told
    }

    async fn of_certificate(&self, now: DateTime<Utc>) -> Option<String> {
        let base_url = self.base_url.clone()?;
        let look = tokio::task::spawn_blocking(move || certificate_of(&base_url, now));
        let found = match tokio::time::timeout(LOOKING, look).await {
            Ok(Ok(Ok(found))) => found,
            // From here the address may not be reachable, though it is from outside.
            Ok(Ok(Err(NoCertificate::NoTls | NoCertificate::Unreachable(..))) | Err(_)) | Err(_) => {
                return None;
            }
        };
        let soon = now.checked_add_days(Days::new(CERTIFICATE_DAYS.unsigned_abs()))?;
        let ends_at = found.ends_at.filter(|end| *end < soon)?;
        let day = day_in_germany(ends_at).format("%d.%m.%Y");
        Some(format!("Das Zertifikat der Adresse gilt bis zum {day}."))
    }
}
