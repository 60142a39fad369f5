//! The figures: medians of the rounds with their spread, beside floors and targets.

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// No less than this share of its floor.
    OfFloor(f64),
}

/// A figure, measured in several rounds.
#[derive(Debug, Default)]
struct Figure {
    name: String,
    unit: &'static str,
    values: Vec<f64>,
    /// The floor of each round, measured beside the value.
    floors: Vec<f64>,
    target: Option<Target>,
}

/// All figures, in the order in which they were measured first.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Adds what a round measured.
    pub fn add(&mut self, name: &str, unit: &'static str, value: f64) -> &mut Self {
        self.with(name, unit, value, None)
    }

    /// Adds what a round measured, and what its floor was beside it.
    pub fn beside(&mut self, name: &str, unit: &'static str, (value, floor): (f64, f64)) -> &mut Self {
        self.with(name, unit, value, Some(floor))
    }

    fn with(&mut self, name: &str, unit: &'static str, value: f64, floor: Option<f64>) -> &mut Self {
        let place = self.0.iter().position(|figure| figure.name == name).unwrap_or_else(|| {
            self.0.push(Figure { name: name.to_owned(), unit, ..Figure::default() });
            self.0.len() - 1
        });
        self.0[place].values.push(value);
        self.0[place].floors.extend(floor);
        self
    }

    /// What the figure of this name should be.
    pub fn target(&mut self, name: &str, target: Target) {
        for figure in self.0.iter_mut().filter(|figure| figure.name == name) {
            figure.target = Some(target);
        }
    }

    /// The median of a figure.
    pub fn median(&self, name: &str) -> f64 {
        self.0.iter().find(|figure| figure.name == name).map_or(f64::NAN, |figure| median(&figure.values))
    }

    /// Prints the table; how many targets were missed.
    pub fn print(&self) -> usize {
        println!(
            "\n{:<54} {:>11} {:>21} {:>10} {:>6}  target",
            "median of the rounds", "figure", "spread", "floor", "ratio"
        );
        self.0.iter().map(|figure| usize::from(figure.print())).sum()
    }
}

impl Figure {
    /// Prints its line; whether its target was missed.
    fn print(&self) -> bool {
        let ratios: Vec<f64> =
            self.values.iter().zip(&self.floors).map(|(value, floor)| value / floor).collect();
        let (middle, ratio) = (median(&self.values), median(&ratios));
        let spread = format!("{}..{}", short(least(&self.values)), short(most(&self.values)));
        let (floor, share) = match self.floors.is_empty() {
            true => (String::new(), String::new()),
            false => (short(median(&self.floors)), format!("{ratio:.2}")),
        };
        let (wanted, is_met) = match self.target {
            None => (String::new(), true),
            Some(Target::AtMost(limit)) => (format!("at most {}", short(limit)), middle <= limit),
            Some(Target::AtLeast(limit)) => (format!("at least {}", short(limit)), middle >= limit),
            Some(Target::OfFloor(share)) => (format!("ratio at least {share:.2}"), ratio >= share),
        };
        let verdict = match (self.target, is_met) {
            (None, _) => "",
            (Some(_), true) => ": met",
            (Some(_), false) => ": MISSED",
        };
        let figure = format!("{} {}", short(middle), self.unit);
        println!("{:<54} {figure:>11} {spread:>21} {floor:>10} {share:>6}  {wanted}{verdict}", self.name);
        !is_met
    }
}

/// The value in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// A number with three digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
