//! The frame of the benches that make a form in three sizes: what a form needs beside its questions, the times,
//! the table.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

const RUNS: usize = 15;

/// A step, and what it costs.
pub type Step = (&'static str, Duration);

/// A `form.json` with these pages; the rest is as short as can be.
pub fn form_file(title: &str, pages: Value, applicant: &str) -> Value {
    json!({
        "slug": title.to_lowercase(), "title": title, "summary": "Ein Antrag zum Messen.", "group": "Proben",
        "kind": "application",
        "service": {"what": [], "who_may": [], "costs": [], "duration": [], "decision": [], "legal_basis": []},
        "privacy": [], "pages": pages, "applicant": {"name": [[applicant]]},
        "routing": {"department": "amt"}, "next_steps": [], "retention": {"draft_days": 30, "case_days": 365}
    })
}

/// A `departments.json` with one department, `amt`.
pub fn departments() -> Value {
    json!([{"id": "amt", "name": "Amt", "inbox_mail": "amt@stadt.example", "address": ["Amt"]}])
}

/// The fastest of some runs: what else the machine does meanwhile only makes them slower.
pub fn measure(mut work: impl FnMut()) -> Duration {
    let run = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// Prints what each step costs in three sizes, each twice the one before, and how the cost grows: 2 where it grows
/// as the form does. Times are to be compared within one run only.
pub fn table(what: &str, sizes: [usize; 3], steps: impl Fn(usize) -> Vec<Step>) {
    let measured = sizes.map(steps);
    println!("{what:<30} {:>10} {:>10} {:>10}   growth when doubled", sizes[0], sizes[1], sizes[2]);
    for (place, (name, _)) in measured[0].iter().enumerate() {
        let [a, b, c] = measured.each_ref().map(|size| size[place].1.as_secs_f64() * 1000.0);
        println!("{name:<30} {a:>7.2} ms {b:>7.2} ms {c:>7.2} ms   {:.1} {:.1}", b / a, c / b);
    }
}
