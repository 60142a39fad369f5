//! Files that people hand in: what they are, and how an answer names them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::ids::FileId;

/// How many hours a file that a sender sent waits for the application that names it.
pub const SENT_FILE_HOURS: i64 = 24;

/// Longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileType {
    /// A PDF document.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
}

impl FileType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// Its word in forms and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// Its media type (RFC 6838).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// Endings that names of such files have; the first is put where there is none.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
        }
    }
}

/// What becomes of that which a picture tells beside what it shows: place and time, camera, owner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metadata {
    /// The file is stored as it came, under its own name.
    #[default]
    Kept,
    /// A picture is stored without it, under a name that tells nothing.
    Removed,
}

/// Whether a file was looked at for malware, and what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scan {
    /// There was no scanner when it came.
    #[default]
    Unasked,
    /// It waits for its look.
    Waiting,
    /// The scanner knew nothing bad of it.
    Clean,
    /// It is malware.
    Found,
}

impl Scan {
    const ALL: [Self; 4] = [Self::Unasked, Self::Waiting, Self::Clean, Self::Found];

    /// Its word in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Found => "found",
        }
    }

    /// Whether the file is given to nobody.
    pub fn is_held_back(self) -> bool {
        matches!(self, Self::Waiting | Self::Found)
    }
}

/// Files that are held back, and why each is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldBack(Vec<(FileId, Scan)>);

impl HeldBack {
    /// Those that are held back among some files.
    pub fn among(files: impl IntoIterator<Item = (FileId, Scan)>) -> Self {
        Self(files.into_iter().filter(|(_, scan)| scan.is_held_back()).collect())
    }

    /// Why a file is held back; `None` where it is not.
    pub fn why(&self, file: FileId) -> Option<Scan> {
        self.0.iter().find(|(held, _)| *held == file).map(|(_, scan)| *scan)
    }

    /// Whether some wait for the scanner.
    pub fn has_waiting(&self) -> bool {
        self.0.iter().any(|(_, scan)| *scan == Scan::Waiting)
    }

    /// Those that are malware.
    pub fn found(&self) -> impl Iterator<Item = FileId> {
        self.0.iter().filter(|(_, scan)| *scan == Scan::Found).map(|(file, _)| *file)
    }
}

impl FromStr for Scan {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(())
    }
}

impl FromStr for FileType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(())
    }
}

/// The name of a file as it is shown and offered for download: no folder, nothing that a file system, a
/// header or the direction of writing could be fooled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The harmless rest of a name that a browser sent.
    pub fn from_client(sent: &str) -> Self {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_harmless = |c: &char| {
            !c.is_control()
                && !"<>:\"|?*\u{feff}".contains(*c)
                && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        };
        let plain: String = last.chars().filter(is_harmless).collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        let name = words.join(" ");
        let name = name.trim_matches(['.', ' ']);
        Self(if name.is_empty() { "Datei".to_owned() } else { shortened(name) })
    }

    /// The same with an ending that tells the truth: `foto.exe` that is a picture becomes `foto.exe.png`.
    #[must_use]
    pub fn with_ending_of(self, kind: FileType) -> Self {
        let ending = self.0.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        match (ending, kind.endings()) {
            (Some(ending), known) if known.contains(&ending.as_str()) => self,
            (_, [first, ..]) => Self(shortened(&format!("{}.{first}", self.0))),
            _ => self,
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Cuts the middle out of a name that is too long: its ending stays.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending: String = name.chars().skip(length - 12).collect();
    let start: String = name.chars().take(LONGEST_NAME - 13).collect();
    format!("{start}…{ending}")
}

/// How an answer names a file: `{id}/{bytes}/{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReference {
    /// Which file it is.
    pub id: FileId,
    /// Its size.
    pub bytes: u64,
    /// What it is called.
    pub name: FileName,
}

impl fmt::Display for FileReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.id, self.bytes, self.name.as_str())
    }
}

impl FromStr for FileReference {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '/');
        let (Some(id), Some(bytes), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(());
        };
        let id = id.parse().map_err(|_| ())?;
        let bytes = bytes.parse().map_err(|_| ())?;
        Ok(Self { id, bytes, name: FileName::from_client(name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_harmless() {
        for (sent, kept) in [
            ("Rechnung März.pdf", "Rechnung März.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\Beleg.pdf", "Beleg.pdf"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("x\r\nSet-Cookie: a=b.pdf", "xSet-Cookie a=b.pdf"),
            ("a<b>|?*.pdf", "ab.pdf"),
            ("", "Datei"),
            ("...", "Datei"),
            ("  viel   Luft .pdf ", "viel Luft .pdf"),
        ] {
            let name = FileName::from_client(sent);
            assert_eq!(name.as_str(), kept, "{sent:?}");
            assert!(!name.as_str().contains(['/', '\\', '<', '>', '"', '\n', '\r']), "{name:?}");
        }
        let long = FileName::from_client(&format!("{}.pdf", "ä".repeat(500)));
        assert_eq!(long.as_str().chars().count(), LONGEST_NAME);
        assert!(long.as_str().ends_with(".pdf"));
    }

    #[test]
    fn an_ending_tells_the_truth() {
        let named = |name: &str, kind| FileName::from_client(name).with_ending_of(kind).as_str().to_owned();
        assert_eq!(named("foto.exe", FileType::Png), "foto.exe.png");
        assert_eq!(named("Scan", FileType::Pdf), "Scan.pdf");
        assert_eq!(named("Scan.JPG", FileType::Jpeg), "Scan.JPG");
        assert_eq!(named("Scan.pdf", FileType::Jpeg), "Scan.pdf.jpg");
    }

    #[test]
    fn references_read_back() {
        let reference = FileReference {
            id: FileId::random(),
            bytes: 1_843_200,
            name: FileName::from_client("Rechnung März.pdf"),
        };
        assert_eq!(reference.to_string().parse(), Ok(reference));
        for bad in ["", "later", "a/1/b", "0198c0de-0000-4000-8000-000000000000/x/b"] {
            assert_eq!(bad.parse::<FileReference>(), Err(()), "{bad}");
        }
    }
}
