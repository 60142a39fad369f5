//! CSV as Excel reads it in Germany: UTF-8 with a byte order mark, semicolons, decimal commas, every cell in quotes.

use super::Cell;

/// What programs that calculate take for the beginning of a formula, also in full width (OWASP, CSV Injection).
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A table as CSV.
#[derive(Debug)]
pub struct Csv {
    out: String,
}

impl Csv {
    /// Begins with the titles of the columns.
    pub fn new(titles: &[String]) -> Self {
        let mut csv = Self { out: "\u{feff}".to_owned() };
        csv.row(&titles.iter().map(Cell::text).collect::<Vec<_>>());
        csv
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) {
        let line = cells.iter().map(|cell| format!("\"{}\"", written(cell).replace('"', "\"\"")));
        self.out.push_str(&line.collect::<Vec<_>>().join(";"));
        self.out.push_str("\r\n");
    }

    /// Takes what is written so far.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out).into_bytes()
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Number(digits) | Cell::Euros(digits) => digits.replace('.', ","),
        Cell::Day(day) => day.format("%d.%m.%Y").to_string(),
        Cell::Moment(moment) => moment.format("%d.%m.%Y %H:%M").to_string(),
    }
}

/// A text that no program takes for a formula: where it could, an apostrophe stands before it. What programs skip before
/// they look (blanks, quotes) is skipped here, too; tabs and line ends count as beginnings of their own.
fn guarded(text: &str) -> String {
    let is_skipped = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '\u{feff}');
    let begins = text.trim_start_matches(is_skipped).starts_with(FORMULA);
    if begins || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}
