//! How the installation stands, as numbers.

use std::fs;

use super::{Check, State, Watch, free_bytes, last_backup};
use crate::meters::stands;
use crate::store::watch::{files_held, outbox_state, scans_state};

impl Watch {
    /// Looks at everything and tells the numbers. Several processes on one database tell the same of it.
    pub async fn measure(&self) {
        for Check { name, state, .. } in self.checks().await {
            let value = match state {
                State::Ok => 0.0,
                State::Warning => 1.0,
                State::Failed => 2.0,
            };
            stands("pforte_check", Some(("check", name)), value);
        }
        self.measure_database().await;
        self.measure_disks().await;
        let catalogue = self.library.catalogue();
        stands("pforte_forms_served", None, as_number(catalogue.all().count()));
        stands("pforte_form_mistakes", None, as_number(catalogue.problems().len()));
        stands("process_start_time_seconds", None, signed(self.started_at.timestamp()));
        if let Some(bytes) = resident_bytes() {
            stands("process_resident_memory_bytes", None, bytes);
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            stands("process_open_fds", None, as_number(open.count()));
        }
    }

    async fn measure_database(&self) {
        if let Ok(outbox) = self.db.read(outbox_state).await {
            let age = outbox.oldest.map_or(0, |oldest| (self.clock.now() - oldest).num_seconds().max(0));
            stands("pforte_outbox_waiting", None, signed(outbox.waiting));
            stands("pforte_outbox_oldest_age_seconds", None, signed(age));
            stands("pforte_outbox_failed", None, signed(outbox.failed));
        }
        if let Ok((count, bytes)) = self.db.read(files_held).await {
            stands("pforte_files", None, signed(count));
            stands("pforte_files_bytes", None, signed(bytes));
        }
        if let Ok(scans) = self.db.read(scans_state).await {
            let age = scans.oldest.map_or(0, |oldest| (self.clock.now() - oldest).num_seconds().max(0));
            stands("pforte_files_to_scan", None, signed(scans.waiting));
            stands("pforte_files_to_scan_oldest_age_seconds", None, signed(age));
        }
        let (in_use, most) = self.db.readers();
        stands("pforte_readers_in_use", None, f64::from(in_use));
        stands("pforte_readers", None, f64::from(most));
    }

    async fn measure_disks(&self) {
        let folders = [
            ("files", Some(self.depot.folder().to_owned())),
            ("audit", Some(self.audit.clone())),
            ("database", self.db.folder()),
        ];
        let audit = self.audit.clone();
        let look = tokio::task::spawn_blocking(move || {
            let free = folders.map(|(name, folder)| Some((name, free_bytes(&folder?).ok()?)));
            (free, last_backup(&audit))
        });
        let Ok(Ok((free, backup))) = tokio::time::timeout(super::readiness::PATIENCE, look).await else {
            return;
        };
        for (name, bytes) in free.into_iter().flatten() {
            stands("pforte_disk_free_bytes", Some(("folder", name)), big(bytes));
        }
        if let Some(made_at) = backup {
            let age = (self.clock.now() - made_at).num_seconds();
            stands("pforte_backup_age_seconds", None, signed(age));
        }
    }
}

/// The memory that this process holds, by `/proc`.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(big(kilobytes * 1024))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of Prometheus are floating-point")]
fn big(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "numbers of Prometheus are floating-point")]
fn signed(number: i64) -> f64 {
    number as f64
}

fn as_number(count: usize) -> f64 {
    big(u64::try_from(count).unwrap_or(u64::MAX))
}
