use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::*;

fn csv(cells: &[Cell]) -> String {
    let mut sheet = Sheet::new(SheetKind::Csv, &["Titel".to_owned()]).unwrap();
    sheet.row(cells).unwrap();
    String::from_utf8(sheet.finish().unwrap()).unwrap()
}

/// The files of an archive by its directory.
fn unzip(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let places = 0..archive.len();
    let read = |place| {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    places.map(read).collect()
}

fn sheet(cells: &[Cell]) -> String {
    let mut xlsx = Sheet::new(SheetKind::Xlsx, &["Titel".to_owned()]).unwrap();
    let mut bytes = xlsx.take();
    xlsx.row(cells).unwrap();
    bytes.extend(xlsx.take());
    bytes.extend(xlsx.finish().unwrap());
    let files = unzip(&bytes);
    assert_eq!(files.len(), 6);
    files.into_iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap().1
}

#[test]
fn numbers_are_numbers_and_days_are_days() {
    let day: NaiveDate = "2025-10-01".parse().unwrap();
    let cells = [
        Cell::german_number("5.000,00", true),
        Cell::german_number("-7", false),
        Cell::german_number("12.04.2025", false),
        Cell::Day(day),
        Cell::Moment(day.and_hms_opt(18, 0, 0).unwrap()),
        Cell::Empty,
    ];
    let line = "\"5000,00\";\"-7\";\"12.04.2025\";\"01.10.2025\";\"01.10.2025 18:00\";\"\"\r\n";
    assert_eq!(csv(&cells), format!("\u{feff}\"Titel\"\r\n{line}"));
    let sheet = sheet(&cells);
    for part in ["<c s=\"5\"><v>5000.00</v></c><c><v>-7</v></c>", "<v>45931</v>", "<v>45931.750000</v>"] {
        assert!(sheet.contains(part), "{part}\n{sheet}");
    }
}

#[test]
fn nothing_that_somebody_typed_is_calculated() {
    for typed in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\"=1", "'=1", "＝1", "\n\" =1"] {
        let written = csv(&[Cell::text(typed)]);
        let cell = written.split_once("\r\n\"").unwrap().1;
        assert!(cell.starts_with('\''), "{typed:?} as {cell:?}");
        let sheet = sheet(&[Cell::text(typed)]);
        assert!(sheet.contains("t=\"inlineStr\"") && !sheet.contains("<f>") && !sheet.contains("t=\"str\""));
    }
    assert_eq!(csv(&[Cell::text("Müller; \"Söhne\"")]), "\u{feff}\"Titel\"\r\n\"Müller; \"\"Söhne\"\"\"\r\n");
}

proptest! {
    /// However a text is made: in CSV no cell begins as a formula does, and the workbook is XML that says the same.
    #[test]
    fn no_text_leaves_its_cell(text in "[\\PC\\t\\r\\n\"=+@<&_x-]{0,40}") {
        let written = csv(&[Cell::text(&text)]);
        let body = written.strip_prefix("\u{feff}\"Titel\"\r\n\"").unwrap().strip_suffix("\"\r\n").unwrap();
        prop_assert_eq!(body.replace("\"\"", "").matches('"').count(), 0);
        let visible = body.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
        prop_assert!(!visible.starts_with(['=', '+', '-', '@']), "{}", body);
        let sheet = sheet(&[Cell::text(&text)]);
        let cell = sheet.rsplit("preserve\">").next().unwrap().split("</t>").next().unwrap();
        prop_assert!(!cell.contains('<') && !cell.contains('>'));
        let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect();
        if !kept.is_empty() && !text.is_empty() {
            let read = cell.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("_x005F_x", "_x");
            prop_assert_eq!(read, kept);
        }
    }
}
