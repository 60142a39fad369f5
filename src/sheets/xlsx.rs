//! XLSX (Office Open XML, ISO/IEC 29500): the few parts that a workbook with one table needs. Texts are inline strings:
//! no program calculates what is in them.

use std::fmt::Write;
use std::io::Result;

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::Cell;
use super::zip::ZipStream;

/// Most rows of a table, as the programs read it.
const MOST_ROWS: u32 = 1_048_576;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Styles by their place: 0 plain, 1 title, 2 text, 3 day, 4 moment, 5 euros.
const STYLES: &str = r##"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/><numFmt numFmtId="165" formatCode="dd.mm.yyyy hh:mm"/><numFmt numFmtId="166" formatCode="#,##0.00\ &quot;€&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"##;

const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="20" defaultRowHeight="15"/><sheetData>"#;

const SHEET_END: &str = "</sheetData></worksheet>";

/// A table as a workbook.
#[derive(Debug)]
pub struct Xlsx {
    zip: ZipStream,
    rows: u32,
}

impl Xlsx {
    /// Begins with the titles of the columns.
    pub fn new(titles: &[String]) -> Result<Self> {
        let mut zip = ZipStream::default();
        for (name, part) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", SHEET),
        ] {
            zip.begin(name)?;
            zip.write(part.as_bytes())?;
        }
        let mut xlsx = Self { zip, rows: 0 };
        let row: String = titles.iter().map(|title| text(title, 1)).collect();
        xlsx.write_row(&row)?;
        Ok(xlsx)
    }

    /// Adds a row. Where no more fit, the last one says so.
    pub fn row(&mut self, cells: &[Cell]) -> Result<()> {
        match self.rows + 1 {
            MOST_ROWS => self.write_row(&text("Mehr Zeilen passen nicht in eine Excel-Datei.", 2)),
            row if row > MOST_ROWS => Ok(()),
            _ => self.write_row(&cells.iter().map(written).collect::<String>()),
        }
    }

    /// Takes what is written so far.
    pub fn take(&mut self) -> Vec<u8> {
        self.zip.take()
    }

    /// Ends the workbook; the rest of its bytes.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.zip.write(SHEET_END.as_bytes())?;
        self.zip.finish()
    }

    fn write_row(&mut self, cells: &str) -> Result<()> {
        self.rows += 1;
        self.zip.write(format!("<row>{cells}</row>").as_bytes())
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "<c/>".to_owned(),
        Cell::Text(content) => text(content, 2),
        Cell::Number(digits) => format!("<c><v>{digits}</v></c>"),
        Cell::Euros(digits) => format!("<c s=\"5\"><v>{digits}</v></c>"),
        Cell::Day(day) => format!("<c s=\"3\"><v>{}</v></c>", serial(*day)),
        Cell::Moment(moment) => format!("<c s=\"4\"><v>{}</v></c>", serial_of(*moment)),
    }
}

fn text(content: &str, style: u8) -> String {
    format!(
        "<c s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escaped(content)
    )
}

/// A day as the programs count them: from 30 December 1899.
fn serial(day: NaiveDate) -> i64 {
    NaiveDate::from_ymd_opt(1899, 12, 30).map_or(0, |first| (day - first).num_days())
}

/// A day and a time: the minute as part of the day.
fn serial_of(moment: NaiveDateTime) -> String {
    let minute = moment.hour() * 60 + moment.minute();
    let part = format!("{:.6}", f64::from(minute) / 1440.0);
    format!("{}{}", serial(moment.date()), part.trim_start_matches('0'))
}

/// A text of XML 1.0: what it cannot hold is left out, and what readers take for an escape of theirs is escaped.
fn escaped(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    for c in content.replace("_x", "_x005F_x").chars() {
        // Writing to a text does not fail.
        let _ = match c {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '\t' | '\n' => out.write_char(c),
            '\u{fffe}' | '\u{ffff}' => Ok(()),
            c if c.is_control() => Ok(()),
            c => out.write_char(c),
        };
    }
    out
}
