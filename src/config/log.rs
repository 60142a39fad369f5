//! What is logged, and how it looks.

use tracing_subscriber::EnvFilter;

use super::source::Values;
use super::variable::Variable;

/// What is logged, and how it looks.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `PFORTE_LOG`: which events are logged, for example `info,pforte::outbox=debug`.
    pub filter: String,
    /// `PFORTE_LOG_FORMAT`: how a line looks.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line, for machines.
    Json,
}

const FILTER: Variable = Variable::plain(
    "PFORTE_LOG",
    "`info`",
    "What is logged: `error`, `warn`, `info`, `debug`, also by part, such as `info,pforte::outbox=debug`.",
);
const FORMAT: Variable =
    Variable::plain("PFORTE_LOG_FORMAT", "`human`", "`human`, or `json` for one JSON object a line.");
/// Read before all others; see [`super::Config::load`].
pub(super) const CONFIG: Variable = Variable::plain(
    "PFORTE_CONFIG",
    "`pforte.toml`, if there is one",
    "File with settings; the environment wins over it.",
);

pub(super) const VARIABLES: [Variable; 3] = [FILTER, FORMAT, CONFIG];

impl LogConfig {
    pub(super) fn read(values: &mut Values) -> Self {
        Self {
            filter: values.parse(&FILTER, "info".to_owned(), |text| {
                let is_filter = EnvFilter::builder().parse(text).is_ok();
                let remedy = || "give a level, for example info or info,pforte::outbox=debug".to_owned();
                is_filter.then(|| text.to_owned()).ok_or_else(remedy)
            }),
            format: values.parse(&FORMAT, LogFormat::Human, |text| match text {
                "human" => Ok(LogFormat::Human),
                "json" => Ok(LogFormat::Json),
                _ => Err("give human or json".to_owned()),
            }),
        }
    }
}
