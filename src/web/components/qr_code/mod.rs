//! An address as a picture that a phone reads from the screen or from paper (ISO/IEC 18004).

mod examples;

use std::fmt::Write;

use askama::Template;
use askama::filters::HtmlSafe;
use qrcode::Color;

pub use examples::examples;

/// Light modules around the code, without which readers do not find it (ISO/IEC 18004, 5.3.8).
const MARGIN: usize = 4;

/// The picture: black on white in every theme, because many readers know nothing else.
#[derive(Debug, Clone, Template)]
#[template(path = "components/qr_code/qr_code.html")]
pub struct QrCode {
    label: String,
    size: usize,
    path: String,
}

impl HtmlSafe for QrCode {}

impl QrCode {
    /// The picture of a text; nothing for one that is too long for it. `label` tells what it is for.
    pub fn of(text: &str, label: impl Into<String>) -> Option<Self> {
        let code = qrcode::QrCode::new(text).ok()?;
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|left, right| left == right) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top, length) = (x + MARGIN, y + MARGIN, run.len());
                    write!(path, "M{left} {top}h{length}v1h-{length}z").ok()?;
                }
                x += run.len();
            }
        }
        Some(Self { label: label.into(), size: code.width() + 2 * MARGIN, path })
    }
}
