//! Tables for other programs: CSV and XLSX, written row by row, so that a long table is never in memory as a whole.

mod csv;
mod xlsx;
mod zip;

pub use zip::ZipStream;

use chrono::{NaiveDate, NaiveDateTime};

pub use csv::Csv;
pub use xlsx::Xlsx;

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; never a formula, whatever is in it.
    Text(String),
    /// A number: digits, with a point before the decimal places and a minus before them, as `-1234.50`.
    Number(String),
    /// An amount in euros, written as [`Cell::Number`].
    Euros(String),
    /// A day.
    Day(NaiveDate),
    /// A day and a time in Germany.
    Moment(NaiveDateTime),
}

impl Cell {
    /// A text; nothing for an empty one.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number that Germans wrote, such as `5.000,00`; as a text where it is none.
    pub fn german_number(text: &str, is_euros: bool) -> Self {
        let (sign, plain) = text.strip_prefix('-').map_or(("", text), |plain| ("-", plain));
        let (whole, decimals) =
            plain.split_once(',').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut groups = whole.split('.');
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let is_grouped = rest.is_empty() || first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
        let parts = std::iter::once(first).chain(rest).chain(decimals);
        let is_number = is_grouped && plain.len() <= 18 && parts.clone().all(is_digits);
        let digits = format!("{sign}{}", plain.replace('.', "").replace(',', "."));
        match (is_number, is_euros) {
            (true, true) => Self::Euros(digits),
            (true, false) => Self::Number(digits),
            (false, _) => Self::text(text),
        }
    }
}

/// A table that is written row by row.
#[derive(Debug)]
pub enum Sheet {
    /// Comma (here: semicolon) separated values.
    Csv(Csv),
    /// The workbook of Excel and others (ISO/IEC 29500).
    Xlsx(Box<Xlsx>),
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetKind {
    /// CSV.
    Csv,
    /// XLSX.
    Xlsx,
}

impl SheetKind {
    /// The end of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// How people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Xlsx => "Excel",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Sheet {
    /// Begins a table with the titles of its columns.
    pub fn new(kind: SheetKind, titles: &[String]) -> std::io::Result<Self> {
        Ok(match kind {
            SheetKind::Csv => Self::Csv(Csv::new(titles)),
            SheetKind::Xlsx => Self::Xlsx(Box::new(Xlsx::new(titles)?)),
        })
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[Cell]) -> std::io::Result<()> {
        match self {
            Self::Csv(csv) => {
                csv.row(cells);
                Ok(())
            }
            Self::Xlsx(xlsx) => xlsx.row(cells),
        }
    }

    /// Takes what is written so far.
    pub fn take(&mut self) -> Vec<u8> {
        match self {
            Self::Csv(csv) => csv.take(),
            Self::Xlsx(xlsx) => xlsx.take(),
        }
    }

    /// Ends the table; the rest of its bytes.
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Csv(mut csv) => Ok(csv.take()),
            Self::Xlsx(xlsx) => xlsx.finish(),
        }
    }
}

#[cfg(test)]
mod tests;
