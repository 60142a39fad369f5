//! Numbers for the operator's Prometheus. Like the log they belong to the process: whoever does something counts it,
//! and where nobody asks for numbers that costs nothing. Every name of a number stands here, and every label is one of a
//! few words of ours: never an address, a name or an id of somebody.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Up to how many seconds something took, for each count of a histogram.
const SECONDS: [f64; 9] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1.0, 3.0, 10.0];

/// The numbers of this process.
#[derive(Clone)]
pub struct Meters(PrometheusHandle);

/// Counting could not begin.
#[derive(Debug, thiserror::Error)]
#[error("numbers cannot be collected: {0}")]
pub struct MetersError(String);

impl Meters {
    /// Begins to count, for the whole process. Fails when it was begun before.
    pub fn start() -> Result<Self, MetersError> {
        let failed = |error: String| MetersError(error);
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .map_err(|error| failed(error.to_string()))?
            .build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|error| failed(error.to_string()))?;
        describe();
        Ok(Self(handle))
    }

    /// All numbers, in the format of Prometheus.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Sums up what was measured since, so that it does not grow while nobody asks.
    pub fn sum_up(&self) {
        self.0.run_upkeep();
    }
}

fn describe() {
    let counters = [
        (
            "pforte_http_requests_total",
            "Answers, by route, method and class of status; 5xx are mistakes of ours",
        ),
        ("pforte_applications_filed_total", "Applications that were written down, by form and channel"),
        ("pforte_drafts_begun_total", "Drafts that were begun, by form and channel"),
        ("pforte_mails_total", "Attempts to send mail, by kind and outcome: sent, later, failed, obsolete"),
        ("pforte_sign_ins_refused_total", "Attempts of staff to sign in that were refused, by reason"),
        ("pforte_malware_total", "Files that the scanner knew as malware, by when: at arrival, or later"),
    ];
    for (name, meaning) in counters {
        describe_counter!(name, meaning);
    }
    describe_histogram!("pforte_http_request_seconds", "How long answers took, by route and method");
    describe_histogram!(
        "pforte_write_seconds",
        "How long writes took from their wish to their commit, with the time in which they waited"
    );
}

/// A request was answered; `route` is the pattern of its address.
pub fn answered(route: String, method: &'static str, status: u16, took: Duration) {
    let class = match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    histogram!("pforte_http_request_seconds", "route" => route.clone(), "method" => method).record(took);
    counter!("pforte_http_requests_total", "route" => route, "method" => method, "class" => class)
        .increment(1);
}

/// An application was written down. Should its transaction be lost at the commit, it was counted all the same.
pub fn filed(form: &str, channel: &'static str) {
    counter!("pforte_applications_filed_total", "form" => form.to_owned(), "channel" => channel).increment(1);
}

/// A draft was begun.
pub fn begun(form: &str, channel: &'static str) {
    counter!("pforte_drafts_begun_total", "form" => form.to_owned(), "channel" => channel).increment(1);
}

/// What became of an attempt to send a mail.
pub fn mailed(kind: &str, outcome: &'static str) {
    counter!("pforte_mails_total", "kind" => kind.to_owned(), "outcome" => outcome).increment(1);
}

/// Somebody of the staff could not sign in.
pub fn sign_in_refused(reason: &'static str) {
    counter!("pforte_sign_ins_refused_total", "reason" => reason).increment(1);
}

/// A file was malware; `when` is `arrival`, or `later` for one that waited for the scanner.
pub fn malware_found(when: &'static str) {
    counter!("pforte_malware_total", "when" => when).increment(1);
}

/// A write was answered.
pub fn wrote(took: Duration) {
    histogram!("pforte_write_seconds").record(took);
}

/// How something stands now, by a label or without one.
pub fn stands(name: &'static str, label: Option<(&'static str, &'static str)>, value: f64) {
    match label {
        Some((label, word)) => gauge!(name, label => word).set(value),
        None => gauge!(name).set(value),
    }
}
