//! Files that went before their case: said in place of a link.

use chrono::{DateTime, Utc};

use crate::clock::{day_in_germany, german_day};
use crate::domain::FileId;
use crate::forms::view::{SectionView, withhold};

/// Files of a case that are erased, and when.
#[derive(Debug, Clone, Default)]
pub struct ErasedPapers(pub(super) Vec<(FileId, DateTime<Utc>)>);

impl ErasedPapers {
    /// What is said of a file that is erased.
    pub fn told(&self, file: FileId) -> Option<String> {
        let (_, at) = self.0.iter().find(|(id, _)| *id == file)?;
        Some(format!("gelöscht am {} (Aufbewahrung)", german_day(day_in_germany(*at))))
    }

    /// Says it where answers name the file.
    pub(super) fn tell_in(&self, sections: &mut [SectionView]) {
        withhold(sections, |file| self.told(file));
    }
}
